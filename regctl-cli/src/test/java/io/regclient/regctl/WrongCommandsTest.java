// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Command lines a user gets wrong, and what regctl says: exit code 1 and one line that names the object, the cause and
 * what to try. The table is {@code src/test/resources/wrong-commands.txt}; with WRITE_GOLDEN=1 in the environment its
 * messages are written anew, for a review by eye.
 */
class WrongCommandsTest {
    private static final Path TABLE = Path.of("src", "test", "resources", "wrong-commands.txt");
    private static final String PROMPT = "$ regctl ";

    @Test
    @DisplayName("2.3, 2.4: each of these command lines ends with 1 and the one line below it")
    void says() throws IOException {
        SampleImage image = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        try (InProcessRegistry registry = InProcessRegistry.start();
                InProcessRegistry closed =
                        InProcessRegistry.builder().user("joe", "secret").start()) {
            registry.put("repo", image, "v1");
            registry.put("repo", ImageFixture.artifact("application/example").build(), "a1");
            Names names = new Names(registry, closed, "127.0.0.1:" + unusedPort());
            List<String> expected = Files.readAllLines(TABLE);
            List<String> seen = new ArrayList<>();
            for (String line : expected) {
                if (line.startsWith(PROMPT)) {
                    seen.add(line);
                    seen.addAll(names.hidden(run(names, line)).lines().toList());
                }
            }
            if (System.getenv("WRITE_GOLDEN") != null) {
                Files.write(TABLE, seen);
            }
            assertThat(seen).hasSizeGreaterThan(80).isEqualTo(Files.readAllLines(TABLE));
        }
    }

    private static String run(Names names, String line) throws IOException {
        List<String> words = new ArrayList<>(names.hosts());
        words.addAll(Arrays.asList(names.shown(line.substring(PROMPT.length())).split(" ", -1)));
        Path directory = Files.createTempDirectory("wrong-commands");
        CliResult result = ProgramRunner.of(Regctl.PROGRAM, directory).run(words.toArray(String[]::new));
        assertThat(result.exit()).as(line).isEqualTo(1);
        assertThat(result.out()).as(line).isEmpty();
        if (!result.err().contains("Did you mean this?")) { // the one message of several lines (1.5)
            assertThat(result.err().strip().lines()).as(line).hasSize(1);
        }
        return result.err().strip();
    }

    /** A port of this machine on which nobody listens. */
    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The names that the table has in place of what changes from run to run. */
    private record Names(InProcessRegistry registry, InProcessRegistry closed, String unused) {
        List<String> hosts() {
            return List.of(
                    "--host",
                    TestHosts.host(registry),
                    "--host",
                    TestHosts.host(closed),
                    "--host",
                    "reg=" + unused + ",tls=disabled");
        }

        String shown(String text) {
            return text.replace("HOST", registry.host())
                    .replace("LOGIN", closed.host())
                    .replace("CLOSED", unused)
                    .replace("ABSENT", "sha256:" + "0".repeat(64));
        }

        String hidden(String text) {
            return text.replace(registry.host(), "HOST")
                    .replace(closed.host(), "LOGIN")
                    .replace(unused, "CLOSED")
                    .replace("sha256:" + "0".repeat(64), "ABSENT")
                    .replaceAll("[^ \"]*/wrong-commands[0-9]+", "DIRECTORY")
                    .replaceAll("time=\\S+ ", "");
        }
    }
}
