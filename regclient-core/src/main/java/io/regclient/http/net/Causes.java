// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.error.RegistryException;
import java.util.Optional;

/** Looks through the causes of a failure; a chain may be a circle. */
final class Causes {
    private static final int MAX_DEPTH = 20;

    private Causes() {}

    /** The failure itself or the first of the type among its causes and what was suppressed on the way. */
    static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        return find(failure, type, MAX_DEPTH);
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type, int depth) {
        if (type.isInstance(failure)) {
            return Optional.of(type.cast(failure));
        }
        if (depth == 0) {
            return Optional.empty();
        }
        Throwable cause = failure.getCause();
        Optional<T> found = cause == null ? Optional.empty() : find(cause, type, depth - 1);
        for (Throwable suppressed : failure.getSuppressed()) {
            // one level: what is suppressed may lead back here
            found = found.isEmpty() && type.isInstance(suppressed) ? Optional.of(type.cast(suppressed)) : found;
        }
        return found;
    }

    /** The most precise message of a chain: the JDK wraps certificate errors several times. */
    static String innermost(Throwable failure) {
        String text = RegistryException.describe(failure);
        Throwable current = failure.getCause();
        for (int depth = 0; current != null && depth < MAX_DEPTH; depth++) {
            text = current.getMessage() == null ? text : RegistryException.describe(current);
            current = current.getCause();
        }
        return text;
    }
}
