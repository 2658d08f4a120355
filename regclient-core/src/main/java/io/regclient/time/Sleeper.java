// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import java.time.Duration;

/** Waits for time to pass. Thread-safe. */
@FunctionalInterface
public interface Sleeper {
    /**
     * Blocks the calling thread for the given time.
     *
     * @param duration how long; zero and negative durations return at once
     * @throws InterruptedException when the thread is interrupted before or during the wait
     */
    void sleep(Duration duration) throws InterruptedException;

    /** Real waiting. */
    static Sleeper system() {
        return SystemTime.INSTANCE;
    }
}
