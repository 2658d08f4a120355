// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.observe.RequestEvent;
import io.regclient.observe.RequestObserver;
import java.util.concurrent.atomic.AtomicLong;

/** What a copy cost: requests on the wire, repetitions and tokens included, and time. */
public final class CopyMeter implements RequestObserver {
    private static final double MILLIS = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long started = System.nanoTime();
    private final AtomicLong requests = new AtomicLong();

    @Override
    public void ended(RequestEvent event) {
        requests.incrementAndGet();
    }

    /** Requests so far. */
    public long requests() {
        return requests.get();
    }

    /** Time so far, in seconds with three decimals. */
    public double seconds() {
        long millis = (System.nanoTime() - started) / NANOS_PER_MILLI;
        return millis / MILLIS;
    }
}
