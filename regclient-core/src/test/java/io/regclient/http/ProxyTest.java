// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RawServer;
import io.regclient.testing.Socks5Server;
import io.regclient.testing.TestTls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ProxyTest {
    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();

    @Test
    @DisplayName("OK-7, TL-5: a request through a proxy with a login, at once")
    void goesThroughTheProxy() throws IOException {
        hosts.add("reg", "registry.example:5000", TlsMode.DISABLED);
        try (ScriptedServer proxy = ScriptedServer.start(seen -> Reply.ok("through"));
                RegistryHttp http = hosts.client(time)
                        .environment(
                                TestHosts.environment(Map.of("http_proxy", "http://me:p%40w@" + proxy.authority())))
                        .build();
                HttpReply reply =
                        http.send(HttpCall.builder("GET", "reg", "r", "x").build())) {
            assertThat(new String(reply.readAll(10), StandardCharsets.UTF_8)).isEqualTo("through");
            assertThat(proxy.lines()).containsExactly("GET http://registry.example:5000/v2/r/x");
            assertThat(proxy.requests().getFirst().header("Proxy-Authorization"))
                    .contains("Basic bWU6cEB3");
            assertThat(proxy.requests().getFirst().header("Authorization")).isEmpty();
        }
    }

    @Test
    @DisplayName("OK-7: https opens a tunnel, the proxy's refusal names the proxy")
    void opensATunnel() throws IOException {
        hosts.add("reg", "registry.example", TlsMode.ENABLED);
        try (ScriptedServer proxy = ScriptedServer.start(seen -> Reply.status(502));
                RegistryHttp http = hosts.client(time)
                        .retryLimit(1)
                        .environment(TestHosts.environment(Map.of("https_proxy", "http://me:pw@" + proxy.authority())))
                        .build()) {
            RegistryException e = failure(http);
            assertThat(e.kind()).isEqualTo(ErrorKind.TRANSPORT);
            assertThat(e).hasMessageContaining("proxy " + proxy.authority());
            assertThat(proxy.lines()).containsExactly("CONNECT registry.example:443");
            assertThat(proxy.requests().getFirst().header("Proxy-Authorization"))
                    .contains("Basic bWU6cHc=");
        }
    }

    @Test
    @DisplayName("OK-7: a proxy that is spoken to over TLS")
    void tlsProxy(@TempDir Path directory) throws IOException {
        Path bundle =
                Files.writeString(directory.resolve("ca.pem"), TestTls.shared().authorityPem());
        hosts.add("reg", "registry.example:5000", TlsMode.DISABLED);
        try (ScriptedServer proxy =
                        ScriptedServer.startTls(TestTls.shared().serverContext(), false, seen -> Reply.ok("through"));
                RegistryHttp http = hosts.client(time)
                        .environment(TestHosts.environment(Map.of(
                                "HTTP_PROXY", "https://" + proxy.authority(), "SSL_CERT_FILE", bundle.toString())))
                        .build();
                HttpReply reply =
                        http.send(HttpCall.builder("GET", "reg", "r", "x").build())) {
            assertThat(new String(reply.readAll(10), StandardCharsets.UTF_8)).isEqualTo("through");
            assertThat(proxy.lines()).containsExactly("GET http://registry.example:5000/v2/r/x");
        }
    }

    @Test
    @DisplayName("OK-7: a value that is no proxy fails the request without showing it")
    void refusesNonsense() throws IOException {
        hosts.add("reg", "registry.example", TlsMode.DISABLED);
        for (String value : List.of("ftp://me:secret@x", "http://", "socks4://me:secret@x:1080", "http://a b")) {
            try (RegistryHttp http = hosts.client(time)
                    .environment(TestHosts.environment(Map.of("HTTP_PROXY", value)))
                    .build()) {
                RegistryException e = failure(http);
                assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
                assertThat(e)
                        .hasMessageContaining(
                                "the environment variable HTTP_PROXY is not the URL of an http, https or socks5 proxy");
                assertThat(e.getMessage()).doesNotContain("secret");
            }
        }
    }

    @ParameterizedTest
    @DisplayName("TL-5: through a SOCKS5 proxy, which looks the name up, with and without a login")
    @CsvSource({"socks5://", "socks5h://", "SOCKS5://", "socks5://me:p%40w@"})
    void goesThroughSocks(String scheme) throws IOException {
        hosts.add("reg", "registry.example:5000", TlsMode.DISABLED);
        try (ScriptedServer server = ScriptedServer.start(Reply.ok("one"), Reply.ok("two"));
                Socks5Server proxy = scheme.contains("@")
                        ? Socks5Server.withLogin(server.port(), "me:p@w")
                        : Socks5Server.to(server.port());
                RegistryHttp http = hosts.client(time)
                        .environment(TestHosts.environment(Map.of("HTTP_PROXY", scheme + proxy.authority())))
                        .build()) {
            assertThat(text(http)).isEqualTo("one");
            assertThat(text(http)).isEqualTo("two");
            assertThat(proxy.requests()).containsExactly("registry.example:5000");
            assertThat(server.lines()).containsExactly("GET /v2/r/x", "GET /v2/r/x");
            assertThat(server.requests().getFirst().header("Proxy-Authorization"))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("TL-5: TLS runs through a SOCKS5 proxy and ends at the registry; addresses stay addresses")
    void speaksTlsThroughSocks() throws IOException {
        hosts.add("reg", "192.0.2.7:5000", TlsMode.INSECURE);
        try (ScriptedServer server =
                        ScriptedServer.startTls(TestTls.shared().serverContext(), false, seen -> Reply.ok("through"));
                Socks5Server proxy = Socks5Server.to(server.port())) {
            Map<String, String> variables = Map.of("HTTPS_PROXY", "socks5://" + proxy.authority());
            try (RegistryHttp http = hosts.client(time)
                    .environment(TestHosts.environment(variables))
                    .build()) {
                assertThat(text(http)).isEqualTo("through");
            }
            hosts.add("reg", "registry.example", TlsMode.ENABLED)
                    .regcert(TestTls.shared().authorityPem());
            try (RegistryHttp http = hosts.client(time)
                    .environment(TestHosts.environment(variables))
                    .build()) {
                assertThat(failure(http).kind()).isEqualTo(ErrorKind.CERTIFICATE_NAME);
            }
            assertThat(proxy.requests()).containsExactly("192.0.2.7:5000", "registry.example:443");
        }
    }

    @ParameterizedTest
    @DisplayName("TL-5: what a SOCKS5 proxy does not do, it says, and the login stays secret")
    @CsvSource(
            delimiter = '|',
            value = {
                "socks5://|5|SOCKS: connection refused",
                "socks5://|2|SOCKS: the proxy does not allow the connection",
                "socks5://|4|SOCKS: host unreachable",
                "socks5://|77|SOCKS: the proxy failed (code 77)",
                "socks5://|login|SOCKS: the proxy wants a login",
                "socks5://me:secret@|login|SOCKS: the proxy refuses the login",
                "socks5://|http|no SOCKS5 proxy answers there",
                "socks5://|none|connection refused"
            })
    void tellsWhySocksFails(String scheme, String mode, String reason) throws IOException {
        hosts.add("reg", "registry.example:5000", TlsMode.DISABLED);
        try (Socks5Server proxy = switch (mode) {
            case "login" -> Socks5Server.withLogin(1, "me:other");
            case "http", "none" -> Socks5Server.speakingHttp();
            default -> Socks5Server.refusing(Integer.parseInt(mode));
        }) {
            String authority = mode.equals("none") ? "127.0.0.1:1" : proxy.authority();
            try (RegistryHttp http = hosts.client(time)
                    .retryLimit(1)
                    .environment(TestHosts.environment(Map.of("http_proxy", scheme + authority)))
                    .build()) {
                RegistryException e = failure(http);
                assertThat(e.kind()).isEqualTo(ErrorKind.TRANSPORT);
                assertThat(e).hasMessageContaining("connect to proxy " + authority + ": " + reason);
                assertThat(e.getMessage()).doesNotContain("secret");
            }
        }
    }

    @Test
    @DisplayName("OK-7: NO_PROXY goes around a SOCKS proxy")
    void goesAroundSocks() throws IOException {
        try (ScriptedServer server = ScriptedServer.start(seen -> Reply.ok("direct"))) {
            hosts.add("reg", server.authority(), TlsMode.DISABLED);
            try (Socks5Server proxy = Socks5Server.refusing(1);
                    RegistryHttp http = hosts.client(time)
                            .environment(TestHosts.environment(Map.of("HTTP_PROXY", "socks5://" + proxy.authority())))
                            .build()) {
                assertThat(text(http)).isEqualTo("direct");
                assertThat(proxy.requests()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName(
            "OK-7, TL-5: silence in a TLS handshake is the server's behind a tunnel, and that of a TLS proxy its own")
    void silentHandshakes() throws IOException {
        hosts.add("reg", "registry.example", TlsMode.ENABLED);
        CountDownLatch over = new CountDownLatch(1);
        try (RawServer tunnel = RawServer.start((request, line, out) -> {
                    out.write(RawServer.bytes("HTTP/1.1 200 Connection established\r\n\r\n"));
                    over.await();
                });
                RawServer plain = RawServer.start((request, line, out) -> {})) {
            assertThat(silence("http://" + tunnel.authority()))
                    .hasMessageContaining("TLS handshake with registry.example:443 stalled: no answer for 2s, "
                            + "the server may speak http (GET ");
            assertThat(silence("https://" + plain.authority()))
                    .hasMessageContaining("TLS handshake with proxy " + plain.authority()
                            + " stalled: no answer for 2s, the proxy may speak http (GET ");
        } finally {
            over.countDown();
        }
    }

    private RegistryException silence(String proxy) throws IOException {
        try (RegistryHttp http = hosts.client(time)
                .answerTimeout(Duration.ofSeconds(2)) // within which the tunnel is made, too
                .environment(TestHosts.environment(Map.of("https_proxy", proxy)))
                .build()) {
            RegistryException e = failure(http);
            assertThat(e.kind().isA(ErrorKind.STALLED)).isTrue();
            return e;
        }
    }

    private static String text(RegistryHttp http) throws IOException {
        try (HttpReply reply =
                http.send(HttpCall.builder("GET", "reg", "r", "x").build())) {
            return new String(reply.readAll(10), StandardCharsets.UTF_8);
        }
    }

    private static RegistryException failure(RegistryHttp http) {
        return catchThrowableOfType(
                RegistryException.class,
                () -> http.send(HttpCall.builder("GET", "reg", "r", "x").build())
                        .close());
    }
}
