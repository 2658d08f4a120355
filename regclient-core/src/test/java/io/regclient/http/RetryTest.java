// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ManualTime;
import io.regclient.throttle.Work;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RetryTest {
    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();
    private final List<Duration> starts = Collections.synchronizedList(new ArrayList<>());

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    @DisplayName("24.C 33, 24.C 35, RB-2, RB-3, OJ-5: four failures and then an answer")
    void retriesOverload(int status) throws IOException {
        try (ScriptedServer server = server(status, status, status, status, 200);
                RegistryHttp http = client(server)) {
            assertThat(body(http, get())).isEqualTo("ok");
            assertThat(starts).containsExactly(seconds(0), seconds(0.2), seconds(0.6), seconds(1.4), seconds(3));
        }
    }

    @Test
    @DisplayName("24.C 33, 24.C 34, RB-5: a host that always fails is tried at 0, 0.2, 0.6, 1.4, 3.0 s")
    void givesUpAfterFiveTries() throws IOException {
        try (ScriptedServer server = server(500);
                RegistryHttp http = client(server)) {
            RegistryException e = failure(http, get());
            assertThat(starts).containsExactly(seconds(0), seconds(0.2), seconds(0.6), seconds(1.4), seconds(3));
            assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_STATUS);
            assertThat(e.is(ErrorKind.BACKOFF_LIMIT)).isTrue();
            assertThat(e.httpStatus()).hasValue(500);
            assertThat(e)
                    .hasMessage("request failed: unexpected http status code: Internal Server Error [http 500] (GET "
                            + server.url("/v2/r/manifests/latest") + "), 5 tries");
        }
    }

    @ParameterizedTest
    @DisplayName("24.C 36, RB-3, AU-17, ER-2: other answers are final")
    @CsvSource({
        "400, HTTP_STATUS, unexpected http status code: Bad Request",
        "403, HTTP_UNAUTHORIZED, unauthorized",
        "405, HTTP_STATUS, unexpected http status code: Method Not Allowed",
        "409, HTTP_STATUS, unexpected http status code: Conflict",
        "413, HTTP_STATUS, unexpected http status code: Request Entity Too Large",
        "415, HTTP_STATUS, unexpected http status code: Unsupported Media Type",
        "501, HTTP_STATUS, unexpected http status code: Not Implemented",
        "304, HTTP_STATUS, unexpected http status code: Not Modified",
        "404, NOT_FOUND, not found",
        "416, HTTP_STATUS, unexpected http status code: Requested Range Not Satisfiable"
    })
    void doesNotRetryOthers(int status, ErrorKind kind, String text) throws IOException {
        try (ScriptedServer server = ScriptedServer.start(Reply.status(status)
                        .header("WWW-Authenticate", "Basic realm=\"r\"")
                        .json("{\"errors\":[{\"code\":\"CODE\",\"message\":\"why\"}]}"));
                RegistryHttp http = client(server)) {
            RegistryException e = failure(http, get());
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.httpStatus()).hasValue(status);
            String reason = status == 304 ? "" : ": CODE: why";
            assertThat(e)
                    .hasMessage("request failed: " + text + " [http " + status + "]" + reason + " (GET "
                            + server.url("/v2/r/manifests/latest") + ")");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    @DisplayName("24.C 37, RB-4: after 404 the next request starts at once")
    void notFoundDelaysNothing() throws IOException {
        try (ScriptedServer server = server(404, 200);
                RegistryHttp http = client(server)) {
            assertThat(failure(http, get()).kind()).isEqualTo(ErrorKind.NOT_FOUND);
            assertThat(body(http, get())).isEqualTo("ok");
            assertThat(time.sleeps()).isEmpty();
        }
    }

    @Test
    @DisplayName("24.C 38, RB-8: Retry-After in seconds is waited exactly and raises no counter")
    void retryAfterSeconds() throws IOException {
        try (ScriptedServer server = serve(
                        Reply.status(429).header("Retry-After", "1"),
                        Reply.status(429).header("Retry-After", "1"),
                        Reply.ok("ok"));
                RegistryHttp http = client(server)) {
            assertThat(body(http, get())).isEqualTo("ok");
            assertThat(starts).containsExactly(seconds(0), seconds(1), seconds(2));
        }
    }

    @Test
    @DisplayName("24.C 39, RB-8: Retry-After as a date")
    void retryAfterDate() throws IOException {
        try (ScriptedServer server = serve(
                        Reply.status(429).header("Retry-After", "Sat, 21 Nov 2026 12:00:03 GMT"), Reply.ok("ok"));
                RegistryHttp http = client(server)) {
            assertThat(body(http, get())).isEqualTo("ok");
            assertThat(starts).containsExactly(seconds(0), seconds(3));
        }
    }

    @Test
    @DisplayName("RB-8: a zero, past or malformed Retry-After counts like none")
    void retryAfterNonsense() throws IOException {
        try (ScriptedServer server = serve(
                        Reply.status(429).header("Retry-After", "0"),
                        Reply.status(429).header("Retry-After", "Sat, 21 Nov 2020 12:00:03 GMT"),
                        Reply.status(429).header("Retry-After", "soon"),
                        Reply.ok("ok"));
                RegistryHttp http = client(server)) {
            assertThat(body(http, get())).isEqualTo("ok");
            assertThat(starts).containsExactly(seconds(0), seconds(0.2), seconds(0.6), seconds(1.4));
        }
    }

    @Test
    @DisplayName("24.C 40, RB-8: a wait beyond the limit fails at once and is named; so do later requests")
    void retryAfterTooLong() throws IOException {
        try (ScriptedServer server = serve(Reply.status(429).header("Retry-After", "86400"));
                RegistryHttp http =
                        hostsOf(server).maxWait(Duration.ofSeconds(10)).build()) {
            String message = "request failed: rate limit exceeded [http 429]: host reg asks to wait 24h0m0s, "
                    + "the limit is 10s (GET " + server.url("/v2/r/manifests/latest") + ")";
            RegistryException e = failure(http, get());
            assertThat(e).hasMessage(message);
            assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_RATE_LIMIT);
            assertThat(failure(http, get())).hasMessage(message);
            assertThat(server.requests()).hasSize(1);
            assertThat(time.elapsed()).isZero();
        }
    }

    @Test
    @DisplayName("OJ-5: a host that asks for thousands of years is asked again when the limit is over")
    void retryAfterForLife() throws IOException {
        try (ScriptedServer server =
                        serve(Reply.status(503).header("Retry-After", "99999999999"), Reply.ok("ok"), Reply.ok("ok"));
                RegistryHttp http =
                        hostsOf(server).maxWait(Duration.ofMinutes(15)).build()) {
            assertThat(failure(http, get())).hasMessageContaining("the limit is 15m0s");
            time.advance(Duration.ofMinutes(15));
            assertThat(failure(http, get())).hasMessageContaining("the limit is 15m0s");
            time.advance(Duration.ofSeconds(1));
            assertThat(body(http, get())).isEqualTo("ok");
            assertThat(body(http, get())).isEqualTo("ok");
            assertThat(time.sleeps()).isEmpty();
        }
    }

    @Test
    @DisplayName("RB-8, regctl 2.6: Retry-After that uses up all tries")
    void retryAfterWithoutEnd() throws IOException {
        try (ScriptedServer server = ScriptedServer.start(
                        seen -> Reply.status(429).header("Retry-After", "1").body("slow\ndown"));
                RegistryHttp http = client(server)) {
            RegistryException e = failure(http, get());
            assertThat(server.requests()).hasSize(6);
            assertThat(e.kind()).isEqualTo(ErrorKind.RETRY_LIMIT_EXCEEDED);
            assertThat(e.is(ErrorKind.HTTP_RATE_LIMIT)).isTrue();
            assertThat(e)
                    .hasMessage("request failed: retry limit exceeded after 6 tries: rate limit exceeded [http 429]: "
                            + "slow down (GET " + server.url("/v2/r/manifests/latest") + ")");
        }
    }

    @Test
    @DisplayName("OK-2, RB-3: 503 with Retry-After is sent once per try, and its header is shown to callers")
    void noSilentRepeats() throws IOException {
        try (ScriptedServer server = serve(
                        Reply.status(503).header("Retry-After", "0"),
                        Reply.status(503).header("Retry-After", "2"),
                        Reply.ok("ok"));
                RegistryHttp http = client(server)) {
            assertThat(body(http, get())).isEqualTo("ok");
            assertThat(starts).containsExactly(seconds(0), seconds(0.2), seconds(2.2));
        }
        try (ScriptedServer server = ScriptedServer.start(Reply.status(503).header("Retry-After", "0"));
                RegistryHttp http = client(server);
                HttpReply reply = http.send(
                        HttpCall.builder("GET", "reg", "r", "x").accept(503).build())) {
            assertThat(reply.header("retry-after")).contains("0");
            assertThat(reply.headers()).containsKey("Retry-After").doesNotContainKey("Regclient-Kept-Retry-After");
        }
    }

    @Test
    @DisplayName("24.C 41, RB-2: a connection that ends before the status line is tried again")
    void retriesADroppedConnection() throws IOException {
        try (ScriptedServer server = serve(Reply.drop(), Reply.ok("ok"));
                RegistryHttp http = client(server)) {
            assertThat(body(http, get())).isEqualTo("ok");
            assertThat(starts).containsExactly(seconds(0), seconds(0.2));
        }
    }

    @Test
    @DisplayName("RB-2: a reused connection that was closed meanwhile costs no back-off")
    void replacesAStaleConnection() throws IOException {
        try (ScriptedServer server =
                        serve(Reply.ok("ok").closing(), Reply.ok("ok").closing());
                RegistryHttp http = client(server)) {
            assertThat(body(http, get())).isEqualTo("ok");
            assertThat(body(http, get())).isEqualTo("ok");
            assertThat(time.sleeps()).isEmpty();
        }
    }

    @Test
    @DisplayName("24.C 42, RB-10: content that can be read once is sent once, the error is the answer")
    void doesNotRepeatOneShotContent() throws IOException {
        try (ScriptedServer server = serve(Reply.status(502), Reply.ok("ok"));
                RegistryHttp http = client(server)) {
            HttpCall put = HttpCall.builder("PUT", "reg", "r", "manifests/latest")
                    .body(BlobSource.once(new ByteArrayInputStream(bytes("abc"))), 3)
                    .build();
            RegistryException e = failure(http, put);
            assertThat(e.httpStatus()).hasValue(502);
            assertThat(server.requests()).hasSize(1);
            assertThat(server.requests().getFirst().text()).isEqualTo("abc");
        }
    }

    @Test
    @DisplayName("RB-10: one-shot content nobody has read yet survives a refused connection")
    void unreadContentIsStillGood() throws IOException {
        try (ScriptedServer dead = ScriptedServer.start()) {
            hosts.add("reg", dead);
        }
        try (RegistryHttp http = hosts.client(time).build()) {
            HttpCall put = HttpCall.builder("PUT", "reg", "r", "x")
                    .body(BlobSource.once(new ByteArrayInputStream(bytes("abc"))), 3)
                    .build();
            assertThat(failure(http, put)).hasMessageEndingWith(", 5 tries");
        }
    }

    @Test
    @DisplayName("RB-10: content that can be opened again is sent again")
    void repeatsReopenableContent() throws IOException {
        try (ScriptedServer server = serve(Reply.status(502), Reply.status(201));
                RegistryHttp http = client(server)) {
            HttpCall put = HttpCall.builder("PUT", "reg", "r", "manifests/latest")
                    .header("Content-Type", "application/json")
                    .body(BlobSource.ofBytes(bytes("abc")), 3)
                    .build();
            http.send(put).close();
            assertThat(server.requests()).hasSize(2).allSatisfy(seen -> {
                assertThat(seen.text()).isEqualTo("abc");
                assertThat(seen.lines("Content-Type")).containsExactly("application/json");
            });
        }
    }

    @Test
    @DisplayName("24.C 48, RB-6: a request to an exhausted host gets one delayed try")
    void exhaustedHostGetsOneTry() throws IOException {
        try (ScriptedServer server = server(500);
                RegistryHttp http = client(server)) {
            failure(http, get());
            starts.clear();
            failure(http, get());
            assertThat(starts).containsExactly(seconds(3 + 3.2));
        }
    }

    @Test
    @DisplayName("RB-7: six good answers forgive one sign of overload")
    void forgivesOverload() throws IOException {
        try (ScriptedServer server = server(429, 200);
                RegistryHttp http = client(server)) {
            for (int i = 0; i < 8; i++) {
                assertThat(body(http, get())).isEqualTo("ok");
            }
            assertThat(time.sleeps()).hasSize(6);
        }
    }

    @Test
    @DisplayName("RB-9: failures of a call that ignores errors slow nothing down and are not repeated")
    void ignoredErrors() throws IOException {
        try (ScriptedServer server = server(429, 200);
                RegistryHttp http = client(server)) {
            HttpCall mount = HttpCall.builder("POST", "reg", "r", "blobs/uploads/")
                    .query("mount", "sha256:aa")
                    .skipMirrors()
                    .ignoreErrors()
                    .build();
            assertThat(failure(http, mount).kind()).isEqualTo(ErrorKind.HTTP_RATE_LIMIT);
            assertThat(body(http, get())).isEqualTo("ok");
            assertThat(time.sleeps()).isEmpty();
            assertThat(server.lines().getFirst()).isEqualTo("POST /v2/r/blobs/uploads/?mount=sha256%3Aaa");
            assertThat(server.requests().getFirst().header("Content-Length")).contains("0");
        }
    }

    @ParameterizedTest
    @DisplayName("RB-11: an unexpected Content-Length fails after one try")
    @CsvSource({"12, SIZE_LIMIT_EXCEEDED", "7, SHORT_READ"})
    void wrongLength(int served, ErrorKind kind) throws IOException {
        try (ScriptedServer server =
                        ScriptedServer.start(seen -> Reply.status(200).body(new byte[served]));
                RegistryHttp http = client(server)) {
            RegistryException e = failure(
                    http,
                    HttpCall.builder("GET", "reg", "r", "blobs/x")
                            .expectedLength(10)
                            .work(Work.Kind.BLOB, 10)
                            .build());
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e).hasMessageContaining("unexpected Content-Length " + served + ", expected 10");
            assertThat(server.requests()).hasSize(1);
            assertThat(time.sleeps()).isEmpty();
        }
    }

    @ParameterizedTest
    @DisplayName("RB-12, JI-3: what the server says, on one line, without secrets")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"errors\":[{\"code\":\"A\",\"message\":\"m\",\"detail\":\"d\"},{\"message\":\"n\"}]} | A: m: d; n",
                "{\"errors\":[{\"code\":\"A\",\"message\":\"one\",\"detail\":{\"Tag\":\"x\"}}]} | A: one",
                "{\"errors\":[]} | {\"errors\":[]}",
                "{\"details\":\"no login\"} | no login",
                "{broken | {broken",
                "see https://me:pw@h/x?X-Amz-Signature=abc&a=1 | see https://***@h/x?X-Amz-Signature=***&a=1",
                "token=abc eyJhbGciOiJIUzI1.eyJzdWIiOiIx.sig | token=*** ***"
            })
    void tellsTheReason(String body, String reason) throws IOException {
        try (ScriptedServer server = ScriptedServer.start(Reply.status(400).body(body));
                RegistryHttp http = client(server)) {
            assertThat(failure(http, get())).hasMessageContaining("[http 400]: " + reason + " (GET ");
        }
    }

    @Test
    @DisplayName("RB-12: an endless error answer is cut off")
    void cutsLongReasons() throws IOException {
        byte[] endless = new byte[ErrorReason.LIMIT * 20];
        Arrays.fill(endless, (byte) 'x');
        try (ScriptedServer server = ScriptedServer.start(Reply.status(400).body(endless));
                RegistryHttp http = client(server)) {
            assertThat(failure(http, get()).getMessage()).contains("xxx...").hasSizeLessThan(600);
        }
    }

    @Test
    @DisplayName("RB-6: requests to a host that is overloaded start one delay apart")
    void spacesConcurrentRequests() throws Exception {
        try (ScriptedServer server = server(429, 200);
                RegistryHttp http = client(server)) {
            failureIgnored(http);
            for (int i = 0; i < 3; i++) {
                body(http, get());
            }
            assertThat(starts).containsExactly(seconds(0), seconds(0.2), seconds(0.4), seconds(0.6));
        }
    }

    @Test
    @DisplayName("RB-2: a refused connection is tried five times and explained")
    void explainsARefusedConnection() throws IOException {
        ScriptedServer server = ScriptedServer.start();
        String authority = server.authority();
        server.close();
        try (RegistryHttp http = hostsOf(server).build()) {
            RegistryException e = failure(http, get());
            assertThat(e.kind()).isEqualTo(ErrorKind.TRANSPORT);
            assertThat(e)
                    .hasMessage("request failed: connect to " + authority + ": connection refused (GET http://"
                            + authority + "/v2/r/manifests/latest), 5 tries");
            assertThat(time.elapsed()).isEqualTo(seconds(3));
        }
    }

    @Test
    void refusesANameThatIsNoHost() throws IOException {
        hosts.add("reg", "bad host", TlsMode.DISABLED);
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThatThrownBy(() -> http.send(get()))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT));
        }
    }

    private void failureIgnored(RegistryHttp http) {
        assertThatThrownBy(() -> http.send(HttpCall.builder("PUT", "reg", "r", "x")
                        .body(BlobSource.once(new ByteArrayInputStream(new byte[0])), 0)
                        .build()))
                .isInstanceOf(RegistryException.class);
    }

    private static HttpCall get() {
        return HttpCall.builder("GET", "reg", "r", "manifests/latest")
                .work(Work.Kind.MANIFEST, 0)
                .build();
    }

    /** Answers with the statuses in order, the last one for ever. */
    private ScriptedServer server(int... statuses) throws IOException {
        int[] next = {0};
        return ScriptedServer.start(seen -> {
            starts.add(time.elapsed());
            int status = statuses[Math.min(next[0]++, statuses.length - 1)];
            return Reply.status(status).body(status == 200 ? "ok" : "");
        });
    }

    private ScriptedServer serve(Reply... replies) throws IOException {
        var order = ScriptedServer.inOrder(replies);
        return ScriptedServer.start(seen -> {
            starts.add(time.elapsed());
            return order.apply(seen);
        });
    }

    private RegistryHttp client(ScriptedServer server) {
        return hostsOf(server).build();
    }

    private RegistryHttp.Builder hostsOf(ScriptedServer server) {
        hosts.add("reg", server);
        return hosts.client(time);
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

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
