// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.digest.Digest;
import io.regclient.ref.Tag;
import io.regclient.regsync.state.LedgerRow.End;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** The state of runs in a database. */
public final class SqlState implements StateStore {
    /** How long a run waits for a database that is away. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String OF_IMAGE = " where repository = ? and tag = ? and digest = ?";

    private static final String MOVES =
            "select id, run, at, kind, repository, tag, from_digest, to_digest, source, outcome from regsync_move";

    private final Session session;
    private final DeletionClaims deletions;
    private final HoldTable holds;

    private SqlState(Session session) {
        this.session = session;
        this.deletions = new DeletionClaims(session);
        this.holds = new HoldTable(session);
    }

    /** Opens a state for a run, and makes it where there is none. */
    public static SqlState open(Database database, Ticker ticker, Sleeper sleeper) throws IOException {
        return prepared(database, new Session.Patience(PATIENCE, ticker, sleeper));
    }

    static SqlState prepared(Database database, Session.Patience patience) throws IOException {
        Session session = new Session(database, true, patience);
        SqlState state = new SqlState(session);
        boolean ready = false;
        try {
            StateTables.prepare(session);
            ready = true;
            return state;
        } finally {
            if (!ready) {
                state.close();
            }
        }
    }

    /**
     * Opens what earlier runs left, to change nothing. A database that is away is not waited for.
     *
     * @return empty when nothing was ever written
     */
    public static Optional<SqlState> read(Database database, Ticker ticker) throws IOException {
        return existing(database, false, ticker);
    }

    /** Opens what earlier runs left, to change something in it. A database that is away is not waited for. */
    public static Optional<SqlState> edit(Database database, Ticker ticker) throws IOException {
        return existing(database, true, ticker);
    }

    private static Optional<SqlState> existing(Database database, boolean writes, Ticker ticker) throws IOException {
        if (!database.mayExist()) {
            return Optional.empty();
        }
        Session session = new Session(database, writes, new Session.Patience(Duration.ZERO, ticker, Sleeper.system()));
        SqlState state = new SqlState(session);
        boolean there = false;
        try {
            there = StateTables.isThere(session);
            return there ? Optional.of(state) : Optional.empty();
        } finally {
            if (!there) {
                state.close();
            }
        }
    }

    @Override
    public long beginRun(String command, Instant at) throws IOException {
        String token = RunProcess.newToken();
        return session.write("begin a run", statements -> {
            statements.change(
                    "insert into regsync_run (token, command, began) values (?, ?, ?) on conflict (token) do nothing",
                    token,
                    command,
                    at);
            return statements
                    .one(SqlState::number, "select id from regsync_run where token = ?", token)
                    .orElseThrow();
        });
    }

    @Override
    public void endRun(long run, boolean failed, Instant at) throws IOException {
        session.write(
                "end a run",
                statements -> statements.change(
                        "update regsync_run set ended = ?, failed = ? where id = ?", at, failed ? 1 : 0, run));
    }

    @Override
    public Map<Tag, Sighting> sightings(String repository) throws IOException {
        return session.read("read what was seen of " + repository, statements -> {
            Map<Tag, Sighting> seen = new HashMap<>();
            statements.list(
                    row -> seen.put(
                            Statements.tag(row, "tag"),
                            new Sighting(Statements.digest(row, "digest"), Statements.time(row, "since"))),
                    "select tag, digest, since from regsync_sighting where repository = ?",
                    repository);
            return seen;
        });
    }

    @Override
    public void saw(long run, ImageAt image, Instant at) throws IOException {
        if (isSeen(image)) {
            return; // what a run finds most of the time needs no transaction
        }
        String token = token();
        session.write("record what was seen of " + image.repository(), statements -> {
            Optional<Digest> before = sight(statements, image, at);
            if (before.isPresent() && before.get().equals(image.digest())) {
                return false;
            }
            statements.change(
                    "insert into regsync_first_sight (repository, tag, digest, at) values (?, ?, ?, ?) "
                            + "on conflict (repository, tag, digest) do nothing",
                    image.repository(),
                    image.tag(),
                    image.digest(),
                    at);
            Move move = new Move(
                    Move.Kind.SEEN,
                    image.repository(),
                    image.tag(),
                    before,
                    Optional.of(image.digest()),
                    Optional.empty());
            insert(statements, token, new LedgerRow(0, run, at, move, End.DONE));
            return true;
        });
    }

