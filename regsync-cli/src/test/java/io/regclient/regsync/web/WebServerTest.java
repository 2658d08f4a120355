// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.RegistryException;
import io.regclient.regsync.schema.Configs;
import io.regclient.regsync.status.EntryStates;
import io.regclient.regsync.status.HostStates;
import io.regclient.regsync.status.StatusBoard;
import io.regclient.server.registry.ServedName;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/server.md: what is answered over HTTP, and what is not. */
@Timeout(60)
class WebServerTest {
    private static final String TOKEN = "0123456789abcdefXYZ";

    private final EntryStates entries = new EntryStates(new ManualTime());
    private final StatusBoard board = new StatusBoard("v1", new ManualTime(), entries, new HostStates());

    private WebServer start(List<ServedName> names, Optional<AccessToken> token) throws RegistryException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return WebServer.start(new WebServer.Access(address, names, token), board);
    }

    private WebServer start() throws RegistryException {
        return start(List.of(), Optional.empty());
    }

    @Test
    @DisplayName("/healthz says that the process lives, /readyz that it has a configuration")
    void health() throws Exception {
        try (WebServer server = start()) {
            assertThat(RawRequest.get(server.url(), "/healthz"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\nok\n");
            assertThat(RawRequest.get(server.url(), "/readyz"))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("not ready");
            entries.loaded(Configs.load("sync: []").entries());
            assertThat(RawRequest.get(server.url(), "/readyz"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\nready\n");
        }
    }

    @ParameterizedTest
    @DisplayName("every answer tells browsers to guess, embed, load and keep nothing")
    @ValueSource(strings = {"/", "/metrics", "/api/status"})
    void headers(String path) throws Exception {
        try (WebServer server = start()) {
            assertThat(RawRequest.get(server.url(), path).toLowerCase(java.util.Locale.ROOT))
                    .startsWith("http/1.1 200 ")
                    .contains(
                            "\r\nx-content-type-options: nosniff\r\n",
                            "\r\nreferrer-policy: no-referrer\r\n",
                            "\r\nx-frame-options: deny\r\n",
                            "\r\ncache-control: no-store\r\n",
                            "\r\ncontent-security-policy: default-src 'none'; style-src 'sha256-",
                            "frame-ancestors 'none'")
                    .doesNotContain("set-cookie", "unsafe-inline", "script-src", "access-control-allow");
        }
    }

    @Test
    @DisplayName("a request under a name that is not the server's is refused with 421: DNS rebinding")
    void checksTheHost() throws Exception {
        try (WebServer server = start(List.of(ServedName.parse("mirror.example.org")), Optional.empty())) {
            int port = URI.create(server.url()).getPort();
            for (String host : List.of(
                    "127.0.0.1:" + port,
                    "localhost",
                    "LOCALHOST:" + port,
                    "[::1]:" + port,
                    "192.0.2.7",
                    "mirror.example.org",
                    "Mirror.Example.org.:443")) {
                assertThat(RawRequest.send(server.url(), "GET / HTTP/1.1", "Host: " + host))
                        .as(host)
                        .startsWith("HTTP/1.1 200 ");
            }
            for (String host : List.of(
                    "evil.example",
                    "evil.example:" + port,
                    "localhost.evil.example",
                    "127.0.0.1.evil.example",
                    "localhost@evil.example",
                    "x.mirror.example.org",
                    "0x7f.1",
                    "<script>",
                    "")) {
                assertThat(RawRequest.send(server.url(), "GET / HTTP/1.1", "Host: " + host))
                        .as(host)
                        .startsWith("HTTP/1.1 421 ")
                        .doesNotContain("<script>");
            }
            assertThat(RawRequest.send(server.url(), "GET / HTTP/1.1", "Host: localhost", "Host: evil.example"))
                    .startsWith("HTTP/1.1 421 ");
            assertThat(RawRequest.send(server.url(), "GET /healthz HTTP/1.0", "Accept: */*"))
                    .as("as health checks of proxies ask; no browser sends that")
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @DisplayName("only GET and HEAD are answered")
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"})
    void readsOnly(String method) throws Exception {
        try (WebServer server = start()) {
            assertThat(RawRequest.send(server.url(), method + " / HTTP/1.1", "Host: localhost", "Content-Length: 0"))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("Allow: GET, HEAD\r\n");
        }
    }

    @Test
    @DisplayName("HEAD has the headers of GET and no body; what is not there is 404 whatever it looks like")
    void headAndOthers() throws Exception {
        try (WebServer server = start()) {
            assertThat(RawRequest.send(server.url(), "HEAD /healthz HTTP/1.1", "Host: localhost"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Content-length: 3\r\n")
                    .endsWith("\r\n\r\n");
            for (String path :
                    List.of("/x", "/../etc/passwd", "/metrics/", "/%00", "/api", "/status.css", "/healthz/x")) {
                assertThat(RawRequest.get(server.url(), path)).as(path).startsWith("HTTP/1.1 404 ");
            }
        }
    }

    @Test
    @DisplayName("with a token only health needs none; it is a bearer token or the password of any user")
    void asksForTheToken() throws Exception {
        try (WebServer server = start(List.of(), Optional.of(new AccessToken(TOKEN)))) {
            String basic = Base64.getEncoder().encodeToString(("joe:" + TOKEN).getBytes(StandardCharsets.UTF_8));
            for (String path : List.of("/", "/metrics", "/api/status")) {
                assertThat(RawRequest.get(server.url(), path))
                        .startsWith("HTTP/1.1 401 ")
                        .contains("Basic realm=")
                        .doesNotContain(TOKEN);
                for (String right : List.of("Bearer " + TOKEN, "bearer  " + TOKEN, "Basic " + basic)) {
                    assertThat(RawRequest.get(server.url(), path, "Authorization: " + right))
                            .as(right)
                            .startsWith("HTTP/1.1 200 ")
                            .doesNotContain(TOKEN);
                }
                for (String wrong :
                        List.of("Bearer", "Bearer x", TOKEN, "Basic " + TOKEN, "Basic !!", "Bearer " + TOKEN + "x")) {
                    assertThat(RawRequest.get(server.url(), path, "Authorization: " + wrong))
                            .as(wrong)
                            .startsWith("HTTP/1.1 401 ");
                }
            }
            assertThat(RawRequest.get(server.url(), "/healthz")).startsWith("HTTP/1.1 200 ");
            assertThat(RawRequest.get(server.url(), "/readyz")).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    @DisplayName("another token counts at once, and that of before no more")
    void takesAnotherToken() throws Exception {
        String other = TOKEN + "-2";
        try (WebServer server = start(List.of(), Optional.of(new AccessToken(TOKEN)))) {
            assertThat(server.replaceToken(new AccessToken(TOKEN))).isFalse();
            assertThat(RawRequest.get(server.url(), "/", "Authorization: Bearer " + TOKEN))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(server.replaceToken(new AccessToken(other))).isTrue();
            assertThat(RawRequest.get(server.url(), "/", "Authorization: Bearer " + TOKEN))
                    .startsWith("HTTP/1.1 401 ");
            assertThat(RawRequest.get(server.url(), "/", "Authorization: Bearer " + other))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    @DisplayName("an address that is taken is one line that says so")
    void portInUse() throws Exception {
        try (WebServer server = start()) {
            URI taken = URI.create(server.url());
            InetSocketAddress address = new InetSocketAddress(taken.getHost(), taken.getPort());
            assertThatThrownBy(() -> WebServer.start(new WebServer.Access(address, List.of(), Optional.empty()), board))
                    .isInstanceOf(RegistryException.class)
                    .hasMessage("listen on " + address.getHostString() + ":" + address.getPort()
                            + ": Address already in use");
        }
    }

    @Test
    @DisplayName(
            "clients that begin a request and do not end it, however many, lose their connection and keep out nobody")
    void slowClients() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (WebServer server = start()) {
            URI url = URI.create(server.url());
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket(url.getHost(), url.getPort());
                slow.add(socket);
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(RawRequest.get(server.url(), "/healthz")).startsWith("HTTP/1.1 200 ");
            BackgroundCall.await(() -> slow.stream().allMatch(WebServerTest::isClosed));
            assertThat(RawRequest.get(server.url(), "/healthz")).startsWith("HTTP/1.1 200 ");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
