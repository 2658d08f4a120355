// SPDX-License-Identifier: Apache-2.0
package io.regclient.diff;

import io.regclient.error.RegistryException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The difference of two texts as hunks of changed lines with equal ones around them (contract regctl 9.2.4):
 * {@code @@ -start,length +start,length @@}, lines count from 1, and in front of each line {@code "- "}, {@code "+ "} or
 * two blanks. There are no lines with file names.
 */
public final class LineDiff {
    private final List<String> before;
    private final List<String> after;
    private final List<Edit> edits;

    private LineDiff(List<String> before, List<String> after) throws RegistryException {
        this.before = before;
        this.after = after;
        this.edits = ShortestEdit.between(before, after);
    }

    /**
     * Compares; the fewest changes are found unless the texts differ very much, then there may be more.
     *
     * @throws RegistryException of kind CANCELED when the thread is interrupted
     */
    public static LineDiff of(Lines before, Lines after) throws RegistryException {
        return new LineDiff(before.all(), after.all());
    }

    /** True when the texts are equal. */
    public boolean isEmpty() {
        return edits.isEmpty();
    }

    /**
     * Hands over the lines of the hunks.
     *
     * @param context most equal lines in front of and behind a hunk; changes that are no further apart than this are in
     *     one hunk, so that lines between two hunks may be shown by both
     */
    public void print(int context, Consumer<String> out) {
        int start = 0;
        while (start < edits.size()) {
            int end = start + 1;
            while (end < edits.size()
                    && edits.get(end).before() - edits.get(end - 1).beforeEnd() <= context) {
                end++;
            }
            printHunk(edits.subList(start, end), context, out);
            start = end;
        }
    }

    private void printHunk(List<Edit> hunk, int context, Consumer<String> out) {
        Edit first = hunk.getFirst();
        Edit last = hunk.getLast();
        int lead = Math.min(context, first.before());
        int trail = Math.min(context, before.size() - last.beforeEnd());
        int from = first.before() - lead;
        int fromAfter = first.after() - lead;
        out.accept("@@ -" + (from + 1) + "," + (last.beforeEnd() + trail - from) + " +" + (fromAfter + 1) + ","
                + (last.afterEnd() + trail - fromAfter) + " @@");
        int shown = from;
        for (Edit edit : hunk) {
            printLines("  ", before.subList(shown, edit.before()), out);
            if (edit.kind() == Edit.Kind.DELETE) {
                printLines("- ", before.subList(edit.before(), edit.beforeEnd()), out);
            } else {
                printLines("+ ", after.subList(edit.after(), edit.afterEnd()), out);
            }
            shown = edit.beforeEnd();
        }
        printLines("  ", before.subList(shown, shown + trail), out);
    }

    private static void printLines(String prefix, List<String> lines, Consumer<String> out) {
        for (String line : lines) {
            out.accept(prefix + line);
        }
    }
}
