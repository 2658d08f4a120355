// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the width of a host that nobody limited follows the host, in simulated time. */
class AdaptiveWidthTest {
    private static final long MILLI = 1_000_000;
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final AdaptiveWidth width = new AdaptiveWidth();

    @Test
    @DisplayName("HC-1: it starts at 3, and grows to 16 within a few dozen quick answers")
    void widens() {
        Registry registry = new Registry(NO_LIMIT, active -> 20 * MILLI);

        assertThat(width.slots()).isEqualTo(3);
        registry.serve(List.of(width), 60);

        assertThat(width.slots()).isEqualTo(16);
        registry.serve(List.of(width), 10_000);
        assertThat(width.slots()).isEqualTo(16);
    }

    @Test
    void doesNotWidenWhatNobodyUses() {
        for (int i = 0; i < 1000; i++) {
            width.answered(width.epoch(), OptionalLong.of(MILLI), false);
        }

        assertThat(width.slots()).isEqualTo(3);
    }

    @Test
    @DisplayName("a registry that refuses more than 5 at a time refuses few requests")
    void staysBelowWhatIsRefused() {
        for (int requests : List.of(100, 170, 2_000, 100_000)) {
            Registry registry = new Registry(5, active -> 20 * MILLI);
            AdaptiveWidth fresh = new AdaptiveWidth();

            registry.serve(List.of(fresh), requests);

            assertThat(20 * registry.refusals).as("refusals, twenty times").isLessThan(requests);
            assertThat(fresh.slots()).isBetween(2, 6);
        }
    }

    @Test
    @DisplayName("a registry that refuses more than 2 at a time is asked one or two at a time")
    void goesBelowTheWidthItBeganWith() {
        Registry registry = new Registry(2, active -> 20 * MILLI);

        registry.serve(List.of(width), 1_000);

        assertThat(registry.refusals).isLessThan(50);
        assertThat(width.slots()).isBetween(1, 3);
    }

    @Test
    @DisplayName("a registry that gets slower with the width settles")
    void settlesWhereLatencyGrows() {
        Registry registry = new Registry(NO_LIMIT, active -> active <= 4 ? 40 * MILLI : 4 * MILLI * active * active);
        registry.serve(List.of(width), 2_000);

        registry.widest = 0;
        registry.serve(List.of(width), 2_000);

        assertThat(registry.widest).isBetween(4, 8);
    }

    @Test
    void milliSecondsMoreAreNoSignOfLoad() {
        Registry registry = new Registry(NO_LIMIT, active -> active * MILLI);

        registry.serve(List.of(width), 200);

        assertThat(width.slots()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 40, 60, 120})
    @DisplayName("ten processes at one registry stay fair, whatever it takes at a time")
    void isFairAmongProcesses(int limit) {
        Registry registry = new Registry(limit, active -> 20 * MILLI);
        List<AdaptiveWidth> processes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            processes.add(new AdaptiveWidth());
        }

        registry.serve(processes, 50_000);

