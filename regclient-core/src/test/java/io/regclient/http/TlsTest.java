// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.CertificateDirectory;
import io.regclient.config.Environment;
import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RawServer;
import io.regclient.testing.TestTls;
import io.regclient.throttle.Work;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsTest {
    private static final String GARBAGE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();

    @AutoClose
    private final OpenResources servers = new OpenResources();

    @TempDir
    private Path directory;

    @Test
    @DisplayName("24.A 12, TL-1, TL-2: enabled, insecure, and with the CA")
    void modes() throws IOException {
        ScriptedServer server = tls(false);
        hosts.add("reg", server.authority(), TlsMode.ENABLED);
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = failure(http);
            assertThat(e.kind()).isEqualTo(ErrorKind.UNTRUSTED_CERTIFICATE);
            assertThat(e)
                    .hasMessage("request failed: certificate of " + server.authority()
                            + " is not trusted: the certificate is signed by an unknown authority (GET "
                            + server.url("/v2/r/x") + ")");
            assertThat(time.sleeps())
                    .as("an untrusted certificate stays untrusted")
                    .isEmpty();
        }
        hosts.add("reg", server.authority(), TlsMode.INSECURE).regcert(GARBAGE);
        assertWorks(hosts.client(time));
        hosts.add("reg", server.authority(), TlsMode.UNDEFINED)
                .regcert("text before\n" + TestTls.shared().authorityPem());
        assertWorks(hosts.client(time));
    }

    @Test
    @DisplayName("TL-1: insecure is about the registry's own name, not about servers of other names it sends to")
    void insecureIsAboutOneName() throws IOException {
        ScriptedServer storage = tls(false);
        String sameName = storage.url("/blob");
        String otherName = "https://localhost:" + storage.port() + "/blob";
        ScriptedServer server = servers.add(ScriptedServer.startTls(
                TestTls.shared().serverContext(),
                false,
                seen -> Reply.status(307).header("Location", seen.path().endsWith("/x") ? otherName : sameName)));
        hosts.add("reg", server.authority(), TlsMode.INSECURE);
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = failure(http);
            assertThat(e.kind()).isEqualTo(ErrorKind.UNTRUSTED_CERTIFICATE);
            assertThat(e).hasMessageContaining("certificate of localhost:" + storage.port() + " is not trusted");
            http.send(HttpCall.builder("GET", "reg", "r", "same").build()).close();
        }
        hosts.add("reg", server.authority(), TlsMode.INSECURE)
                .regcert(TestTls.shared().authorityPem());
        assertWorks(hosts.client(time));
    }

    @Test
    @DisplayName("TL-4: a mirror has its own TLS settings, login, prefix and limits")
    void mirrorsHaveTheirOwnSettings() throws IOException {
        ScriptedServer server = tls(false);
        ScriptedServer mirror = servers.add(
                ScriptedServer.start(seen -> Reply.status(401).header("WWW-Authenticate", "Basic realm=\"mirror\"")));
        hosts.add("mirror", mirror)
                .pathPrefix("cache")
                .user("reader")
                .pass("pw")
                .reqConcurrent(1);
        hosts.add("reg", server.authority(), TlsMode.ENABLED)
                .regcert(TestTls.shared().authorityPem())
                .user("owner")
                .pass("hunter2")
                .mirrors(List.of("mirror"));
        assertWorks(hosts.client(time));

        assertThat(mirror.requests())
                .hasSize(2)
                .allSatisfy(seen -> assertThat(seen.path()).isEqualTo("/v2/cache/r/x"));
        assertThat(mirror.requests().getLast().header("Authorization")).contains("Basic cmVhZGVyOnB3");
        assertThat(server.lines()).containsExactly("GET /v2/r/x");
    }

    @Test
    @DisplayName("TL-3: garbage as CA is a warning, the other roots still count")
    void garbageAuthority() throws IOException {
        ScriptedServer server = tls(false);
        hosts.add("reg", server.authority(), TlsMode.ENABLED).regcert(GARBAGE);
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failure(http)).hasMessageContaining("is not trusted");
        }
        Path bundle = Files.writeString(
                directory.resolve("bundle.pem"), GARBAGE + TestTls.shared().authorityPem());
        assertWorks(hosts.client(time).environment(environment(Map.of("SSL_CERT_FILE", bundle.toString()))));
    }

    @Test
    @DisplayName("TL-2, regctl 4.8: SSL_CERT_FILE relative to the working directory, SSL_CERT_DIR with several entries")
    void systemRoots() throws IOException {
        ScriptedServer server = tls(false);
        hosts.add("reg", server.authority(), TlsMode.ENABLED);
        Path roots = Files.createDirectory(directory.resolve("roots"));
        Files.writeString(roots.resolve("some-hash.0"), TestTls.shared().authorityPem());
        assertWorks(hosts.client(time)
                .environment(environment(Map.of("SSL_CERT_FILE", "absent", "SSL_CERT_DIR", "/absent:" + roots))));
        Files.writeString(directory.resolve("ca.pem"), TestTls.shared().authorityPem());
        assertWorks(hosts.client(time)
                .environment(Environment.of(Map.of("SSL_CERT_FILE", "ca.pem"), directory, directory)));
    }

    @Test
    @DisplayName("TL-2: certs.d/host:port/*.crt and client pairs; *.crt of other hosts do not count")
    void certificateDirectory() throws IOException {
        ScriptedServer server = tls(true);
        hosts.add("reg", server.authority(), TlsMode.ENABLED);
        Path own = Files.createDirectories(directory.resolve(server.authority()));
        Path other = Files.createDirectories(directory.resolve("127.0.0.1"));
        Files.writeString(other.resolve("ca.crt"), TestTls.shared().authorityPem());
        CertificateDirectory certificates = new CertificateDirectory(directory);
        try (RegistryHttp http =
                hosts.client(time).certificateDirectory(certificates).build()) {
            assertThat(failure(http)).hasMessageContaining("is not trusted");
        }
        Files.writeString(own.resolve("ca.crt"), TestTls.shared().authorityPem());
        Files.writeString(own.resolve("client.cert"), TestTls.shared().clientCertificatePem());
        Files.writeString(own.resolve("client.key"), TestTls.shared().clientKeyPem());
        assertWorks(hosts.client(time)
                .certificateDirectory(new CertificateDirectory(directory.resolve("absent")))
                .certificateDirectory(certificates));
    }

    @Test
    @DisplayName("TL-2, TL-3: client certificate from the settings; a broken key is a warning")
    void clientCertificate() throws IOException {
        ScriptedServer server = tls(true);
        TestTls keys = TestTls.shared();
        hosts.add("reg", server.authority(), TlsMode.ENABLED)
                .regcert(keys.authorityPem())
                .clientCert(keys.clientCertificatePem())
                .clientKey(keys.clientKeyPem());
        assertWorks(hosts.client(time));
        hosts.add("reg", server.authority(), TlsMode.ENABLED)
                .regcert(keys.authorityPem())
                .clientCert(keys.clientCertificatePem())
                .clientKey("-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----\n");
        try (RegistryHttp http = hosts.client(time).retryLimit(1).build()) {
            assertThat(failure(http)).matches(e -> e.is(ErrorKind.TRANSPORT));
        }
    }

    @Test
    @DisplayName("regctl 2.4: plain HTTP where TLS is expected, with the text the hint looks for")
    void plainServer() throws IOException {
        ScriptedServer server = servers.add(ScriptedServer.start(seen -> Reply.status(400)));
        hosts.add("reg", server.authority(), TlsMode.ENABLED);
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failure(http))
                    .hasMessage("request failed: http: server gave HTTP response to HTTPS client: " + server.authority()
                            + " (GET https://" + server.authority() + "/v2/r/x)");
        }
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    @DisplayName("TL-1, RB-2: a server that ends the TLS handshake may speak http, or be overloaded; it is asked again")
    void closingServer() throws IOException {
        ServerSocket plain = servers.add(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().daemon().start(() -> endHandshakes(plain));
        String authority = "127.0.0.1:" + plain.getLocalPort();
        hosts.add("reg", authority, TlsMode.ENABLED);
        try (RegistryHttp http = hosts.client(time).retryLimit(2).build()) {
            RegistryException e = failure(http);
            assertThat(e.is(ErrorKind.TLS_CLOSED)).isTrue();
            assertThat(e)
                    .hasMessageContaining("TLS with " + authority
                            + " failed: closed in the handshake, the server may speak http (GET https://")
                    .hasMessageContaining("2 tries");
        }
    }

    /** Reads the client's hello, so that the end of the connection is no reset. */
    private static void endHandshakes(ServerSocket server) {
        try {
            while (true) {
                try (Socket client = server.accept();
                        DataInputStream in = new DataInputStream(client.getInputStream())) {
                    in.skipNBytes(3);
                    in.skipNBytes(in.readUnsignedShort());
                }
            }
        } catch (IOException e) {
            assertThat(server.isClosed()).as(e.toString()).isTrue();
        }
    }

    @Test
    @DisplayName("TL-1, RB-2: a server that only waits in the TLS handshake may speak http; it is asked twice")
    void silentServer() throws IOException {
        RawServer plain = servers.add(RawServer.start((request, line, out) -> {}));
        hosts.add("reg", plain.authority(), TlsMode.ENABLED);
        try (RegistryHttp http =
                hosts.client(time).answerTimeout(Duration.ofMillis(200)).build()) {
            RegistryException e = failure(http);
            assertThat(e.kind()).isEqualTo(ErrorKind.TLS_SILENCE);
            assertThat(e)
                    .hasMessage("request failed: TLS handshake with " + plain.authority()
                            + " stalled: no answer for 200ms, the server may speak http (GET https://"
                            + plain.authority() + "/v2/r/x), 2 tries");
        }
    }

    @Test
    @DisplayName("TL-1: TLS where plain HTTP is expected")
    void tlsServer() throws IOException {
        ScriptedServer server = tls(false);
        hosts.add("reg", server.authority(), TlsMode.DISABLED);
        try (RegistryHttp http = hosts.client(time).retryLimit(1).build()) {
            assertThat(failure(http))
                    .hasMessageContaining(server.authority() + " answered with TLS to a plain HTTP request");
        }
    }

    @Test
    @DisplayName("TL-5: a name that the certificate does not hold")
    void wrongName() throws IOException {
        ScriptedServer server = tls(false);
        hosts.add("reg", "other.example:" + server.port(), TlsMode.ENABLED)
                .regcert(TestTls.shared().authorityPem());
        try (RegistryHttp http = hosts.client(time)
                .names(host -> List.of(InetAddress.ofLiteral("127.0.0.1")))
                .build()) {
            assertThat(failure(http))
                    .hasMessageContaining("certificate of other.example:" + server.port() + " is not trusted: ")
                    .hasMessageContaining("other.example not verified, it is valid for ")
                    .hasMessageContaining("127.0.0.1")
                    .matches(e -> e.is(ErrorKind.CERTIFICATE_NAME));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName(
            "regctl 2.4: a registry that wants a client certificate is told once, with its name, and not asked again")
    void wantsClientCertificate(String version) throws IOException {
        ScriptedServer server = asking(version, Reply.ok("ok"), socket -> socket.setNeedClientAuth(true));
        hosts.add("reg", server.authority(), TlsMode.ENABLED)
                .regcert(TestTls.shared().authorityPem());
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = failure(http);
            assertThat(e.kind()).as("%s %s", e, time.sleeps()).isEqualTo(ErrorKind.CLIENT_CERTIFICATE);
            assertThat(e.registry()).contains("reg");
        }
        assertThat(time.sleeps()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("regctl 2.4: a proxy of a registry that wants a client certificate may say so by status 400")
    void wantsClientCertificateByStatus(String version) throws IOException {
        ScriptedServer server = asking(version, Reply.status(400), socket -> socket.setWantClientAuth(true));
        hosts.add("reg", server.authority(), TlsMode.ENABLED)
                .regcert(TestTls.shared().authorityPem());
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failure(http))
                    .hasMessageContaining("wants a client certificate")
                    .matches(e -> e.is(ErrorKind.CLIENT_CERTIFICATE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("regctl 2.4: a client certificate that the registry refuses is named as the cause")
    void refusedClientCertificate(String version) throws IOException {
        ScriptedServer server = asking(version, Reply.ok("ok"), socket -> socket.setNeedClientAuth(true));
        TestTls others = TestTls.create();
        hosts.add("reg", server.authority(), TlsMode.ENABLED)
                .regcert(TestTls.shared().authorityPem())
                .clientCert(others.clientCertificatePem())
                .clientKey(others.clientKeyPem());
        try (RegistryHttp http = hosts.client(time).retryLimit(2).build()) {
            assertThat(failure(http))
                    .hasMessageContaining("accept the client certificate")
                    .matches(e -> e.is(ErrorKind.CLIENT_CERTIFICATE));
        }
    }

    @Test
    @DisplayName("TL-2, regctl 3.7: a key that is not that of the certificate is not offered to the registry")
    void foreignKey() throws IOException {
        ScriptedServer server = asking("TLSv1.3", Reply.ok("ok"), socket -> socket.setNeedClientAuth(true));
        hosts.add("reg", server.authority(), TlsMode.ENABLED)
                .regcert(TestTls.shared().authorityPem())
                .clientCert(TestTls.shared().clientCertificatePem())
                .clientKey(TestTls.create().clientKeyPem());
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failure(http)).hasMessageContaining("wants a client certificate");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400 The SSL certificate error, does not accept the client certificate: 400 The SSL certificate error",
        "'', may not accept the client certificate",
        "digest invalid, 'Bad Request [http 400]: digest invalid'"
    })
    @DisplayName("regctl 2.4: a proxy that does not like a client certificate says so by status 400")
    void refusedByStatus(String reason, String expected) throws IOException {
        ScriptedServer server =
                asking("TLSv1.3", Reply.status(400).body(reason), socket -> socket.setWantClientAuth(true));
        hosts.add("reg", server.authority(), TlsMode.ENABLED)
                .regcert(TestTls.shared().authorityPem())
                .clientCert(TestTls.shared().clientCertificatePem())
                .clientKey(TestTls.shared().clientKeyPem());
        try (RegistryHttp http = hosts.client(time).retryLimit(1).build()) {
            assertThat(failure(http)).hasMessageContaining(expected);
        }
    }

    @Test
    @DisplayName("TL-2: a chain signed by another authority with the same name is refused")
    void impostor() throws IOException {
        ScriptedServer server = tls(false);
        hosts.add("reg", server.authority(), TlsMode.ENABLED)
                .regcert(TestTls.create().authorityPem());
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failure(http)).hasMessageContaining("is not trusted");
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    @DisplayName("blobs and other requests over one TLS host, larger than all buffers")
    void largeContentOverTls() throws IOException {
        byte[] content = new byte[3 << 20];
        new Random(7).nextBytes(content);
        ScriptedServer server = ScriptedServer.startTls(
                TestTls.shared().serverContext(),
                false,
                seen -> Reply.status(200).body(content));
        servers.add(server);
        hosts.add("reg", server.authority(), TlsMode.INSECURE);
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(HttpCall.builder("GET", "reg", "r", "blobs/x")
                        .work(Work.Kind.BLOB, content.length)
                        .build())) {
            assertThat(reply.body().readAllBytes()).isEqualTo(content);
        }
    }

    private Environment environment(Map<String, String> variables) {
        return TestHosts.environment(variables);
    }

    /** A server of one version of TLS that asks for a client certificate. */
    private ScriptedServer asking(String version, Reply reply, Consumer<SSLServerSocket> how) throws IOException {
        return servers.add(ScriptedServer.startTls(
                TestTls.shared().serverContext(),
                socket -> {
                    socket.setEnabledProtocols(new String[] {version});
                    how.accept(socket);
                },
                seen -> reply));
    }

    private ScriptedServer tls(boolean clientCertificate) throws IOException {
        return servers.add(
                ScriptedServer.startTls(TestTls.shared().serverContext(), clientCertificate, seen -> Reply.ok("ok")));
    }

    private static void assertWorks(RegistryHttp.Builder builder) throws IOException {
        try (RegistryHttp http = builder.build();
                HttpReply reply = http.send(call())) {
            assertThat(new String(reply.readAll(10), StandardCharsets.UTF_8)).isEqualTo("ok");
        }
    }

    private static RegistryException failure(RegistryHttp http) {
        return catchThrowableOfType(
                RegistryException.class, () -> http.send(call()).close());
    }

    private static HttpCall call() {
        return HttpCall.builder("GET", "reg", "r", "x").build();
    }
}
