// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import java.time.Duration;
import java.time.Instant;

/** Time of the operating system, and the only place that puts a thread to sleep. */
enum SystemTime implements Ticker, Sleeper {
    INSTANCE;

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting " + duration);
        }
        if (duration.isPositive()) {
            Thread.sleep(duration);
        }
    }
}
