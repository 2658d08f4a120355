// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.error.RegistryException;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who of several servers runs which entry, in a database they share. All times are those of the database. Nothing is
 * waited for: a method fails with {@link RegistryException} of kind LOCAL_IO when the database is away. Thread-safe.
 */
public final class LeaseTable implements AutoCloseable {
    static final String MILLIS = "cast(extract(epoch from %s) * 1000 as bigint)";

    private static final String NOW = MILLIS.formatted("clock_timestamp()");

    private static final String LATER = "clock_timestamp() + ? * interval '1 millisecond'";

    private static final String COLUMNS =
            "entry, holder, token, action, finished is not null as finished, " + MILLIS.formatted("started")
                    + " as started, " + MILLIS.formatted("expires - clock_timestamp()") + " as left_over";

    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private final Session session;

    private LeaseTable(Session session) {
        this.session = session;
    }

    /**
     * A connection of its own, made when it is needed.
     *
     * @param database that knows leases, with its longest wait
     */
    public static LeaseTable of(Database database, Ticker ticker) {
        return new LeaseTable(
                new Session(database, true, new Session.Patience(Duration.ZERO, ticker, Sleeper.system())));
    }

    /**
     * What is known of an entry.
     *
     * @param now the time of the database
     * @param row empty when nobody ever ran it
     */
    public record Seen(Instant now, Optional<LeaseRow> row) {}

    /** Looks at an entry. */
    public Seen look(String entry) throws IOException {
        return session.read("read who runs an entry", statements -> {
            Instant now = statements
                    .one(row -> Instant.ofEpochMilli(row.getLong(1)), "select " + NOW)
                    .orElseThrow();
            return new Seen(
                    now,
                    statements.one(
                            LeaseTable::row, "select " + COLUMNS + " from regsync_lease where entry = ?", entry));
        });
    }

    /** Looks at all entries of these whose run has not ended. */
    public List<LeaseRow> unfinished(Collection<String> entries) throws IOException {
        return session.read(
                "read who runs entries",
                statements -> statements.list(
                        LeaseTable::row,
                        "select " + COLUMNS + " from regsync_lease where finished is null and entry = any (?)",
                        statements.texts(entries)));
    }

    /**
     * A run of an entry.
     *
     * @param entry its key
     * @param source for people
     * @param target for people
     * @param action what the run does
     * @param holder the instance
     * @param time how long it may be silent
     */
    public record Bid(String entry, String source, String target, String action, String holder, Duration time) {}

    /**
     * Takes an entry, if it is as it was when it was looked at and nobody runs it.
     *
     * @param seen the token then, 0 for an entry nobody ever ran
     * @param started what the run counts as
     * @return the token of the run; empty when somebody else was faster
     */
    public Optional<Long> take(Bid bid, long seen, Instant started) throws IOException {
        return session.read(
                "take an entry",
                statements -> statements.one(
                        row -> row.getLong(1),
                        "insert into regsync_lease as l (entry, source, target, action, holder, token, expires, started, "
                                + "known) values (?, ?, ?, ?, ?, 1, " + LATER
                                + ", to_timestamp(? / 1000.0), clock_timestamp()) "
                                + "on conflict (entry) do update set action = excluded.action, "
                                + "holder = excluded.holder, token = l.token + 1, expires = " + LATER
                                + ", started = excluded.started, finished = null "
                                + "where l.token = ? and (l.finished is not null or l.expires <= clock_timestamp()) "
                                + "returning token",
                        bid.entry(),
                        bid.source(),
                        bid.target(),
                        bid.action(),
                        bid.holder(),
                        bid.time().toMillis(),
                        started,
                        bid.time().toMillis(),
                        seen));
    }

    /**
     * Goes on with runs, and tells others that the instance is there.
     *
     * @param held tokens by entry
     * @return the entries that are still held; others have run out, or somebody else has them
     */
    public Set<String> renew(String holder, Map<String, Long> held, Duration time) throws IOException {
        return session.read(
                "go on with entries",
                statements -> new HashSet<>(statements.list(
                        row -> row.getString(1),
                        "with here as (insert into regsync_instance (id, expires) values (?, " + LATER
                                + ") on conflict (id) do update set expires = excluded.expires) "
                                + "update regsync_lease l set expires = " + LATER
                                + " from unnest(?, ?) as mine (entry, token) where l.entry = mine.entry "
                                + "and l.token = mine.token and l.holder = ? and l.finished is null "
                                + "and l.expires > clock_timestamp() returning l.entry",
                        holder,
                        time.toMillis(),
                        time.toMillis(),
                        statements.texts(held.keySet()),
                        statements.numbers(held.values()),
                        holder)));
    }

    /** A run has ended; without effect when it was not its instance's any more. */
    public void finish(String entry, long token, EntryOutcome outcome) throws IOException {
        int clean = outcome.clean() ? 1 : 0; // one time for all: whether the last run was clean is seen by that
        session.read(
                "end with an entry",
                statements -> statements.change(
                        "update regsync_lease set finished = statement_timestamp(), last_holder = holder, "
                                + "last_began = started, last_ended = statement_timestamp(), "
                                + "succeeded = case when ? = 1 then statement_timestamp() else succeeded end, "
                                + "fresh = case when ? = 1 and action <> ? then started else fresh end, "
                                + "images_current = ?, images_copied = ?, images_held = ?, errors = ?, first_errors = ? "
                                + "where entry = ? and token = ? and finished is null",
                        clean,
                        clean,
                        LeaseRow.MISSING,
                        outcome.current(),
                        outcome.copied(),
                        outcome.held(),
                        outcome.errorCount(),
                        String.join("\n", outcome.errors()),
                        entry,
                        token));
    }

    /** A run was cut off: others may do it at once. */
    public void giveUp(String entry, long token) throws IOException {
        session.read(
                "give up an entry",
                statements -> statements.change(
                        "update regsync_lease set expires = clock_timestamp() where entry = ? and token = ? "
                                + "and finished is null and expires > clock_timestamp()",
                        entry,
                        token));
    }

    /** How many instances are there; those that were not heard of for long are forgotten. */
    public int instances() throws IOException {
        return session.read("count the servers", statements -> {
            statements.change("delete from regsync_instance where expires < " + LATER, -FORGOTTEN.toMillis());
            return statements
                    .one(
                            row -> row.getInt(1),
                            "select count(*) from regsync_instance where expires > clock_timestamp()")
                    .orElse(0);
        });
    }

    /** The instance ends. */
    public void leave(String holder) throws IOException {
        session.read("leave", statements -> statements.change("delete from regsync_instance where id = ?", holder));
    }

    private static LeaseRow row(ResultSet row) throws SQLException {
        return new LeaseRow(
                row.getString("entry"),
                row.getString("holder"),
                row.getLong("token"),
                row.getString("action"),
                Statements.time(row, "started"),
                row.getBoolean("finished"),
                Duration.ofMillis(row.getLong("left_over")));
    }

    @Override
    public void close() {
        session.close();
    }
}
