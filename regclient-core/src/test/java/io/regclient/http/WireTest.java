// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ManualTime;
import io.regclient.throttle.Permit;
import io.regclient.throttle.Throttle;
import io.regclient.throttle.Work;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes over the wire apart from retries: headers, bodies, slots, warnings. */
@Timeout(60)
class WireTest {
    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();
    private final List<ScriptedServer> servers = new ArrayList<>();
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stopServers() throws IOException {
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    @Test
    @DisplayName("24.D 62, TL-6, OK-3: every request asks for the bytes as they are")
    void identityEncoding() throws IOException {
        ScriptedServer server =
                start(seen -> Reply.ok("ok").header("X-Two", "a").header("x-two", "b"));
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(HttpCall.builder("GET", "reg", "r", "x")
                        .header("Accept", "a/b")
                        .header("Accept", "c/d")
                        .build())) {
            assertThat(reply.headerLines("X-TWO")).containsExactly("a", "b");
            assertThat(reply.header("none")).isEmpty();
        }
        ScriptedServer.Seen seen = server.requests().getFirst();
        assertThat(seen.lines("Accept-Encoding")).containsExactly("identity");
        assertThat(seen.lines("User-Agent")).containsExactly("agent/1");
        assertThat(seen.lines("Accept")).as("OK-9: separate lines in order").containsExactly("a/b", "c/d");
    }

    @Test
    @DisplayName("OK-5, BL-9: an upload location arrives as the server wrote it")
    void keepsLocations() throws IOException {
        ScriptedServer server = start(seen -> Reply.ok("ok"));
        hosts.add("reg", server);
        String target = "/v2/r/blobs/uploads/1?_state=a%2B%2F%3D+%7E~;b&x=%20%c3%a9&y&z=&digest=sha256:ab%3Acd";
        try (RegistryHttp http = hosts.client(time).build()) {
            http.send(HttpCall.builder("PUT", "reg", "r", "")
                            .directUrl(server.url(target))
                            .build())
                    .close();
        }
        assertThat(server.lines()).containsExactly("PUT " + target);
    }

