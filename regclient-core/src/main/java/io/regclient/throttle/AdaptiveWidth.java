// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import java.util.Arrays;

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

    /** Answers before a width that was too much is tried again; twice as many after each time it still is. */
    private static final int FIRST_PATIENCE = 256;

    private static final int LAST_PATIENCE = 4096;

    /** Latencies of a few milliseconds vary by more than their double without any meaning. */
    private static final long NOISE_NANOS = 20_000_000;

    /** Part of itself by which the best latency is forgotten per window, for a host that is slower than it was. */
    private static final int FORGETTING = 64;

    private final long[] latencies = new long[WIDEST];
    private int width = START;
    private int allowed = WIDEST;
    /** The largest width that is not known to be too much. */
    private int ceiling = WIDEST;

    private boolean refusedBefore;
    private int patience = FIRST_PATIENCE;
    private int answersAtCeiling;
    /** Counts the changes of the width. */
    private int epoch;

    private int lastDecrease;
    private int answers;
    private boolean used;
    private long best = Long.MAX_VALUE;

    /** Requests at the same time, at least 1. */
    int slots() {
        return Math.max(1, Math.min(width, allowed));
    }

    /** To be remembered when a request begins, and told with what came of it. */
    int epoch() {
        return epoch;
    }

    /** The host says how many more requests it will answer. */
    void allow(long requests) {
        allowed = Math.clamp(requests, 1, WIDEST);
    }

    /**
     * A request was answered.
     *
     * @param begun the epoch in which it began
     * @param latency nanoseconds from its begin to the head of the answer
     * @param busy true when all slots are in use: a width that nobody uses is not proven
     */
    void answered(int begun, long latency, boolean busy) {
        if (refusedBefore && begun != epoch) {
            return; // tells nothing about the present width; before that, waiting for it would only cost time
        }
        used |= busy;
        latencies[answers++] = latency;
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
        Arrays.sort(latencies, 0, answers);
        long median = latencies[answers / 2];
        boolean late = best != Long.MAX_VALUE && median > 2 * best + NOISE_NANOS;
        best = best == Long.MAX_VALUE ? median : Math.min(median, best + best / FORGETTING);
        int judged = answers;
        boolean wanted = used;
        answers = 0;
        used = false;
        if (late) {
            narrow(epoch, START, START);
        } else if (wanted) {
            widen(judged);
        }
    }

    private void widen(int judged) {
        if (width < ceiling) {
            resize(Math.min(ceiling, width + (refusedBefore ? 1 : Math.max(1, width / 2))));
            return;
        }
        answersAtCeiling += judged;
        if (ceiling < WIDEST && answersAtCeiling >= patience) {
            answersAtCeiling = 0;
            patience = Math.min(2 * patience, LAST_PATIENCE);
            ceiling++;
            resize(ceiling);
        }
    }

    /** Once for all requests that were under way together. */
    private void narrow(int begun, int leastWidth, int leastCeiling) {
        if (begun < lastDecrease) {
            return;
        }
        refusedBefore = true;
        answersAtCeiling = 0;
        ceiling = Math.max(leastCeiling, width - 1);
        resize(Math.max(leastWidth, Math.min(ceiling, width / 2)));
        lastDecrease = epoch;
    }

    private void resize(int now) {
        width = now;
        epoch++;
        answers = 0;
        used = false;
    }
}
