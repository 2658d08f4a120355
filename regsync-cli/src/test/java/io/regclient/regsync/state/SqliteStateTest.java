// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state in a file of SQLite. */
class SqliteStateTest extends StateStoreContract {
    @TempDir
    private Path directory = Path.of("");

    private final ManualTime time = new ManualTime();

    private Path file() {
        return directory.resolve("a?b %41#.db");
    }

    private Database database() throws IOException {
        return Database.of("sqlite:" + file(), DatabaseLogin.NONE, directory);
    }

    @Override
    protected StateStore open() throws IOException {
        return SqlState.open(database(), time, time);
    }

    private String sqlite3(String sql) throws IOException {
        return ExternalProgram.run("sqlite3", file().toString(), sql)
                .requireSuccess()
                .strip();
    }

    @Test
    @DisplayName("docs/regsync-state: the views are for people, with times as text")
    void views() throws IOException {
        store.saw(run, source(A), T0);
        store.settle(store.intend(run, copy(Optional.empty(), A), T1), true);
        store.hold(run, new Hold(target(B), SOURCE, Hold.Reason.MIN_AGE, T0, Optional.of(T2), Optional.empty()));
        store.absent(run, SOURCE, TARGET, java.util.Set.of(LATEST), T0);
        store.endRun(run, false, T2);

        assertThat(sqlite3("select id, command, began, ended, outcome from regsync_runs"))
                .isEqualTo(run + "|once|2026-11-21T12:00:00.123Z|2026-11-21T14:00:00.123Z|ok");
        assertThat(sqlite3("select at, command, kind, repository, tag, from_digest, to_digest, source, outcome "
                        + "from regsync_history where kind = 'copy'"))
                .isEqualTo("2026-11-21T13:00:00.123Z|once|copy|" + TARGET + "|latest||" + A + "|" + SOURCE + "|done");
        assertThat(sqlite3("select repository, tag, digest, since from regsync_seen"))
                .isEqualTo(SOURCE + "|latest|" + A + "|2026-11-21T12:00:00.123Z");
        assertThat(sqlite3("select repository, tag, digest, source, reason, since, until from regsync_held"))
                .isEqualTo(TARGET + "|latest|" + B + "|" + SOURCE
                        + "|minAge|2026-11-21T12:00:00.123Z|2026-11-21T14:00:00.123Z");
        assertThat(sqlite3("select source, target, tag, since, runs from regsync_absent"))
                .isEqualTo(SOURCE + "|" + TARGET + "|latest|2026-11-21T12:00:00.123Z|1");
        assertThat(sqlite3("pragma journal_mode")).isEqualTo("wal");
    }

    @Test
    @DisplayName("a state whose version is lost is refused with one line, by runs and by readers")
    void lostVersion() throws IOException {
        store.close();
        String line = "state sqlite:" + file() + ": the version in its table regsync_schema is lost; bring back a copy "
                + "of the state, or begin with an empty one";
        for (String loss : List.of("delete from regsync_schema", "drop table regsync_schema")) {
            sqlite3(loss);
            assertThatThrownBy(this::open).as(loss).hasMessage(line);
            assertThatThrownBy(() -> SqlState.read(database(), time)).as(loss).hasMessage(line);
        }
    }

    @Test
    @DisplayName("an old program refuses a newer schema with one line, and leaves it alone")
    void newerSchema() throws IOException {
        store.close();
        sqlite3("update regsync_schema set version = 7");

        assertThatThrownBy(this::open)
                .isInstanceOf(RegistryException.class)
                .hasMessage("state sqlite:" + file()
                        + ": a newer regsync made it, schema 7 where this one knows 3; use that one, or another state");
        assertThatThrownBy(() -> SqlState.read(database(), time)).hasMessageContaining("a newer regsync made it");
        assertThat(sqlite3("select version from regsync_schema")).isEqualTo("7");
    }

