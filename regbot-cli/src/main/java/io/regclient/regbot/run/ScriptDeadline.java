// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts a script's thread when its time is over, so that a request or a wait in progress ends too; code that only
 * computes is ended by the sandbox itself.
 */
final class ScriptDeadline implements AutoCloseable {
    /** A script may catch what the interrupt ends, and begin the next wait. */
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final CountDownLatch ended = new CountDownLatch(1);

    private ScriptDeadline() {}

    /**
     * Begins now, for the calling thread.
     *
     * @param timeout zero or less for no limit
     */
    static ScriptDeadline start(Duration timeout) {
        ScriptDeadline deadline = new ScriptDeadline();
        if (timeout.isPositive()) {
            Thread script = Thread.currentThread();
            Thread.ofPlatform().daemon().name("deadline").start(() -> deadline.watch(script, timeout));
        }
        return deadline;
    }

    private void watch(Thread script, Duration timeout) {
        try {
            Duration wait = timeout;
            while (!ended.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                script.interrupt();
                wait = AGAIN;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; the script would go on to its next check
        }
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
