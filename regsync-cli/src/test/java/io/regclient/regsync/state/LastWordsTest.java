// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/server.md: SIGTERM is the regular end, also while the state is away. */
@Timeout(60)
class LastWordsTest {
    @Test
    @DisplayName("what a server says at its end is said, although its thread was interrupted, and it stays so")
    void saysInterrupted() {
        AtomicBoolean said = new AtomicBoolean();
        Thread.currentThread().interrupt();
        boolean done = LastWords.say(
                Duration.ofSeconds(30), () -> said.set(!Thread.currentThread().isInterrupted()));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).isTrue();
        assertThat(said).isTrue();
    }

    @Test
    @DisplayName("a database that hangs holds nobody up")
    void hangs() {
        CountDownLatch answers = new CountDownLatch(1);
        boolean done = LastWords.say(Duration.ofMillis(1), () -> {
            try {
                answers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        answers.countDown();
        assertThat(done).isFalse();
    }
}
