// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Keeps the starts of requests to one host a fixed time apart, without bursts (contract CO-2). Thread-safe. */
public final class RequestPacer {
    private static final double NANOS_PER_SECOND = 1e9;

    /** One day in nanoseconds: the slowest pace, so that sums of start times cannot overflow. */
    private static final double LONGEST = 86_400 * NANOS_PER_SECOND;

    private final String name;
    private final long spacing;
    private final Optional<IntSupplier> sharers;
    private final Ticker ticker;
    private final Sleeper sleeper;
    private boolean used;
    private long last;

    /**
     * Creates a pacer.
     *
     * @param name shown in error messages
     * @param perSecond requests per second, fractions allowed; zero or less means no limit
     */
    public RequestPacer(String name, double perSecond, Ticker ticker, Sleeper sleeper) {
        this(name, perSecond, Optional.empty(), ticker, sleeper);
    }

    /**
     * Creates a pacer of one of several processes.
     *
     * @param name shown in error messages
     * @param perSecond requests per second of all, fractions allowed; zero or less means no limit
     * @param sharers how many processes there are by now, each of which takes its part; empty for one
     */
    public RequestPacer(String name, double perSecond, Optional<IntSupplier> sharers, Ticker ticker, Sleeper sleeper) {
        this.name = name;
        this.sharers = sharers;
        this.spacing = perSecond > 0 ? (long) Math.min(NANOS_PER_SECOND / perSecond, LONGEST) : 0;
        this.ticker = ticker;
        this.sleeper = sleeper;
    }

    /**
     * Waits until the next request may start.
     *
     * @throws RegistryException of kind CANCELED when the thread is interrupted (RB-13)
     */
    public void await() throws RegistryException {
        if (spacing == 0) {
            return;
        }
        Duration wait = Duration.ofNanos(reserve());
        if (!wait.isPositive()) {
            return;
        }
        try {
            sleeper.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "pacing requests to " + name + ": context canceled", e);
        }
    }

    /** Takes the next start time and returns how many nanoseconds are left until then. */
    private synchronized long reserve() {
        long now = ticker.nanos();
        long parts = sharers.isPresent() ? Math.max(1, sharers.get().getAsInt()) : 1;
        long earliest = last + spacing * parts;
        last = used && earliest - now > 0 ? earliest : now;
        used = true;
        return last - now;
    }
}
