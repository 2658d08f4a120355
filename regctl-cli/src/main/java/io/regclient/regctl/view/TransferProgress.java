// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.copy.ProgressEvent;
import io.regclient.copy.ProgressListener;
import io.regclient.digest.Digest;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Counts what is told about manifests and blobs on their way (contract regctl 10.8). Remembers only what is not over, and
 * the last that were. Thread-safe.
 */
final class TransferProgress implements ProgressListener {
    private static final int SHOWN_FINISHED = 2;
    private static final int SHOWN_STARTED = 2;

    /** More would not fit onto a terminal. */
    private static final int SHOWN_ACTIVE = 16;

    private final Set<String> openManifests = new HashSet<>();
    private final Map<String, Part> open = new LinkedHashMap<>();
    private final Deque<Part> finished = new ArrayDeque<>();
    private final TransferRate rate = new TransferRate();
    private final LongSupplier nanoTime;
    private final long startedAt;
    private long manifests;
    private long doneManifests;
    private long copied;
    private long skipped;
    private long version;

    /**
     * One blob.
     *
     * @param size 0 as long as it is unknown
     * @param bytes what has moved of it, or was read of what is changed before it moves
     */
    record Part(String name, ProgressEvent.State state, long size, long bytes) {
        private Part after(ProgressEvent event) {
            return new Part(
                    name, event.state(), Math.max(size, event.content().size()), Math.max(bytes, event.bytes()));
        }

        /** Reading is the smaller part of the way: all of it will have to be sent. */
        private long moved() {
            return state == ProgressEvent.State.READ ? 0 : bytes;
        }
    }

    /**
     * All there is to show at a time.
     *
     * @param manifests manifests that are known
     * @param doneManifests of these, those that are there
     * @param copied bytes that moved
     * @param skipped bytes of what was there
     * @param queued bytes that are known to follow
     * @param perSecond bytes that moved each second lately
     * @param elapsed time since the start, in whole seconds
     */
    record Totals(
            long manifests,
            long doneManifests,
            long copied,
            long skipped,
            long queued,
            long perSecond,
            Duration elapsed) {
        /** Time for what is queued; zero when that cannot be told. */
        Duration left() {
            return perSecond == 0 ? Duration.ZERO : Duration.ofSeconds((queued + perSecond - 1) / perSecond);
        }

        /** Bytes of everything known so far that is not there already. */
        long all() {
            return copied + queued;
        }
    }

    /**
     * Starts the clock.
     *
     * @param nanoTime monotonic time in nanoseconds
     */
    TransferProgress(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startedAt = nanoTime.getAsLong();
        rate.add(startedAt, 0);
    }

    @Override
    public synchronized void on(ProgressEvent event) {
        version++;
        if (event.kind() == ProgressEvent.Kind.MANIFEST) {
            manifest(event);
        } else {
            blob(event);
        }
    }

    private void manifest(ProgressEvent event) {
        String name = event.target().commonName();
        boolean known = openManifests.contains(name);
        switch (event.state()) {
            case EXPECTED, STARTED, READ, ACTIVE -> manifests += openManifests.add(name) ? 1 : 0;
            case FINISHED, SKIPPED -> {
                openManifests.remove(name);
                manifests += known ? 0 : 1;
                doneManifests++;
            }
            case DROPPED, FAILED -> openManifests.remove(name);
        }
    }

    private void blob(ProgressEvent event) {
        String name = event.content()
                .digest()
                .map(Digest::toString)
                .orElseGet(() -> event.target().commonName());
        Part part = open.getOrDefault(name, new Part(name, event.state(), 0, 0)).after(event);
        switch (event.state()) {
            case EXPECTED -> open.putIfAbsent(name, part);
            case STARTED, READ, ACTIVE -> open.put(name, part);
            case FINISHED -> {
                open.remove(name);
                copied += part.size();
                finished.addLast(part);
                if (finished.size() > SHOWN_FINISHED) {
                    finished.removeFirst();
                }
            }
            case SKIPPED -> {
                open.remove(name);
                skipped += part.size();
            }
            case DROPPED, FAILED -> open.remove(name);
        }
    }

    /** Changes with every event. */
    synchronized long version() {
        return version;
    }

    /** Blobs that have just ended, that move, and a few that wait. */
    synchronized List<Part> shown() {
        List<Part> shown = new ArrayList<>(finished);
        int active = 0;
        int started = 0;
        for (Part part : open.values()) {
            boolean isActive = part.state() == ProgressEvent.State.ACTIVE || part.state() == ProgressEvent.State.READ;
            boolean moves = isActive && ++active <= SHOWN_ACTIVE;
            boolean waits = part.state() == ProgressEvent.State.STARTED && ++started <= SHOWN_STARTED;
            if (moves || waits) {
                shown.add(part);
            }
        }
        return shown;
    }

    synchronized Totals totals() {
        long moving = 0;
        long queued = 0;
        for (Part part : open.values()) {
            moving += part.moved();
            queued += Math.max(0, part.size() - part.moved());
        }
        long now = nanoTime.getAsLong();
        rate.add(now, copied + moving);
        return new Totals(
                manifests,
                doneManifests,
                copied + moving,
                skipped,
                queued,
                rate.perSecond(),
                Duration.ofNanos(now - startedAt).truncatedTo(ChronoUnit.SECONDS));
    }
}
