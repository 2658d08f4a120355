// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.ManualTime;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ResumeTest {
    private static final int SIZE = 100_000;
    private static final byte[] CONTENT = new byte[SIZE];

    static {
        new Random(1).nextBytes(CONTENT);
    }

    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();
    private final List<ScriptedServer> servers = new ArrayList<>();

    @AfterEach
    void stopServers() throws IOException {
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("24.D 57, RS-1, RS-3: a content cut twice, by end or reset, arrives as one stream")
    void resumes(boolean reset) throws IOException {
        ScriptedServer server = start(seen -> {
            int from = seen.header("Range").map(ResumeTest::startOf).orElse(0);
            Reply reply = from == 0 ? Reply.status(200).body(CONTENT) : part(from, SIZE);
            int cut = from == 0 ? 40_000 : from < 70_000 ? 30_000 : -1;
            return cut < 0 ? reply : reset ? reply.resetAfter(cut) : reply.cutAfter(cut);
        });
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(blob())) {
            assertThat(reply.contentLength()).hasValue(SIZE);
            assertThat(reply.body().readAllBytes()).isEqualTo(CONTENT);
        }
        assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(3);
        String range = server.requests().get(1).header("Range").orElseThrow();
        assertThat(startOf(range)).isBetween(reset ? 0 : 40_000, 40_000);
        assertThat(range).endsWith("-" + (SIZE - 1));
        assertThat(time.sleeps()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("RB-2: what is read whole is asked for again from its first byte, with the headers of the last answer")
    void startsOver(boolean reset) throws IOException {
        AtomicInteger count = new AtomicInteger();
        ScriptedServer server = start(seen -> {
            int n = count.incrementAndGet();
            Reply whole = Reply.status(200).body(CONTENT).header("X-Answer", Integer.toString(n));
            return n > 2 ? whole : reset ? whole.resetAfter(40_000) : whole.cutAfter(40_000);
        });
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(blob())) {
            assertThat(reply.readAll(SIZE)).isEqualTo(CONTENT);
            assertThat(reply.header("X-Answer")).contains("3");
        }
        assertThat(server.requests())
                .hasSize(3)
                .allSatisfy(seen -> assertThat(seen.header("Range")).isEmpty());
        assertThat(time.sleeps()).hasSize(2);
    }

    @Test
    @DisplayName("RB-2: a server that always breaks off is given up after five tries")
    void givesUpStartingOver() throws IOException {
        ScriptedServer server = start(seen -> Reply.status(200).body(CONTENT).cutAfter(40_000));
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(blob())) {
            assertThatThrownBy(() -> reply.readAll(SIZE))
                    .isInstanceOfSatisfying(
                            RegistryException.class,
                            e -> assertThat(e.is(ErrorKind.SHORT_READ)).isTrue())
                    .hasMessageContaining("content ended after 40000 of 100000 bytes");
        }
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    @DisplayName("24.D 58, RS-2: a server without ranges fails the read and adds no data")
    void rangesNotSupported() throws IOException {
        ScriptedServer server = start(seen -> {
            Reply whole = Reply.status(200).body(CONTENT);
            return seen.header("Range").isPresent() ? whole : whole.cutAfter(40_000);
        });
        assertBroken(server, 40_000, "ranges are not supported: status 200 without Content-Range");
        assertThat(server.requests()).as("with the one that checks the slot").hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bytes 40000-99999/100000", "bytes  40000 - 99999 / 100000", "40000-99999/*"})
    @DisplayName("RS-2: a range in another spacing or letter case, or without its unit, fits")
    void rangeForms(String range) throws IOException {
        byte[] rest = Arrays.copyOfRange(CONTENT, 40_000, SIZE);
        hosts.add(
                "reg",
                start(seen -> seen.header("Range").isPresent()
                        ? Reply.status(206).header("Content-Range", range).body(rest)
                        : Reply.status(200).body(CONTENT).cutAfter(40_000)));
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(blob())) {
            assertThat(reply.body().readAllBytes()).isEqualTo(CONTENT);
        }
    }

    @ParameterizedTest
    @DisplayName("24.D 59, RS-2: a range that does not fit fails the read")
    @CsvSource(
            delimiter = '|',
            value = {
                "206 | bytes 39999-99999/100000 | a | asked for bytes from 40000",
                "206 | bytes 40000-99999/100001 | a | another length now: 100001",
                "206 | bytes=40000-99999/100000 | a | asked for bytes from 40000",
                "200 | bytes 40000-99999/100000 | a | ranges are not supported: status 200",
                "206 | bytes 40000-99999/100000 | b | the content changed: ETag b",
                "416 | bytes */100000           | a | [http 416]"
            })
    void wrongRange(int status, String range, String etag, String why) throws IOException {
        ScriptedServer server = start(seen -> seen.header("Range").isPresent()
                ? Reply.status(status)
                        .header("Content-Range", range)
                        .header("ETag", etag)
                        .body(Arrays.copyOfRange(CONTENT, 40_000, SIZE))
                : Reply.status(200).header("ETag", "a").body(CONTENT).cutAfter(40_000));
        assertBroken(server, 40_000, why);
    }

    @Test
    @DisplayName("24.D 60, RS-1: cut on the mirror, the rest comes from the registry")
    void resumesOnTheNextHost() throws IOException {
        ScriptedServer mirror = start(seen -> seen.header("Range").isPresent()
                ? Reply.status(404)
                : Reply.status(200).header("ETag", "mirror").body(CONTENT).cutAfter(40_000));
        ScriptedServer registry = start(
                seen -> part(startOf(seen.header("Range").orElseThrow()), SIZE).header("ETag", "registry"));
        hosts.add("m", mirror);
        hosts.add("reg", registry).mirrors(List.of("m"));
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(blob())) {
            assertThat(reply.body().readAllBytes()).isEqualTo(CONTENT);
        }
        assertThat(mirror.requests()).hasSize(1);
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    @DisplayName("RS-1, RB-1: a content that never gets on ends after the tries of the request, slots given back")
    void givesUp() throws IOException {
        ScriptedServer server = start(seen -> seen.header("Range").isPresent()
                ? part(startOf(seen.header("Range").get()), SIZE).cutAfter(0)
                : Reply.status(200).body(CONTENT).cutAfter(40_000));
        assertBroken(server, 40_000, "content ended after 40000 of 100000 bytes");
        assertThat(server.requests()).as("with the one that checks the slot").hasSize(6);
        assertThat(time.elapsed()).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    @DisplayName("RS-4: without a length nothing is resumed")
    void unknownLength() throws IOException {
        ScriptedServer server =
                start(seen -> Reply.status(200).body(CONTENT).chunked().cutAfter(40_000));
        assertBroken(server, 40_000, "content ended after 40000 bytes");
        assertThat(server.requests()).as("with the one that checks the slot").hasSize(2);
    }

    @Test
    @DisplayName("RS-1: the length the caller expects is enough to resume")
    void expectedLength() throws IOException {
        ScriptedServer server = start(seen -> seen.header("Range").isPresent()
                ? part(startOf(seen.header("Range").get()), SIZE)
                : Reply.status(200).body(Arrays.copyOf(CONTENT, 40_000)).chunked());
        hosts.add("reg", server);
        HttpCall call = HttpCall.builder("GET", "reg", "r", "blobs/x")
                .expectedLength(SIZE)
                .build();
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(call)) {
            assertThat(reply.body().readAllBytes()).isEqualTo(CONTENT);
        }
    }

    @Test
    @DisplayName("a caller's own Range request is not resumed")
    void ownRange() throws IOException {
        ScriptedServer server = start(seen -> part(10, SIZE).cutAfter(5));
        hosts.add("reg", server);
        HttpCall call = HttpCall.builder("GET", "reg", "r", "blobs/x")
                .header("Range", "bytes=10-")
                .build();
        try (RegistryHttp http = hosts.client(time).build();
                HttpReply reply = http.send(call)) {
            assertThatThrownBy(() -> reply.body().readAllBytes()).isInstanceOf(RegistryException.class);
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @DisplayName("a transfer below the floor is aborted and resumed")
    void resumesAStalledTransfer() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        ScriptedServer server = start(seen -> seen.header("Range").isPresent()
                ? part(startOf(seen.header("Range").get()), SIZE)
                : Reply.status(200).body(CONTENT).holdAfter(40_000, never));
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time)
                        .stallFloor(1024, Duration.ofMillis(200))
                        .build();
                HttpReply reply = http.send(blob())) {
            assertThat(reply.body().readAllBytes()).isEqualTo(CONTENT);
        }
        assertThat(server.requests()).hasSize(2);
        never.countDown();
    }

    @Test
    @DisplayName("a transfer that stalls for good is of kind STALLED and names the host")
    void namesAStalledHost() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        ScriptedServer server =
                start(seen -> Reply.status(200).body(CONTENT).chunked().holdAfter(40_000, never));
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time)
                        .stallFloor(1000, Duration.ofMillis(200))
                        .build();
                HttpReply reply = http.send(blob())) {
            RegistryException e = catchThrowableOfType(
                    RegistryException.class, () -> reply.body().readAllBytes());
            assertThat(e.kind()).isEqualTo(ErrorKind.STALLED);
            assertThat(e)
                    .hasMessage("request failed: content ended after 40000 bytes: connection to " + server.authority()
                            + " stalled: less than 1000 bytes per second for 200ms (GET "
                            + server.url("/v2/r/blobs/x") + ")");
        }
        never.countDown();
    }

    @Test
    @DisplayName("OK-4: a server that never answers is given up after the answer timeout")
    void noAnswer() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        ScriptedServer server = start(seen -> Reply.ok("late").holdHead(never));
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time)
                .retryLimit(1)
                .answerTimeout(Duration.ofMillis(200))
                .build()) {
            RegistryException e = catchThrowableOfType(RegistryException.class, () -> http.send(blob()));
            assertThat(e.kind()).isEqualTo(ErrorKind.STALLED);
            assertThat(e)
                    .hasMessageStartingWith("request failed: connection to " + server.authority()
                            + " stalled: no answer for 200ms (GET ");
        }
        never.countDown();
    }

    @Test
    @DisplayName("readAll: the limit holds with and without a length")
    void readAllIsBounded() throws IOException {
        ScriptedServer server = start(seen ->
                seen.target().endsWith("chunked") ? Reply.ok("12345678901").chunked() : Reply.ok("12345678901"));
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build()) {
            for (String path : List.of("blobs/length", "blobs/chunked")) {
                try (HttpReply reply =
                        http.send(HttpCall.builder("GET", "reg", "r", path).build())) {
                    assertThatThrownBy(() -> reply.readAll(10))
                            .isInstanceOfSatisfying(
                                    RegistryException.class,
                                    e -> assertThat(e.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED));
                }
                try (HttpReply reply =
                        http.send(HttpCall.builder("GET", "reg", "r", path).build())) {
                    assertThat(reply.readAll(11)).hasSize(11);
                }
            }
        }
    }

    private void assertBroken(ScriptedServer server, int received, String why) throws IOException {
        hosts.add("reg", server).reqConcurrent(1);
        try (RegistryHttp http = hosts.client(time).build()) {
            try (HttpReply reply = http.send(blob())) {
                assertThat(reply.body().readNBytes(received)).isEqualTo(Arrays.copyOf(CONTENT, received));
                RegistryException e = catchThrowableOfType(
                        RegistryException.class, () -> reply.body().read());
                assertThat(e.kind()).isEqualTo(ErrorKind.SHORT_READ);
                assertThat(e).hasMessageContaining(why);
            }
            try (HttpReply again = http.send(blob())) {
                assertThat(again.status()).as("the slot is free again").isEqualTo(200);
            }
        }
    }

    private static Reply part(int from, int total) {
        return Reply.status(206)
                .header("Content-Range", "bytes " + from + "-" + (total - 1) + "/" + total)
                .body(Arrays.copyOfRange(CONTENT, from, total));
    }

    private static int startOf(String range) {
        return Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
    }

    private ScriptedServer start(Function<ScriptedServer.Seen, Reply> script) throws IOException {
        ScriptedServer server = ScriptedServer.start(script);
        servers.add(server);
        return server;
    }

    private static HttpCall blob() {
        return HttpCall.builder("GET", "reg", "r", "blobs/x")
                .work(Work.Kind.BLOB, SIZE)
                .build();
    }
}
