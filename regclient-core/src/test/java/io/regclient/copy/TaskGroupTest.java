// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskGroupTest {
    @Test
    @DisplayName("IC-10: the first failure interrupts each other step once, however many of them fail in their turn")
    void interruptsOnce() {
        AtomicInteger interrupts = new AtomicInteger();
        CompletableFuture<Thread> second = new CompletableFuture<>();
        CountDownLatch waiting = new CountDownLatch(2);

        assertThatThrownBy(() -> {
                    try (TaskGroup group = new TaskGroup()) {
                        group.fork(() -> {
                            second.complete(Thread.currentThread());
                            awaitInterrupt(waiting);
                            throw new IOException("a consequence");
                        });
                        group.fork(() -> {
                            awaitInterrupt(waiting);
                            interrupts.incrementAndGet();
                            if (!endsUndisturbed(second.join())) {
                                interrupts.incrementAndGet();
                            }
                        });
                        group.fork(() -> {
                            uninterrupted(waiting);
                            throw new IOException("the cause");
                        });
                        group.join();
                    }
                })
                .hasMessage("the cause");
        assertThat(interrupts).hasValue(1);
    }

    /** Waits for ever. */
    private static void awaitInterrupt(CountDownLatch waiting) {
        try {
            waiting.countDown();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            assertThat(e).isNotNull(); // what was waited for
        }
    }

    private static boolean endsUndisturbed(Thread step) {
        try {
            step.join();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static void uninterrupted(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted too early", e);
        }
    }
}
