// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ProcessFigures;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own lives through the day, so that what it holds can be seen from outside. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class ServerDayTest {
    /** What runs of the moment may have open; of 13,000 runs one in a hundred that leaves something behind would be 130. */
    private static final int AT_WORK = 30;

    private static final int SETTLED = 2;
    private static final long MIB = 1 << 20;

    /** A page of the log of SQLite is written over when there are a thousand, of 4 KiB each. */
    private static final long MAX_LOG = 5 * MIB;

    /** What is seen and moved, and when an image was first seen, with the indexes of it. */
    private static final long BYTES_FOR_A_MOVE = 2500;

    private static final long SLACK = 64 << 10;

    @TempDir
    private Path directory = Path.of("");

    @Test
    @DisplayName(
            "docs/server: 24 hours with state, page and metrics leave memory, threads, files and connections as they were")
    void staysAsItIs() throws Exception {
        Path file = directory.resolve("state.db");
        Path log = directory.resolve("log");
        Process day = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerDay.class.getName(),
                        file.toString(),
                        "" + SETTLED,
                        "" + ServerDay.HOURS)
                .redirectError(log.toFile())
                .start();
        try (BufferedReader out = day.inputReader(StandardCharsets.UTF_8)) {
            assertThat(line(out, log)).startsWith("hour " + SETTLED + ",");
            ProcessFigures before = ProcessFigures.of(day);
            long size = Files.size(file);
            long moves = moves(file);
            goOn(day);
            assertThat(line(out, log)).startsWith("hour " + ServerDay.HOURS + ",");
            ProcessFigures after = ProcessFigures.of(day);
            System.out.println("a day of a server: " + before + ", then " + after + ", state " + size + " bytes, then "
                    + Files.size(file) + " and " + Files.size(Path.of(file + "-wal")) + ", moves " + moves + ", then "
                    + moves(file));
            assertThat(after.liveBytes()).isLessThan(before.liveBytes() + 3 * MIB);
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + AT_WORK);
            assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + AT_WORK);
            assertThat(after.sockets()).isLessThanOrEqualTo(before.sockets() + AT_WORK);
            assertThat(Files.size(Path.of(file + "-wal"))).isLessThan(MAX_LOG);
            long added = moves(file) - moves;
            assertThat(added).isGreaterThan(50);
            assertThat(Files.size(file)).isLessThan(size + added * BYTES_FOR_A_MOVE + SLACK);
            assertThat(count(file, "regsync_runs"))
                    .as("one for the process, not for each run of an entry")
                    .isOne();
            goOn(day);
            assertThat(day.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(day.exitValue()).isZero();
        } finally {
            day.destroyForcibly().waitFor();
        }
    }

    private static String line(BufferedReader out, Path log) throws IOException {
        return Optional.ofNullable(out.readLine()).orElse(Files.readString(log));
    }

    private static void goOn(Process day) throws IOException {
        day.getOutputStream().write('\n');
        day.getOutputStream().flush();
    }

    private static long moves(Path file) throws SQLException {
        return count(file, "regsync_history");
    }

    private static long count(Path file, String view) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + view)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
