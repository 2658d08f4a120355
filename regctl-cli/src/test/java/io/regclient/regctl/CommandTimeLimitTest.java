// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static io.regclient.testing.RawServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --time-limit} ends whole commands, and what they write is complete or not there. */
@Timeout(60)
class CommandTimeLimitTest {
    private static final String MANIFEST = """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
            "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":1000},\
            "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":1000}]}\
            """.formatted(Digest.sha256(bytes("config")), Digest.sha256(bytes("layer")));

    @TempDir
    private Path directory = Path.of("");

    private RawServer registry;

    @BeforeEach
    void start() throws IOException {
        registry = RawServer.start((_, line, out) -> answer(line, out));
        Files.writeString(directory.resolve("old.tar"), "what was there before");
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    /** Gives manifests, half of each blob, and nothing else. */
    private static void answer(String line, OutputStream out) throws IOException, InterruptedException {
        if (line.contains("/manifests/")) {
            out.write(bytes("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.oci.image.manifest.v1+json\r\n"
                    + "Docker-Content-Digest: " + Digest.sha256(bytes(MANIFEST)) + "\r\nConnection: close\r\n"
                    + "Content-Length: " + MANIFEST.length() + "\r\n\r\n" + (line.startsWith("HEAD") ? "" : MANIFEST)));
            return;
        }
        if (line.contains("/blobs/")) {
            out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(500)));
        }
        new CountDownLatch(1).await();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "tag ls REGISTRY/r",
                "repo ls REGISTRY",
                "image copy REGISTRY/r:v1 ocidir://copy",
                "image export REGISTRY/r:v1 new.tar",
                "image export REGISTRY/r:v1 old.tar",
                "blob get REGISTRY/r sha256:ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73",
            })
    void endsWholeCommands(String command) throws IOException {
        String[] words = Stream.concat(
                        Stream.of("--time-limit", "300ms", "--host", "reg=" + registry.authority() + ",tls=disabled"),
                        Stream.of(command.replace("REGISTRY", registry.authority())
                                .split(" ")))
                .toArray(String[]::new);

        var result = ProgramRunner.of(Regctl.PROGRAM, directory).run(words);

        result.check().exits(1).errContains("the command took longer than its time limit of 300ms");
        assertThat(result.err().lines().filter(line -> line.contains("time limit")))
                .hasSize(1);
        assertThat(result.err()).doesNotContain("internal error");
        assertThat(directory.resolve("old.tar")).hasContent("what was there before");
        assertThat(directory.resolve("new.tar")).doesNotExist();
        try (Stream<Path> left = Files.walk(directory)) {
            List<String> files = left.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .filter(file -> !file.equals("old.tar"))
                    .toList();
            assertThat(files)
                    .as("no tag, no blob and nothing unfinished")
                    .allMatch(file -> file.endsWith("oci-layout") || file.endsWith("index.json"));
        }
        Path index = directory.resolve("copy/index.json");
        if (Files.exists(index)) {
            assertThat(index).content().contains("\"manifests\":[]");
        }
    }
}
