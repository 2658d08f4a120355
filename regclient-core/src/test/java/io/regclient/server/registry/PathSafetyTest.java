// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.testing.InProcessRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing a client sends leads out of the directory of the server or onto a file of its own. */
class PathSafetyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a/b", "a0/b-c/d.e/f_g/h__i/j---k", "blobs", "index.json", "oci-layout/x", "a.b.c/blobs-x"})
    void namesOfTheSpecification(String name) {
        assertThat(RepositoryName.tryParse(name)).contains(new RepositoryName(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../a",
                "a/../b",
                "a/..",
                "/a",
                "a//b",
                "a/",
                "A",
                "a/B",
                ".a",
                "a/.b",
                "_a",
                "a_",
                "a-",
                "a..b",
                "a___b",
                "a._b",
                "a b",
                "a\\b",
                "a\u0000b",
                "a\n",
                "é",
                "c:/x",
                "a/blobs",
                "a/blobs/sha256",
                "a/index.json",
                "a/index.json.lock",
                "a/oci-layout/b",
                ".uploads",
                ".lock"
            })
    void everythingElseIsNoName(String name) {
        assertThat(RepositoryName.tryParse(name)).isEmpty();
    }

    @Test
    void longNames() {
        assertThat(RepositoryName.tryParse("a".repeat(255))).isPresent();
        assertThat(RepositoryName.tryParse("a".repeat(256))).isEmpty();
        assertThat(RepositoryName.tryParse("a/".repeat(127) + "a")).isPresent();
        assertThat(RepositoryName.tryParse("a-".repeat(200_000))).isEmpty();
    }

    @Test
    void requestsCannotLeaveTheDirectory(@TempDir Path outside) throws IOException {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            Path secret = Files.writeString(outside.resolve("secret"), "secret");
            String up = "../".repeat(20) + secret.toString().substring(1);
            String encoded = up.replace("/", "%2f");
            List<String> names = List.of(up, encoded, up.replace(".", "%2e"), "..%5c..", "a/%00", "a/../b");
            for (String name : names) {
                for (String rest : List.of("manifests/x", "blobs/" + Digest.sha256(new byte[0]), "tags/list")) {
                    String answer = raw(registry, "GET /v2/" + name + "/" + rest);
                    assertThat(answer)
                            .as(name)
                            .matches("(?s)HTTP/1.1 (400|404) .*")
                            .doesNotContain("secret");
                }
                assertThat(raw(registry, "POST /v2/" + name + "/blobs/uploads/"))
                        .as(name)
                        .matches("(?s)HTTP/1.1 (400|404) .*");
            }
            for (String reference : List.of("..%2f..%2foci-layout", "%2e%2e", "sha256:../../../x", "sha256:%2e%2e/x")) {
                assertThat(raw(registry, "GET /v2/a/blobs/" + reference)).matches("(?s)HTTP/1.1 (400|404) .*");
                assertThat(raw(registry, "GET /v2/a/manifests/" + reference)).matches("(?s)HTTP/1.1 (400|404) .*");
                assertThat(raw(registry, "GET /v2/a/blobs/uploads/" + reference))
                        .matches("(?s)HTTP/1.1 (400|404) .*");
            }
            try (Stream<Path> files = Files.list(registry.root())) {
                assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder(".lock", ".uploads");
            }
        }
    }

    @Test
    void mountCannotLeaveTheDirectory() throws IOException {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            Digest digest = Digest.sha256(new byte[0]);
            for (String from : List.of("../x", "..%2Fx", "%2Fetc", ".uploads", "a/blobs")) {
                String answer = raw(registry, "POST /v2/a/blobs/uploads/?mount=" + digest + "&from=" + from);
                assertThat(answer).startsWith("HTTP/1.1 202 ");
            }
            assertThat(raw(registry, "POST /v2/a/blobs/uploads/?mount=../../x&from=b"))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void brokenRequestsAreRefusedAndTheServerLives() throws IOException {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            assertThat(raw(registry, "GET /v2/a/tags/list?n=%zz")).startsWith("HTTP/1.1 400 ");
            assertThat(raw(registry, "GET /v2/%zz/tags/list")).startsWith("HTTP/1.1 400 ");
            assertThat(raw(registry, "BREW /v2/")).startsWith("HTTP/1.1 405 ");
            assertThat(raw(registry, "GET /other")).startsWith("HTTP/1.1 404 ");
            assertThat(raw(registry, "GET /v2/")).startsWith("HTTP/1.1 200 ");
        }
    }

    /** Sends a request line as it is; a client library would normalise the path. */
    private static String raw(InProcessRegistry registry, String line) throws IOException {
        try (Socket socket = new Socket(registry.uri().getHost(), registry.uri().getPort())) {
            OutputStream out = socket.getOutputStream();
            String request = line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
