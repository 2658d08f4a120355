// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class TickerTest {
    @Test
    void systemTimeMovesForward() throws InterruptedException {
        Instant wall = Ticker.system().now();
        long before = Ticker.system().nanos();

        Sleeper.system().sleep(Duration.ofMillis(2));

        assertThat(Ticker.system().nanos() - before).isGreaterThanOrEqualTo(2_000_000);
        assertThat(Ticker.system().now()).isAfterOrEqualTo(wall);
    }

    @Test
    void anInterruptedThreadDoesNotSleep() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Sleeper.system().sleep(Duration.ofDays(-1))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void flowingTimeMovesWhenSomebodySleeps() throws InterruptedException {
        ManualTime time = new ManualTime();

        time.sleep(Duration.ofSeconds(3));
        time.sleep(Duration.ZERO);
        time.sleep(Duration.ofSeconds(-1));
        time.advance(Duration.ofSeconds(4));

        assertThat(time.now()).isEqualTo(ManualTime.START.plusSeconds(7));
        assertThat(time.nanos()).isEqualTo(7_000_000_000L);
        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(3), Duration.ZERO, Duration.ofSeconds(-1));
    }

    @Test
    void steppingTimeHoldsTheSleeperUntilItsTime() throws InterruptedException, ExecutionException {
        ManualTime time = ManualTime.stepping();
        CompletableFuture<Instant> woken = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                time.sleep(Duration.ofSeconds(5));
                woken.complete(time.now());
            } catch (InterruptedException e) {
                woken.completeExceptionally(e);
            }
        });

        time.awaitSleepers(1);
        time.advance(Duration.ofSeconds(4));
        time.awaitSleepers(1);
        assertThat(woken).isNotDone();
        time.advance(Duration.ofSeconds(1));

        assertThat(woken.get()).isEqualTo(ManualTime.START.plusSeconds(5));
    }
}
