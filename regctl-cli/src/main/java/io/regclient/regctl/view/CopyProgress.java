// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.copy.ProgressEvent;
import io.regclient.copy.ProgressListener;
import io.regclient.digest.Digest;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts what a copy reports and draws it: bars of blobs and a summary (contract regctl 10.8). Thread-safe. */
final class CopyProgress implements ProgressListener {
    private static final int NAME_LENGTH = 14;
    private static final int BAR_WIDTH = 40;
    private static final int SHOWN_FINISHED = 2;
    private static final int SHOWN_STARTED = 2;

    private final Map<String, Part> manifests = new LinkedHashMap<>();
    private final Map<String, Part> blobs = new LinkedHashMap<>();
    private final LongSupplier nanoTime;
    private final long startedAt;
    private long version;
    private long finishedCount;

    /** One manifest or blob. */
    private static final class Part {
        private ProgressEvent.State state = ProgressEvent.State.STARTED;
        private long size;
        private long bytes;
        private long finishedAs;

        private boolean isDone() {
            return state == ProgressEvent.State.FINISHED || state == ProgressEvent.State.SKIPPED;
        }
    }

    /**
     * Starts the clock.
     *
     * @param nanoTime monotonic time in nanoseconds
     */
    CopyProgress(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startedAt = nanoTime.getAsLong();
    }

    @Override
    public synchronized void on(ProgressEvent event) {
        Map<String, Part> parts = event.kind() == ProgressEvent.Kind.BLOB ? blobs : manifests;
        String key = event.content()
                .digest()
                .map(Digest::toString)
                .orElseGet(() -> event.target().commonName());
        Part part = parts.computeIfAbsent(key, k -> new Part());
        part.state = event.state();
        part.size = Math.max(part.size, event.content().size());
        part.bytes = Math.max(part.bytes, event.bytes());
        if (part.isDone()) {
            part.finishedAs = ++finishedCount;
        }
        version++;
    }

    /** Changes with every event. */
    synchronized long version() {
        return version;
    }

    /** Bars of what moves and what has just ended, and the summary below. */
    synchronized String frame() {
        StringBuilder frame = new StringBuilder();
        for (Map.Entry<String, Part> blob : shownBlobs()) {
            frame.append(bar(blob.getKey(), blob.getValue())).append('\n');
        }
        return frame.append(summary()).toString();
    }

    private List<Map.Entry<String, Part>> shownBlobs() {
        List<Map.Entry<String, Part>> shown = new ArrayList<>();
        int started = 0;
        for (Map.Entry<String, Part> blob : blobs.entrySet()) {
            boolean recentlyFinished = blob.getValue().state == ProgressEvent.State.FINISHED
                    && blob.getValue().finishedAs > finishedCount - SHOWN_FINISHED;
            boolean active = blob.getValue().state == ProgressEvent.State.ACTIVE;
            boolean shownStart = blob.getValue().state == ProgressEvent.State.STARTED && ++started <= SHOWN_STARTED;
            if (recentlyFinished || active || shownStart) {
                shown.add(blob);
            }
        }
        return shown;
    }

    private static String bar(String digest, Part part) {
        long done = part.state == ProgressEvent.State.FINISHED ? part.size : part.bytes;
        double ratio = part.size > 0 ? Math.min(1, (double) done / part.size) : 0;
        int filled = (int) (ratio * BAR_WIDTH);
        String inside = filled >= BAR_WIDTH
                ? "=".repeat(BAR_WIDTH)
                : "=".repeat(filled) + ">" + " ".repeat(BAR_WIDTH - filled - 1);
        String name = digest.length() > NAME_LENGTH ? digest.substring(0, NAME_LENGTH) : digest;
        return name + " [" + inside + "] " + String.format(Locale.ROOT, "%6.2f%%", ratio * 100) + " "
                + HumanSize.of(done) + "/" + HumanSize.of(part.size);
    }

    /** One line with totals. */
    synchronized String summary() {
        long doneManifests = manifests.values().stream().filter(Part::isDone).count();
        long copied = 0;
        long skipped = 0;
        long queued = 0;
        for (Part blob : blobs.values()) {
            switch (blob.state) {
                case SKIPPED -> skipped += blob.size;
                case FINISHED -> copied += blob.size;
                case STARTED, ACTIVE, FAILED -> {
                    copied += blob.bytes;
                    queued += Math.max(0, blob.size - blob.bytes);
                }
            }
        }
        Duration elapsed = Duration.ofSeconds((nanoTime.getAsLong() - startedAt) / 1_000_000_000L);
        return "Manifests: " + doneManifests + "/" + manifests.size() + " | Blobs: " + HumanSize.of(copied)
                + " copied, " + HumanSize.of(skipped) + " skipped"
                + (queued > 0 ? ", " + HumanSize.of(queued) + " queued" : "") + " | Elapsed: "
                + GoDuration.format(elapsed) + "\n";
    }
}
