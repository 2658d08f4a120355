// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.file.FileFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Pattern;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/** A file of SQLite, with a log of what is not in it yet beside it: a process that is killed leaves nothing half-made. */
final class SqliteFile implements Database {
    static final String SCHEME = "sqlite:";

    /** How long one process waits for another one that writes. */
    private static final int BUSY_MILLIS = 30_000;

    /** Native code as a file of the packaged program: it need not be unpacked at each start. */
    private static final String NATIVE = System.mapLibraryName("sqlitejdbc");

    /** What other programs take for a parameter: as a part of a file's name it would surprise. */
    private static final Pattern PARAMETER = Pattern.compile("\\?[A-Za-z_]+=[^/]*$");

    private static final int CODE = 0xff;

    private static final String READ_ONLY = "the file or its directory is read-only, the key state names another one";

    private final Path path;

    private SqliteFile(Path path) {
        this.path = path;
    }

    static SqliteFile of(String url, Path directory) throws RegistryException {
        String text = url.substring(SCHEME.length());
        boolean host = text.startsWith("//") && !text.startsWith("///");
        if (text.isBlank() || host) {
            throw Database.invalid("write sqlite:PATH with the path of a file");
        }
        if (PARAMETER.matcher(text).find()) {
            throw Database.invalid("sqlite:PATH takes no parameters such as ?mode=ro");
        }
        try {
            return at(directory.resolve(text));
        } catch (InvalidPathException e) {
            throw Database.invalid(VisibleText.name(text, 100) + " is no path");
        }
    }

    static SqliteFile at(Path path) {
        return new SqliteFile(path.toAbsolutePath().normalize());
    }

    @Override
    public String name() {
        return SCHEME + VisibleText.name(path.toString());
    }

    @Override
    public boolean mayExist() {
        return !Files.notExists(path); // where nobody may look there may be one
    }

    @Override
    public Connection connect(boolean writes) throws SQLException {
        requireFile();
        useNativeFile();
        if (writes) {
            SQLiteConfig config = config();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
            return config.createConnection(uri(""));
        }
        SQLiteConfig config = config();
        config.setReadOnly(true);
        // Where a reader cannot note beside the file that it reads, and nobody writes, it needs no note.
        boolean alone = !Files.isWritable(directory()) && !Files.exists(Path.of(path + "-wal"));
        return config.createConnection(uri(alone ? "?immutable=1" : ""));
    }

    /** What is no file at all; the library ends the process for links that go in a circle. */
    private void requireFile() throws SQLException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path file;
        try {
            file = path.toRealPath();
        } catch (NoSuchFileException | AccessDeniedException e) {
            return; // the library says it
        } catch (IOException e) {
            throw new SQLException("the file cannot be opened: " + FileFailure.reason(e), e);
        }
        if (!Files.isRegularFile(file)) {
            throw new SQLException(Files.isDirectory(file) ? "it is a directory" : "it is no file");
        }
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setOpenMode(SQLiteOpenMode.OPEN_URI);
        return config;
    }

    /** As a URI, for a path may have characters that mean something in front of parameters. */
    private String uri(String parameters) {
        return "jdbc:sqlite:file:" + path.toUri().getRawPath() + parameters;
    }

    private Path directory() {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    private static void useNativeFile() {
        String home = System.getProperty("regclient.home", "");
        Path lib = Path.of(home, "lib");
        if (!home.isEmpty() && Files.exists(lib.resolve(NATIVE))) {
            System.setProperty("org.sqlite.lib.path", lib.toString());
            System.setProperty("org.sqlite.lib.name", NATIVE);
        }
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public Database within(Duration longestWait) {
        return this;
    }

    @Override
    public void lockTables(Statement statement) {
        // A transaction of this file begins with the lock.
    }

    @Override
    public String tableExists() {
        return "select 1 from sqlite_master where type = 'table' and name = ?";
    }

    @Override
    public String idColumn() {
        return "integer primary key autoincrement";
    }

    @Override
    public String forUpdate() {
        return "";
    }

    @Override
    public String time(String column) {
        return "strftime('%Y-%m-%dT%H:%M:%fZ', " + column + " / 1000.0, 'unixepoch')";
    }

    @Override
    public Problem problem(SQLException failure) {
        int code =
                failure instanceof SQLiteException known ? known.getResultCode().code & CODE : failure.getErrorCode();
        SQLiteErrorCode kind = SQLiteErrorCode.getErrorCode(code);
        // no switch over the constants: the class it makes would have all of them
        if (kind == SQLiteErrorCode.SQLITE_BUSY || kind == SQLiteErrorCode.SQLITE_LOCKED) {
            return new Problem("another process has kept it locked", true);
        }
        if (kind == SQLiteErrorCode.SQLITE_FULL) {
            return new Problem("the disk is full", false);
        }
        if (kind == SQLiteErrorCode.SQLITE_READONLY || kind == SQLiteErrorCode.SQLITE_PERM) {
            return new Problem(READ_ONLY, false);
        }
        if (kind == SQLiteErrorCode.SQLITE_CANTOPEN) {
            return new Problem(whyNotOpened(), false);
        }
        if (kind == SQLiteErrorCode.SQLITE_NOTADB || kind == SQLiteErrorCode.SQLITE_CORRUPT) {
            return new Problem(
                    "the file is damaged or no database of SQLite; bring back a copy of it, or move it away to begin "
                            + "with an empty state",
                    false);
        }
        if (kind == SQLiteErrorCode.SQLITE_IOERR) {
            return new Problem("it cannot be read or written, is the disk full or gone? " + firstLine(failure), false);
        }
        return new Problem(firstLine(failure), false);
    }

    private String whyNotOpened() {
        if (!Files.isDirectory(directory())) {
            return "there is no directory " + VisibleText.name(directory().toString());
        }
        if (Files.exists(path) && !Files.isReadable(path)) {
            return "this user may not read the file";
        }
        if (!Files.isWritable(directory())) {
            return READ_ONLY;
        }
        return "the file cannot be opened, may this user write it?";
    }

    private static String firstLine(SQLException failure) {
        return VisibleText.name(
                RegistryException.describe(failure).lines().findFirst().orElse(""), 300);
    }
}
