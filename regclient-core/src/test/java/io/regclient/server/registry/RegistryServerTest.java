// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static io.regclient.server.registry.WireClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.server.registry.WireClient.Answer;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.TestTls;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RegistryServerTest {

    private static WireClient client(InProcessRegistry registry) {
        return new WireClient(registry.uri().resolve("/v2/a/"));
    }

    private static WireClient tlsClient(SSLContext context, URI uri) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
        return new WireClient(http, uri.resolve("/v2/a/"));
    }

    @Test
    @DisplayName("TG-10: ping")
    void ping() {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            for (String path : new String[] {"/v2/", "/v2"}) {
                Answer answer = client(registry).get(path);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
            }
            assertThat(client(registry).head("/v2/").status()).isEqualTo(200);
            assertThat(client(registry).post("/v2/", new byte[0]).status()).isEqualTo(405);
        }
    }

    @Test
    void basicAuthentication() {
        try (InProcessRegistry registry =
                InProcessRegistry.builder().user("user", "pass:word").start()) {
            WireClient client = client(registry);
            Answer anonymous = client.get("/v2/");
            assertThat(anonymous.status()).isEqualTo(401);
            assertThat(anonymous.header("WWW-Authenticate")).isEqualTo("Basic realm=\"regclient registry\"");
            assertThat(anonymous.text()).contains("UNAUTHORIZED");
            assertThat(client.get("/v2/", "Authorization", basic("user:pass:word"))
                            .status())
                    .isEqualTo(200);
            for (String wrong : new String[] {"user:pass", "user:", "nobody:pass:word", "user", ":"}) {
                assertThat(client.get("/v2/", "Authorization", basic(wrong)).status())
                        .isEqualTo(401);
            }
            assertThat(client.get("/v2/", "Authorization", "Basic !!").status()).isEqualTo(401);
            assertThat(client.get("/v2/", "Authorization", "Bearer x").status()).isEqualTo(401);
            assertThat(client.post("blobs/uploads/", new byte[1 << 20]).status())
                    .isEqualTo(401);
        }
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void servesTls() {
        TestTls tls = TestTls.shared();
        try (InProcessRegistry registry = InProcessRegistry.builder().tls(tls).start()) {
            assertThat(registry.uri().getScheme()).isEqualTo("https");
            WireClient client = tlsClient(tls.clientContext(), registry.uri());
            Digest digest = client.upload(bytes("content"));
            assertThat(client.get("blobs/" + digest).text()).isEqualTo("content");
            WireClient stranger = tlsClient(TestTls.create().clientContext(), registry.uri());
            assertThatThrownBy(() -> stranger.get("/v2/")).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void demandsClientCertificates() throws Exception {
        TestTls tls = TestTls.shared();
        try (InProcessRegistry registry =
                InProcessRegistry.builder().tls(tls).clientCertificates().start()) {
            assertThat(tlsClient(tls.clientContext(), registry.uri())
                            .get("/v2/")
                            .status())
                    .isEqualTo(200);
            assertThatThrownBy(() ->
                            tlsClient(tls.trustOnlyContext(), registry.uri()).get("/v2/"))
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void switchedOffFeaturesAreAnsweredLikeRegistriesThatLackThem() {
        try (InProcessRegistry registry = InProcessRegistry.builder()
                .without(RegistryFeature.DELETE)
                .without(RegistryFeature.HEAD)
                .without(RegistryFeature.DIGEST_HEADER)
                .without(RegistryFeature.TAG_PARAMETER)
                .without(RegistryFeature.DIGEST_PARAMETER)
                .without(RegistryFeature.REFERENCE_VALIDATION)
                .without(RegistryFeature.MOUNT)
                .start()) {
            WireClient client = client(registry);
            SampleImage image = ImageFixture.small(1);
            String type = image.root().mediaType();
            byte[] manifest = image.root().bytes();
            assertThat(client.pushManifest("x", type, manifest).status()).isEqualTo(201);
            Answer head = client.head("manifests/x");
            assertThat(head.status()).isEqualTo(405);
            assertThat(head.body()).isEmpty();
            assertThat(client.get("manifests/x").header("Docker-Content-Digest"))
                    .isEmpty();
            assertThat(client.delete("manifests/x").status()).isEqualTo(405);
            assertThat(client.delete("manifests/" + image.digest()).status()).isEqualTo(405);
            Digest blob = client.upload(bytes("blob"));
            assertThat(client.delete("blobs/" + blob).status()).isEqualTo(405);
            assertThat(client.pushManifest(image.digest() + "?tag=y", type, manifest)
                            .headers("OCI-Tag"))
                    .isEmpty();
            assertThat(client.get("manifests/y").status()).isEqualTo(404);
            Digest other = WireClient.sha512(manifest);
            assertThat(client.pushManifest("z?digest=" + other, type, manifest).location())
                    .endsWith(image.digest().toString());
            assertThat(client.post("/v2/b/blobs/uploads/?mount=" + blob + "&from=a", new byte[0])
                            .status())
                    .isEqualTo(202);
        }
    }

    @Test
    void tagDeletionCanBeSwitchedOffAlone() {
        try (InProcessRegistry registry =
                InProcessRegistry.builder().without(RegistryFeature.TAG_DELETE).start()) {
            WireClient client = client(registry);
            String digest = client.pushTag("x", "a").header("Docker-Content-Digest");
            assertThat(client.delete("manifests/x").status()).isEqualTo(405);
            assertThat(client.delete("manifests/" + digest).status()).isEqualTo(202);
        }
    }

    @Test
    void contentDiscoveryMountsFromAnywhere() {
        try (InProcessRegistry registry = InProcessRegistry.builder()
                .with(RegistryFeature.CONTENT_DISCOVERY)
                .start()) {
            WireClient client = client(registry);
            Digest blob = client.upload(bytes("blob"));
            assertThat(client.post("/v2/b/c/blobs/uploads/?mount=" + blob, new byte[0])
                            .status())
                    .isEqualTo(201);
            assertThat(client.get("/v2/b/c/blobs/" + blob).text()).isEqualTo("blob");
        }
    }

    @Test
    @DisplayName("MF-19: pulls are counted and refused until the window ends; HEAD is free")
    void pullLimit() {
        ManualTime time = new ManualTime();
        try (InProcessRegistry registry = InProcessRegistry.builder()
                .pullLimit(2, Duration.ofHours(6))
                .clock(time::now)
                .start()) {
            WireClient client = client(registry);
            client.pushTag("x", "a");
            Answer head = client.head("manifests/x");
            assertThat(head.header("RateLimit-Limit")).isEqualTo("2;w=21600");
            assertThat(head.header("RateLimit-Remaining")).isEqualTo("2;w=21600");
            assertThat(client.get("manifests/x").header("RateLimit-Remaining")).isEqualTo("1;w=21600");
            assertThat(client.get("manifests/x").header("RateLimit-Remaining")).isEqualTo("0;w=21600");
            time.advance(Duration.ofHours(5));
            Answer refused = client.get("manifests/x");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("3600");
            assertThat(refused.text()).contains("TOOMANYREQUESTS");
            assertThat(client.head("manifests/x").status()).isEqualTo(200);
            time.advance(Duration.ofHours(1));
            assertThat(client.get("manifests/x").status()).isEqualTo(200);
        }
    }

    @Test
    void idleUploadsAreForgotten() {
        ManualTime time = new ManualTime();
        try (InProcessRegistry registry =
                InProcessRegistry.builder().clock(time::now).start()) {
            WireClient client = client(registry);
            String idle = client.start();
            time.advance(UploadTable.MAX_IDLE.minusMinutes(1));
            String young = client.start();
            time.advance(Duration.ofMinutes(2));
            client.start();
            assertThat(client.get(idle).status()).isEqualTo(404);
            assertThat(client.get(young).status()).isEqualTo(204);
        }
    }

    @Test
    @Timeout(30)
    void aClientThatSpeaksTlsIsNotKeptWaiting(@TempDir Path root) throws IOException {
        try (RegistryServer server =
                        RegistryServer.start(RegistryOptions.builder(root).build());
                Socket client = new Socket()) {
            client.connect(server.address());
            client.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void samplesAreThereWhenTheServerStarts(@TempDir Path root) throws IOException {
        RegistryOptions options =
                RegistryOptions.builder(root).with(RegistryFeature.SAMPLES).build();
        try (RegistryServer _ = RegistryServer.start(options)) {
            assertThat(root.resolve("sample/hello/index.json")).exists();
            assertThat(root.resolve("sample/tools/index.json")).exists();
        }
    }

    @Test
    void addressInUseIsNamed(@TempDir Path first, @TempDir Path second) throws IOException {
        try (RegistryServer server =
                RegistryServer.start(RegistryOptions.builder(first).build())) {
            RegistryOptions options =
                    RegistryOptions.builder(second).address(server.address()).build();
            assertThatThrownBy(() -> RegistryServer.start(options))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("listen on 127.0.0.1:")
                    .hasMessageContaining(Integer.toString(server.address().getPort()));
        }
    }

    @Test
    void unknownHostIsNamed(@TempDir Path root) {
        RegistryOptions options = RegistryOptions.builder(root)
                .address(InetSocketAddress.createUnresolved("no-such-host.invalid", 5000))
                .build();
        assertThatThrownBy(() -> RegistryServer.start(options))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("unknown host no-such-host.invalid");
    }

    @Test
    void everyInterfaceIsReachedByTheLoopbackOne(@TempDir Path root) throws IOException {
        RegistryOptions options = RegistryOptions.builder(root)
                .address(new InetSocketAddress("0.0.0.0", 0))
                .build();
        try (RegistryServer server = RegistryServer.start(options)) {
            assertThat(server.host()).startsWith("127.0.0.1:");
            assertThat(new WireClient(server.uri()).get("/v2/").status()).isEqualTo(200);
        }
    }

    @Test
    void closedServerRefusesConnectionsAndCanBeStartedAgain(@TempDir Path root) throws IOException {
        RegistryServer server =
                RegistryServer.start(RegistryOptions.builder(root).build());
        WireClient client = new WireClient(server.uri());
        client.get("/v2/");
        server.close();
        assertThatThrownBy(() -> client.get("/v2/")).isInstanceOf(UncheckedIOException.class);
        RegistryServer.start(
                        RegistryOptions.builder(root).address(server.address()).build())
                .close();
    }

    @Test
    void runningRequestGetsItsAnswerWhileTheServerStops(@TempDir Path root) throws Exception {
        RegistryServer server =
                RegistryServer.start(RegistryOptions.builder(root).build());
        String upload = new WireClient(server.uri().resolve("/v2/a/")).start();
        int port = server.address().getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            String head = "PATCH " + upload + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n";
            out.write(bytes(head + "01234"));
            out.flush();
            awaitUploaded(root, 5);
            Thread closing = Thread.ofVirtual().start(() -> closeQuietly(server));
            awaitRefused(port);
            out.write(bytes("56789"));
            out.flush();
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
            assertThat(answer).isEqualTo("HTTP/1.1 202");
            closing.join();
        }
    }

    private static void closeQuietly(RegistryServer server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the only upload has this size. */
    private static void awaitUploaded(Path root, long bytes) throws IOException {
        long size = -1;
        while (size != bytes) {
            try (Stream<Path> files = Files.list(root.resolve(".uploads"))) {
                size = Files.size(files.findFirst().orElseThrow());
            }
        }
    }

    private static void awaitRefused(int port) throws IOException {
        while (true) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(probe.isConnected()).isTrue();
            } catch (ConnectException e) {
                return;
            }
        }
    }

    @Test
    @Timeout(60)
    void stuckRequestDoesNotHoldUpTheStop(@TempDir Path root) throws IOException {
        RegistryServer server =
                RegistryServer.start(RegistryOptions.builder(root).build());
        String upload = new WireClient(server.uri().resolve("/v2/a/")).start();
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            String head = "PATCH " + upload + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n";
            socket.getOutputStream().write(bytes(head + "01234"));
            awaitUploaded(root, 5);
            server.close();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        RegistryServer.start(RegistryOptions.builder(root).build()).close();
    }

    @Test
    void optionsThatMakeNoSenseAreRefused(@TempDir Path root) {
        assertThatThrownBy(() -> RegistryOptions.builder(root).pageSize(0).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegistryOptions.builder(root).chunkMinBytes(-1).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PullLimit(-1, Duration.ofHours(1))).isInstanceOf(IllegalArgumentException.class);
    }
}
