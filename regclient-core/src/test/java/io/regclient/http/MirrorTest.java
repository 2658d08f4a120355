// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ManualTime;
import io.regclient.throttle.Throttle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MirrorTest {
    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();
    private final List<ScriptedServer> servers = new ArrayList<>();
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stopServers() throws IOException {
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    @Test
    @DisplayName("MI-2: ascending priority, the registry behind mirrors of the same priority, else as configured")
    void ordersByPriority() throws IOException {
        for (int priority : List.of(5, 4, 6, 8, 7)) {
            hosts.add("m" + priority, named("m" + priority, 404)).priority(priority);
        }
        hosts.add("m7b", named("m7b", 404)).priority(7);
        hosts.add("reg", named("up", 200)).priority(8).mirrors(List.of("m5", "m8", "m7b", "m4", "m6", "m7"));
        try (RegistryHttp http = hosts.client(time).retryLimit(6).build()) {
            assertThat(body(http, get())).isEqualTo("up");
            assertThat(order).containsExactly("m4", "m5", "m6", "m7b", "m7", "m8", "up");
            assertThat(time.sleeps()).isEmpty();
        }
    }

    @Test
    @DisplayName("24.C 43, MI-5: 404, 502, 403, 504 and 500 on mirrors, then 429 and 200 from the registry")
    void goesThroughAllHosts() throws IOException {
        int[] statuses = {404, 502, 403, 504, 500};
        for (int i = 0; i < statuses.length; i++) {
            hosts.add("m" + i, named("m" + i, statuses[i])).priority(i);
        }
        hosts.add("reg", named("up", 429, 200)).priority(9).mirrors(List.of("m0", "m1", "m2", "m3", "m4"));
        try (RegistryHttp http = hosts.client(time).retryLimit(10).build()) {
            assertThat(body(http, get())).isEqualTo("up");
            assertThat(order).containsExactly("m0", "m1", "m2", "m3", "m4", "up", "m1", "m3", "m4", "up");
        }
    }

    @Test
    @DisplayName("RB-1: twelve failing mirrors end with RETRY_LIMIT_EXCEEDED, the last cause attached")
    void limitsAllTries() throws IOException {
        List<String> names = IntStream.range(0, 12).mapToObj(i -> "m" + i).toList();
        for (String name : names) {
            hosts.add(name, named(name, 502));
        }
        hosts.add("reg", named("up", 502)).mirrors(names);
        try (RegistryHttp http = hosts.client(time).retryLimit(10).build()) {
            RegistryException e = failure(http, get());
            assertThat(e.kind()).isEqualTo(ErrorKind.RETRY_LIMIT_EXCEEDED);
            assertThat(e.httpStatus()).hasValue(502);
            assertThat(e).hasMessageContaining("after 11 tries: unexpected http status code: Bad Gateway [http 502]");
            assertThat(order).hasSize(11);
        }
    }

    @Test
    @DisplayName("MI-2: a host in back-off is asked last")
    void hostInBackoffGoesLast() throws IOException {
        hosts.add("m", named("m", 502, 200));
        hosts.add("reg", named("up", 200)).mirrors(List.of("m"));
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(body(http, get())).isEqualTo("up");
            assertThat(body(http, get())).isEqualTo("up");
            assertThat(order).containsExactly("m", "up", "up");
            time.advance(Duration.ofSeconds(1));
            assertThat(body(http, get())).isEqualTo("m");
        }
    }

    @Test
    @DisplayName("MI-5: a web page of a mirror is no answer, and is told where nobody has one")
    void movesOnFromAWebPage() throws IOException {
        hosts.add("m", start(seen -> Reply.ok("<html>").header("Content-Type", "text/html; charset=utf-8")))
                .priority(1);
        hosts.add("reg", named("up", 200)).priority(1).mirrors(List.of("m"));
        try (RegistryHttp http = hosts.client(time).build()) {
            for (String path : List.of("manifests/x", "tags/list")) {
                assertThat(body(http, HttpCall.builder("GET", "reg", "r", path).build()))
                        .isEqualTo("up");
            }
            assertThat(body(http, HttpCall.builder("GET", "reg", "r", "blobs/x").build()))
                    .as("a blob is what it is")
                    .isEqualTo("<html>");
        }
        hosts.add("reg", "127.0.0.1:1", TlsMode.DISABLED).mirrors(List.of("m"));
        try (RegistryHttp http = hosts.client(time).retryLimit(1).build()) {
            assertThat(failure(
                            http,
                            HttpCall.builder("GET", "reg", "r", "tags/list").build()))
                    .hasMessageContaining("mirror m answered with a web page (GET ");
        }
    }

    @Test
    @DisplayName("MI-5: a mirror that is passed over is not asked, the others and the registry are")
    void passesOver() throws IOException {
        hosts.add("m1", named("m1", 200)).priority(1);
        hosts.add("m2", named("m2", 404)).priority(1);
        hosts.add("reg", named("up", 200)).priority(1).mirrors(List.of("m1", "m2"));
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(body(http, get().passingOver("m1"))).isEqualTo("up");
            assertThat(body(http, get().passingOver("m1").passingOver("m2"))).isEqualTo("up");
            assertThat(order).containsExactly("m2", "up", "up");
        }
    }

    @Test
    @DisplayName("24.C 44, MI-3: calls that skip mirrors")
    void writesSkipMirrors() throws IOException {
        hosts.add("m", named("m", 200));
        hosts.add("reg", named("up", 200)).mirrors(List.of("m"));
        try (RegistryHttp http = hosts.client(time).build()) {
            http.send(HttpCall.builder("PUT", "reg", "r", "manifests/t")
                            .body(BlobSource.ofBytes(new byte[1]), 1)
                            .skipMirrors()
                            .build())
                    .close();
            http.send(HttpCall.builder("GET", "reg", "", "_catalog")
                            .skipMirrors()
                            .build())
                    .close();
            assertThat(order).containsExactly("up", "up");
        }
    }

    @Test
    @DisplayName("24.C 45, 24.C 46, MI-1, MI-4: prefix and ns on the mirror, neither on the registry")
    void mirrorUrl() throws IOException {
        ScriptedServer mirror = named("m", 404);
        ScriptedServer up = named("up", 200);
        hosts.add("m", mirror).pathPrefix("hub");
        hosts.add("reg", up).mirrors(List.of("m"));
        try (RegistryHttp http = hosts.client(time).build()) {
            body(
                    http,
                    HttpCall.builder("GET", "reg", "library/alpine", "tags/list")
                            .query("n", "10")
                            .query("last", "a b+c~&=é")
                            .build());
            String query = "?n=10&last=a%20b%2Bc~%26%3D%C3%A9";
            String namespace = "&ns=" + up.authority().replace(":", "%3A");
            assertThat(mirror.lines()).containsExactly("GET /v2/hub/library/alpine/tags/list" + query + namespace);
            assertThat(up.lines()).containsExactly("GET /v2/library/alpine/tags/list" + query);
        }
    }

    @Test
    @DisplayName("MI-1: ping keeps the prefix, the catalog does not")
    void prefixOfPingAndCatalog() throws IOException {
        ScriptedServer up = named("up", 200);
        hosts.add("reg", up).pathPrefix("hub/x");
        try (RegistryHttp http = hosts.client(time).build()) {
            http.send(HttpCall.builder("GET", "reg", "", "").skipMirrors().build())
                    .close();
            http.send(HttpCall.builder("GET", "reg", "", "_catalog")
                            .skipMirrors()
                            .build())
                    .close();
            assertThat(up.lines()).containsExactly("GET /v2/hub/x/", "GET /v2/_catalog");
        }
    }

    @Test
    @DisplayName("24.C 47, MI-7: the login of the registry never reaches a mirror")
    void mirrorSeesNoLogin() throws IOException {
        ScriptedServer mirror = start(seen -> Reply.status(401).header("WWW-Authenticate", "Basic realm=\"m\""));
        ScriptedServer up = start(seen -> seen.header("Authorization").isEmpty()
                ? Reply.status(401).header("WWW-Authenticate", "Basic realm=\"u\"")
                : Reply.ok("up"));
        hosts.add("m", mirror);
        hosts.add("reg", up).mirrors(List.of("m")).user("me").pass("pw");
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(body(http, get())).isEqualTo("up");
            assertThat(mirror.requests())
                    .hasSize(1)
                    .allSatisfy(seen -> assertThat(seen.header("Authorization")).isEmpty());
            assertThat(up.requests()).hasSize(2);
        }
    }

    @Test
    @DisplayName("24.C 52, MI-6: disableHead fails locally and moves on")
    void disabledHead() throws IOException {
        ScriptedServer mirror = named("m", 200);
        hosts.add("m", mirror).apiOpts(Map.of("disableHead", "true"));
        hosts.add("reg", named("up", 200)).mirrors(List.of("m"));
        HttpCall head = HttpCall.builder("HEAD", "reg", "r", "manifests/t").build();
        try (RegistryHttp http = hosts.client(time).build()) {
            http.send(head).close();
            assertThat(order).containsExactly("up");
        }
        hosts.add("reg", named("up", 200)).apiOpts(Map.of("disableHead", "true"));
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failure(http, head).kind()).isEqualTo(ErrorKind.UNSUPPORTED_API);
            assertThat(order).containsExactly("up");
        }
    }

    @Test
    @DisplayName("CO-3: the queues of a registry and its mirrors, the registry itself never twice")
    void queues() throws IOException {
        hosts.add("m", named("m", 200));
        hosts.add("reg", named("up", 200)).mirrors(List.of("m", "reg", "m"));
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(http.throttles("reg", true))
                    .extracting(Throttle::toString)
                    .containsExactly("reg", "m");
            assertThat(http.throttles("reg", false)).hasSize(1);
            assertThat(http.throttles("reg", false).getFirst())
                    .isSameAs(http.throttles("reg", true).getFirst());
        }
    }

    @Test
    @DisplayName("MI-1: a link that a mirror gave is followed with the settings of the mirror")
    void linkOfAMirror() throws IOException {
        ScriptedServer mirror = named("m", 200);
        hosts.add("m", mirror);
        hosts.add("reg", named("up", 200)).mirrors(List.of("m"));
        HttpCall next = HttpCall.builder("GET", "reg", "r", "tags/list")
                .directUrl(mirror.url("/v2/r/tags/list?last=x"))
                .build();
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(next)) {
            assertThat(reply.host()).isEqualTo("m");
            assertThat(reply.url()).isEqualTo(mirror.url("/v2/r/tags/list?last=x"));
            assertThat(mirror.lines()).containsExactly("GET /v2/r/tags/list?last=x");
        }
    }

    private ScriptedServer start(Function<ScriptedServer.Seen, Reply> script) throws IOException {
        ScriptedServer server = ScriptedServer.start(script);
        servers.add(server);
        return server;
    }

    /** Answers with the statuses in order, the last one for ever, and its name as content. */
    private ScriptedServer named(String name, int... statuses) throws IOException {
        int[] next = {0};
        return start(seen -> {
            order.add(name);
            int status = statuses[Math.min(next[0]++, statuses.length - 1)];
            return Reply.status(status).body(status == 200 ? name : "");
        });
    }

    private static HttpCall get() {
        return HttpCall.builder("GET", "reg", "r", "manifests/latest").build();
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