    private boolean isSeen(ImageAt image) throws IOException {
        return session.read(
                "read what was seen of " + image.repository(),
                statements -> statements
                        .one(
                                row -> Statements.digest(row, "digest"),
                                "select digest from regsync_sighting where repository = ? and tag = ?",
                                image.repository(),
                                image.tag())
                        .filter(image.digest()::equals)
                        .isPresent());
    }

    /** Notes what a tag stands for, and tells what it stood for. */
    private Optional<Digest> sight(Statements statements, ImageAt image, Instant at) throws SQLException, IOException {
        int made = statements.change(
                "insert into regsync_sighting (repository, tag, digest, since) values (?, ?, ?, ?) "
                        + "on conflict (repository, tag) do nothing",
                image.repository(),
                image.tag(),
                image.digest(),
                at);
        if (made == 1) {
            return Optional.empty();
        }
        Optional<Digest> before = statements.one(
                row -> Statements.digest(row, "digest"),
                "select digest from regsync_sighting where repository = ? and tag = ?"
                        + session.database().forUpdate(),
                image.repository(),
                image.tag());
        if (before.isPresent() && !before.get().equals(image.digest())) {
            statements.change(
                    "update regsync_sighting set digest = ?, since = ? where repository = ? and tag = ?",
                    image.digest(),
                    at,
                    image.repository(),
                    image.tag());
        }
        return before;
    }

    @Override
    public Optional<Instant> firstSeen(ImageAt image) throws IOException {
        return session.read(
                "read when an image was first seen",
                statements -> statements.one(
                        row -> Statements.time(row, "at"),
                        "select at from regsync_first_sight" + OF_IMAGE,
                        image.repository(),
                        image.tag(),
                        image.digest()));
    }

    @Override
    public long intend(long run, Move move, Instant at) throws IOException {
        String token = token();
        return session.write("record a move of " + move.repository() + ":" + move.tag(), statements -> {
            insert(statements, token, new LedgerRow(0, run, at, move, End.OPEN));
            return statements
                    .one(SqlState::number, "select id from regsync_move where token = ?", token)
                    .orElseThrow();
        });
    }

    /** A row, once: with the same token again, the answer to the first time was lost. */
    static void insert(Statements statements, String token, LedgerRow row) throws SQLException {
        Move move = row.move();
        statements.change(
                "insert into regsync_move (token, run, at, kind, repository, tag, from_digest, to_digest, source, outcome) "
                        + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (token) do nothing",
                token,
                row.run(),
                row.at(),
                move.kind().word(),
                move.repository(),
                move.tag(),
                move.from(),
                move.to(),
                move.source(),
                row.end().word());
    }

    @Override
    public OptionalLong claim(long run, Move deletion, Instant at) throws IOException {
        return deletions.claim(run, deletion, at);
    }

    @Override
    public void withdraw(long deletion) throws IOException {
        deletions.withdraw(deletion);
    }

    @Override
    public boolean isUnderWay(long deletion, Instant now) throws IOException {
        return deletions.isUnderWay(deletion, now);
    }

    @Override
    public void takenOver(long deletion, Digest standIn) throws IOException {
        session.write(
                "record how a tag is deleted",
                statements -> statements.change(
                        "update regsync_move set to_digest = ? where id = ? and outcome = 'open'", standIn, deletion));
    }

    @Override
    public void settle(long move, End end) throws IOException {
        String unless = end == End.DONE ? "" : " and outcome = 'open'";
        session.write(
                "record the end of a move",
                statements -> statements.change(
                        "update regsync_move set outcome = ?, to_digest = case kind when 'delete' then null "
                                + "else to_digest end where id = ?" + unless,
                        end.word(),
                        move));
    }

    @Override
    public List<LedgerRow> open(String repository) throws IOException {
        return session.read(
                "read the open moves of " + repository,
                statements -> statements.list(
                        StoredRows::ledgerRow,
                        MOVES + " where repository = ? and outcome = 'open' order by id",
                        repository));
    }

