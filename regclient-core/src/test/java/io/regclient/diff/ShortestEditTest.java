// SPDX-License-Identifier: Apache-2.0
package io.regclient.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The search for the fewest changes (contract regctl 9.2.4). */
class ShortestEditTest {

    @RepeatedTest(50)
    @DisplayName("9.2.4: for any two texts the changes lead from one to the other and are as few as possible")
    void findsFewestChanges(RepetitionInfo repetition) throws RegistryException {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> before = text(random);
        List<String> after = text(random);

        List<Edit> edits = ShortestEdit.between(before, after);

        assertThat(apply(edits, before, after)).isEqualTo(after);
        assertThat(changes(edits)).isEqualTo(before.size() + after.size() - 2 * common(before, after));
        assertThat(changes(edits)).isEqualTo(changes(ShortestEdit.between(after, before)));
    }

    @RepeatedTest(50)
    @DisplayName("9.2.4: in stretches the changes still lead from one text to the other")
    void endsInStretches(RepetitionInfo repetition) throws RegistryException {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> before = text(random);
        List<String> after = text(random);
        int limit = 1 + random.nextInt(5);

        assertThat(apply(ShortestEdit.search(before, after, limit).edits(), before, after))
                .isEqualTo(after);
    }

    @Test
    @DisplayName("9.2.4: of equally short ways the one that deletes first is taken")
    void prefersDeletions() throws RegistryException {
        assertThat(ShortestEdit.between(List.of("a", "b"), List.of("b", "a")))
                .containsExactly(new Edit(Edit.Kind.DELETE, 0, 0, 1), new Edit(Edit.Kind.INSERT, 2, 1, 1));
        assertThat(ShortestEdit.between(List.of("a"), List.of("b")))
                .containsExactly(new Edit(Edit.Kind.DELETE, 0, 0, 1), new Edit(Edit.Kind.INSERT, 1, 0, 1));
    }

    @Test
    @DisplayName("9.2.4: texts without a common line, far beyond one stretch, take bounded time and memory")
    void boundsDifferentTexts() throws RegistryException {
        List<String> before = IntStream.range(0, 40_000).mapToObj(i -> "b" + i).toList();
        List<String> after = IntStream.range(0, 40_000).mapToObj(i -> "a" + i).toList();

        List<Edit> edits = ShortestEdit.search(before, after, 2_000).edits();

        assertThat(apply(edits, before, after)).isEqualTo(after);
        assertThat(changes(edits)).isEqualTo(80_000);
    }

    @Test
    @DisplayName("9.2.4: however texts differ, the work is bounded, and the changes lead from one to the other")
    void boundsWork() throws RegistryException {
        List<String> before = IntStream.range(0, 200_000).mapToObj(i -> "b" + i).toList();
        List<String> after = IntStream.range(0, 200_000).mapToObj(i -> "a" + i).toList();
        checkWork(before, after);
        List<String> equal = Collections.nCopies(200_000, "a");
        List<String> mixed = IntStream.range(0, 200_000)
                .mapToObj(i -> i % 7 == 0 ? "b" + i : "a")
                .toList();
        checkWork(equal, mixed);
    }

    private static void checkWork(List<String> before, List<String> after) throws RegistryException {
        ShortestEdit search = ShortestEdit.search(before, after, ShortestEdit.MAX_DISTANCE);
        assertThat(apply(search.edits(), before, after)).isEqualTo(after);
        long shortStretches = ((long) before.size() + after.size()) / 1_000;
        assertThat(search.work()).isLessThan(2 * ShortestEdit.MAX_WORK + shortStretches * ShortestEdit.SHORT_WORK);
    }

    @Test
    @DisplayName("9.2.4: an interrupt ends the comparison with kind CANCELED")
    void isInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ShortestEdit.between(List.of("a"), List.of("b")))
                .hasMessage("comparing: context canceled")
                .extracting(e -> ((RegistryException) e).kind())
                .isEqualTo(ErrorKind.CANCELED);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static List<String> text(Random random) {
        int letters = 1 + random.nextInt(4);
        return random.ints(random.nextInt(40), 0, letters)
                .mapToObj(Integer::toString)
                .toList();
    }

    private static int changes(List<Edit> edits) {
        return edits.stream().mapToInt(Edit::length).sum();
    }

    /** Copies, leaves out and adds lines as the changes say; they must be in order and fit together. */
    private static List<String> apply(List<Edit> edits, List<String> before, List<String> after) {
        List<String> made = new ArrayList<>();
        int at = 0;
        for (Edit edit : edits) {
            made.addAll(before.subList(at, edit.before()));
            assertThat(made).hasSize(edit.after());
            made.addAll(after.subList(edit.after(), edit.afterEnd()));
            at = edit.beforeEnd();
        }
        made.addAll(before.subList(at, before.size()));
        return Collections.unmodifiableList(made);
    }

    /** Length of the longest common subsequence, by the textbook's table. */
    private static int common(List<String> before, List<String> after) {
        int[][] best = new int[before.size() + 1][after.size() + 1];
        for (int i = 1; i <= before.size(); i++) {
            for (int j = 1; j <= after.size(); j++) {
                best[i][j] = before.get(i - 1).equals(after.get(j - 1))
                        ? best[i - 1][j - 1] + 1
                        : Math.max(best[i - 1][j], best[i][j - 1]);
            }
        }
        return best[before.size()][after.size()];
    }
}
