// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.complete;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    @Test
    @DisplayName("an answer in time is an answer, a failure is none")
    void tellsAnswers() {
        assertThat(Deadline.of(Duration.ofMinutes(1), () -> "yes")).contains("yes");
        assertThat(Deadline.of(Duration.ofMinutes(1), () -> {
                    throw new IOException("no");
                }))
                .isEmpty();
    }

    @Test
    @DisplayName("a late answer is none, and its thread is interrupted")
    void interruptsWhatIsLate() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);

        assertThat(Deadline.of(Duration.ofMillis(100), () -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return "late";
                }))
                .isEmpty();

        // on a busy machine it may be late before it has begun, and then never begins
        assertThat(begun.getCount() == 1 || interrupted.await(1, TimeUnit.MINUTES))
                .isTrue();
    }
}
