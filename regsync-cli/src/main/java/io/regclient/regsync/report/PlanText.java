// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.report;

import io.regclient.digest.Digest;
import io.regclient.error.VisibleText;
import io.regclient.regsync.report.Step.Circumstances;
import io.regclient.regsync.report.Step.Outcome;
import io.regclient.regsync.report.Step.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan as a table for people. */
public final class PlanText {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final int THOUSAND = 1000;
    private static final int ACTION_WIDTH = 8;
    private static final int SHORT_DIGEST = 12;

    private final StringBuilder out = new StringBuilder();

    private PlanText() {}

    /** The text: the steps of each entry, and a line that sums up. */
    public static String of(RunReport report) {
        PlanText text = new PlanText();
        for (int i = 0; i < report.entries().size(); i++) {
            text.entry(i, report.entries().get(i));
        }
        text.sums(report);
        return text.out.toString();
    }

    private void entry(int index, EntryReport entry) {
        if (entry.steps().isEmpty() && entry.errors().isEmpty()) {
            return;
        }
        line("sync[" + index + "] " + entry.type() + " " + entry.source() + " to " + entry.target());
        int width = entry.steps().stream()
                .mapToInt(step -> step.target().length())
                .max()
                .orElse(0);
        for (Step step : entry.steps()) {
            line("  " + padded(step.action().word(), ACTION_WIDTH) + padded(step.target(), width + 2) + details(step));
        }
        entry.errors().forEach(error -> line("  failed  " + error));
        if (entry.current() > 0) {
            line("  (" + entry.current() + " more " + (entry.current() == 1 ? "is" : "are") + " up to date)");
        }
    }

    private static String details(Step step) {
        List<String> details = new ArrayList<>();
        details.add(digests(step));
        step.traffic().ifPresent(traffic -> details.add(amounts(traffic)));
        Circumstances circumstances = step.circumstances();
        circumstances.reason().ifPresent(details::add);
        circumstances.until().ifPresent(until -> details.add("until " + until));
        circumstances.backup().ifPresent(backup -> details.add("the old one becomes " + backup));
        if (circumstances.asks().isPresent()) {
            details.add("the hook pre will be asked");
        }
        if (step.is(Outcome.FAILED) && step.action() == StepAction.DENY) {
            details.add("FAILED");
        } else if (step.is(Outcome.FAILED)) {
            details.add("FAILED: " + step.result().error().orElse("for an unknown reason"));
        }
        details.removeIf(String::isEmpty);
        return String.join(", ", details);
    }

    /** The manifest the tag gets, after the one it has. */
    private static String digests(Step step) {
        boolean moves = step.there().isPresent()
                && step.wanted().isPresent()
                && !step.there().equals(step.wanted());
        return moves
                ? brief(step.there().get()) + " -> " + brief(step.wanted().get())
                : step.wanted().or(step::there).map(PlanText::brief).orElse("");
    }

    private static String brief(Digest digest) {
        return digest.algorithm().id() + ":" + digest.hex().substring(0, SHORT_DIGEST);
    }

    private static String amounts(Traffic traffic) {
        List<String> amounts = new ArrayList<>();
        amounts.add(size(traffic.bytes()) + " to send");
        if (traffic.mountedBlobs() > 0) {
            amounts.add(size(traffic.mountedBytes()) + " to mount");
        }
        if (traffic.pulls() > 0) {
            amounts.add(counted(traffic.pulls(), "pull"));
        }
        return String.join(", ", amounts);
    }

    private void sums(RunReport report) {
        Totals totals = report.totals();
        List<String> sums = new ArrayList<>();
        for (StepAction action : StepAction.values()) {
            if (action.changes() || totals.count(action) > 0) {
                sums.add(totals.count(action) + " to " + action.word());
            }
        }
        sums.add(totals.current() + " up to date");
        sums.add(amounts(totals.traffic()));
        long failed = totals.count(Outcome.FAILED) + totals.errors();
        if (failed > 0) {
            sums.add(failed + " FAILED");
        }
        line("Plan: " + String.join(", ", sums));
    }

    private void line(String text) {
        out.append(VisibleText.name(text).stripTrailing()).append('\n');
    }

    private static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= THOUSAND && unit < UNITS.length - 1) {
            value /= THOUSAND;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
