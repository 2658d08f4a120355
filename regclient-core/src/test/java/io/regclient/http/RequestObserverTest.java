// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.TlsMode;
import io.regclient.error.RegistryException;
import io.regclient.observe.HostLimits;
import io.regclient.observe.RequestEvent;
import io.regclient.observe.RequestKind;
import io.regclient.observe.RequestObserver;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an observer hears: one event per request on the wire, when it is over. */
@Timeout(60)
class RequestObserverTest {
    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();
    private final List<RequestEvent> events = new CopyOnWriteArrayList<>();

    @AutoClose
    private final OpenResources servers = new OpenResources();

    private ScriptedServer start(Function<ScriptedServer.Seen, Reply> script) throws IOException {
        ScriptedServer server = servers.add(ScriptedServer.start(script));
        hosts.add("reg", server);
        return server;
    }

    private RegistryHttp client() {
        return hosts.client(time).observer(events::add).build();
    }

    private static HttpCall get(String path) {
        return HttpCall.builder("GET", "reg", "r", path).build();
    }

    private static byte[] read(RegistryHttp http, HttpCall call) throws IOException {
        try (HttpReply reply = http.send(call)) {
            return reply.readAll(10);
        }
    }

    /** An event as text without its times. */
    private static String shown(RequestEvent e) {
        String status = e.status().isPresent() ? Integer.toString(e.status().getAsInt()) : "none";
        return e.host() + " " + e.method() + " " + e.kind() + " try " + e.retry() + ": " + status + ", sent "
                + e.bytes().sent() + ", received " + e.bytes().received();
    }

    private List<String> shown() {
        return events.stream().map(RequestObserverTest::shown).toList();
    }

    @Test
    @DisplayName("a request is told when its answer is closed, with what was read of it and how long it took")
    void tellsAnAnswer() throws IOException {
        start(seen -> {
            time.advance(Duration.ofSeconds(2));
            return Reply.ok("0123456789");
        });
        try (RegistryHttp http = client()) {
            try (HttpReply reply = http.send(get("manifests/v1"))) {
                assertThat(reply.body().readNBytes(4)).hasSize(4);
                time.advance(Duration.ofSeconds(3));
                assertThat(events).isEmpty();
            }
            assertThat(events)
                    .containsExactly(new RequestEvent(
                            "reg",
                            "GET",
                            RequestKind.MANIFEST,
                            0,
                            OptionalInt.of(200),
                            new RequestEvent.Bytes(0, 4),
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(5)));
        }
    }

    @Test
    @DisplayName("RB-2: every try is an event of its own and says how many came before")
    void tellsTries() throws IOException {
        start(seen -> events.size() < 2 ? Reply.status(503).body("busy") : Reply.ok("ok"));
        try (RegistryHttp http = client()) {
            read(http, get("tags/list"));
        }
        assertThat(shown())
                .containsExactly(
                        "reg GET TAGS try 0: 503, sent 0, received 4",
                        "reg GET TAGS try 1: 503, sent 0, received 4",
                        "reg GET TAGS try 2: 200, sent 0, received 2");
    }

    @Test
    @DisplayName(
            "MF-19, HC-1: after each answer it is told how many requests at once the host gets, and how many it allows")
    void tellsLimits() throws IOException {
        List<HostLimits> limits = new CopyOnWriteArrayList<>();
        start(seen -> limits.isEmpty() ? Reply.ok("ok").header("RateLimit-Remaining", "2;w=60") : Reply.ok("ok"));
        RequestObserver observer = new RequestObserver() {
            @Override
            public void ended(RequestEvent event) {}

            @Override
            public void told(HostLimits told) {
                limits.add(told);
            }
        };
        try (RegistryHttp http = hosts.client(time).observer(observer).build()) {
            read(http, get("tags/list"));
            read(http, get("tags/list"));
        }
        assertThat(limits)
                .containsExactly(
                        new HostLimits("reg", 2, OptionalLong.of(2)), new HostLimits("reg", 2, OptionalLong.empty()));
    }

