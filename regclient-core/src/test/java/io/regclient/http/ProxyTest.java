// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.ManualTime;
import io.regclient.testing.TestTls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
        for (String value : List.of("ftp://me:secret@x", "http://", "socks5://me:secret@x:1080", "http://a b")) {
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

    private static RegistryException failure(RegistryHttp http) {
        return catchThrowableOfType(
                RegistryException.class,
                () -> http.send(HttpCall.builder("GET", "reg", "r", "x").build())
                        .close());
    }
}
