// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.post.JsonPost;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.ManualTime;
import io.regclient.testing.TestTls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code JsonPost} promises about servers that are no registries. */
@Timeout(60)
class JsonPostTest {
    private static final int LIMIT = 1000;

    private final TestHosts hosts = new TestHosts();

    @AutoClose
    private final OpenResources open = new OpenResources();

    @TempDir
    private Path directory;

    private static byte[] json() {
        return "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    }

    private RegistryHttp client() {
        return open.add(new Closing(hosts.client(new ManualTime()).build())).http;
    }

    /** A client that is closed with the servers. */
    private record Closing(RegistryHttp http) implements java.io.Closeable {
        @Override
        public void close() {
            http.close();
        }
    }

    private static RegistryException failure(RegistryHttp http, String url, Map<String, String> headers) {
        return catchThrowableOfType(RegistryException.class, () -> http.posts().send(url, headers, json(), LIMIT));
    }

    @Test
    @DisplayName(
            "the document is sent once, with the header lines, and nothing that belongs to a registry of that name")
    void sendsNothingOfRegistries() throws IOException {
        ScriptedServer server = open.add(ScriptedServer.start(Reply.ok("{}")));
        hosts.add(server.authority(), server).user("me").pass("secret");
        JsonPost.Reply reply = client().posts().send(server.url("/hook?key=1"), Map.of("X-Token", "t"), json(), LIMIT);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.content()).isEqualTo("{}");
        ScriptedServer.Seen seen = server.requests().getFirst();
        assertThat(seen).hasToString("POST /hook?key=1");
        assertThat(seen.text()).isEqualTo("{\"a\":1}");
        assertThat(seen.lines("Content-Type")).containsExactly("application/json");
        assertThat(seen.lines("X-Token")).containsExactly("t");
        assertThat(seen.lines("Authorization")).isEmpty();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @DisplayName("a login in the URL becomes a header; one of the headers wins")
    void logsIn() throws IOException {
        ScriptedServer server = open.add(ScriptedServer.start(seen -> Reply.ok("")));
        String url = "http://me:pw@" + server.authority() + "/";
        RegistryHttp http = client();
        http.posts().send(url, Map.of(), json(), LIMIT);
        http.posts().send(url, Map.of("Authorization", "Bearer x"), json(), LIMIT);
        assertThat(server.requests().get(0).lines("Authorization")).containsExactly("Basic bWU6cHc=");
        assertThat(server.requests().get(1).lines("Authorization")).containsExactly("Bearer x");
    }

    @Test
    @DisplayName("a redirect is not followed, and a failure is not repeated")
    void followsNoRedirect() throws IOException {
        ScriptedServer other = open.add(ScriptedServer.start(Reply.ok("{}")));
        ScriptedServer server = open.add(ScriptedServer.start(
                Reply.status(307).header("Location", other.url("/")),
                Reply.status(503).body("busy\nnow")));
        RegistryHttp http = client();
        assertThat(http.posts().send(server.url("/"), Map.of(), json(), LIMIT).status())
                .isEqualTo(307);
        JsonPost.Reply busy = http.posts().send(server.url("/"), Map.of(), json(), LIMIT);
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.reason()).isEqualTo("busy now");
        assertThat(server.requests()).hasSize(2);
        assertThat(other.requests()).isEmpty();
    }

    @Test
    @DisplayName("failures name scheme, host and port, and never the login, path or query")
    void hidesTheUrl() throws IOException {
        ScriptedServer server = open.add(ScriptedServer.start(Reply.drop(), Reply.ok("x".repeat(LIMIT + 1))));
        String url = "http://me:pw@" + server.authority() + "/services/TOKEN?key=SECRET";
        RegistryHttp http = client();
        RegistryException dropped = failure(http, url, Map.of());
        assertThat(dropped).hasMessageContaining(server.authority());
        RegistryException large = failure(http, url, Map.of());
        assertThat(large.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        RegistryException header = failure(http, url, Map.of("X-Token", "a\nSECRET"));
        assertThat(header.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
        RegistryException none = failure(http, "ftp://me:pw@host/TOKEN?SECRET", Map.of());
        for (RegistryException each : new RegistryException[] {dropped, large, header, none}) {
            assertThat(each.getMessage())
                    .doesNotContain("pw", "TOKEN", "SECRET")
                    .hasLineCount(1);
        }
        assertThat(JsonPost.server(url)).contains("http://" + server.authority());
        assertThat(JsonPost.server("https://[::1]/x")).contains("https://[::1]");
        assertThat(JsonPost.server("nonsense")).isEmpty();
    }

    @Test
    @DisplayName("certificates are checked, whatever is said about a registry of that name; SSL_CERT_FILE is trusted")
    void checksCertificates() throws IOException {
        ScriptedServer server =
                open.add(ScriptedServer.startTls(TestTls.shared().serverContext(), false, seen -> Reply.ok("{}")));
        hosts.add(server.authority(), server.authority(), TlsMode.INSECURE);
        assertThat(failure(client(), server.url("/"), Map.of()).kind()).isEqualTo(ErrorKind.UNTRUSTED_CERTIFICATE);
        Path roots = Files.writeString(
                directory.resolve("roots.pem"), TestTls.shared().authorityPem());
        RegistryHttp trusting = open.add(new Closing(hosts.client(new ManualTime())
                        .environment(TestHosts.environment(Map.of("SSL_CERT_FILE", roots.toString())))
                        .build()))
                .http;
        assertThat(trusting.posts()
                        .send(server.url("/"), Map.of(), json(), LIMIT)
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("an interrupt ends the wait for an answer, and for the rest of one")
    void ends() throws Exception {
        CountDownLatch arrived = new CountDownLatch(2);
        ScriptedServer server = open.add(ScriptedServer.start(seen -> {
            arrived.countDown();
            return seen.target().equals("/silent")
                    ? Reply.ok("late").holdHead(open.never)
                    : Reply.ok("a".repeat(100)).holdAfter(10, open.never);
        }));
        RegistryHttp http = client();
        for (String path : new String[] {"/silent", "/slow"}) {
            long before = arrived.getCount();
            try (BackgroundCall<RegistryException> call =
                    BackgroundCall.start(() -> failure(http, server.url(path), Map.of()))) {
                BackgroundCall.await(() -> arrived.getCount() < before);
                call.interrupt();
                assertThat(call.result().kind()).isEqualTo(ErrorKind.CANCELED);
            }
        }
    }
}
