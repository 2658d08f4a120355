// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("docs/regsync-gates.md, cosign: who is trusted")
class TrustedRootsTest {
    private final Path directory;

    TrustedRootsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("root.json"), content);
    }

    private static void refuses(Path file, String reason) {
        TrustedRoots roots = new TrustedRoots();
        assertThatThrownBy(() -> roots.get(Optional.of(file.toString())))
                .hasMessageContaining("trusted root " + file + ": ")
                .hasMessageContaining(reason)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    @DisplayName("a file that is absent, too large, no trusted root, or one that trusts nobody")
    void files() throws Exception {
        String whole = new PrivateSigstore().trustedRoot();
        refuses(directory.resolve("absent.json"), "no such file or directory");
        refuses(file(" ".repeat((1 << 20) + 1)), "larger than 1048576 bytes");
        refuses(file("no JSON"), "this is no trusted root of sigstore");
        refuses(file(whole.substring(0, whole.length() / 2)), "this is no trusted root of sigstore");
        refuses(file("{}"), "there is no certificate authority in it");
        refuses(file(whole.replace("\"tlogs\"", "\"x\"")), "there is no transparency log (tlogs) in it");
        refuses(file(whole.replace("\"ctlogs\"", "\"x\"")), "there is no log of certificates (ctlogs) in it");
    }

    @Test
    @DisplayName("a file is understood once, and anew when it has changed")
    void changedFile() throws Exception {
        TrustedRoots roots = new TrustedRoots();
        Optional<String> name =
                Optional.of(file(new PrivateSigstore().trustedRoot()).toString());
        SigstoreTrust first = roots.get(name);
        assertThat(roots.get(name)).isSameAs(first);

        file(new PrivateSigstore().trustedRoot());
        assertThat(roots.get(name)).isNotSameAs(first);
    }

    @Test
    @DisplayName(
            "a usual source that nobody can reach is one line that says what to do, and is not asked for each image")
    void unreachable() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        URI mirror = URI.create("http://127.0.0.1:" + port + "/");
        TrustedRoots roots = new TrustedRoots(mirror, directory.resolve("a/b"), new ManualTime());
        assertThatThrownBy(() -> roots.get(Optional.empty()))
                .hasMessageContaining("fetch the trusted root of " + mirror)
                .hasMessageContaining("no connection")
                .hasMessageContaining("(try: gates.cosign.trustedRoot, the name of a file that has it)");
    }

    @Test
    @DisplayName("a usual source that says something else is not believed, and asked again after a minute")
    void lies() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger asked = new AtomicInteger();
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] content = "{\"signed\":{},\"signatures\":[]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.start();
        try {
            URI mirror = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            ManualTime ticker = new ManualTime();
            TrustedRoots roots = new TrustedRoots(mirror, directory, ticker);
            assertThatThrownBy(() -> roots.get(Optional.empty())).hasMessageContaining("fetch the trusted root of");
            int before = asked.get();
            assertThat(before).isPositive();
            assertThatThrownBy(() -> roots.get(Optional.empty())).hasMessageContaining("fetch the trusted root of");
            assertThat(asked).hasValue(before);
            ticker.advance(Duration.ofMinutes(2));
            assertThatThrownBy(() -> roots.get(Optional.empty())).hasMessageContaining("fetch the trusted root of");
            assertThat(asked.get()).isGreaterThan(before);
        } finally {
            server.stop(0);
        }
    }
}
