// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.scheme.Concurrently;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OnceMapTest {
    private final OnceMap<String> works = new OnceMap<>();

    @Test
    @DisplayName("IC-1: work of a key is done once, whoever asks")
    void doesWorkOnce() throws Exception {
        AtomicInteger runs = new AtomicInteger();

        Concurrently.run(IntStream.range(0, 20)
                .<Concurrently.Step>mapToObj(i -> () -> works.once(Optional.empty(), "k", runs::incrementAndGet))
                .toList());

        assertThat(runs).hasValue(1);
    }

    @Test
    @DisplayName("IC-1: a failed key is tried again by the next one")
    void triesFailedWorkAgain() throws IOException {
        AtomicInteger runs = new AtomicInteger();
        TaskGroup.Step failing = () -> {
            if (runs.incrementAndGet() == 1) {
                throw RegistryException.of(ErrorKind.TRANSPORT, "first try");
            }
        };

        RegistryException e = CopyFixture.failure(() -> works.once(Optional.empty(), "k", failing));
        works.once(Optional.empty(), "k", failing);
        works.once(Optional.empty(), "k", failing);

        assertThat(e).hasMessage("first try");
        assertThat(runs).hasValue(2);
    }

    @Test
    @DisplayName("IC-1: who waits gets the failure of the one who worked; canceled work is taken over instead")
    @Timeout(20)
    void sharesFailuresButNotCancellation() throws Exception {
        for (ErrorKind kind : List.of(ErrorKind.TRANSPORT, ErrorKind.CANCELED)) {
            OnceMap<String> map = new OnceMap<>();
            CountDownLatch working = new CountDownLatch(1);
            CountDownLatch asked = new CountDownLatch(1);
            List<String> ends = Collections.synchronizedList(new ArrayList<>());
            Concurrently.run(List.of(
                    () -> {
                        try {
                            map.once(Optional.empty(), "k", () -> {
                                working.countDown();
                                await(asked);
                                throw RegistryException.of(kind, "no");
                            });
                        } catch (RegistryException e) {
                            ends.add("worker failed");
                        }
                    },
                    () -> {
                        await(working);
                        try {
                            // the parent makes the wait visible: the worker ends only after this one asked
                            asked.countDown();
                            map.once(Optional.of("p"), "k", () -> ends.add("taken over"));
                            ends.add("waiter done");
                        } catch (RegistryException e) {
                            ends.add("waiter failed");
                        }
                    }));
            assertThat(ends).contains("worker failed");
            if (kind == ErrorKind.CANCELED) {
                assertThat(ends).contains("taken over", "waiter done");
            }
        }
    }

    @Test
    @DisplayName("IC-1, IC-12: two works that need each other are a loop for one of them, not a deadlock")
    @Timeout(20)
    void findsLoopsAcrossThreads() throws Exception {
        CountDownLatch bothWork = new CountDownLatch(2);
        List<String> ends = Collections.synchronizedList(new ArrayList<>());

        Concurrently.run(List.of(
                () -> works.once(Optional.empty(), "a", () -> needs("a", "b", bothWork, ends)),
                () -> works.once(Optional.empty(), "b", () -> needs("b", "a", bothWork, ends))));

        assertThat(ends).hasSize(2).containsOnlyOnce("loop").containsOnlyOnce("done");
    }

    private void needs(String parent, String key, CountDownLatch bothWork, List<String> ends) throws IOException {
        bothWork.countDown();
        await(bothWork);
        try {
            works.once(Optional.of(parent), key, () -> ends.add("unexpected"));
            ends.add("done");
        } catch (RegistryException e) {
            ends.add(e.is(ErrorKind.LOOP_DETECTED) ? "loop" : e.getMessage());
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw RegistryException.of(ErrorKind.CANCELED, "interrupted", e);
        }
    }
}
