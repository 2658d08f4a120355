// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.HostConfigBuilder;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ManualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AuthFlowTest {
    private static final String LOGIN = "Basic bWU6cHc=";

    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();
    private final List<ScriptedServer> servers = new ArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();

    @AfterEach
    void stopServers() throws IOException {
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    @Test
    @DisplayName("24.B 13, AU-1: an open registry never sees a login")
    void openRegistry() throws IOException {
        ScriptedServer server = start(seen -> Reply.ok("ok"));
        host(server).user("me").pass("pw");
        try (RegistryHttp http = hosts.client(time).build()) {
            body(http, get("r"));
            body(http, get("r"));
        }
        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(seen -> assertThat(seen.header("Authorization")).isEmpty());
    }

    @Test
    @DisplayName("24.B 14, AU-6, AU-14: Basic costs one more request once, without delay")
    void basic() throws IOException {
        ScriptedServer server = start(AuthFlowTest::basicOnly);
        host(server).user("me").pass("pw");
        try (RegistryHttp http = hosts.client(time).build()) {
            body(http, get("r"));
            body(http, get("q"));
        }
        assertThat(server.requests().stream().map(s -> s.header("Authorization").orElse("none")))
                .containsExactly("none", LOGIN, LOGIN);
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    @DisplayName("24.B 15, AU-6, regctl 2.6: a refused password costs two requests, no login one")
    void wrongPassword() throws IOException {
        ScriptedServer server = start(seen -> Reply.status(401)
                .header("WWW-Authenticate", "Basic realm=\"r\"")
                .json("{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}"));
        host(server).user("me").pass("pw");
        String reason =
                " [http 401]: UNAUTHORIZED: authentication required (GET " + server.url("/v2/r/manifests/latest") + ")";
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = failure(http, get("r"));
            assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
            assertThat(e.httpStatus()).hasValue(401);
            assertThat(e).hasMessage("request failed: unauthorized" + reason);
            assertThat(server.requests()).hasSize(2);

            host(server);
            assertThat(failure(http, get("r")))
                    .hasMessage("request failed: no credentials available: unauthorized" + reason);
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    @DisplayName("AU-4: a 401 without a challenge")
    void emptyChallenge() throws IOException {
        ScriptedServer server = start(seen -> Reply.status(401));
        host(server);
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = failure(http, get("r"));
            assertThat(e.kind()).isEqualTo(ErrorKind.EMPTY_CHALLENGE);
            assertThat(e).hasMessageStartingWith("request failed: empty challenge header [http 401] (GET http://");
        }
    }

    @Test
    @DisplayName("24.B 16, 24.B 17, AU-7, AU-8: token exchange at a relative realm")
    void bearer() throws IOException {
        ScriptedServer server = start(tokenServer("/token", "s"));
        host(server).user("me").pass("pw");
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(body(http, get("r"))).isEqualTo("ok");
        }
        assertThat(server.lines())
                .containsExactly(
                        "GET /v2/r/manifests/latest",
                        "GET /token?account=me&client_id=agent%2F1&scope=repository%3Ar%3Apull&service=s",
                        "GET /v2/r/manifests/latest");
        assertThat(server.requests().get(1).header("Authorization")).contains(LOGIN);
        assertThat(server.requests().get(1).header("User-Agent")).contains("agent/1");
        assertThat(server.requests().get(2).header("Authorization")).contains("Bearer t1");
    }

    @Test
    @DisplayName("24.B 18, AU-9: identity token by POST")
    void identityToken() throws IOException {
        ScriptedServer server = start(tokenServer("/token", "s"));
        host(server).token("refresh me");
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(body(http, get("r"))).isEqualTo("ok");
        }
        ScriptedServer.Seen post = server.requests().get(1);
        assertThat(post.toString()).isEqualTo("POST /token");
        assertThat(post.lines("Content-Type")).containsExactly("application/x-www-form-urlencoded");
        assertThat(post.text())
                .isEqualTo("client_id=agent%2F1&grant_type=refresh_token&refresh_token=refresh+me"
                        + "&scope=repository%3Ar%3Apull&service=s");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    @DisplayName("24.B 20, AU-10: a token is renewed before it is sent, without a 401")
    void renewsTokens() throws IOException {
        ScriptedServer server = start(tokenServer("/token", "s"));
        host(server);
        try (RegistryHttp http = hosts.client(time).build()) {
            body(http, get("r"));
            time.advance(Duration.ofSeconds(54));
            body(http, get("r"));
            time.advance(Duration.ofSeconds(2));
            body(http, get("r"));
        }
        assertThat(server.requests().stream().map(ScriptedServer.Seen::path))
                .containsExactly(
                        "/v2/r/manifests/latest",
                        "/token",
                        "/v2/r/manifests/latest",
                        "/v2/r/manifests/latest",
                        "/token",
                        "/v2/r/manifests/latest");
    }

    @Test
    @DisplayName("24.B 22, AU-10: a token server without a token")
    void emptyToken() throws IOException {
        ScriptedServer server =
                start(seen -> seen.path().equals("/token") ? Reply.ok("{}") : challenge("/token", "s", seen));
        host(server);
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = failure(http, get("r"));
            assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
            assertThat(e)
                    .hasMessageStartingWith("request failed: token server " + server.url("/token")
                            + " answered without a token [http 401] (GET http://");
        }
        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(seen -> assertThat(seen.header("Authorization")).isEmpty());
    }

    @Test
    @DisplayName("24.B 23, AU-11: a push after a pull asks for the larger scope without another 401")
    void growsScope() throws IOException {
        ScriptedServer server = start(tokenServer("/token", "s"));
        host(server);
        try (RegistryHttp http = hosts.client(time).build()) {
            body(http, get("r"));
            http.send(HttpCall.builder("PUT", "reg", "r", "manifests/t")
                            .body(BlobSource.ofBytes(new byte[3]), 3)
                            .build())
                    .close();
        }
        assertThat(server.lines().subList(3, 5))
                .containsExactly(
                        "GET /token?client_id=agent%2F1&scope=repository%3Ar%3Apull%2Cpush&service=s",
                        "PUT /v2/r/manifests/t");
    }

    @Test
    @DisplayName("24.B 26, AU-13: a denial for a known scope is no loop")
    void denied() throws IOException {
        ScriptedServer server = start(seen ->
                seen.path().equals("/token") ? Reply.ok("{\"token\":\"weak\"}") : challenge("/token", "s", seen));
        host(server);
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failure(http, get("r")).kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
        }
        assertThat(server.requests()).hasSize(3);
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    @DisplayName("24.B 27, 24.F 104, AU-2, BL-9: an upload location on another server gets no login")
    void foreignLocationGetsNoLogin() throws IOException {
        ScriptedServer other = start(seen -> Reply.status(401).header("WWW-Authenticate", "Basic realm=\"r\""));
        ScriptedServer server = start(AuthFlowTest::basicOnly);
        host(server).user("me").pass("pw");
        try (RegistryHttp http = hosts.client(time).build()) {
            body(http, get("r"));
            RegistryException e = failure(
                    http,
                    HttpCall.builder("PUT", "reg", "r", "")
                            .directUrl(other.url("/upload?state=1"))
                            .body(BlobSource.ofBytes(new byte[3]), 3)
                            .build());
            assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
        }
        assertThat(other.requests())
                .hasSize(1)
                .allSatisfy(seen -> assertThat(seen.header("Authorization")).isEmpty());
    }

    @Test
    @DisplayName("24.B 29, 24.B 30, AU-3: unknown and malformed challenges do not hide a good one")
    void picksTheGoodChallenge() throws IOException {
        ScriptedServer server = start(seen -> seen.header("Authorization").isPresent()
                ? Reply.ok("ok")
                : Reply.status(401)
                        .header("WWW-Authenticate", "Negotiate")
                        .header("WWW-Authenticate", "Bearer realm=\"broken")
                        .header("www-authenticate", "BASIC realm=\"r\""));
        host(server).user("me").pass("pw");
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(body(http, get("r"))).isEqualTo("ok");
        }
    }

    @Test
    @DisplayName("24.B 31, AU-13: ten threads with an expired token all succeed with few token requests")
    void manyThreads() throws Exception {
        ScriptedServer server = start(tokenServer("/token", "s"));
        host(server).reqConcurrent(10);
        try (RegistryHttp http = hosts.client(time).build()) {
            body(http, get("r"));
            time.advance(Duration.ofMinutes(2));
            List<FutureTask<String>> threads = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                FutureTask<String> task = new FutureTask<>(() -> body(http, get("r")));
                Thread.ofPlatform().start(task);
                threads.add(task);
            }
            for (FutureTask<String> thread : threads) {
                assertThat(thread.get()).isEqualTo("ok");
            }
        }
        assertThat(server.lines().stream().filter(l -> l.startsWith("GET /token")))
                .hasSize(2);
    }

    @Test
    @DisplayName("24.B 32, AU-18: a mount asks for pull on the source as well")
    void mountScope() throws IOException {
        ScriptedServer server = start(tokenServer("/token", "s"));
        host(server).repoAuth(true);
        try (RegistryHttp http = hosts.client(time).build()) {
            http.send(HttpCall.builder("POST", "reg", "r", "blobs/uploads/")
                            .query("mount", "sha256:aa")
                            .query("from", "src")
                            .extraScope("repository:src:pull")
                            .build())
                    .close();
        }
        assertThat(server.lines().get(1))
                .isEqualTo("GET /token?client_id=agent%2F1&scope=repository%3Ar%3Apull%2Cpush"
                        + "&scope=repository%3Asrc%3Apull&service=s");
    }

    @Test
    @DisplayName("AU-11: with a path prefix the scope names the repository as the server knows it")
    void prefixedScope() throws IOException {
        ScriptedServer server = start(tokenServer("/token", "s"));
        host(server).pathPrefix("hub");
        try (RegistryHttp http = hosts.client(time).build()) {
            body(http, get("r"));
        }
        assertThat(server.lines().get(1)).contains("scope=repository%3Ahub%2Fr%3Apull&");
    }

    @Test
    @DisplayName("AU-15: a failing token server is asked twice")
    void failingTokenServer() throws IOException {
        ScriptedServer server = start(seen ->
                seen.path().equals("/token") ? Reply.status(500).body("maintenance") : challenge("/token", "s", seen));
        host(server);
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = failure(http, get("r"));
            assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
            assertThat(e)
                    .hasMessage("request failed: unauthorized: token server " + server.url("/token")
                            + " answered [http 500]: maintenance [http 401] (GET "
                            + server.url("/v2/r/manifests/latest") + ")");
        }
        assertThat(server.requests()).hasSize(3);
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    @DisplayName("AU-7, RD-3: a token server may redirect, the login stays behind; a refresh token is not forwarded")
    void redirectedTokenServer() throws IOException {
        ScriptedServer other = start(seen -> Reply.ok("{\"token\":\"moved\"}"));
        ScriptedServer server = start(seen -> {
            if (seen.path().equals("/token")) {
                return Reply.status(307).header("Location", other.url("/elsewhere"));
            }
            return seen.header("Authorization").isPresent() ? Reply.ok("ok") : challenge("/token", "s", seen);
        });
        host(server).user("me").pass("pw");
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(body(http, get("r"))).isEqualTo("ok");
            assertThat(other.requests())
                    .hasSize(1)
                    .allSatisfy(seen -> assertThat(seen.header("Authorization")).isEmpty());
        }
        host(server).token("refresh");
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failure(http, get("r")).kind()).isEqualTo(ErrorKind.HTTP_REDIRECT_REFUSED);
            assertThat(other.requests()).hasSize(1);
        }
    }

    @Test
    @DisplayName("RB-10: a challenge cannot be answered when the content is gone")
    void oneShotContentAndChallenge() throws IOException {
        ScriptedServer server = start(AuthFlowTest::basicOnly);
        host(server).user("me").pass("pw");
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = failure(
                    http,
                    HttpCall.builder("PUT", "reg", "r", "x")
                            .body(BlobSource.once(new ByteArrayInputStream(new byte[3])), 3)
                            .build());
            assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
        }
        assertThat(server.requests()).hasSize(1);
    }

    private HostConfigBuilder host(ScriptedServer server) {
        return hosts.add("reg", server);
    }

    private ScriptedServer start(Function<ScriptedServer.Seen, Reply> script) throws IOException {
        ScriptedServer server = ScriptedServer.start(script);
        servers.add(server);
        return server;
    }

    private static Reply basicOnly(ScriptedServer.Seen seen) {
        return seen.header("Authorization").filter(LOGIN::equals).isPresent()
                ? Reply.ok("ok")
                : Reply.status(401).header("WWW-Authenticate", "Basic realm=\"r\"");
    }

    /** A registry that is its own token server; tokens are t1, t2, ... */
    private Function<ScriptedServer.Seen, Reply> tokenServer(String realm, String service) {
        return seen -> {
            if (seen.path().equals(realm)) {
                return Reply.ok("{\"token\":\"t" + tokens.incrementAndGet() + "\"}");
            }
            boolean current = seen.header("Authorization")
                    .filter(("Bearer t" + tokens.get())::equals)
                    .isPresent();
            return current ? Reply.ok("ok") : challenge(realm, service, seen);
        };
    }

    private static Reply challenge(String realm, String service, ScriptedServer.Seen seen) {
        String[] parts = seen.path().split("/(manifests|blobs)/", -1);
        String repository = parts[0].substring("/v2/".length());
        String actions = seen.method().equals("GET") ? "pull" : "pull,push";
        return Reply.status(401)
                .header(
                        "WWW-Authenticate",
                        "Bearer realm=\"" + realm + "\",service=\"" + service + "\",scope=\"repository:" + repository
                                + ":" + actions + "\"");
    }

    private static HttpCall get(String repository) {
        return HttpCall.builder("GET", "reg", repository, "manifests/latest").build();
    }

    private static String body(RegistryHttp http, HttpCall call) throws IOException {
        try (HttpReply reply = http.send(call)) {
            return new String(reply.readAll(1000), StandardCharsets.UTF_8);
        }
    }

    private static RegistryException failure(RegistryHttp http, HttpCall call) {
        return catchThrowableOfType(
                RegistryException.class, () -> http.send(call).close());
    }
}
