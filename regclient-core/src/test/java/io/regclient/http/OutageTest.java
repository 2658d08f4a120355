// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.RegistryException;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long an outage slows down what comes after it. */
@Timeout(60)
class OutageTest {
    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    @AutoClose
    private final OpenResources open = new OpenResources();

    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    @DisplayName("RB-6: failures of requests that were under way together count once")
    void aBurstCountsOnce(int status) throws Exception {
        int burst = 8;
        CountDownLatch together = new CountDownLatch(1);
        AtomicInteger arrived = new AtomicInteger();
        ScriptedServer server = start(seen -> {
            boolean inBurst = arrived.incrementAndGet() <= burst;
            return inBurst ? Reply.status(status).holdHead(together) : Reply.ok("ok");
        });
        hosts.add("reg", server).reqConcurrent(burst);
        try (RegistryHttp http = hosts.client(time).build()) {
            List<BackgroundCall<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < burst; i++) {
                calls.add(BackgroundCall.start(() -> status(http, "r")));
            }
            BackgroundCall.await(() -> arrived.get() == burst);
            together.countDown();
            for (BackgroundCall<Integer> call : calls) {
                assertThat(call.result()).isEqualTo(200);
            }
        }
        Duration afterOne = Duration.ofMillis(200);
        assertThat(time.sleeps())
                .as("one delay apart, of that after one failure")
                .isNotEmpty()
                .allSatisfy(sleep -> assertThat(sleep).isLessThanOrEqualTo(afterOne.multipliedBy(burst)))
                .anySatisfy(sleep -> assertThat(sleep).isLessThanOrEqualTo(afterOne));
    }

    @Test
    @DisplayName("RB-7: the first answer after an outage ends it")
    void aProbeReopens() throws IOException {
        broken.add("r");
        hosts.add("reg", start(this::answer));
        try (RegistryHttp http = hosts.client(time).build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(status(http, "r")).isEqualTo(500);
            }
            broken.clear();
            assertThat(status(http, "r")).isEqualTo(200);
            Duration reopened = time.elapsed();
            for (int i = 0; i < 20; i++) {
                assertThat(status(http, "r")).isEqualTo(200);
            }
            assertThat(time.elapsed()).isEqualTo(reopened);
        }
    }

    @Test
    @DisplayName("RB-5: however long an outage was, it is over four seconds after the host is back")
    void delaysStayShort() throws IOException {
        broken.add("r");
        hosts.add("reg", start(this::answer));
        try (RegistryHttp http = hosts.client(time).build()) {
            for (int i = 0; i < 50; i++) {
                status(http, "r");
            }
            assertThat(time.sleeps()).allSatisfy(sleep -> assertThat(sleep).isLessThanOrEqualTo(Duration.ofSeconds(4)));
        }
    }

    @Test
    @DisplayName("RB-3: errors of one repository slow that one down and not its host")
    void oneRepositoryIsNotTheHost() throws IOException {
        broken.add("bad");
        hosts.add("reg", start(this::answer));
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(status(http, "bad")).isEqualTo(500);
            Duration before = time.elapsed();
            for (int i = 0; i < 20; i++) {
                assertThat(status(http, "good")).isEqualTo(200);
            }
            assertThat(time.elapsed()).isEqualTo(before);
            assertThat(status(http, "bad")).isEqualTo(500);
            assertThat(time.elapsed()).as("that one is still slow").isGreaterThan(before);
        }
    }

    @Test
    @DisplayName("RB-3: when several repositories answer nothing but errors the host is slowed down")
    void severalRepositoriesAreTheHost() throws IOException {
        broken.addAll(List.of("a", "b", "c"));
        hosts.add("reg", start(this::answer));
        try (RegistryHttp http = hosts.client(time).retryLimit(1).build()) {
            for (String repository : List.of("a", "b", "c")) {
                assertThat(status(http, repository)).isEqualTo(500);
            }
            assertThat(time.elapsed()).isZero();
            assertThat(status(http, "good")).isEqualTo(200);
            assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(200));
            assertThat(status(http, "other")).isEqualTo(200);
            assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    @DisplayName("RB-5: what failed before goes before what waits, and all of it ends with the last try of one")
    void failedOnesEndFirst() throws Exception {
        ManualTime stepping = ManualTime.stepping();
        int slots = 2;
        CountDownLatch together = new CountDownLatch(1);
        AtomicInteger arrived = new AtomicInteger();
        ScriptedServer server = start(seen -> {
            boolean inBurst = arrived.incrementAndGet() <= slots;
            return inBurst ? Reply.status(500).holdHead(together) : Reply.status(500);
        });
        hosts.add("reg", server).reqConcurrent(slots);
        try (RegistryHttp http = hosts.client(stepping).build()) {
            List<BackgroundCall<Integer>> failing = List.of(
                    BackgroundCall.start(() -> status(http, "r")), BackgroundCall.start(() -> status(http, "r")));
            BackgroundCall.await(() -> arrived.get() == slots);
            List<BackgroundCall<Integer>> later = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                later.add(BackgroundCall.start(() -> status(http, "r")));
            }
            together.countDown();
            for (int probe = 0; probe < 10; probe++) {
                stepping.awaitSleepers(1);
                stepping.advance(Duration.ofSeconds(4));
            }
            for (BackgroundCall<Integer> call : failing) {
                assertThat(call.result()).isEqualTo(500);
            }
            assertThat(later.stream().filter(BackgroundCall::isRunning)).isNotEmpty();
            later.forEach(BackgroundCall::close);
        }
    }

    @Test
    @DisplayName("RB-6: what waited while its host failed ends with it, what comes later has one try")
    void waitersEndWithTheirHost() throws Exception {
        ManualTime stepping = ManualTime.stepping();
        ScriptedServer server = start(_ -> Reply.drop());
        hosts.add("reg", server).reqConcurrent(1);
        try (RegistryHttp http = hosts.client(stepping).build()) {
            BackgroundCall<RegistryException> first = BackgroundCall.start(() -> failure(http, "first"));
            stepping.awaitSleepers(1);
            List<BackgroundCall<RegistryException>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String repository = "waiting" + i;
                waiting.add(BackgroundCall.start(() -> failure(http, repository)));
            }
            BackgroundCall.await(() -> http.throttles("reg", false).getFirst().waiting() == 20);
            for (int probe = 1; probe < 5; probe++) {
                stepping.awaitSleepers(1);
                stepping.advance(Duration.ofSeconds(4));
            }

            assertThat(first.result()).hasMessageContaining("/v2/first/x)");
            int shared = 0;
            for (int i = 0; i < 20; i++) {
                String message = waiting.get(i).result().getMessage();
                assertThat(message).startsWith("request failed: ").contains(server.url("/v2/waiting" + i + "/x"));
                shared += message.contains(", as another request found (GET ") ? 1 : 0;
            }
            assertThat(server.requests()).hasSize(5);
            assertThat(shared).isGreaterThanOrEqualTo(16);

            BackgroundCall<RegistryException> later = BackgroundCall.start(() -> failure(http, "later"));
            stepping.awaitSleepers(1);
            stepping.advance(Duration.ofSeconds(4));
            assertThat(later.result()).hasMessageNotContaining("another");
            assertThat(server.requests()).hasSize(6);
        }
    }

    @Test
    @DisplayName("RB-5: tries of several requests at the same time are as far apart as those of one")
    void triesOfSeveralAreApart() throws Exception {
        ManualTime stepping = ManualTime.stepping();
        CountDownLatch together = new CountDownLatch(1);
        AtomicInteger arrived = new AtomicInteger();
        ScriptedServer server = start(seen -> {
            boolean inBurst = arrived.incrementAndGet() <= 3;
            return inBurst ? Reply.drop().holdHead(together) : Reply.drop();
        });
        hosts.add("reg", server).reqConcurrent(3);
        try (RegistryHttp http = hosts.client(stepping).build()) {
            List<BackgroundCall<RegistryException>> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                calls.add(BackgroundCall.start(() -> failure(http, "r")));
            }
            BackgroundCall.await(() -> arrived.get() == 3);
            together.countDown();
            BackgroundCall.await(() -> {
                boolean over = calls.stream().noneMatch(BackgroundCall::isRunning);
                if (!over && stepping.isAwaited()) {
                    stepping.advance(Duration.ofMillis(100));
                }
                return over;
            });
        }
        assertThat(stepping.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    private Reply answer(ScriptedServer.Seen seen) {
        return broken.contains(seen.path().split("/", -1)[2]) ? Reply.status(500) : Reply.ok("ok");
    }

    private ScriptedServer start(java.util.function.Function<ScriptedServer.Seen, Reply> script) throws IOException {
        return open.add(ScriptedServer.start(script));
    }

    private static int status(RegistryHttp http, String repository) throws IOException {
        RegistryException failure = failure(http, repository);
        return failure == null ? 200 : failure.httpStatus().orElse(0);
    }

    private static RegistryException failure(RegistryHttp http, String repository) throws IOException {
        HttpCall call = HttpCall.builder("GET", "reg", repository, "x").build();
        return catchThrowableOfType(RegistryException.class, () -> {
            try (HttpReply reply = http.send(call)) {
                reply.readAll(10);
            }
        });
    }
}
