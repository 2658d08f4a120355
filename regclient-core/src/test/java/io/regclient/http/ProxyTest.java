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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    @ParameterizedTest
    @DisplayName("OK-7: which requests use which proxy")
    @CsvSource({
        "http://reg.example/, http://web:3128",
        "https://reg.example/, http://user:pw@tls:8080",
        "http://localhost:5000/, none",
        "http://127.0.0.5/, none",
        "'http://[::1]:5000/', none",
        "http://under_score:5000/, http://web:3128",
        "http://internal/, none",
        "http://a.internal/, none",
        "http://notinternal/, http://web:3128",
        "http://sub.example.com/, none",
        "http://example.com/, http://web:3128",
        "http://deep.star.example/, none",
        "http://10.1.2.3/, none",
        "http://11.1.2.3/, http://web:3128",
        "'http://[fd00::7]/', none",
        "http://192.0.2.7/, none",
        "http://192.0.2.8/, http://web:3128",
        "http://port.example:8080/, none",
        "http://port.example/, http://web:3128",
        "https://port443.example/, none"
    })
    void choosesAProxy(String url, String expected) {
        ProxyRules rules = ProxyRules.of(TestHosts.environment(Map.of(
                "http_proxy",
                "web:3128",
                "HTTPS_PROXY",
                "http://user:pw@tls:8080",
                "NO_PROXY",
                " internal, .example.com,*.star.example,10.0.0.0/8,fd00::/8,192.0.2.7,port.example:8080,"
                        + "port443.example:443,10.0.0.0/99")));
        assertThat(rules.find(URI.create(url)).map(URI::toString).orElse("none"))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("OK-7: upper case wins, an empty value counts as none, * switches proxies off")
    void variables() {
        URI url = URI.create("http://reg.example/");
        assertThat(rules(Map.of("HTTP_PROXY", "a:1", "http_proxy", "b:2")).find(url))
                .contains(URI.create("http://a:1"));
        assertThat(rules(Map.of("HTTP_PROXY", "", "http_proxy", "b:2")).find(url))
                .contains(URI.create("http://b:2"));
        assertThat(rules(Map.of("HTTP_PROXY", "a:1", "no_proxy", "x,*")).find(url))
                .isEmpty();
        assertThat(rules(Map.of("HTTPS_PROXY", "a:1")).find(url)).isEmpty();
    }

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

    private static ProxyRules rules(Map<String, String> variables) {
        return ProxyRules.of(TestHosts.environment(variables));
    }

    private static RegistryException failure(RegistryHttp http) {
        return catchThrowableOfType(
                RegistryException.class,
                () -> http.send(HttpCall.builder("GET", "reg", "r", "x").build())
                        .close());
    }
}
