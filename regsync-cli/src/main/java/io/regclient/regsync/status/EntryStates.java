// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.regclient.copy.CopyResult;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.regsync.plan.Deletion;
import io.regclient.regsync.plan.Share;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.plan.SyncDecision;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.run.SharedRuns;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.EntryOutcome;
import io.regclient.regsync.state.EntryRun;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** What the entries of a server do, as the journal of their runs tells. Thread-safe. */
public final class EntryStates implements Journal, SharedRuns.Outcomes {
    /** Characters of an error: some repeat a value that a template made. */
    private static final int LONGEST_ERROR = 2000;

    private static final int MAX_MOVES = 50;

    private final Ticker ticker;
    private final Map<SyncEntry, EntryTrack> tracks = new LinkedHashMap<>();
    /** Entries of former configurations of which a run goes on. */
    private final Map<SyncEntry, EntryTrack> former = new HashMap<>();

    private Optional<Sharing> sharing = Optional.empty();
    private List<String> keys = List.of();
    private final Deque<TagMove> moves = new ArrayDeque<>();
    private ConfigStatus config;

    /** The server has this name among others, and shares what it does of its entries. */
    private record Sharing(String server, Share share) {}

    public EntryStates(Ticker ticker) {
        this.ticker = ticker;
        config = new ConfigStatus(false, ticker.now(), Optional.empty());
    }

    /**
     * A configuration was read, and the schedules of new entries begin now. What is known about an entry stays, and so does
     * its next run while its schedule is the same. Of one that is gone nothing is kept when no run of it goes on.
     */
    public synchronized void loaded(List<SyncEntry> entries) {
        Instant now = ticker.now();
        Map<EntryLabel, EntryTrack> known = new HashMap<>();
        former.values().removeIf(track -> !track.isRunning());
        for (EntryTrack track : former.values()) {
            known.put(track.label(), track);
        }
        for (EntryTrack track : tracks.values()) {
            known.put(track.label(), track);
        }
        tracks.forEach((entry, track) -> {
            if (track.isRunning()) {
                former.put(entry, track);
            }
        });
        tracks.clear();
        List<EntryLabel> labels = EntryLabel.of(entries);
        for (int i = 0; i < labels.size(); i++) {
            EntryLabel label = labels.get(i);
            EntryTrack track = Optional.ofNullable(known.get(label)).orElseGet(() -> new EntryTrack(label, now));
            track.schedule(label, entries.get(i).activations(), now);
            tracks.put(entries.get(i), track);
        }
        for (EntryTrack track : former.values()) {
            if (!tracks.containsValue(track)) {
                track.unschedule();
            }
        }
        config = new ConfigStatus(true, now, Optional.empty());
        nameKeys();
    }

    /**
     * Other servers run the entries, too.
     *
     * @param server how this one is called among them
     * @param share what this one and they do of the entries
     */
    public synchronized void shares(String server, Share share) {
        sharing = Optional.of(new Sharing(server, share));
        nameKeys();
    }

    /** How this server is called among those that share entries, empty when it shares none. */
    public synchronized Optional<String> server() {
        return sharing.map(Sharing::server);
    }

    private void nameKeys() {
        keys = sharing.isPresent()
                ? SharedRuns.keys(List.copyOf(tracks.keySet()), sharing.get().share())
                : List.of();
    }

    /** What all servers know the entries by, empty when this one shares none. */
    public synchronized Set<String> keys() {
        return Set.copyOf(keys);
    }

    /** A new configuration is not used; the one before stays. */
    public synchronized void notLoaded(IOException why) {
        config = new ConfigStatus(config.loaded(), config.since(), Optional.of(words(why)));
    }

    /** The configuration that is used. */
    public synchronized ConfigStatus config() {
        return config;
    }

    /** All entries of the configuration, in its order, as far as this server runs them. */
    public List<EntryStatus> entries() {
        return entries(Map.of());
    }

