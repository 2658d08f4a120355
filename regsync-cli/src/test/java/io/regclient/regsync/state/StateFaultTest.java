// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import static io.regclient.regsync.state.StateStoreContract.A;
import static io.regclient.regsync.state.StateStoreContract.B;
import static io.regclient.regsync.state.StateStoreContract.SOURCE;
import static io.regclient.regsync.state.StateStoreContract.T0;
import static io.regclient.regsync.state.StateStoreContract.TARGET;
import static io.regclient.regsync.state.StateStoreContract.copy;
import static io.regclient.regsync.state.StateStoreContract.digest;
import static io.regclient.regsync.state.StateStoreContract.source;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.kit.cli.SlogProvider;
import io.regclient.kit.log.Logging;
import io.regclient.kit.log.OrderedLog;
import io.regclient.kit.log.Verbosity;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ManualTime;
import io.regclient.time.Sleeper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/regsync-state.md, "When something is wrong". */
@Timeout(120)
class StateFaultTest {
    private static final int AT_ONCE = 6;

    @TempDir
    private Path directory = Path.of("");

    private final ManualTime time = new ManualTime();

    private Database file() throws IOException {
        return Database.of("sqlite:state.db", DatabaseLogin.NONE, directory);
    }

    /** Opens a state that nobody has made yet, many times at the same moment. */
    private static void openAtOnce(Callable<SqlState> opening) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Long>> runs = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                runs.add(threads.submit(() -> {
                    try (SqlState state = opening.call()) {
                        return state.beginRun("once", T0);
                    }
                }));
            }
            List<Long> numbers = new ArrayList<>();
            for (Future<Long> run : runs) {
                numbers.add(run.get());
            }
            assertThat(numbers).doesNotHaveDuplicates();
        }
    }

    @Test
    @DisplayName("processes that make the tables at once are safe, in a file")
    void makeAtOnceInFile() throws Exception {
        openAtOnce(() -> SqlState.open(file(), time, time));
    }

    @Test
    @DisplayName("processes that make the tables at once are safe, in a database")
    void makeAtOnceInDatabase() throws Exception {
        PostgresCluster cluster = PostgresCluster.shared();
        Database database = Database.of(cluster.url(cluster.database()), DatabaseLogin.NONE, directory);
        openAtOnce(() -> SqlState.open(database, time, time));
    }

    @Test
    @DisplayName("a full disk is one line, and what was recorded before is there")
    void fullDisk() throws IOException {
        Path small = Files.createDirectory(directory.resolve("small"));
        ExternalProgram mounted =
                ExternalProgram.run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small.toString());
        Assumptions.assumeTrue(mounted.exitCode() == 0, "no right to mount a small file system: skipped");
        try (SqlState state =
                SqlState.open(Database.of("sqlite:small/state.db", DatabaseLogin.NONE, directory), time, time)) {
            long run = state.beginRun("once", T0);
            state.saw(run, source(A), T0);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            state.saw(run, source(digest("image" + i)), T0);
                        }
                    })
                    .hasMessageMatching("state sqlite:.*/small/state.db: record what was seen of " + SOURCE
                            + ": (the disk is full|it cannot be read or written, is the disk full or gone\\? .*)");
            assertThat(state.firstSeen(source(A))).contains(T0);
        } finally {
            ExternalProgram.run("umount", small.toString()).requireSuccess();
        }
    }

    @Test
    @DisplayName("a state that cannot be written ends a run with one line, and can still be read")
    void readOnly() throws IOException {
        try (SqlState state = SqlState.open(file(), time, time)) {
            state.saw(state.beginRun("once", T0), source(A), T0);
        }
        ExternalProgram mounted =
                ExternalProgram.run("mount", "--bind", "-o", "ro", directory.toString(), directory.toString());
        Assumptions.assumeTrue(mounted.exitCode() == 0, "no right to mount a directory read-only: skipped");
        try {
            assertThatThrownBy(() -> SqlState.open(file(), time, time))
                    .hasMessageStartingWith("state sqlite:" + directory + "/state.db: ")
                    .hasMessageContaining("read-only");
            try (SqlState state = SqlState.read(file(), time).orElseThrow()) {
                assertThat(state.firstSeen(source(A))).contains(T0);
            }
        } finally {
            ExternalProgram.run("umount", directory.toString()).requireSuccess();
        }
    }

    @Test
    @DisplayName("a database that is away for a minute is waited for and told at once, and nothing is recorded twice")
    void databaseAwayForAMinute() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        Logging.start(new PrintStream(log, false, UTF_8), Verbosity.INFO, false, SlogProvider.class.getName());
        OrderedLog order = new OrderedLog();
        OrderedLog.Part copy = order.next();
        OrderedLog.Part afterwards = order.next();
        try (PostgresCluster cluster = PostgresCluster.start()) {
            Assumptions.assumeTrue(cluster.canStop(), "the server runs in a container: skipped");
            Database database = Database.of(cluster.url(cluster.database()), DatabaseLogin.NONE, directory);
            List<Duration> waits = new ArrayList<>();
            Sleeper back = wait -> {
                time.sleep(wait);
                waits.add(wait);
                if (time.nanos() >= Duration.ofMinutes(1).toNanos() && !cluster.isUp()) {
                    resume(cluster);
                }
            };
            try (SqlState state = SqlState.open(database, time, back)) {
                long run = state.beginRun("once", T0);
                cluster.stop();
                long move = afterwards.run(() -> state.intend(run, copy(Optional.empty(), A), T0));
                state.settle(move, true);

                assertThat(waits).isNotEmpty();
                assertThat(log.toString(UTF_8).lines().filter(line -> line.contains(" msg=\"State ")))
                        .as("while the copy goes on") // other tests log at the same time
                        .satisfiesExactly(
                                away -> assertThat(away)
                                        .contains("level=WARN msg=\"State cannot be reached, trying again\" state="),
                                there -> assertThat(there).contains("msg=\"State is back\""));
                assertThat(state.history(TARGET, Optional.empty(), 10))
                        .extracting(LedgerRow::end)
                        .containsExactly(LedgerRow.End.DONE);
            }
        } finally {
            copy.end();
            afterwards.end();
        }
    }

    private static void resume(PostgresCluster cluster) {
        try {
            cluster.resume();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("a database that stays away fails after two minutes, and then at once until it is back")
    void databaseGone() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.start()) {
            Assumptions.assumeTrue(cluster.canStop(), "the server runs in a container: skipped");
            String name = cluster.database();
            Database database = Database.of(cluster.url(name), DatabaseLogin.NONE, directory);
            try (SqlState state = SqlState.open(database, time, time)) {
                long run = state.beginRun("once", T0);
                cluster.stop();
                assertThatThrownBy(() -> state.saw(run, source(A), T0))
                        .hasMessageStartingWith("state " + cluster.plainUrl(name) + ": read what was seen of " + SOURCE
                                + ": Connection to 127.0.0.1:");
                assertThat(time.nanos())
                        .isGreaterThanOrEqualTo(Duration.ofMinutes(2).toNanos());
                int sleeps = time.sleeps().size();
                assertThatThrownBy(() -> state.saw(run, source(A), T0)).hasMessageContaining("Connection to");
                assertThat(time.sleeps()).hasSize(sleeps);

                cluster.resume();
                state.saw(run, source(B), T0);
                assertThat(state.firstSeen(source(B))).contains(T0);
            }
        }
    }
}
