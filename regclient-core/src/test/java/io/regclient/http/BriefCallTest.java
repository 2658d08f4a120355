// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A question whose answer would only save other requests: it costs seconds at most, and nobody else anything. */
@Timeout(30)
class BriefCallTest {
    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();

    @AutoClose
    private final OpenResources open = new OpenResources();

    private final CountDownLatch never = open.never;

    static Stream<Reply> failures() {
        return Stream.of(
                Reply.status(500),
                Reply.status(503),
                Reply.status(503).header("Retry-After", "600"),
                Reply.status(429).header("Retry-After", "600"),
                Reply.drop(),
                Reply.ok("0123456789").resetAfter(3));
    }

    @ParameterizedTest
    @MethodSource("failures")
    @DisplayName("RB-9: it is tried once, and neither slows the host down nor narrows its width")
    void isTriedOnce(Reply failure) throws IOException {
        ScriptedServer server = start(failure);
        try (RegistryHttp http = hosts.client(time).build()) {
            failing(http, question("first"));

            assertThat(server.requests()).hasSize(1);
            assertGoesOn(http);
        }
    }

    @Test
    @DisplayName("a host that never answers it is given up after seconds, although an answer may take minutes")
    void isNotWaitedFor() throws IOException {
        start(Reply.ok("").holdHead(never));
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failing(http, question("first")))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.STALLED))
                    .hasMessageContaining("stalled: no answer for 3s");

            assertGoesOn(http);
        }
    }

    @Test
    @DisplayName("an explanation that stands still is waited for as long")
    void doesNotWaitForAnExplanation() throws IOException {
        start(Reply.status(404).body("it went wr--").holdAfter(10, never));
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failing(http, question("first")).httpStatus()).hasValue(404);

            assertGoesOn(http);
        }
    }

    /** Other requests start at once, as many at the same time as before. */
    private void assertGoesOn(RegistryHttp http) throws IOException {
        try (HttpReply reply =
                http.send(HttpCall.builder("GET", "reg", "r", "x").build())) {
            assertThat(reply.status()).isEqualTo(200);
        }
        assertThat(time.sleeps()).isEmpty();
        assertThat(http.throttles("reg", false).getFirst().slots()).isGreaterThanOrEqualTo(3);
    }

    private static HttpCall question(String path) {
        return HttpCall.builder("GET", "reg", "r", path).brief().build();
    }

    private static RegistryException failing(RegistryHttp http, HttpCall call) {
        return catchThrowableOfType(
                RegistryException.class, () -> http.send(call).readAll(100));
    }

    private ScriptedServer start(Reply first) throws IOException {
        ScriptedServer server =
                open.add(ScriptedServer.start(seen -> seen.target().contains("/first") ? first : Reply.ok("ok")));
        hosts.add("reg", server);
        return server;
    }
}
