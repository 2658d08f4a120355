// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.copy.ProgressEvent;
import io.regclient.regctl.view.TransferProgress.Part;
import io.regclient.regctl.view.TransferProgress.Totals;
import io.regclient.time.GoDuration;
import java.util.List;
import java.util.Locale;

/** Progress as text for a terminal: a bar for each blob that is shown, and a summary (contract regctl 10.8). */
final class ProgressText {
    private static final int NAME_LENGTH = 14;
    private static final int BAR_WIDTH = 40;

    private ProgressText() {}

    static String frame(List<Part> blobs, Totals totals) {
        StringBuilder frame = new StringBuilder();
        for (Part blob : blobs) {
            frame.append(bar(blob)).append('\n');
        }
        return frame.append(summary(totals)).append('\n').toString();
    }

    private static String bar(Part blob) {
        boolean finished = blob.state() == ProgressEvent.State.FINISHED;
        long done = finished ? blob.size() : blob.bytes();
        String name = blob.name().length() > NAME_LENGTH ? blob.name().substring(0, NAME_LENGTH) : blob.name();
        if (blob.size() <= 0) {
            return name + " " + HumanSize.of(done); // of how many nobody knows
        }
        double ratio = Math.min(1, (double) done / blob.size());
        int filled = (int) (ratio * BAR_WIDTH);
        String inside = filled >= BAR_WIDTH
                ? "=".repeat(BAR_WIDTH)
                : "=".repeat(filled) + ">" + " ".repeat(BAR_WIDTH - filled - 1);
        return name + " [" + inside + "] " + String.format(Locale.ROOT, "%6.2f%%", ratio * 100) + " "
                + HumanSize.of(done) + "/" + HumanSize.of(blob.size());
    }

    /** One line with totals, without its line break. */
    static String summary(Totals totals) {
        String manifests = totals.manifests() == 0
                ? ""
                : "Manifests: " + totals.doneManifests() + "/" + totals.manifests() + " | ";
        String queued = totals.queued() > 0 ? ", " + HumanSize.of(totals.queued()) + " queued" : "";
        return manifests
                + "Blobs: "
                + HumanSize.of(totals.copied())
                + " copied, "
                + HumanSize.of(totals.skipped())
                + " skipped"
                + queued
                + " | Elapsed: "
                + GoDuration.format(totals.elapsed())
                + speed(totals);
    }

    private static String speed(Totals totals) {
        if (totals.queued() == 0 || totals.perSecond() == 0) {
            return "";
        }
        return " | " + HumanSize.of(totals.perSecond()) + "/s, " + GoDuration.format(totals.left()) + " left of "
                + HumanSize.of(totals.all());
    }
}
