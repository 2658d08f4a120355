// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.BackgroundCall;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests at the same time to a host that nobody limited. */
@Timeout(60)
class AdaptiveHostTest {
    private static final int CALLERS = 20;

    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();

    @AutoClose
    private final OpenResources open = new OpenResources();

    @Test
    @DisplayName("HC-1: a host that answers well gets more than three requests at the same time")
    void opensUp() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch together = new CountDownLatch(4);
        ScriptedServer server = start(() -> {
            if (asked.incrementAndGet() <= 60) {
                return Reply.ok("ok");
            }
            together.countDown();
            return Reply.ok("ok").holdHead(together);
        });
        hosts.add("reg", server);
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(all(http, 5)).containsOnly(200);
        }
    }

    @Test
    @DisplayName("RB-2: a host that answers 429 above five at a time refuses few requests, and none of them fails")
    void staysBelowWhatIsRefused() throws Exception {
        Crowd crowd = new Crowd();
        hosts.add("reg", start(crowd::ask));
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(all(http, 20)).containsOnly(200);
        }
        assertThat(crowd.refused.get()).isPositive();
        assertThat(20 * crowd.refused.get()).as("refusals, twenty times").isLessThan(crowd.asked.get());
    }

    @Test
    @DisplayName("MF-19: a host that counts down how many pulls are left is not asked for more at the same time")
    void heedsTheRateLimit() throws Exception {
        AtomicInteger left = new AtomicInteger(5);
        hosts.add(
                "reg", start(() -> Reply.ok("ok").header("RateLimit-Remaining", left.decrementAndGet() + ";w=21600")));
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(List.of(status(http), status(http), status(http))).containsOnly(200);

            assertThat(slots(http)).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("MF-19: a host that answers every request and says that none is left is asked as if it said nothing")
    void disbelievesAConstantRateLimit() throws Exception {
        hosts.add("reg", start(() -> Reply.ok("ok").header("RateLimit-Remaining", "0;w=21600")));
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(status(http)).isEqualTo(200);
            assertThat(slots(http)).isEqualTo(1);
            assertThat(status(http)).isEqualTo(200);

            assertThat(slots(http)).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("RB-2: a host that answers 503 gets fewer requests at the same time")
    void narrowsOnOverload() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        hosts.add("reg", start(() -> asked.incrementAndGet() == 1 ? Reply.status(503) : Reply.ok("ok")));
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(status(http)).isEqualTo(200);

            assertThat(slots(http)).isLessThan(3);
        }
    }

    private static int slots(RegistryHttp http) {
        return http.throttles("reg", false).getFirst().slots();
    }

    private ScriptedServer start(Supplier<Reply> script) throws IOException {
        ScriptedServer server = ScriptedServer.start(seen -> script.get());
        open.add(server);
        return server;
    }

    /** What so many callers get that ask so many times each, all at the same time. */
    private static List<Integer> all(RegistryHttp http, int times) throws Exception {
        List<BackgroundCall<List<Integer>>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(BackgroundCall.start(() -> {
                List<Integer> answers = new ArrayList<>();
                for (int n = 0; n < times; n++) {
                    answers.add(status(http));
                }
                return answers;
            }));
        }
        List<Integer> all = new ArrayList<>();
        for (BackgroundCall<List<Integer>> caller : callers) {
            all.addAll(caller.result());
        }
        return all;
    }

    private static int status(RegistryHttp http) throws IOException {
        try (HttpReply reply =
                http.send(HttpCall.builder("GET", "reg", "r", "x").build())) {
            reply.readAll(10);
            return reply.status();
        }
    }

    /**
     * Refuses more than five requests at a time. The first ones are not answered before as many are there as the client
     * allows itself by then, so that it cannot but get to know the limit.
     */
    private static final class Crowd {
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger active = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final List<CountDownLatch> rounds = new ArrayList<>();

        Crowd() {
            for (int width : List.of(3, 4, 6)) {
                CountDownLatch round = new CountDownLatch(width);
                for (int i = 0; i < width; i++) {
                    rounds.add(round);
                }
            }
        }

        Reply ask() {
            int turn = asked.getAndIncrement();
            int now = active.incrementAndGet();
            try {
                CountDownLatch round = turn < rounds.size() ? rounds.get(turn) : new CountDownLatch(0);
                round.countDown();
                if (now > 5) {
                    refused.incrementAndGet();
                    return Reply.status(429);
                }
                round.await();
                return Reply.ok("ok");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                active.decrementAndGet();
            }
        }
    }
}
