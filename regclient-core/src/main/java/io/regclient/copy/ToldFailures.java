// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.event.Level;

/**
 * Whether the log has told why a copy fails: the first failure ends it, and is told where it happened (contract regctl
 * 10.1 lists the lines). What wraps it on its way up, and siblings that failed at the same moment, are no news.
 * Thread-safe.
 */
final class ToldFailures {
    private final AtomicBoolean told = new AtomicBoolean();

    /** The level of a failure's line. */
    Level level(Throwable failure) {
        return TaskGroup.isCancel(failure) || told.getAndSet(true) ? Level.DEBUG : Level.WARN;
    }
}
