// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.net.TestNames;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ManualTime;
import io.regclient.testing.TestTls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RedirectTest {
    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();
    private final List<ScriptedServer> servers = new ArrayList<>();

    @AfterEach
    void stopServers() throws IOException {
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    @Test
    @DisplayName("24.D 53, RD-1, RD-3, OJ-4: a redirect to another port carries no login")
    void dropsTheLogin() throws IOException {
        ScriptedServer storage = start(seen -> Reply.ok("content"));
        ScriptedServer server = start(seen -> seen.header("Authorization").isPresent()
                ? Reply.status(307).header("Location", storage.url("/blob?X-Amz-Signature=secret"))
                : Reply.status(401).header("WWW-Authenticate", "Basic realm=\"r\""));
        hosts.add("reg", server).user("me").pass("pw");
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(get())) {
            assertThat(text(reply)).isEqualTo("content");
            assertThat(reply.url()).isEqualTo(storage.url("/blob?X-Amz-Signature=secret"));
            assertThat(reply.host()).isEqualTo("reg");
        }
        assertThat(storage.requests())
                .hasSize(1)
                .allSatisfy(seen -> assertThat(seen.header("Authorization")).isEmpty());
    }

    @Test
    @DisplayName("RD-3: a redirect inside the same host keeps its login")
    void keepsTheLoginInsideAHost() throws IOException {
        ScriptedServer server = start(seen -> {
            if (seen.header("Authorization").isEmpty()) {
                return Reply.status(401).header("WWW-Authenticate", "Basic realm=\"r\"");
            }
            return seen.path().equals("/moved")
                    ? Reply.ok("content")
                    : Reply.status(302).header("Location", "/moved");
        });
        hosts.add("reg", server).user("me").pass("pw");
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(get())) {
            assertThat(text(reply)).isEqualTo("content");
        }
    }

    @ParameterizedTest
    @DisplayName("RD-1: which redirects keep method and content")
    @CsvSource({
        "301, PUT, GET, false",
        "302, POST, GET, false",
        "303, PUT, GET, false",
        "307, PUT, PUT, true",
        "308, PATCH, PATCH, true"
    })
    void methodsAfterRedirects(int status, String method, String then, boolean content) throws IOException {
        ScriptedServer server = start(seen -> seen.path().equals("/moved")
                ? Reply.ok("done")
                : Reply.status(status).header("Location", "/moved"));
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build()) {
            http.send(HttpCall.builder(method, "reg", "r", "blobs/uploads/x")
                            .header("Content-Type", "application/octet-stream")
                            .body(BlobSource.ofBytes("abc".getBytes(StandardCharsets.UTF_8)), 3)
                            .build())
                    .close();
        }
        ScriptedServer.Seen last = server.requests().getLast();
        assertThat(last.method()).isEqualTo(then);
        assertThat(last.text()).isEqualTo(content ? "abc" : "");
        assertThat(last.header("Content-Type").isPresent()).isEqualTo(content);
    }

    @ParameterizedTest
    @DisplayName("RD-1, REF-4: a write is not led to another place, nor replaced by a read")
    @CsvSource({
        "DELETE, manifests/v1, 302, /v2/r/manifests/v1",
        "DELETE, manifests/v1, 307, /v2/victim/manifests/latest",
        "DELETE, blobs/sha256:0, 308, /v2/victim/blobs/sha256:0",
        "PUT, manifests/v1, 303, /v2/r/manifests/v1",
        "PUT, manifests/v1, 307, /v2/victim/manifests/latest",
        "PUT, manifests/v1, 308, http://127.0.0.2:1/v2/r/manifests/v1",
        "PUT, blobs/uploads/x, 307, /v2/victim/manifests/latest",
        "PATCH, blobs/uploads/x, 307, /v2/victim%2Fmanifests%2Flatest"
    })
    void refusesToWriteElsewhere(String method, String path, int status, String location) throws IOException {
        ScriptedServer server = start(seen -> server(seen.path().endsWith(path), status, location));
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build()) {
            HttpCall.Builder call = HttpCall.builder(method, "reg", "r", path);
            if (!method.equals("DELETE")) {
                call.body(BlobSource.ofBytes("abc".getBytes(StandardCharsets.UTF_8)), 3);
            }
            assertThat(failure(http, call.build()).kind()).isEqualTo(ErrorKind.HTTP_REDIRECT_REFUSED);
        }
        assertThat(server.requests()).hasSize(1);
    }

    private static Reply server(boolean asked, int status, String location) {
        return asked ? Reply.status(status).header("Location", location) : Reply.ok("");
    }

    @Test
    @DisplayName("RD-1: HEAD stays HEAD; one-shot content cannot follow a 307")
    void headAndOneShot() throws IOException {
        ScriptedServer server = start(seen -> seen.path().equals("/moved")
                ? Reply.ok("")
                : Reply.status(seen.method().equals("HEAD") ? 303 : 307).header("Location", "/moved"));
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build()) {
            http.send(HttpCall.builder("HEAD", "reg", "r", "manifests/x").build())
                    .close();
            assertThat(server.requests().getLast().method()).isEqualTo("HEAD");
            RegistryException e = failure(
                    http,
                    HttpCall.builder("PUT", "reg", "r", "x")
                            .body(BlobSource.once(new ByteArrayInputStream(new byte[1])), 1)
                            .build());
            assertThat(e.kind()).isEqualTo(ErrorKind.NOT_RETRYABLE);
        }
    }

    @Test
    @DisplayName("24.D 54, RD-2: from https to http is refused with one try")
    void refusesDowngrade() throws IOException {
        ScriptedServer plain = start(seen -> Reply.ok("content"));
        ScriptedServer server = keep(ScriptedServer.startTls(
                TestTls.shared().serverContext(),
                false,
                seen -> Reply.status(302).header("Location", plain.url("/blob?sig=secret"))));
        hosts.add("reg", server.authority(), TlsMode.ENABLED)
                .regcert(TestTls.shared().authorityPem());
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = failure(http, get());
            assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_REDIRECT_REFUSED);
            assertThat(e)
                    .hasMessage("request failed: redirect from an https to non-https server is not allowed: 127.0.0.1"
                            + " (GET " + server.url("/v2/r/blobs/x") + ")");
        }
        assertThat(server.requests()).hasSize(1);
        assertThat(plain.requests()).isEmpty();
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    @DisplayName("24.B 28, AU-7: a token server over http for a registry over https gets nothing")
    void refusesDowngradeOfTheTokenServer() throws IOException {
        ScriptedServer plain = start(seen -> Reply.ok("{\"token\":\"t\"}"));
        ScriptedServer server = keep(ScriptedServer.startTls(
                TestTls.shared().serverContext(),
                false,
                seen -> Reply.status(401).header("WWW-Authenticate", "Bearer realm=\"" + plain.url("/token") + "\"")));
        hosts.add("reg", server.authority(), TlsMode.INSECURE).user("me").pass("pw");
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failure(http, get()).kind()).isEqualTo(ErrorKind.HTTP_REDIRECT_REFUSED);
        }
        assertThat(server.requests()).hasSize(1);
        assertThat(plain.requests()).isEmpty();
    }

    @Test
    @DisplayName("24.D 55, RD-1, OK-1: the eleventh redirect fails")
    void stopsLoops() throws IOException {
        ScriptedServer server = start(seen -> Reply.status(302).header("Location", seen.target() + "x"));
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = failure(http, get());
            assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_REDIRECT_REFUSED);
            assertThat(e).hasMessageContaining("stopped after 10 redirects");
        }
        assertThat(server.requests()).hasSize(11);
    }

    @Test
    @DisplayName("24.F 100, RD-4, OK-14: an external URL whose name leads to this machine is refused, nothing is sent")
    void refusesExternalContentOnThisMachine() throws IOException {
        ScriptedServer local = start(seen -> Reply.ok("internal"));
        hosts.add("reg", "registry.example", TlsMode.DISABLED);
        for (String host : List.of("inside.example", "localhost", "127.0.0.1")) {
            try (RegistryHttp http = hosts.client(time).names(new TestNames()).build()) {
                RegistryException e = failure(
                        http,
                        HttpCall.builder("GET", "reg", "r", "")
                                .directUrl("http://" + host + ":" + local.port() + "/layer")
                                .external()
                                .build());
                assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_REDIRECT_REFUSED);
                assertThat(e).hasMessageContaining("redirect to a local domain is not allowed: " + host);
            }
        }
        assertThat(local.requests()).isEmpty();
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    @DisplayName("RD-4: an upload location on another local server is fine when the registry is local")
    void localRegistryMayUseLocalServers() throws IOException {
        ScriptedServer upload = start(seen -> Reply.status(201));
        hosts.add("reg", start(seen -> Reply.ok("")));
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(HttpCall.builder("PUT", "reg", "r", "")
                        .directUrl(upload.url("/u?_state=a%2B%2F%3D+%7E;b==&digest=sha256:aa"))
                        .body(BlobSource.ofBytes(new byte[1]), 1)
                        .build())) {
            assertThat(reply.status()).isEqualTo(201);
        }
        assertThat(upload.lines()).containsExactly("PUT /u?_state=a%2B%2F%3D+%7E;b==&digest=sha256:aa");
    }

    @Test
    @DisplayName("24.F 99, BL-2, AU-2: external content on the registry's own host is asked for without the login")
    void externalContentWithoutLogin() throws IOException {
        ScriptedServer server = start(seen -> seen.header("Authorization").isPresent()
                ? Reply.ok("private")
                : Reply.status(401).header("WWW-Authenticate", "Basic realm=\"r\""));
        hosts.add("reg", server).user("me").pass("pw");
        try (RegistryHttp http = hosts.client(time).build()) {
            http.send(get()).close();
            RegistryException e = failure(
                    http,
                    HttpCall.builder("GET", "reg", "r", "")
                            .directUrl(server.url("/v2/other/blobs/x"))
                            .external()
                            .build());
            assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
        }
        assertThat(server.requests().getLast().header("Authorization")).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("RD-1: a redirect status without a place to go, or to no web server")
    @CsvSource({"302, '', HTTP_STATUS", "300, /x, HTTP_STATUS", "307, 'ftp://x/', HTTP_REDIRECT_REFUSED"})
    void redirectsToNowhere(int status, String location, ErrorKind kind) throws IOException {
        ScriptedServer server = start(seen -> {
            Reply reply = Reply.status(status);
            return location.isEmpty() ? reply : reply.header("Location", location);
        });
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failure(http, get()).kind()).isEqualTo(kind);
        }
        assertThat(server.requests()).hasSize(1);
    }

    private ScriptedServer start(Function<ScriptedServer.Seen, Reply> script) throws IOException {
        return keep(ScriptedServer.start(script));
    }

    private ScriptedServer keep(ScriptedServer server) {
        servers.add(server);
        return server;
    }

    private static HttpCall get() {
        return HttpCall.builder("GET", "reg", "r", "blobs/x").build();
    }

    private static String text(HttpReply reply) throws IOException {
        return new String(reply.readAll(1000), StandardCharsets.UTF_8);
    }

    private static RegistryException failure(RegistryHttp http, HttpCall call) {
        return catchThrowableOfType(
                RegistryException.class, () -> http.send(call).close());
    }
}
