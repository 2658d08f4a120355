// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.digest.Digest;
import io.regclient.ref.Tag;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Statements with their values: an instant as milliseconds, an optional one as null, everything else as its text. */
record Statements(Connection connection) {
    /** Makes something of a row. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException, IOException;
    }

    /** Changes rows, and tells how many. */
    int change(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** All rows of a query. */
    <T> List<T> list(RowReader<T> reader, String sql, Object... values) throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        }
    }

    /** The only row of a query. */
    <T> Optional<T> one(RowReader<T> reader, String sql, Object... values) throws SQLException, IOException {
        List<T> rows = list(reader, sql, values);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    /** Runs statements without values, separated by semicolons. */
    void script(String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            for (String each : sql.split(";", -1)) {
                if (!each.isBlank()) {
                    statement.execute(each);
                }
            }
        }
    }

    /** Texts as one value, where the database knows such. */
    Array texts(Collection<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    /** Numbers as one value. */
    Array numbers(Collection<Long> numbers) throws SQLException {
        return connection.createArrayOf("bigint", numbers.toArray());
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        int index = 0;
        for (Object each : values) {
            index++;
            Object value = each instanceof Optional<?> optional && optional.isPresent() ? optional.get() : each;
            if (value instanceof Optional<?>) {
                statement.setNull(index, Types.NULL);
            } else if (value instanceof Instant time) {
                statement.setLong(index, time.toEpochMilli());
            } else if (value instanceof Array array) {
                statement.setArray(index, array);
            } else if (value instanceof Number number) {
                statement.setLong(index, number.longValue());
            } else {
                statement.setString(index, value.toString());
            }
        }
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    static Optional<Instant> maybeTime(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    static Digest digest(ResultSet row, String column) throws SQLException, IOException {
        return Digest.parse(row.getString(column));
    }

    static Optional<Digest> maybeDigest(ResultSet row, String column) throws SQLException, IOException {
        String text = row.getString(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Digest.parse(text));
    }

    static Tag tag(ResultSet row, String column) throws SQLException {
        return new Tag(row.getString(column));
    }
}
