// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regsync.state.PostgresCluster;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.TestTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/regsync-state.md, "When something is wrong", with the packaged program. */
@Timeout(120)
class FaultyStateIT {
    private static final String[] TAGS =
            IntStream.range(10, 40).mapToObj(i -> "v" + i).toArray(String[]::new);

    @TempDir
    private Path directory = Path.of("");

    private PackagedMirror mirror;

    @BeforeEach
    void start() throws IOException {
        mirror = PackagedMirror.start(directory);
        mirror.publish(ImageFixture.small(1), TAGS);
        mirror.forgetRequests();
    }

    @AfterEach
    void stop() {
        mirror.close();
    }

    private void everyTagIsInTheLedger() throws IOException {
        assertThat(mirror.tags()).containsExactly(TAGS);
        String history = mirror.succeed("history", mirror.target(), "--limit", "1000");
        for (String tag : TAGS) {
            assertThat(history.lines())
                    .as(tag)
                    .anyMatch(line -> line.contains("  copy  " + mirror.target(tag) + " ") && line.endsWith("  done"));
        }
    }

    private static void isOneLine(ExternalProgram failed, String part) {
        assertThat(failed.exitCode()).as(failed.output()).isEqualTo(1);
        assertThat(failed.output().lines()).singleElement().asString().contains(part);
    }

    @Test
    @DisplayName("a full disk fails what cannot be recorded, and the next run on a larger one completes")
    void fullDisk() throws IOException {
        Path small = Files.createDirectory(directory.resolve("small"));
        ExternalProgram mounted =
                ExternalProgram.run("mount", "-t", "tmpfs", "-o", "size=180k", "tmpfs", small.toString());
        Assumptions.assumeTrue(mounted.exitCode() == 0, "no right to mount a small file system: skipped");
        try {
            mirror.configure("state: sqlite:small/state.db", "");
            ExternalProgram full = mirror.run("once");

            assertThat(full.exitCode()).isEqualTo(1);
            assertThat(full.output()).contains("small/state.db: record ", "the disk is full");
            assertThat(full.output()).doesNotContain("\tat ");
            ExternalProgram.run("mount", "-o", "remount,size=4m", small.toString())
                    .requireSuccess();
            mirror.succeed("once");
            everyTagIsInTheLedger();
        } finally {
            ExternalProgram.run("umount", small.toString()).requireSuccess();
        }
    }

    @Test
    @DisplayName("a state that is damaged, cannot be made or cannot grow is one line, before anything is asked")
    void unusableFiles() throws IOException {
        mirror.configure("state: sqlite:broken.db", "");
        Files.writeString(directory.resolve("broken.db"), "this is no database, but a text of some length");
        isOneLine(mirror.run("once"), "broken.db: open: the file is damaged or no database of SQLite");
        isOneLine(mirror.run("history", mirror.target()), "the file is damaged");

        mirror.configure("state: sqlite:gone/state.db", "");
        isOneLine(mirror.run("once"), "gone/state.db: open: there is no directory ");

        mirror.configure("state: sqlite:large.db", "");
        ExternalProgram limited = ExternalProgram.run(
                List.of("sh", "-c", "ulimit -f 8; exec \"$0\" \"$@\"", mirror.launcher(), "once", "-c", mirror.file()),
                mirror.environment());
        isOneLine(limited, "is the disk full or gone?");

        assertThat(mirror.requests()).isZero();
        mirror.succeed("once");
        everyTagIsInTheLedger();
    }

    @Test
    @DisplayName("processes that share a file record what each of them does")
    void severalProcesses() throws Exception {
        mirror.configure("state: sqlite:state.db", "");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(mirror.begin(directory.resolve("out" + i), "once"));
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }
        everyTagIsInTheLedger();
        assertThat(mirror.succeed("history", mirror.target(), "--limit", "1000").lines())
                .noneMatch(line -> line.endsWith("  open"));
    }

    @Test
    @DisplayName(
            "TLS with an authority of one's own and a password from a file; what does not fit is one line, at once")
    void tls() throws IOException {
        TestTls other = TestTls.create("san=dns:elsewhere.example");
        Files.writeString(directory.resolve("ca.pem"), TestTls.shared().authorityPem());
        Files.writeString(directory.resolve("other.pem"), other.authorityPem());
        Path password = Files.writeString(directory.resolve("password"), PostgresCluster.PASSWORD + "\n");
        try (PostgresCluster cluster = PostgresCluster.start()) {
            Assumptions.assumeTrue(cluster.canStop(), "the server runs in a container: skipped");
            String url = cluster.plainUrl(cluster.database());
            login(url + "?sslmode=require", password);
            isOneLine(mirror.run("once"), "The server does not support SSL");
            cluster.stop();
            cluster.secure(TestTls.shared());
            cluster.resume();

            login(url + "?sslmode=verify-full&sslrootcert=other.pem", password);
            isOneLine(mirror.run("once"), url + ": open: the server's certificate does not come from the authorities ");
            login(url + "?sslmode=verify-full&sslrootcert=none.pem", password);
            isOneLine(mirror.run("once"), directory.resolve("none.pem").toString());
            assertThat(mirror.requests()).isZero();

            login(url + "?sslmode=verify-full&sslrootcert=ca.pem", password);
            mirror.succeed("once");
            everyTagIsInTheLedger();

            cluster.stop();
            cluster.secure(other);
            cluster.resume();
            login(url + "?sslmode=verify-full&sslrootcert=other.pem", password);
            isOneLine(mirror.run("once"), "the server's certificate is made out for another host");
        }
    }

    private void login(String url, Path password) throws IOException {
        mirror.configure(
                String.join(
                        "\n",
                        Arrays.asList(
                                "state:",
                                "  url: '" + url + "'",
                                "  user: " + PostgresCluster.USER,
                                "  password: '{{file \"" + password + "\"}}'")),
                "");
    }
}
