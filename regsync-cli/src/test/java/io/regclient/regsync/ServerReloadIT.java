// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.BackgroundCall;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server, which is told to read its configuration again while entries run every second. */
@DisabledOnOs(OS.WINDOWS)
class ServerReloadIT {
    private static final int ENTRIES = 20;
    private static final int SIGNALS = 100;
    private static final String RELOADED = "msg=\"Configuration reloaded\"";
    private static final String TOKEN = "the-token-of-the-start";
    private static final String OTHER_TOKEN = "the-token-after-that";
    private static final String KEPT = "msg=\"Configuration not reloaded, the one before stays\"";

    @TempDir
    private Path directory = Path.of("");

    /** Cut off in the middle, at its begin, and before its entries, which a full disk does. */
    private static final List<String> INVALID = List.of("sync: [{source: 1, tagz: {", "", "version: 1\n");

    private static String configuration(InProcessRegistry registry, int entries) {
        String host = registry.host();
        StringBuilder yaml = new StringBuilder(
                "creds: [{registry: '" + host + "', tls: disabled}]\ndefaults: {parallel: 2, interval: 3s}\nsync:\n");
        IntStream.range(0, entries)
                .forEach(i -> yaml.append("- {source: '" + host + "/from/" + i + ":v1', target: '" + host + "/to/" + i
                        + ":v1', type: image}\n"));
        return yaml.toString();
    }

    private static long count(Path log, String text) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    /** Replaces a file at once, so that no half of it is ever read. */
    private void write(Path file, String text) throws IOException {
        Path next = Files.writeString(directory.resolve("next.yml"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    @DisplayName(
            "docs/server: 100 SIGHUPs with valid and invalid files, then a changed file: nothing is lost or run twice")
    void reloads() throws Exception {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            for (int i = 0; i <= ENTRIES + SIGNALS / 2; i++) {
                registry.put("from/" + i, ImageFixture.small(i), "v1");
            }
            Path file = directory.resolve("regsync.yml");
            write(file, configuration(registry, ENTRIES));
            Path log = directory.resolve("log");
            Path token = Files.writeString(directory.resolve("token"), TOKEN);
            Process server = PackagedProgram.of("regsync", directory)
                    .start(
                            log,
                            "server",
                            "-c",
                            file.toString(),
                            "--listen",
                            "0",
                            "--listen-token-file",
                            token.toString());
            try {
                BackgroundCall.await(() -> copies(registry) == ENTRIES);
                URI page = page(log);
                assertThat(status(page, TOKEN)).isEqualTo(200);
                Files.writeString(token, OTHER_TOKEN);
                for (int i = 1; i <= SIGNALS; i++) {
                    boolean valid = i % 2 == 0;
                    write(file, valid ? configuration(registry, ENTRIES + i / 2) : INVALID.get(i / 2 % INVALID.size()));
                    ExternalProgram.run("kill", "-HUP", "" + server.pid()).requireSuccess();
                    long lines = i / 2L + (valid ? 0 : 1);
                    BackgroundCall.await(() -> count(log, valid ? RELOADED : KEPT) == lines);
                }
                assertThat(count(log, "Token of the status replaced")).isOne();
                assertThat(status(page, OTHER_TOKEN)).isEqualTo(200);
                assertThat(status(page, TOKEN)).isEqualTo(401);
                BackgroundCall.await(() -> copies(registry) == ENTRIES + SIGNALS / 2);
                write(file, configuration(registry, ENTRIES + SIGNALS / 2 + 1));
                BackgroundCall.await(() -> copies(registry) == ENTRIES + SIGNALS / 2 + 1);
                registry.requests().clear();
                BackgroundCall.await(() -> runs(registry).allMatch(runs -> runs >= 2));
                server.destroy();
                assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                server.destroyForcibly().waitFor();
            }
            List<String> errors = Files.readAllLines(log).stream()
                    .filter(line -> line.contains("level=ERROR") && !line.contains(KEPT))
                    .toList();
            assertThat(errors).isEmpty();
            assertThat(server.exitValue()).isZero();
            assertThat(count(log, "added=1 removed=0")).isEqualTo(SIGNALS / 2 + 1);
            assertThat(count(log, RELOADED)).isEqualTo(SIGNALS / 2 + 1);
            assertThat(count(log, "Image sync needed")).as("each image once").isEqualTo(ENTRIES + SIGNALS / 2 + 1);
        }
    }

    @Test
    @DisplayName(
            "docs/server-instances: SIGHUP while the server starts, here while it waits for its state, does not end it")
    void survivesSignalsOfTheStart() throws Exception {
        Path file = directory.resolve("regsync.yml");
        write(file, "state: postgresql://127.0.0.1:1/none\nsync: []\n");
        Path log = directory.resolve("log");
        Process server = PackagedProgram.of("regsync", directory).start(log, "server", "-c", file.toString());
        try {
            BackgroundCall.await(() -> count(log, "State cannot be reached, trying again") == 1);
            ExternalProgram.run("kill", "-HUP", "" + server.pid()).requireSuccess();
            assertThat(server.waitFor(1, TimeUnit.SECONDS)).as("has ended").isFalse();
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static URI page(Path log) throws IOException {
        Matcher line = Pattern.compile("msg=\"Serving status\" url=(\\S+)").matcher(Files.readString(log));
        assertThat(line.find()).isTrue();
        return URI.create(line.group(1));
    }

    private static int status(URI page, String token) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + token);
        return connection.getResponseCode();
    }

    private static int copies(InProcessRegistry registry) {
        return registry.requests().count("PUT", "^/v2/to/[0-9]+/manifests/v1");
    }

    private static IntStream runs(InProcessRegistry registry) {
        return IntStream.rangeClosed(0, ENTRIES + SIGNALS / 2)
                .map(i -> registry.requests().count("HEAD", "^/v2/from/" + i + "/manifests/v1"));
    }
}
