// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import java.util.Comparator;
import java.util.List;

/**
 * Decides which waiting work gets a free slot (contract CO-4). What failed before goes first: else the end of a request
 * to a host that fails would wait until all later ones have failed once, too.
 */
final class NextWork {
    /** Largest size in bytes of a request that counts as small. */
    private static final long SMALL = 4 << 20;

    /** Share of the largest waiting blob from which on a blob counts as large. */
    private static final double LARGE_SHARE = 0.9;

    /** Rank of a kind is its position in the enum: Head before Manifest before Query. */
    private static final Comparator<Work> BEST_SMALL =
            Comparator.comparing(Work::kind).thenComparingLong(Work::bytes);

    private NextWork() {}

    /**
     * Index of the work to start next.
     *
     * @param waiting waiting work, oldest first, not empty
     * @param active work that holds a slot
     */
    static int choose(List<Work> waiting, List<Work> active) {
        if (waiting.size() == 1) {
            return 0;
        }
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).again()) {
                return i;
            }
        }
        if (!active.isEmpty() && active.stream().noneMatch(NextWork::small)) {
            int small = bestSmall(waiting);
            if (small >= 0) {
                return small;
            }
        }
        int largest = largestBlob(waiting);
        return largest >= 0 && lacksLarge(active, waiting.get(largest).bytes()) ? largest : 0;
    }

    private static boolean small(Work work) {
        return work.kind() != Work.Kind.BLOB && work.bytes() <= SMALL;
    }

    private static int bestSmall(List<Work> waiting) {
        int best = -1;
        for (int i = 0; i < waiting.size(); i++) {
            if (small(waiting.get(i)) && (best < 0 || BEST_SMALL.compare(waiting.get(i), waiting.get(best)) < 0)) {
                best = i;
            }
        }
        return best;
    }

    private static int largestBlob(List<Work> waiting) {
        int largest = -1;
        for (int i = 0; i < waiting.size(); i++) {
            boolean blob = waiting.get(i).kind() == Work.Kind.BLOB;
            if (blob
                    && (largest < 0
                            || waiting.get(i).bytes() > waiting.get(largest).bytes())) {
                largest = i;
            }
        }
        return largest;
    }

    /** True when fewer than half of the active work (integer division) is about as large as the largest one waiting. */
    private static boolean lacksLarge(List<Work> active, long largest) {
        long large = active.stream()
                .filter(w -> w.kind() == Work.Kind.BLOB && w.bytes() >= largest * LARGE_SHARE)
                .count();
        return large < active.size() / 2;
    }
}
