// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RequestPacerTest {

    @Test
    @DisplayName("CO-2: 10 requests at 50 per second take 180 ms, without a burst")
    void spacesStarts() throws IOException {
        ManualTime time = new ManualTime();
        RequestPacer pacer = new RequestPacer("host", 50, time, time);
        for (int i = 0; i < 10; i++) {
            pacer.await();
        }
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(180));
        assertThat(time.sleeps()).hasSize(9).allMatch(Duration.ofMillis(20)::equals);
    }

    @Test
    @DisplayName("CO-2: idle time is not saved up")
    void savesNothingUp() throws IOException {
        ManualTime time = new ManualTime();
        RequestPacer pacer = new RequestPacer("host", 10, time, time);
        pacer.await();
        time.advance(Duration.ofSeconds(5));
        pacer.await();
        pacer.await();
        assertThat(time.sleeps()).containsExactly(Duration.ofMillis(100));
    }

    @Test
    @DisplayName("CO-2: 0 per second means no limit, 0.5 per second is one in two seconds")
    void acceptsZeroAndFractions() throws IOException {
        ManualTime time = new ManualTime();
        RequestPacer unlimited = new RequestPacer("host", 0, time, time);
        unlimited.await();
        unlimited.await();
        assertThat(time.sleeps()).isEmpty();

        RequestPacer slow = new RequestPacer("host", 0.5, time, time);
        slow.await();
        slow.await();
        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    @DisplayName("docs/regsync-server-instances: each of several processes takes its part of the requests per second")
    void isShared() throws IOException {
        ManualTime time = new ManualTime();
        AtomicInteger processes = new AtomicInteger(1);
        RequestPacer pacer = new RequestPacer("host", 10, Optional.of(processes::get), time, time);
        pacer.await();
        pacer.await();
        processes.set(3);
        pacer.await();
        processes.set(2);
        pacer.await();
        assertThat(time.sleeps())
                .containsExactly(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(200));
    }

    @Test
    @DisplayName("RB-13: the spacing wait can be interrupted")
    void waitIsInterruptible() throws Exception {
        ManualTime time = ManualTime.stepping();
        RequestPacer pacer = new RequestPacer("host", 0.01, time, time);
        pacer.await();
        FutureTask<Void> second = new FutureTask<>(() -> {
            pacer.await();
            return null;
        });
        Thread thread = Thread.ofPlatform().start(second);
        time.awaitSleepers(1);

        thread.interrupt();

        assertThatThrownBy(second::get)
                .satisfies(e ->
                        assertThat(RegistryException.is(e, ErrorKind.CANCELED)).isTrue());
    }
}
