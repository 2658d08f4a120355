// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How entries run that several servers share, by the rows of their leases. */
final class EntryRuns {
    private static final String SELECT =
            "select entry, holder, last_holder, images_current, images_copied, images_held, "
                    + "errors, first_errors, succeeded = last_ended as clean, "
                    + "finished is null and expires > clock_timestamp() as running, "
                    + ago("started") + ", " + ago("last_began") + ", " + ago("last_ended") + ", " + ago("succeeded")
                    + ", "
                    + ago("fresh") + ", " + ago("known") + " from regsync_lease where entry = any (?)";

    private EntryRuns() {}

    private static String ago(String column) {
        return LeaseTable.MILLIS.formatted("clock_timestamp() - " + column) + " as " + column;
    }

    static List<EntryRun> read(Session session, Set<String> entries, Instant now) throws IOException {
        return session.read(
                "read how entries run",
                statements -> statements.list(row -> run(row, now), SELECT, statements.texts(entries)));
    }

    private static EntryRun run(ResultSet row, Instant now) throws SQLException {
        Optional<EntryRun.Current> current = row.getBoolean("running")
                ? Optional.of(new EntryRun.Current(row.getString("holder"), before(now, row, "started")))
                : Optional.empty();
        String last = row.getString("last_holder");
        return new EntryRun(
                row.getString("entry"),
                current,
                last == null
                        ? Optional.empty()
                        : Optional.of(new EntryRun.Last(
                                last, before(now, row, "last_began"), before(now, row, "last_ended"), outcome(row))),
                maybeBefore(now, row, "succeeded"),
                maybeBefore(now, row, "fresh"),
                maybeBefore(now, row, "known"));
    }

    private static EntryOutcome outcome(ResultSet row) throws SQLException {
        String errors = row.getString("first_errors");
        return new EntryOutcome(
                row.getBoolean("clean"),
                row.getInt("images_current"),
                row.getInt("images_copied"),
                row.getInt("images_held"),
                errors == null || errors.isEmpty() ? List.of() : List.of(errors.split("\n")),
                row.getInt("errors"));
    }

    private static Instant before(Instant now, ResultSet row, String column) throws SQLException {
        return now.minusMillis(row.getLong(column));
    }

    private static Optional<Instant> maybeBefore(Instant now, ResultSet row, String column) throws SQLException {
        long ago = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(now.minusMillis(ago));
    }
}
