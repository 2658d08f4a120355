// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Finds out how many requests at the same time a host takes well. It starts at {@value #START} and widens by half, to
 * {@value #WIDEST} at most, each time as many requests as are allowed at once were answered about as fast as those before.
 * What the host refuses, breaks off or answers late halves the width; from then on it grows by one and stops below the
 * width that was too much, which is tried again after so many answers that refusals stay rare. Deterministic, knows no
 * threads and no clock; the throttle it belongs to guards it.
 */
final class AdaptiveWidth {
    /** Width at the beginning: what hosts got before there was anything to learn (HC-1). */
    static final int START = 3;

    /** Largest width. */
    static final int WIDEST = 16;

    /**
     * Windows of answers before a width that was too much is tried again; twice as many after each time it still is.
     * Windows and not answers, so that of several processes at one host the narrow ones try as often as the wide ones.
     */
    private static final int FIRST_PATIENCE = 48;

    private static final int LAST_PATIENCE = 512;

    /** Latencies of a few milliseconds vary by more than their double without any meaning. */
    private static final long NOISE_NANOS = 20_000_000;

    /** Part of itself by which the best latency is forgotten per window, for a host that is slower than it was. */
    private static final int FORGETTING = 256;

    private final long[] latencies = new long[WIDEST];
    private int width = START;
    /** How many more requests the host last said it would answer. */
    private long remaining = Long.MAX_VALUE;
    /** How many it has answered since, without saying anything else. */
    private long uncounted;
    /** The largest width that is not known to be too much. */
    private int ceiling = WIDEST;

    private boolean refusedBefore;
    private int patience = FIRST_PATIENCE;
    private int windowsAtCeiling;
    /** Counts the changes of the width. */
    private int epoch;

    private int lastDecrease;
    private int answers;
    private int timed;
    private boolean used;
    private long best = Long.MAX_VALUE;

    /** Requests at the same time, at least 1. */
    int slots() {
        return uncounted > remaining ? width : Math.clamp(remaining, 1, width);
    }

    /** To be remembered when a request begins, and told with what came of it. */
    int epoch() {
        return epoch;
    }

    /**
     * The host says how many more requests it will answer. It is taken at its word until it has answered more than that
     * and still says the same, or nothing: such a number is not about these requests, or about none.
     */
    void allow(long requests) {
        if (requests != remaining) {
            remaining = requests;
            uncounted = 0;
        }
    }

    /**
     * A request was answered.
     *
     * @param begun the epoch in which it began
     * @param latency nanoseconds from its begin to the head of the answer, empty where that does not compare
     * @param busy true when all slots are in use: a width that nobody uses is not proven
     */
    void answered(int begun, OptionalLong latency, boolean busy) {
        uncounted++;
        if (refusedBefore && begun != epoch) {
            return; // tells nothing about the present width; before that, waiting for it would only cost time
        }
        used |= busy;
        answers++;
        if (latency.isPresent()) {
            latencies[timed++] = latency.getAsLong();
        }
        if (answers >= width) {
            judge();
        }
    }

    /** The host has refused a request because there are too many. */
    void refused(int begun) {
        narrow(begun, 1, 1);
    }

    /** A request broke off, or found nobody: too many may be the reason, but the width of the beginning is none. */
    void broken(int begun) {
        narrow(begun, 1, START);
    }

    private void judge() {
        boolean late = timed > 0 && isLate();
        boolean wanted = used;
        begin();
        if (late) {
            narrow(epoch, START, START);
        } else if (wanted) {
            widen();
        }
    }

    private boolean isLate() {
        Arrays.sort(latencies, 0, timed);
        long median = latencies[timed / 2];
        boolean late = best != Long.MAX_VALUE && median > 2 * best + NOISE_NANOS;
        best = best == Long.MAX_VALUE ? median : Math.min(median, best + best / FORGETTING);
        return late;
    }

    private void widen() {
        if (width < ceiling) {
            resize(Math.min(ceiling, width + (refusedBefore ? 1 : Math.max(1, width / 2))));
            return;
        }
        windowsAtCeiling++;
        if (ceiling < WIDEST && windowsAtCeiling >= patience) {
            windowsAtCeiling = 0;
            patience = Math.min(2 * patience, LAST_PATIENCE);
            ceiling++;
            resize(ceiling);
        }
    }

    /**
     * Once for all requests that were under way together.
     *
     * @param leastWidth what this is no reason to go below
     * @param leastCeiling what this does not prove to be too much
     */
    private void narrow(int begun, int leastWidth, int leastCeiling) {
        if (begun < lastDecrease) {
            return;
        }
        refusedBefore = true;
        windowsAtCeiling = 0;
        // far below a known ceiling it is others who are too many just now, which says little of what is too much for
        // good
        int tooMuch = ceiling == WIDEST ? width - 1 : (ceiling + width - 1) / 2;
        ceiling = Math.min(ceiling, Math.max(leastCeiling, tooMuch));
        resize(Math.min(width, Math.max(leastWidth, Math.min(ceiling, width / 2))));
        lastDecrease = epoch;
    }

    private void resize(int now) {
        width = now;
        epoch++;
        begin();
    }

    private void begin() {
        answers = 0;
        timed = 0;
        used = false;
    }
}
