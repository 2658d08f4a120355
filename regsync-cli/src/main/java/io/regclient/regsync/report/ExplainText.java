// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.report;

import io.regclient.error.VisibleText;
import io.regclient.regsync.filter.TagSelection.Finding;
import io.regclient.regsync.filter.TagSelection.Verdict;
import io.regclient.regsync.run.ExplainRun.Explained;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which rules keep or drop tags, as lines for people. */
public final class ExplainText {
    private static final int WORD_WIDTH = 9;

    private final StringBuilder out = new StringBuilder();

    private ExplainText() {}

    /**
     * The lines.
     *
     * @param tag the only one that is of interest, empty for all
     */
    public static String of(List<Explained> entries, Optional<String> tag) {
        ExplainText text = new ExplainText();
        entries.forEach(entry -> text.entry(entry, tag));
        return text.out.toString();
    }

    private void entry(Explained entry, Optional<String> tag) {
        line("sync[" + entry.entry() + "] " + entry.source().commonName() + " to "
                + entry.target().commonName());
        if (!entry.chosen()) {
            line("  dropped  repos: the repository is not one of them");
            return;
        }
        if (entry.source().tag().isPresent() || entry.source().digest().isPresent()) {
            line("  kept     type: image, which has this one tag");
            return;
        }
        List<Verdict> shown = entry.verdicts().stream()
                .filter(verdict -> tag.isEmpty() || verdict.tag().equals(tag.get()))
                .toList();
        int width =
                shown.stream().mapToInt(verdict -> verdict.tag().length()).max().orElse(0);
        for (Verdict verdict : shown) {
            line("  " + padded(verdict.kept() ? "kept" : "dropped", WORD_WIDTH) + padded(verdict.tag(), width + 2)
                    + reasons(verdict));
        }
        if (shown.isEmpty()) {
            line(tag.isPresent() ? "  absent   the source has no tag " + tag.get() : "  (the source has no tags)");
        }
    }

    private static String reasons(Verdict verdict) {
        return verdict.findings().isEmpty()
                ? "no filters"
                : verdict.findings().stream().map(Finding::toString).collect(Collectors.joining("; "));
    }

    private void line(String text) {
        out.append(VisibleText.name(text).stripTrailing()).append('\n');
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}