    @Test
    @DisplayName("OK-6: an empty POST has Content-Length: 0, content of unknown length is chunked")
    void contentLengths() throws IOException {
        ScriptedServer server = start(seen -> Reply.status(202));
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build()) {
            http.send(HttpCall.builder("POST", "reg", "r", "blobs/uploads/").build())
                    .close();
            http.send(HttpCall.builder("PATCH", "reg", "r", "x")
                            .header("Content-Type", "application/octet-stream")
                            .body(BlobSource.ofBytes(new byte[200_000]), -1)
                            .build())
                    .close();
            http.send(HttpCall.builder("DELETE", "reg", "r", "x").build()).close();
        }
        List<ScriptedServer.Seen> seen = server.requests();
        assertThat(seen.get(0).lines("Content-Length")).containsExactly("0");
        assertThat(seen.get(1).lines("Transfer-Encoding")).containsExactly("chunked");
        assertThat(seen.get(1).text()).hasSize(200_000);
        assertThat(seen.get(1).lines("Content-Type")).containsExactly("application/octet-stream");
        assertThat(seen.get(2).lines("Content-Length")).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("RB-10: content that is not as long as announced is nobody's fault but the source's")
    @CsvSource({
        "5, SHORT_READ, ended after 3 of 5 bytes",
        "2, SIZE_LIMIT_EXCEEDED, is longer than the announced 2 bytes"
    })
    void wrongContent(long announced, ErrorKind kind, String words) throws IOException {
        hosts.add("reg", start(seen -> Reply.status(201)));
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = catchThrowableOfType(
                    RegistryException.class,
                    () -> http.send(HttpCall.builder("PUT", "reg", "r", "x")
                            .body(BlobSource.ofBytes(new byte[3]), announced)
                            .build()));
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e).hasMessageContaining("the content to send " + words);
            assertThat(time.sleeps()).isEmpty();
        }
    }

    @Test
    @DisplayName("a source that cannot be read is LOCAL_IO or keeps its kind, and is not retried")
    void unreadableContent() throws IOException {
        hosts.add("reg", start(seen -> Reply.status(201)));
        try (RegistryHttp http = hosts.client(time).build()) {
            for (IOException failure : List.of(
                    new IOException("disk gone"), RegistryException.of(ErrorKind.DIGEST_MISMATCH, "digest mismatch"))) {
                BlobSource source = BlobSource.reopening(() -> new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw failure;
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        throw failure;
                    }
                });
                RegistryException e = catchThrowableOfType(
                        RegistryException.class,
                        () -> http.send(HttpCall.builder("PUT", "reg", "r", "x")
                                .body(source, 3)
                                .build()));
                assertThat(e.kind())
                        .isEqualTo(
                                failure instanceof RegistryException ? ErrorKind.DIGEST_MISMATCH : ErrorKind.LOCAL_IO);
                assertThat(e).hasMessageEndingWith(": " + failure.getMessage());
            }
            assertThat(time.sleeps()).isEmpty();
        }
    }

    @Test
    @DisplayName("a server that refuses early is heard, the content is closed")
    void earlyRefusal() throws IOException {
        ScriptedServer server = start(seen -> Reply.status(413).json("{\"errors\":[{\"code\":\"SIZE_INVALID\"}]}"));
        hosts.add("reg", server);
        boolean[] closed = {false};
        BlobSource source = BlobSource.reopening(() -> new ByteArrayInputStream(new byte[1 << 20]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        });
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = catchThrowableOfType(
                    RegistryException.class,
                    () -> http.send(HttpCall.builder("PUT", "reg", "r", "x")
                            .body(source, 1 << 20)
                            .build()));
            assertThat(e).hasMessageContaining("[http 413]: SIZE_INVALID");
            assertThat(closed).containsExactly(true);
        }
    }

    @Test
    @DisplayName("a header value cannot smuggle in another header")
    void refusesControlCharacters() throws IOException {
        hosts.add("reg", start(seen -> Reply.status(201)));
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = catchThrowableOfType(
                    RegistryException.class,
                    () -> http.send(HttpCall.builder("PUT", "reg", "r", "x")
                            .header("Content-Type", "a/b\r\nX-Evil: 1")
                            .build()));
            assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
        }
        assertThat(servers.getFirst().requests()).isEmpty();
    }

    @Test
    @DisplayName("24.C 49, CO-1: an open answer holds its slot")
    void openAnswerHoldsItsSlot() throws Exception {
        hosts.add("reg", start(seen -> Reply.ok("ok"))).reqConcurrent(1);
        try (RegistryHttp http = hosts.client(time).build()) {
            HttpReply first = http.send(get());
            first.readAll(10);
            FutureTask<HttpReply> second = new FutureTask<>(() -> http.send(get()));
            Thread thread = Thread.ofPlatform().start(second);
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            assertThat(servers.getFirst().requests()).hasSize(1);
            first.close();
            first.close();
            second.get().close();
            assertThat(servers.getFirst().requests()).hasSize(2);
        }
    }

    @Test
    @DisplayName("CO-1: slots are given back between tries and after failures")
    void failuresGiveSlotsBack() throws IOException {
        ScriptedServer server = start(seen -> Reply.status(seen.target().endsWith("y") ? 200 : 404));
        hosts.add("reg", server).reqConcurrent(1);
        try (RegistryHttp http = hosts.client(time).build()) {
            for (int i = 0; i < 3; i++) {
                assertThat(catchThrowableOfType(RegistryException.class, () -> http.send(get())))
                        .isNotNull();
            }
            http.send(HttpCall.builder("GET", "reg", "r", "y").build()).close();
        }
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    @DisplayName("CO-3: inside the scope of a permit requests take no slots")
    void scopeOfAPermit() throws IOException {
        hosts.add("reg", start(seen -> Reply.ok("ok"))).reqConcurrent(1);
        try (RegistryHttp http = hosts.client(time).build();
                Permit permit = Throttle.acquireAll(http.throttles("reg", true), new Work(Work.Kind.BLOB, 1))) {
            int status = permit.within(() -> {
                try (HttpReply outer = http.send(get());
                        HttpReply inner = http.send(get())) {
                    return outer.status() + inner.status();
                }
            });
            assertThat(status).isEqualTo(400);
        }
    }

    @Test
    @DisplayName("24.C 50, CO-2: ten requests per second start 100 ms apart")
    void pacing() throws IOException {
        List<Duration> starts = Collections.synchronizedList(new ArrayList<>());
        hosts.add("reg", start(seen -> {
                    starts.add(time.elapsed());
                    return Reply.ok("ok");
                }))
                .reqPerSec(10);
        try (RegistryHttp http = hosts.client(time).build()) {
            for (int i = 0; i < 5; i++) {
                http.send(get()).close();
            }
        }
        assertThat(starts.stream().map(Duration::toMillis)).containsExactly(0L, 100L, 200L, 300L, 400L);
    }

    @Test
    @DisplayName("24.D 56, WA-1: 299 warnings once per text and operation, of redirects too, other codes never")
    void reportsWarnings() throws IOException {
        ScriptedServer server = start(seen -> {
            Reply reply = seen.path().equals("/moved")
                    ? Reply.ok("ok").header("Warning", "299 - \"b\"").header("warning", "299 - \"a\"")
                    : Reply.status(307).header("Location", "/moved");
            return reply.header("Warning", "199 - \"no\"")
                    .header("Warning", "299 - \"a\", 299 host \"say \\\"hi\\\"\"");
        });
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).warnings(warnings::add).build()) {
            for (int i = 0; i < 3; i++) {
                http.send(get()).close();
            }
            assertThat(warnings).containsExactly("a", "say \"hi\"", "b");
            WarningScope.outermost().run(() -> {
                http.send(get()).close();
                return WarningScope.outermost().run(() -> {
                    http.send(get()).close();
                    return 0;
                });
            });
            assertThat(warnings).hasSize(6);
        }
    }

    @Test
    @DisplayName("statuses the caller accepts come back as answers")
    void acceptedStatuses() throws IOException {
        hosts.add("reg", start(seen -> Reply.status(404).body("gone")));
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(HttpCall.builder("GET", "reg", "r", "x")
                        .accept(404, 405)
                        .build())) {
            assertThat(reply.status()).isEqualTo(404);
            assertThat(new String(reply.readAll(10), StandardCharsets.UTF_8)).isEqualTo("gone");
        }
    }

    @Test
    @DisplayName("a HEAD answer has a length and no content")
    void headAnswer() throws IOException {
        hosts.add("reg", start(seen -> Reply.ok("12345")));
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply =
                        http.send(HttpCall.builder("HEAD", "reg", "r", "x").build())) {
            assertThat(reply.contentLength()).hasValue(5);
            assertThat(reply.readAll(10)).isEmpty();
        }
    }

    @Test
    @DisplayName("an answer closed early frees its connection slot quickly and later requests work")
    void closedEarly() throws IOException {
        ScriptedServer server = start(seen -> Reply.status(200).body(new byte[8 << 20]));
        hosts.add("reg", server).reqConcurrent(1);
        try (RegistryHttp http = hosts.client(time).build()) {
            for (int i = 0; i < 3; i++) {
                try (HttpReply reply = http.send(get())) {
                    assertThat(reply.body().read()).isZero();
                }
            }
        }
    }

    @Test
    @DisplayName("connections are used again")
    void reusesConnections() throws IOException {
        ScriptedServer server =
                start(seen -> seen.target().endsWith("1") ? Reply.status(404).body("no") : Reply.ok("x"));
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build()) {
            for (int i = 0; i < 6; i++) {
                String path = "x" + i % 3;
                HttpCall call =
                        HttpCall.builder("GET", "reg", "r", path).accept(404).build();
                try (HttpReply reply = http.send(call)) {
                    assertThat(reply.readAll(10)).isNotEmpty();
                }
            }
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    private ScriptedServer start(Function<ScriptedServer.Seen, Reply> script) throws IOException {
        ScriptedServer server = ScriptedServer.start(script);
        servers.add(server);
        return server;
    }

    private static HttpCall get() {
        return HttpCall.builder("GET", "reg", "r", "x").build();
    }
}
