// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.time.GoDuration;
import io.regclient.time.Ticker;

/**
 * Measures how fast bytes cross the network while one request runs. Only time spent inside network calls counts: a slow
 * consumer is not a slow server. The thread that does the transfer writes, the watchdog reads.
 */
final class TransferMeter {
    private final StallLimits limits;
    private final Ticker ticker;
    private volatile long windowNanos;
    private volatile long floorBytes;
    private volatile boolean answering;
    private volatile boolean waiting;
    private volatile long waitingSince;
    private volatile long waited;
    private volatile long bytes;
    private long sent;
    private long received;

    TransferMeter(StallLimits limits, Ticker ticker) {
        this.limits = limits;
        this.ticker = ticker;
        expectAnswer();
    }

    /** From now on the other side is connecting or thinking: one long wait is fine. */
    void expectAnswer() {
        waiting = false;
        answering = true;
        windowNanos = limits.answer().toNanos();
        floorBytes = 1;
        reset();
        begin();
    }

    /** From now on bytes must flow whenever somebody waits for them. */
    void expectFlow() {
        waiting = false;
        answering = false;
        windowNanos = limits.window().toNanos();
        floorBytes = limits.floorBytes();
        reset();
    }

    /** A network call begins. */
    void begin() {
        waitingSince = ticker.nanos();
        waiting = true;
    }

    /** A call that wrote content ended; see {@link #end}. */
    boolean endWriting(long count) {
        sent += count;
        return end(count);
    }

    /** A call that read content ended, with -1 bytes at the end of the content; see {@link #end}. */
    boolean endReading(long count) {
        received += Math.max(count, 0);
        return end(count);
    }

    /** Bytes written so far, for the thread that does the transfer. */
    long sent() {
        return sent;
    }

    /** Bytes read so far, for the thread that does the transfer. */
    long received() {
        return received;
    }

    /**
     * The network call ended.
     *
     * @param moved bytes that crossed the network
     * @return true when the window is over and too little came through
     */
    boolean end(long moved) {
        long total = waited + ticker.nanos() - waitingSince;
        long sum = bytes + Math.max(moved, 0);
        waiting = false;
        waited = total;
        bytes = sum;
        if (total < windowNanos) {
            return false;
        }
        reset();
        return sum < floorBytes;
    }

    /** Nothing is awaited any more. */
    void stop() {
        waiting = false;
    }

    /** True while a network call hangs for so long that the window is over without enough bytes. */
    boolean hangs() {
        if (!waiting || floorBytes == 0) {
            return false;
        }
        long since = waitingSince;
        long window = windowNanos;
        long current = ticker.nanos() - since;
        // nothing at all for a whole window, whatever came before, or too little in this window
        boolean over = current >= window || (waited + current >= window && bytes < floorBytes);
        return over && waiting && since == waitingSince && window == windowNanos; // still the same wait
    }

    /** What the current limit is, for messages. */
    String limit() {
        return answering
                ? "no answer for " + GoDuration.format(limits.answer())
                : "less than " + limits.bytesPerSecond() + " bytes per second for "
                        + GoDuration.format(limits.window());
    }

    private void reset() {
        waited = 0;
        bytes = 0;
    }
}