        assertThat(registry.refusals).isLessThan(500);
        long even = registry.answers.stream().mapToLong(n -> n).sum() / 10;
        assertThat(registry.answers).allSatisfy(n -> assertThat((long) n).isBetween(even / 2, even * 2));
    }

    @Test
    void comesBackToTheBeginningSoonAfterAnOutage() {
        for (int i = 0; i < 20; i++) {
            width.broken(width.epoch());
        }
        assertThat(width.slots()).isEqualTo(1);

        new Registry(NO_LIMIT, active -> 20 * MILLI).serve(List.of(width), 6);

        assertThat(width.slots()).isEqualTo(3);
    }

    @Test
    void narrowsOnceForAllThatWereUnderWayTogether() {
        new Registry(NO_LIMIT, active -> 20 * MILLI).serve(List.of(width), 60);
        int epoch = width.epoch();

        for (int i = 0; i < 16; i++) {
            width.refused(epoch);
        }

        assertThat(width.slots()).isEqualTo(8);
    }

    @Test
    @DisplayName("an answer that comes late narrows nothing below 3, and widens nothing")
    void doesNotWidenForALateAnswer() {
        Registry quick = new Registry(1, active -> 20 * MILLI);
        quick.serve(List.of(width), 20);
        assertThat(width.slots()).isLessThan(3);
        int before = width.slots();

        for (int i = 0; i < before; i++) {
            width.answered(width.epoch(), OptionalLong.of(1_000 * MILLI), true);
        }

        assertThat(width.slots()).isEqualTo(before);
    }

    @Test
    @DisplayName("answers that waited for a connection are no sign of load, and count as answers")
    void widensWhileConnectionsAreMade() {
        width.answered(width.epoch(), OptionalLong.of(20 * MILLI), true);
        for (int i = 0; i < 60; i++) {
            width.answered(width.epoch(), OptionalLong.empty(), true);
        }

        assertThat(width.slots()).isEqualTo(16);
    }

    @Test
    @DisplayName("a broken connection does not make a width good that was refused before")
    void remembersTheRefusedWidthAfterABreak() {
        width.refused(width.epoch());
        width.broken(width.epoch());

        new Registry(NO_LIMIT, active -> 20 * MILLI).serve(List.of(width), 40);

        assertThat(width.slots()).isEqualTo(2);
    }

    @Test
    @DisplayName("MF-19: a number of remaining requests that does not go down while they are answered limits nothing")
    void disbelievesAConstantRateLimit() {
        for (int constant : List.of(0, 2)) {
            AdaptiveWidth fresh = new AdaptiveWidth();
            fresh.allow(constant);
            assertThat(fresh.slots()).isEqualTo(Math.max(1, constant));

            for (int i = 0; i < constant; i++) {
                fresh.answered(fresh.epoch(), OptionalLong.of(MILLI), false);
                fresh.allow(constant);
                assertThat(fresh.slots()).isEqualTo(constant);
            }
            fresh.answered(fresh.epoch(), OptionalLong.of(MILLI), false);
            fresh.allow(constant);

            assertThat(fresh.slots()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("MF-19: a number that was told once does not limit requests that it does not count")
    void forgetsARateLimitThatIsNotTold() {
        width.allow(1);

        width.answered(width.epoch(), OptionalLong.of(MILLI), false);
        assertThat(width.slots()).isEqualTo(1);
        width.answered(width.epoch(), OptionalLong.of(MILLI), false);

        assertThat(width.slots()).isEqualTo(3);
    }

    @Test
    @DisplayName("MF-19: a number that goes down is heeded to its end, and a new one from its beginning")
    void heedsARateLimitThatCounts() {
        for (int left = 10; left >= 0; left--) {
            width.answered(width.epoch(), OptionalLong.of(MILLI), false);
            width.allow(left);
            assertThat(width.slots()).isEqualTo(Math.clamp(left, 1, 3));
        }
        width.answered(width.epoch(), OptionalLong.of(MILLI), false);
        width.allow(2);

        assertThat(width.slots()).isEqualTo(2);
    }

    @Test
    @DisplayName("MF-19: no more than the host says it will answer")
    void heedsTheRateLimit() {
        width.allow(2);
        assertThat(width.slots()).isEqualTo(2);
        width.allow(0);
        assertThat(width.slots()).isEqualTo(1);
        width.allow(1000);
        assertThat(width.slots()).isEqualTo(3);
    }

    /** Answers requests of clients that always have more of them, in the order of simulated time. */
    private static final class Registry {
        private final int limit;
        private final IntToLongFunction latency;
        private final PriorityQueue<Answer> underWay = new PriorityQueue<>(Comparator.comparingLong(Answer::time));
        private final Deque<Integer> turns = new ArrayDeque<>();
        private final List<Integer> answers = new ArrayList<>();
        private int[] active = {};
        private int refusals;
        private int widest;
        private long now;

        private record Answer(int client, int epoch, long begun, long time, boolean refused) {}

        Registry(int limit, IntToLongFunction latency) {
            this.limit = limit;
            this.latency = latency;
        }

        void serve(List<AdaptiveWidth> clients, int requests) {
            active = new int[clients.size()];
            underWay.clear();
            for (int client = 0; client < clients.size(); client++) {
                answers.add(0);
                turns.add(client);
            }
            for (int ended = 0; ended < requests; ended++) {
                ask(clients);
                Answer answer = underWay.remove();
                now = answer.time();
                AdaptiveWidth client = clients.get(answer.client());
                boolean busy = active[answer.client()] >= client.slots();
                active[answer.client()]--;
                if (answer.refused()) {
                    refusals++;
                    client.refused(answer.epoch());
                } else {
                    answers.set(answer.client(), answers.get(answer.client()) + 1);
                    client.answered(answer.epoch(), OptionalLong.of(answer.time() - answer.begun()), busy);
                }
            }
        }

        /** All clients use all of their slots, none has more than one turn before the others. */
        private void ask(List<AdaptiveWidth> clients) {
            for (int idle = 0; idle < clients.size(); idle++) {
                int client = turns.remove();
                turns.add(client);
                if (active[client] < clients.get(client).slots()) {
                    idle = -1;
                    boolean refused = underWay.size() >= limit;
                    active[client]++;
                    widest = Math.max(widest, underWay.size() + 1);
                    long end = now + latency.applyAsLong(underWay.size() + 1);
                    underWay.add(new Answer(client, clients.get(client).epoch(), now, end, refused));
                }
            }
        }
    }
}
