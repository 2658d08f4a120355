// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.kit.service.TaskBatch;
import io.regclient.kit.service.TaskThreads;
import io.regclient.testing.Gate;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked before its turn (regsync 7). */
@Timeout(60)
class LookaheadTest {
    private static <I, A> A get(Lookahead<I, A> lookahead) throws IOException {
        return lookahead.next().orElseThrow().answer().get();
    }

    @Test
    @DisplayName("of ten thousand items no more are taken than the window has places")
    void takesFewItems() throws IOException {
        AtomicInteger taken = new AtomicInteger();
        Iterable<Integer> items = () -> IntStream.range(0, 10_000)
                .peek(i -> taken.incrementAndGet())
                .boxed()
                .iterator();
        TaskBatch tasks = new TaskThreads("t-", 3).batch();
        Lookahead<Integer, Integer> squares = new Lookahead<>(tasks, items, 16, i -> i * i);

        for (int i = 0; i < 10_000; i++) {
            assertThat(get(squares)).isEqualTo(i * i);
            assertThat(taken.get()).isLessThanOrEqualTo(i + 1 + 16);
        }
        assertThat(squares.next()).isEmpty();
    }

    @Test
    @DisplayName("regsync 7: without a thread to spare an item is asked about in its turn, whoever holds the others up")
    void needsNoOther() throws Exception {
        TaskThreads threads = new TaskThreads("t-", 2);
        TaskBatch slow = threads.batch();
        Gate gate = Gate.closed();
        Lookahead<Integer, Integer> stuck = new Lookahead<>(slow, List.of(1, 2, 3), 16, i -> {
            try {
                gate.pass();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return i;
        });
        stuck.begin();
        gate.awaitHeld(2);

        Lookahead<Integer, Integer> quick = new Lookahead<>(threads.batch(), List.of(1, 2, 3), 16, i -> i + 1);
        assertThat(get(quick)).isEqualTo(2);
        assertThat(get(quick)).isEqualTo(3);
        assertThat(get(quick)).isEqualTo(4);

        gate.open();
        assertThat(get(stuck)).isEqualTo(1);
        slow.await();
    }

    @Test
    @DisplayName("whatever ends an early question shows in its turn, an error of the machine too")
    void failsInTurn() throws IOException {
        TaskBatch tasks = new TaskThreads("t-", 3).batch();
        Lookahead<Integer, Integer> failing = new Lookahead<>(tasks, List.of(1, 2, 3, 4), 16, i -> switch (i) {
            case 2 -> throw new OutOfMemoryError("Java heap space");
            case 3 -> throw new IOException("three");
            default -> i;
        });

        assertThat(get(failing)).isEqualTo(1);
        assertThatThrownBy(() -> get(failing)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> get(failing)).hasMessage("three");
        assertThat(get(failing)).isEqualTo(4);
        assertThat(failing.next()).isEqualTo(Optional.empty());
    }
}
