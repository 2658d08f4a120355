// SPDX-License-Identifier: Apache-2.0
package io.regclient.diff;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the fewest deletions and insertions between two texts: the greedy algorithm of E. Myers, "An O(ND) Difference
 * Algorithm and Its Variations" (1986). Of equally short ways it takes the one that deletes first.
 *
 * <p>The paper keeps the points that each step reached. One bit a point is enough, because the way there only needs to
 * know whether it was reached by an insertion or by a deletion. Texts that differ in more lines than a limit are
 * compared in stretches, each with the fewest changes, which bounds memory. When a limit of work is spent the stretches
 * become short: the changes are still right, but no longer the fewest, and the time grows with the lines alone.
 */
final class ShortestEdit {
    /** Changed lines of one stretch: 17 MB of bits. */
    static final int MAX_DISTANCE = 16_384;

    /** Steps of the search and lines compared until the stretches become short: about a second. */
    static final long MAX_WORK = 1L << 28;

    /** The same of one short stretch, which gets at least some 1,400 lines further. */
    static final long SHORT_WORK = 1L << 20;

    private final int[] before;
    private final int[] after;
    private final int maxDistance;
    private long work;
    private final List<Edit> edits = new ArrayList<>();
    /** How far the way has been found, as an index of each side. */
    private int x;

    private int y;

    private ShortestEdit(int[] before, int[] after, int maxDistance) {
        this.before = before;
        this.after = after;
        this.maxDistance = maxDistance;
    }

    /** The runs of changed lines in the order of the texts. */
    static List<Edit> between(List<String> before, List<String> after) throws RegistryException {
        return search(before, after, MAX_DISTANCE).edits;
    }

    /**
     * A search that has ended.
     *
     * @param maxDistance most changed lines of one stretch
     * @throws RegistryException of kind CANCELED when the thread is interrupted
     */
    static ShortestEdit search(List<String> before, List<String> after, int maxDistance) throws RegistryException {
        Map<String, Integer> numbers = new HashMap<>();
        ShortestEdit search = new ShortestEdit(numbers(before, numbers), numbers(after, numbers), maxDistance);
        while (search.x < search.before.length || search.y < search.after.length) {
            search.walk(new Stretch(search));
        }
        return search;
    }

    List<Edit> edits() {
        return edits;
    }

    /** Steps and compared lines so far. */
    long work() {
        return work;
    }

    /** Equal lines get equal numbers, which are faster to compare. */
    private static int[] numbers(List<String> lines, Map<String, Integer> known) {
        int[] numbers = new int[lines.size()];
        for (int i = 0; i < numbers.length; i++) {
            int next = known.size();
            numbers[i] = known.computeIfAbsent(lines.get(i), line -> next);
        }
        return numbers;
    }

    /** Number of equal lines on both sides from these on. */
    private int common(int fromBefore, int fromAfter) {
        int count = 0;
        while (fromBefore + count < before.length
                && fromAfter + count < after.length
                && before[fromBefore + count] == after[fromAfter + count]) {
            count++;
        }
        work += count + 1L;
        return count;
    }

    private void walk(Stretch stretch) {
        pass();
        for (Edit.Kind kind : stretch.way()) {
            int last = edits.size() - 1;
            if (last >= 0 && edits.get(last).isContinuedBy(kind, x, y)) {
                edits.set(last, edits.get(last).longer());
            } else {
                edits.add(new Edit(kind, x, y, 1));
            }
            x += kind == Edit.Kind.DELETE ? 1 : 0;
            y += kind == Edit.Kind.INSERT ? 1 : 0;
            pass();
        }
    }

    private void pass() {
        int equal = common(x, y);
        x += equal;
        y += equal;
    }

    /** The ways of growing length from one point, to the end of the texts or as far as the limit allows. */
    private static final class Stretch {
        private final ShortestEdit search;
        /** The furthest point on each diagonal k = x - y, by its x; the place of diagonal 0 is the middle. */
        private int[] reached = new int[16];

        /** For each number of changes d, for each of its d + 1 diagonals: it was reached by an insertion. */
        private final BitSet inserted = new BitSet();

        private int bestDistance;
        private int bestDiagonal;
        private int best = -1;

        Stretch(ShortestEdit search) throws RegistryException {
            this.search = search;
            int all = search.before.length - search.x + search.after.length - search.y;
            long end = Math.max(MAX_WORK, search.work + SHORT_WORK);
            for (int d = 0; d <= search.maxDistance && best < all && (d < 2 || search.work < end); d++) {
                requireNoInterrupt();
                step(d, all);
            }
        }

        private static void requireNoInterrupt() throws RegistryException {
            if (Thread.currentThread().isInterrupted()) {
                throw RegistryException.of(ErrorKind.CANCELED, "comparing: context canceled");
            }
        }

        private void step(int d, int all) {
            makeRoom(d);
            int middle = reached.length / 2;
            for (int k = -d; k <= d && best < all; k += 2) {
                boolean insert = k == -d || (k != d && reached[middle + k - 1] < reached[middle + k + 1]);
                int x = insert ? reached[middle + k + 1] : reached[middle + k - 1] + 1;
                if (d == 0) {
                    x = 0;
                } else if (insert) {
                    inserted.set(bit(d, k));
                }
                x += search.common(search.x + x, search.y + x - k);
                reached[middle + k] = x;
                note(d, k, x);
            }
        }

        /** Points beyond the end of a text have a part in the search, but are no place to stop. */
        private void note(int d, int k, int x) {
            int y = x - k;
            boolean inside = search.x + x <= search.before.length && search.y + y <= search.after.length;
            if (inside && x + y > best) {
                best = x + y;
                bestDistance = d;
                bestDiagonal = k;
            }
        }

        private void makeRoom(int d) {
            if (d + 2 > reached.length / 2) {
                int[] larger = new int[reached.length * 2];
                System.arraycopy(reached, 0, larger, reached.length / 2, reached.length);
                reached = larger;
            }
        }

        private static int bit(int d, int k) {
            return d * (d + 1) / 2 + (k + d) / 2;
        }

        /** The changes to the best point, from the beginning. */
        List<Edit.Kind> way() {
            Edit.Kind[] way = new Edit.Kind[bestDistance];
            int k = bestDiagonal;
            for (int d = bestDistance; d > 0; d--) {
                boolean insert = inserted.get(bit(d, k));
                way[d - 1] = insert ? Edit.Kind.INSERT : Edit.Kind.DELETE;
                k += insert ? 1 : -1;
            }
            return List.of(way);
        }
    }
}
