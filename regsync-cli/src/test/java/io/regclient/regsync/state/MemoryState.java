// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Tag;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** A store in memory that behaves as the port says, and can be told to fail. */
public final class MemoryState implements StateStore {
    private final Map<Long, Boolean> runs = new LinkedHashMap<>();
    private final Map<List<String>, Long> missedBy = new HashMap<>();
    private long begun;
    private final Set<Long> killed = new HashSet<>();
    private final TreeMap<Long, LedgerRow> ledger = new TreeMap<>();
    private long moves;
    private final Map<String, Map<Tag, Sighting>> seen = new HashMap<>();
    private final Map<ImageAt, Instant> first = new HashMap<>();
    private final Map<ImageAt, Hold> holds = new LinkedHashMap<>();
    private final Map<List<String>, Map<Tag, Absence>> missing = new HashMap<>();
    private final Map<Digest, Instant> created = new HashMap<>();
    private int writes;
    private boolean broken;

    /** From now on every call fails, or none. */
    public synchronized void fail(boolean fails) {
        broken = fails;
    }

    /** Time passes: what is missed has been missed for so much longer. */
    public synchronized void age(Duration time) {
        missing.replaceAll((_, tags) -> {
            Map<Tag, Absence> older = new HashMap<>();
            tags.forEach(
                    (tag, absence) -> older.put(tag, new Absence(absence.since().minus(time), absence.runs())));
            return older;
        });
    }

    /** Calls that changed something, or would have if they had said something new. */
    public synchronized int writes() {
        return writes;
    }

    /** Whether each run failed; absent for one that has not ended. */
    public synchronized Map<Long, Boolean> ended() {
        return Map.copyOf(runs);
    }

    private void read() throws RegistryException {
        if (broken) {
            throw RegistryException.of(ErrorKind.LOCAL_IO, "state memory: cannot be reached");
        }
    }

    private void write() throws RegistryException {
        read();
        writes++;
    }

    private LedgerRow add(long run, Move move, Instant at, LedgerRow.End end) {
        moves++;
        LedgerRow row = new LedgerRow(moves, run, at, move, end);
        ledger.put(moves, row);
        return row;
    }

    @Override
    public synchronized long beginRun(String command, Instant at) throws IOException {
        write();
        begun++;
        return begun;
    }

    @Override
    public synchronized void endRun(long run, boolean failed, Instant at) throws IOException {
        write();
        runs.put(run, failed);
    }

    @Override
    public synchronized Map<Tag, Sighting> sightings(String repository) throws IOException {
        read();
        return Map.copyOf(seen.getOrDefault(repository, Map.of()));
    }

    @Override
    public synchronized void saw(long run, ImageAt image, Instant at) throws IOException {
        write();
        Map<Tag, Sighting> tags = seen.computeIfAbsent(image.repository(), _ -> new HashMap<>());
        Optional<Digest> before = Optional.ofNullable(tags.get(image.tag())).map(Sighting::digest);
        first.putIfAbsent(image, at);
        if (before.equals(Optional.of(image.digest()))) {
            return;
        }
        tags.put(image.tag(), new Sighting(image.digest(), at));
        Move move = new Move(
                Move.Kind.SEEN, image.repository(), image.tag(), before, Optional.of(image.digest()), Optional.empty());
        add(run, move, at, LedgerRow.End.DONE);
    }

    @Override
    public synchronized Optional<Instant> firstSeen(ImageAt image) throws IOException {
        read();
        return Optional.ofNullable(first.get(image));
    }

    @Override
    public synchronized long intend(long run, Move move, Instant at) throws IOException {
        write();
        return add(run, move, at, LedgerRow.End.OPEN).id();
    }

    private LedgerRow row(long id) {
        return Objects.requireNonNull(ledger.get(id), "no move " + id);
    }

    /** The process of a run is killed. */
    public synchronized void kill(long run) {
        killed.add(run);
    }