    @Test
    @DisplayName("docs/server.md, \"Upgrade\": what waited before the tables were changed waits after it")
    void olderSchema() throws IOException {
        Hold before = new Hold(target(B), SOURCE, Hold.Reason.MIN_AGE, T0, Optional.of(T2), Optional.empty());
        store.hold(run, before);
        store.close();
        sqlite3(OLDER_HOLDS + "alter table regsync_lease rename to old; update regsync_schema set version = 1");
        assertThatThrownBy(() -> SqlState.read(database(), time)).hasMessageContaining("an older regsync made it");

        try (StateStore upgraded = open()) {
            assertThat(upgraded.held()).containsExactly(before);
            Hold hook = new Hold(
                    target(A),
                    SOURCE,
                    Hold.Reason.HOOK,
                    T0,
                    Optional.empty(),
                    Optional.empty(),
                    "hooks.pre: wait",
                    Optional.empty());
            upgraded.hold(run, hook);
            assertThat(upgraded.holdOf(target(A))).contains(hook);
        }
        assertThat(sqlite3("select reason, detail from regsync_held order by reason"))
                .isEqualTo("hook|hooks.pre: wait\nminAge|");
    }

    @Test
    @DisplayName("a damaged file is one clear line, and stays as it is")
    void damaged() throws IOException {
        store.close();
        Files.writeString(file(), "this is no database, and it is long enough to be looked at");
        Files.deleteIfExists(Path.of(file() + "-wal"));

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO))
                .hasMessage(
                        "state sqlite:" + file() + ": open: the file is damaged or no database of SQLite; bring back "
                                + "a copy of it, or move it away to begin with an empty state");
        assertThat(file()).hasContent("this is no database, and it is long enough to be looked at");
    }

    @Test
    @DisplayName("what the file says and makes no sense is one line")
    void nonsense() throws IOException {
        store.saw(run, source(A), T0);
        sqlite3("update regsync_sighting set digest = 'sha256:zz'");

        assertThatThrownBy(() -> store.sightings(SOURCE))
                .hasMessageStartingWith("state sqlite:" + file() + ": read what was seen of " + SOURCE
                        + ": what it says makes no sense: invalid checksum digest length");
        assertThatThrownBy(() -> store.saw(run, source(B), T0)).hasMessageContaining("makes no sense");
        sqlite3("update regsync_sighting set digest = '" + A + "', tag = '..'");
        assertThatThrownBy(() -> store.sightings(SOURCE)).hasMessageContaining("makes no sense");
    }

    @Test
    @DisplayName("a directory that is not there is named")
    void noDirectory() throws IOException {
        Database elsewhere = Database.of("sqlite:none/state.db", DatabaseLogin.NONE, directory);

        assertThatThrownBy(() -> SqlState.open(elsewhere, time, time))
                .hasMessage("state sqlite:" + directory + "/none/state.db: open: there is no directory " + directory
                        + "/none");
        assertThat(SqlState.read(elsewhere, time)).isEmpty();
    }

    @Test
    @DisplayName("links that go in a circle, and what is no file, are one line each")
    void noFile() throws IOException {
        Path link = directory.resolve("loop.db");
        Files.createSymbolicLink(link, Path.of("loop.db"));
        for (boolean writes : new boolean[] {true, false}) {
            assertThatThrownBy(() -> SqliteFile.at(link).connect(writes))
                    .hasMessageStartingWith("the file cannot be opened: ");
            assertThatThrownBy(() -> SqliteFile.at(directory).connect(writes)).hasMessage("it is a directory");
        }
    }

    @Test
    @DisplayName("readers make no file, and change nothing")
    void readers() throws IOException {
        Database none = Database.of("sqlite:none.db", DatabaseLogin.NONE, directory);
        assertThat(SqlState.read(none, time)).isEmpty();
        assertThat(SqlState.edit(none, time)).isEmpty();
        assertThat(directory.resolve("none.db")).doesNotExist();
        Files.createFile(directory.resolve("none.db"));
        assertThat(SqlState.read(none, time)).isEmpty();

        store.saw(run, source(A), T0);
        try (SqlState reader = SqlState.read(database(), time).orElseThrow()) {
            assertThat(reader.sightings(SOURCE)).hasSize(1);
            assertThatThrownBy(() -> reader.saw(run, source(B), T1))
                    .hasMessageContaining("the file or its directory is read-only");
        }
    }

    @Test
    @DisplayName("a process that waits for another one goes on when that is done")
    void busy() throws IOException, InterruptedException {
        Thread other = new Thread(() -> {
            try (StateStore second = open()) {
                for (int i = 0; i < 50; i++) {
                    second.saw(run, source(digest("other" + i)), T0);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        other.start();
        for (int i = 0; i < 50; i++) {
            store.saw(run, source(digest("this" + i)), T0);
        }
        other.join();

        assertThat(store.history(SOURCE, Optional.empty(), 1000)).hasSize(100);
    }
}
