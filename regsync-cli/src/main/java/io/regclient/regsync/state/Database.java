// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A database that keeps a state, with the few words in which its SQL differs from others. Nothing is opened by it. */
public interface Database {
    /** Which it is, for messages; without a secret. */
    String name();

    /**
     * True when a state may be there. Only a database that is asked can tell what is in it.
     *
     * @return false when reading would find nothing, for example where there is no file
     */
    boolean mayExist();

    /**
     * Opens a connection.
     *
     * @param writes whether anything will be changed; a file is made for one that writes alone
     */
    Connection connect(boolean writes) throws SQLException;

    /** Whether servers on several machines may use it and know of each other by it. */
    boolean isShared();

    /** The same, whose answers are waited for so long at most, where that can be said. */
    Database within(Duration longestWait);

    /** Lets one process at a time go on, until the end of the transaction. */
    void lockTables(Statement statement) throws SQLException;

    /** Whether there is a table of this name where statements look for it, as a query with one parameter. */
    String tableExists();

    /** Type of a column that numbers its rows. */
    String idColumn();

    /** What makes a query keep others from changing the rows it finds. */
    String forUpdate();

    /** An expression for a column of milliseconds as people read times. */
    String time(String column);

    /** What a failure means. */
    Problem problem(SQLException failure);

    /**
     * What a failure means.
     *
     * @param text why, and what to try
     * @param passes whether it may be over after a while
     */
    record Problem(String text, boolean passes) {}

    /**
     * Reads the address of a state.
     *
     * @param url {@code sqlite:PATH} or {@code postgresql://...}
     * @param login that stands beside the URL
     * @param directory where a relative path starts
     * @throws RegistryException of kind INVALID_INPUT
     */
    static Database of(String url, DatabaseLogin login, Path directory) throws RegistryException {
        if (url.startsWith(SqliteFile.SCHEME)) {
            if (login.isGiven()) {
                throw invalid("a file of SQLite has no user and no password");
            }
            return SqliteFile.of(url, directory);
        }
        if (PostgresServer.isAddress(url)) {
            return PostgresServer.of(url, login, directory);
        }
        int colon = url.indexOf(':');
        throw invalid(VisibleText.orQuotes(colon < 0 ? "" : VisibleText.name(url.substring(0, colon), 40))
                + " is no kind of state, write sqlite:PATH or postgresql://HOST/DATABASE");
    }

    /**
     * The file that belongs to another one.
     *
     * @param file whose name without its extension is the first part of the name
     * @param suffix the second part
     */
    static Database beside(Path file, String suffix) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return SqliteFile.at(file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + suffix));
    }

    /** A wrong address. */
    static RegistryException invalid(String why) {
        return RegistryException.of(ErrorKind.INVALID_INPUT, "invalid state url: " + why);
    }
}