    @Override
    public synchronized OptionalLong claim(long run, Move deletion, Instant at) throws IOException {
        write();
        for (LedgerRow row : open(deletion.repository())) {
            Move move = row.move();
            if (move.kind() == Move.Kind.DELETE && move.tag().equals(deletion.tag()) && isUnderWay(row.id(), at)) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(add(run, deletion, at, LedgerRow.End.OPEN).id());
    }

    @Override
    public synchronized void withdraw(long deletion) throws IOException {
        write();
        if (row(deletion).end() == LedgerRow.End.OPEN) {
            ledger.remove(deletion);
        }
    }

    @Override
    public synchronized boolean isUnderWay(long deletion, Instant now) throws IOException {
        read();
        LedgerRow row = ledger.get(deletion);
        return row != null
                && row.end() == LedgerRow.End.OPEN
                && !runs.containsKey(row.run())
                && !killed.contains(row.run())
                && Duration.between(row.at(), now).abs().compareTo(DeletionClaims.LONGEST) < 0;
    }

    @Override
    public synchronized void takenOver(long deletion, Digest standIn) throws IOException {
        write();
        LedgerRow row = row(deletion);
        if (row.end() == LedgerRow.End.OPEN) {
            ledger.put(
                    deletion,
                    new LedgerRow(row.id(), row.run(), row.at(), leadingTo(row, Optional.of(standIn)), row.end()));
        }
    }

    private static Move leadingTo(LedgerRow row, Optional<Digest> digest) {
        Move move = row.move();
        return new Move(move.kind(), move.repository(), move.tag(), move.from(), digest, move.source());
    }

    @Override
    public synchronized void settle(long id, LedgerRow.End end) throws IOException {
        write();
        LedgerRow row = row(id);
        if (row.end() == LedgerRow.End.OPEN || end == LedgerRow.End.DONE) {
            Move move = row.move().kind() == Move.Kind.DELETE ? leadingTo(row, Optional.empty()) : row.move();
            ledger.put(id, new LedgerRow(row.id(), row.run(), row.at(), move, end));
        }
    }

    @Override
    public synchronized List<LedgerRow> open(String repository) throws IOException {
        read();
        return ledger.values().stream()
                .filter(row -> row.end() == LedgerRow.End.OPEN)
                .filter(row -> row.move().repository().equals(repository))
                .toList();
    }

    @Override
    public synchronized List<LedgerRow> history(String repository, Optional<Tag> tag, int limit) throws IOException {
        read();
        return ledger.descendingMap().values().stream()
                .filter(row -> row.move().repository().equals(repository))
                .filter(row -> tag.isEmpty() || row.move().tag().equals(tag.get()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<LedgerRow> recent(int limit) throws IOException {
        read();
        return ledger.descendingMap().values().stream()
                .filter(row -> row.move().kind() != Move.Kind.SEEN)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void hold(long run, Hold hold) throws IOException {
        write();
        Hold before = holds.get(hold.image());
        if (hold.reason() == Hold.Reason.ROLLBACK || before == null) {
            holds.put(hold.image(), hold);
        } else if (hold.reason() == Hold.Reason.HOOK
                && (before.reason() != Hold.Reason.ROLLBACK || before.released().isPresent())) {
            boolean same = before.reason() == Hold.Reason.HOOK;
            holds.put(
                    hold.image(),
                    new Hold(
                            hold.image(),
                            hold.source(),
                            hold.reason(),
                            before.since(),
                            Optional.empty(),
                            same ? before.released() : Optional.empty(),
                            hold.detail(),
                            same ? before.passed() : before.released()));
        }
    }

    @Override
    public synchronized void drop(ImageAt image) throws IOException {
        write();
        if (holds.containsKey(image) && holds.get(image).reason() != Hold.Reason.ROLLBACK) {
            holds.remove(image);
        }
    }

    @Override
    public synchronized Optional<Hold> holdOf(ImageAt image) throws IOException {
        read();
        return Optional.ofNullable(holds.get(image));
    }

    @Override
    public synchronized List<Hold> held() throws IOException {
        read();
        return holds.values().stream()
                .filter(hold -> hold.released().isEmpty())
                .sorted(Comparator.comparing((Hold hold) -> hold.image().repository())
                        .thenComparing(hold -> hold.image().tag())
                        .thenComparing(Hold::since))
                .toList();
    }

    @Override
    public synchronized boolean release(ImageAt image, Instant at) throws IOException {
        write();
        Hold hold = holds.get(image);
        if (hold == null || hold.released().isPresent()) {
            return false;
        }
        holds.put(
                image,
                new Hold(
                        hold.image(),
                        hold.source(),
                        hold.reason(),
                        hold.since(),
                        hold.until(),
                        Optional.of(at),
                        hold.detail(),
                        hold.passed()));
        return true;
    }

    @Override
    public synchronized Map<Tag, Absence> absences(String source, String target) throws IOException {
        read();
        return Map.copyOf(missing.getOrDefault(List.of(source, target), Map.of()));
    }

    @Override
    public synchronized void absent(long run, String source, String target, Set<Tag> absent, Instant at)
            throws IOException {
        write();
        Map<Tag, Absence> before = missing.getOrDefault(List.of(source, target), Map.of());
        Map<Tag, Absence> now = new HashMap<>();
        for (Tag tag : absent) {
            Absence known = before.get(tag);
            int more = missedBy.getOrDefault(List.of(source, target), 0L) == run ? 0 : 1;
            now.put(tag, known == null ? new Absence(at, 1) : new Absence(known.since(), known.runs() + more));
        }
        missedBy.put(List.of(source, target), run);
        missing.put(List.of(source, target), now);
    }

    @Override
    public synchronized Optional<Instant> created(Digest manifest) throws IOException {
        read();
        return Optional.ofNullable(created.get(manifest));
    }

    @Override
    public synchronized void keepCreated(Digest manifest, Instant at) throws IOException {
        write();
        created.putIfAbsent(manifest, at);
    }

    @Override
    public void close() {}
}
