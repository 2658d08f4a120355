// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.regsync.state.LedgerRow.End;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Rows of tables as what they mean. */
final class StoredRows {
    private StoredRows() {}

    static LedgerRow ledgerRow(ResultSet row) throws SQLException, IOException {
        String source = row.getString("source");
        Move move = new Move(
                Move.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("repository"),
                Statements.tag(row, "tag"),
                Statements.maybeDigest(row, "from_digest"),
                Statements.maybeDigest(row, "to_digest"),
                Optional.ofNullable(source));
        return new LedgerRow(
                row.getLong("id"),
                row.getLong("run"),
                Statements.time(row, "at"),
                move,
                End.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)));
    }

    static Hold hold(ResultSet row) throws SQLException, IOException {
        return new Hold(
                new ImageAt(row.getString("repository"), Statements.tag(row, "tag"), Statements.digest(row, "digest")),
                row.getString("source"),
                Hold.Reason.ofWord(row.getString("reason")),
                Statements.time(row, "since"),
                Statements.maybeTime(row, "until"),
                Statements.maybeTime(row, "released"),
                Objects.requireNonNullElse(row.getString("detail"), ""),
                Statements.maybeTime(row, "passed"));
    }
}