    @Override
    public List<LedgerRow> history(String repository, Optional<Tag> tag, int limit) throws IOException {
        return session.read(
                "read the history of " + repository,
                statements -> tag.isPresent()
                        ? statements.list(
                                StoredRows::ledgerRow,
                                MOVES + " where repository = ? and tag = ? order by id desc limit ?",
                                repository,
                                tag.get(),
                                limit)
                        : statements.list(
                                StoredRows::ledgerRow,
                                MOVES + " where repository = ? order by id desc limit ?",
                                repository,
                                limit));
    }

    @Override
    public List<LedgerRow> recent(int limit) throws IOException {
        return session.read(
                "read the last moves",
                statements -> statements.list(
                        StoredRows::ledgerRow,
                        MOVES + " where kind <> ? order by id desc limit ?",
                        Move.Kind.SEEN.word(),
                        limit));
    }

    @Override
    public void hold(long run, Hold hold) throws IOException {
        holds.hold(run, hold);
    }

    @Override
    public void drop(ImageAt image) throws IOException {
        holds.drop(image);
    }

    @Override
    public Optional<Hold> holdOf(ImageAt image) throws IOException {
        return holds.of(image);
    }

    @Override
    public List<Hold> held() throws IOException {
        return held(Integer.MAX_VALUE);
    }

    @Override
    public List<Hold> held(int limit) throws IOException {
        return holds.held(limit);
    }

    @Override
    public int heldCount() throws IOException {
        return holds.count();
    }

    @Override
    public boolean release(ImageAt image, Instant at) throws IOException {
        return holds.release(image, at);
    }

    @Override
    public Map<Tag, Absence> absences(String source, String target) throws IOException {
        return session.read("read which tags are absent at " + source, statements -> {
            Map<Tag, Absence> absent = new HashMap<>();
            statements.list(
                    row -> absent.put(
                            Statements.tag(row, "tag"), new Absence(Statements.time(row, "since"), row.getInt("runs"))),
                    "select tag, since, runs from regsync_absence where source = ? and target = ?",
                    source,
                    target);
            return absent;
        });
    }

    @Override
    public void absent(long run, String source, String target, Set<Tag> absent, Instant at) throws IOException {
        session.write("record which tags are absent at " + source, statements -> {
            Set<Tag> before = new HashSet<>(statements.list(
                    row -> Statements.tag(row, "tag"),
                    "select tag from regsync_absence where source = ? and target = ?"
                            + session.database().forUpdate(),
                    source,
                    target));
            before.removeAll(absent);
            for (Tag back : before) {
                statements.change(
                        "delete from regsync_absence where source = ? and target = ? and tag = ?",
                        source,
                        target,
                        back);
            }
            for (Tag tag : absent) {
                statements.change(
                        "insert into regsync_absence (source, target, tag, since, runs, last_run) values (?, ?, ?, ?, 1, ?) "
                                + "on conflict (source, target, tag) do update set runs = regsync_absence.runs + 1, "
                                + "last_run = excluded.last_run where regsync_absence.last_run <> excluded.last_run",
                        source,
                        target,
                        tag,
                        at,
                        run);
            }
            return absent.size();
        });
    }

    @Override
    public List<EntryRun> entryRuns(Set<String> entries, Instant now) throws IOException {
        return EntryRuns.read(session, entries, now);
    }

    @Override
    public Optional<Instant> created(Digest manifest) throws IOException {
        return session.read(
                "read when an image was created",
                statements -> statements.one(
                        row -> Statements.time(row, "at"),
                        "select at from regsync_created where digest = ?",
                        manifest));
    }

    @Override
    public void keepCreated(Digest manifest, Instant created) throws IOException {
        session.write(
                "record when an image was created",
                statements -> statements.change(
                        "insert into regsync_created (digest, at) values (?, ?) on conflict (digest) do nothing",
                        manifest,
                        created));
    }

    @Override
    public void close() {
        session.close();
    }

    private static String token() {
        return UUID.randomUUID().toString();
    }

    private static long number(ResultSet row) throws SQLException {
        return row.getLong(1);
    }
}