    /**
     * All entries of the configuration, in its order.
     *
     * @param shared how all servers together run them, by {@link #keys}
     */
    public synchronized List<EntryStatus> entries(Map<String, EntryRun> shared) {
        Instant now = ticker.now();
        Iterator<String> key = keys.iterator();
        String name = sharing.map(Sharing::server).orElse("");
        List<EntryStatus> all = new ArrayList<>();
        for (EntryTrack track : tracks.values()) {
            Optional<EntryRun> run = key.hasNext() ? Optional.ofNullable(shared.get(key.next())) : Optional.empty();
            all.add(track.status(now, runs -> run.isPresent() ? runs.with(run.get(), name) : runs));
        }
        return all;
    }

    @Override
    public synchronized EntryOutcome last(SyncEntry entry) {
        return track(entry).map(EntryTrack::outcome).orElse(EntryTrack.NO_OUTCOME);
    }

    /** The last moves that this process made, newest first. */
    public synchronized List<TagMove> moves() {
        return List.copyOf(moves);
    }

    @Override
    public synchronized void started(SyncEntry entry, SyncAction action) {
        with(entry, (track, now) -> track.started(action, now));
    }

    @Override
    public synchronized void ended(SyncEntry entry) {
        with(entry, EntryTrack::ended);
    }

    @Override
    public synchronized void decided(SyncTask task, Settled decision) {
        if (decision instanceof SyncDecision.UpToDate || decision instanceof SyncDecision.Exists) {
            with(task.entry(), (track, now) -> track.current());
        } else if (decision instanceof SyncDecision.Held held) {
            HeldImage image = new HeldImage(
                    EntryLabel.shown(task.target().commonName()),
                    held.wanted().toString(),
                    VisibleText.name(held.reason(), LONGEST_ERROR),
                    Optional.empty(),
                    held.until());
            with(task.entry(), (track, now) -> track.held(image));
        }
    }

    @Override
    public synchronized void copied(SyncTask task, CopyResult result) {
        boolean written = result.manifestsPushed()
                        + result.blobs().sent()
                        + result.blobs().mounted()
                > 0;
        with(task.entry(), (track, now) -> {
            if (!written) {
                track.current();
                return;
            }
            track.copied(result);
            moved(new TagMove(
                    now,
                    "copy",
                    EntryLabel.shown(task.target().commonName()),
                    Optional.empty(),
                    Optional.of(result.digest().toString()),
                    "done"));
        });
    }

    @Override
    public synchronized void deleted(SyncEntry entry, Deletion deletion) {
        with(
                entry,
                (track, now) -> moved(new TagMove(
                        now,
                        "delete",
                        EntryLabel.shown(deletion.target().commonName()),
                        Optional.of(deletion.digest()).map(Digest::toString),
                        Optional.empty(),
                        "done")));
    }

    private void moved(TagMove move) {
        moves.addFirst(move);
        if (moves.size() > MAX_MOVES) {
            moves.removeLast();
        }
    }

    @Override
    public synchronized void failed(SyncTask task, IOException failure) {
        failed(task.entry(), failure);
    }

    @Override
    public synchronized void failed(SyncEntry entry, Deletion deletion, IOException failure) {
        failed(entry, failure);
    }

    @Override
    public synchronized void failed(SyncEntry entry, IOException failure) {
        boolean canceled = RegistryException.is(failure, ErrorKind.CANCELED);
        String error = words(failure);
        with(entry, (track, now) -> {
            if (canceled) {
                track.canceled();
            } else {
                track.failed(error);
            }
        });
    }

    private static String words(IOException failure) {
        return VisibleText.name(RegistryException.describe(failure), LONGEST_ERROR);
    }

    /** A failure of something, in one line. */
    static String words(String what, IOException failure) {
        return VisibleText.name(what + ": " + RegistryException.describe(failure), LONGEST_ERROR);
    }

    private void with(SyncEntry entry, BiConsumer<EntryTrack, Instant> action) {
        track(entry).ifPresent(found -> action.accept(found, ticker.now()));
    }

    private Optional<EntryTrack> track(SyncEntry entry) {
        return Optional.ofNullable(tracks.get(entry)).or(() -> Optional.ofNullable(former.get(entry)));
    }
}
