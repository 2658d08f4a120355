// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** How fast bytes have moved lately. Not thread-safe. */
final class TransferRate {
    /** Long enough to even out bursts, short enough to follow a network that changes. */
    private static final long WINDOW = Duration.ofSeconds(10).toNanos();

    /** Looks that are closer together than this are one. */
    private static final long RESOLUTION = Duration.ofMillis(100).toNanos();

    private static final double NANOS_PER_SECOND = 1e9;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long bytes) {}

    /** Takes note of the bytes that have moved up to a time. */
    void add(long nanos, long bytes) {
        if (samples.isEmpty() || nanos - samples.getLast().nanos() >= RESOLUTION) {
            samples.addLast(new Sample(nanos, bytes));
        }
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW) {
            samples.removeFirst();
        }
        while (startsIdle()) {
            samples.removeFirst();
        }
    }

    /** Time before anything moves says nothing of a rate: content may first be looked for, or changed. */
    private boolean startsIdle() {
        Iterator<Sample> oldest = samples.iterator();
        long first = oldest.next().bytes();
        return oldest.hasNext() && oldest.next().bytes() == first;
    }

    /** Bytes per second; 0 as long as nothing can be said. */
    long perSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        return Math.max(0, (long) ((last.bytes() - first.bytes()) * NANOS_PER_SECOND / (last.nanos() - first.nanos())));
    }
}