    @Test
    @DisplayName("AU-14, RD-1: challenges, tokens and redirects are requests too, in the name of the host they are for")
    void tellsDetours() throws IOException {
        ScriptedServer storage = servers.add(ScriptedServer.start(seen -> Reply.ok("content")));
        ScriptedServer[] registry = new ScriptedServer[1];
        registry[0] = start(seen -> {
            if (seen.path().equals("/token")) {
                return Reply.ok("{\"token\":\"t\"}");
            }
            return seen.header("Authorization").isPresent()
                    ? Reply.status(307).header("Location", storage.url("/blob"))
                    : Reply.status(401)
                            .header("WWW-Authenticate", "Bearer realm=\"" + registry[0].url("/token") + "\"");
        });
        try (RegistryHttp http = client()) {
            read(http, get("blobs/sha256:aa"));
        }
        assertThat(shown())
                .containsExactly(
                        "reg GET BLOB try 0: 401, sent 0, received 0",
                        "reg GET TOKEN try 0: 200, sent 0, received 13",
                        "reg GET BLOB try 1: 307, sent 0, received 0",
                        "reg GET BLOB try 1: 200, sent 0, received 7");
    }

    @Test
    @DisplayName("RS-1: the parts of a content that broke off are counted where they were read")
    void tellsResumedContent() throws IOException {
        start(seen -> seen.header("Range").isPresent()
                ? Reply.status(206).header("Content-Range", "bytes 4-9/10").body("456789")
                : Reply.ok("0123456789").cutAfter(4));
        try (RegistryHttp http = client();
                HttpReply reply = http.send(get("blobs/sha256:aa"))) {
            assertThat(reply.body().readAllBytes()).hasSize(10);
        }
        assertThat(shown())
                .containsExactly(
                        "reg GET BLOB try 0: 200, sent 0, received 4", "reg GET BLOB try 1: 206, sent 0, received 6");
    }

    @Test
    @DisplayName("BL-10: what is sent counts, also when it is refused")
    void tellsSentContent() throws IOException {
        start(seen -> Reply.status(413));
        try (RegistryHttp http = client()) {
            HttpCall put = HttpCall.builder("PUT", "reg", "r", "blobs/uploads/")
                    .body(BlobSource.ofBytes(new byte[5000]), 5000)
                    .build();
            assertThatThrownBy(() -> http.send(put)).isInstanceOf(RegistryException.class);
        }
        assertThat(shown()).containsExactly("reg PUT UPLOAD try 0: 413, sent 5000, received 0");
    }

    @Test
    @DisplayName("RB-2: a host that cannot be reached has no status")
    void tellsFailures() throws IOException {
        hosts.add("reg", "127.0.0.1:1", TlsMode.DISABLED);
        try (RegistryHttp http =
                hosts.client(time).observer(events::add).retryLimit(1).build()) {
            assertThatThrownBy(() -> http.send(get(""))).isInstanceOf(RegistryException.class);
        }
        assertThat(shown()).containsExactly("reg GET PING try 0: none, sent 0, received 0");
    }

    @ParameterizedTest
    @DisplayName("the kind of a request follows from its path")
    @CsvSource({
        "'', PING",
        "_catalog, CATALOG",
        "tags/list, TAGS",
        "manifests/v1, MANIFEST",
        "referrers/sha256:aa, REFERRERS",
        "blobs/sha256:aa, BLOB",
        "blobs/uploads/, UPLOAD"
    })
    void kinds(String path, RequestKind kind) {
        assertThat(get(path).kind()).isEqualTo(kind);
    }

    @Test
    @DisplayName("CO-1: an observer that fails neither fails the request nor keeps the host's slot")
    void failingObserver() throws IOException {
        ScriptedServer server = servers.add(ScriptedServer.start(seen -> Reply.ok("ok")));
        hosts.add("reg", server).reqConcurrent(1);
        try (RegistryHttp http = hosts.client(time)
                .observer(event -> {
                    throw new IllegalStateException("observer out of order");
                })
                .build()) {
            for (int i = 0; i < 3; i++) {
                assertThat(read(http, get("manifests/v1"))).hasSize(2);
            }
        }
        assertThat(server.requests()).hasSize(3);
    }
}
