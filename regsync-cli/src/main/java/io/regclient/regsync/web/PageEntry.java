// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import io.regclient.regsync.status.EntryStatus;
import io.regclient.regsync.status.EntryStatus.Condition;
import io.regclient.regsync.status.HeldImage;
import io.regclient.regsync.status.RunFindings;
import io.regclient.regsync.status.RunSchedule;
import io.regclient.regsync.status.RunTimes;
import io.regclient.regsync.status.RunTotals;
import java.time.Instant;
import java.util.Optional;

/** An entry on the page. */
final class PageEntry {
    private final Html html;
    private final Instant now;

    PageEntry(Html html, Instant now) {
        this.html = html;
        this.now = now;
    }

    void write(EntryStatus entry) {
        html.open("li", "class", "entry " + entry.condition().word());
        html.open("div", "class", "badges").element("span", word(entry.condition()), "class", "badge");
        if (entry.isRunning()) {
            html.element("span", "Running", "class", "badge running");
        }
        html.close();
        html.open("div", "class", "what").open("h3").name(entry.label().name()).close();
        html.open("p")
                .text("from ")
                .name(entry.label().source())
                .text(" (" + entry.label().type() + ")");
        html.close().close();
        facts(entry);
        wrongSchedule(entry.schedule());
        errors(entry.findings());
        held(entry.findings());
        html.close().line();
    }

    private static String word(Condition condition) {
        return switch (condition) {
            case FAILED -> "Failed";
            case LATE -> "Late";
            case WAITING -> "Waiting";
            case OK -> "Up to date";
            case UNSCHEDULED -> "No schedule";
        };
    }

    private void facts(EntryStatus entry) {
        RunTimes times = entry.times();
        html.open("dl");
        fact("Fresh as of", times.freshAsOf(), "no complete run yet");
        html.open("div")
                .element("dt", entry.isRunning() ? "Running since" : "Last run")
                .open("dd");
        Optional<Instant> run = entry.isRunning() ? times.runningSince() : times.lastRun();
        if (run.isPresent()) {
            time(html, run.get(), now);
            html.text(entry.isRunning() ? "" : ", took " + PageText.duration(entry.duration(now)));
            if (entry.server().isPresent()) {
                html.text(", by ").name(entry.server().get());
            }
        } else {
            html.text("none yet");
        }
        html.close().close();
        fact("Next run", entry.schedule().next(), "never");
        RunFindings findings = entry.findings();
        html.open("div").element("dt", "Images");
        html.element(
                        "dd",
                        findings.current() + " current, " + findings.copied() + " copied"
                                + (findings.heldCount() > 0 ? ", " + findings.heldCount() + " held" : ""))
                .close();
        RunTotals totals = entry.totals();
        html.open("div").element("dt", entry.server().isPresent() ? "This server" : "Since start");
        html.element(
                        "dd",
                        PageText.count(totals.succeeded() + totals.failed(), "run", "runs") + ", "
                                + PageText.bytes(totals.sent().bytes()) + " copied")
                .close();
        html.close();
    }

    private void fact(String name, Optional<Instant> time, String otherwise) {
        html.open("div").element("dt", name).open("dd");
        if (time.isPresent()) {
            time(html, time.get(), now);
        } else {
            html.text(otherwise);
        }
        html.close().close();
    }

    private void wrongSchedule(RunSchedule schedule) {
        if (schedule.problem().isPresent()) {
            html.open("details", "open", "", "class", "errors").element("summary", "The server does not run it");
            html.open("ul").open("li").element("bdi", schedule.problem().get()).close();
            html.close().close();
        }
    }

    private void errors(RunFindings findings) {
        if (findings.errorCount() == 0) {
            return;
        }
        html.open("details", "open", "", "class", "errors");
        html.element("summary", PageText.count(findings.errorCount(), "error", "errors") + " in the last run");
        html.open("ul");
        for (String error : findings.errors()) {
            html.open("li").element("bdi", error).close();
        }
        more(findings.errorCount() - findings.errors().size(), ", which the log has");
        html.close().close();
    }

    private void held(RunFindings findings) {
        if (findings.held().isEmpty()) { // those of other servers stand below, by the state
            return;
        }
        html.open("details", "class", "holds");
        html.element("summary", PageText.count(findings.heldCount(), "image waits", "images wait"));
        html.open("ul");
        for (HeldImage image : findings.held()) {
            html.open("li").name(image.target()).text(": " + image.reason());
            if (image.until().isPresent()) {
                html.text(", until ");
                time(html, image.until().get(), now);
            }
            html.close();
        }
        more(findings.heldCount() - findings.held().size(), "");
        html.close().close();
    }

    private void more(int count, String where) {
        if (count > 0) {
            html.element("li", "and " + count + " more" + where);
        }
    }

    /** A time, seen from now; the pointer shows it in full. */
    static void time(Html html, Instant time, Instant now) {
        String exact = PageText.exact(time);
        html.element("time", PageText.relative(time, now), "datetime", exact, "title", exact);
    }
}
