// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.GoDuration;
import io.regclient.time.Sleeper;
import java.io.IOException;
import java.time.Duration;

/** The end of work that takes too long: its thread is interrupted, which cancels every call to a registry. */
public final class RunLimit {
    private final Thread worker;
    private boolean over;
    private boolean expired;

    private RunLimit(Thread worker) {
        this.worker = worker;
    }

    /**
     * Does work on this thread.
     *
     * @param limit for all of it; zero for none
     * @param sleeper waits for the limit
     * @throws RegistryException of kind UNAVAILABLE when the time was over before the work was, whatever came of it
     */
    public static void run(Duration limit, Sleeper sleeper, Failures.Task work) throws IOException {
        if (!limit.isPositive()) {
            work.run();
            return;
        }
        RunLimit runLimit = new RunLimit(Thread.currentThread());
        Thread clock = Thread.ofPlatform().daemon().name("deadline").start(() -> runLimit.expire(limit, sleeper));
        boolean expired = false;
        try {
            work.run();
        } catch (IOException e) {
            expired = runLimit.end();
            if (!expired) {
                throw e;
            }
        } finally {
            clock.interrupt();
            expired |= runLimit.end();
        }
        if (expired) {
            throw RegistryException.of(
                    ErrorKind.UNAVAILABLE, "not done within the timeout of " + GoDuration.format(limit));
        }
    }

    private void expire(Duration limit, Sleeper sleeper) {
        try {
            sleeper.sleep(limit);
        } catch (InterruptedException e) {
            return; // the work is done
        }
        synchronized (this) {
            if (!over) {
                expired = true;
                worker.interrupt();
            }
        }
    }

    /** True when the time was over; that interrupt was for this work, not for what its thread does next. */
    private synchronized boolean end() {
        if (expired && !over) {
            Thread.interrupted();
        }
        over = true;
        return expired;
    }
}
