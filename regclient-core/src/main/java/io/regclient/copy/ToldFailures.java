// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one copy that the log has told, where they happened. What wraps such a failure on its way up is no
 * news (contract regctl 10.1 lists the lines). Thread-safe.
 */
final class ToldFailures {
    /** Causes that are looked at: a chain may be a circle. */
    private static final int MAX_CAUSES = 50;

    private final Set<Throwable> told = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    /** True for a failure that deserves a line: it was not interrupted, and neither it nor a cause was told. */
    boolean isNews(Throwable failure) {
        if (TaskGroup.isCancel(failure)) {
            return false;
        }
        @Nullable Throwable current = failure;
        for (int depth = 0; current != null && depth < MAX_CAUSES; current = current.getCause(), depth++) {
            if (told.contains(current)) {
                return false;
            }
        }
        told.add(failure);
        return true;
    }
}
