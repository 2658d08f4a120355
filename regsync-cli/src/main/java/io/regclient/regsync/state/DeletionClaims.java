// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.regsync.state.LedgerRow.End;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Deletions that runs have begun: a tag is deleted by one run at a time. */
final class DeletionClaims {
    /**
     * How long a deletion may be under way; they take seconds. Later its run is taken for dead, wherever it may be. One that
     * lives on finds the tag gone.
     */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final String BEGUN = "select m.at, r.token, r.ended from regsync_move m "
            + "left join regsync_run r on r.id = m.run where m.outcome = 'open' and ";

    private final Session session;

    DeletionClaims(Session session) {
        this.session = session;
    }

    /** What is known of an open deletion and of its run. */
    private record Begun(Instant at, Optional<String> token, Optional<Instant> ended) {
        static Begun read(ResultSet row) throws SQLException {
            return new Begun(
                    Statements.time(row, "at"),
                    Optional.ofNullable(row.getString("token")),
                    Statements.maybeTime(row, "ended"));
        }

        boolean isUnderWay(Instant now) {
            boolean recent = Duration.between(at, now).abs().compareTo(LONGEST) < 0;
            return recent
                    && ended.isEmpty()
                    && !token.flatMap(RunProcess::ofToken)
                            .map(RunProcess::isOver)
                            .orElse(false);
        }
    }

    OptionalLong claim(long run, Move deletion, Instant at) throws IOException {
        String token = UUID.randomUUID().toString();
        return session.write("record a move of " + deletion.repository() + ":" + deletion.tag(), statements -> {
            StateTables.lock(session.database(), statements);
            OptionalLong before = number(statements, token);
            if (before.isPresent()) {
                return before; // the answer to the first try was lost
            }
            for (Begun other : statements.list(
                    Begun::read,
                    BEGUN + "m.kind = ? and m.repository = ? and m.tag = ?",
                    deletion.kind().word(),
                    deletion.repository(),
                    deletion.tag())) {
                if (other.isUnderWay(at)) {
                    return OptionalLong.empty();
                }
            }
            SqlState.insert(statements, token, new LedgerRow(0, run, at, deletion, End.OPEN));
            return number(statements, token);
        });
    }

    private static OptionalLong number(Statements statements, String token) throws SQLException, IOException {
        Optional<Long> number =
                statements.one(row -> row.getLong(1), "select id from regsync_move where token = ?", token);
        return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
    }

    void withdraw(long deletion) throws IOException {
        session.write(
                "take back a move",
                statements ->
                        statements.change("delete from regsync_move where id = ? and outcome = 'open'", deletion));
    }

    boolean isUnderWay(long deletion, Instant now) throws IOException {
        return session.read(
                "read whether a tag is being deleted",
                statements -> statements.one(Begun::read, BEGUN + "m.id = ?", deletion).stream()
                        .anyMatch(begun -> begun.isUnderWay(now)));
    }
}
