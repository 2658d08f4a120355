// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {
    private static final int MOST = 256;

    @Test
    @DisplayName("256 tasks run at the same time, another one when one of them has ended")
    void boundsTasksAtTheSameTime() throws Exception {
        CountDownLatch begun = new CountDownLatch(MOST);
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Failures failures = new Failures(false, () -> {});

        try (Workers workers = Workers.sideBySide(MOST + 1)) {
            for (int i = 0; i <= MOST; i++) {
                workers.start(failures, () -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    begun.countDown();
                    await(end);
                    running.decrementAndGet();
                    ended.incrementAndGet();
                });
            }
            begun.await();
            end.countDown();
            workers.await(failures);
        }

        assertThat(most).hasValue(MOST);
        assertThat(ended).hasValue(MOST + 1);
        failures.throwIfAny();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
