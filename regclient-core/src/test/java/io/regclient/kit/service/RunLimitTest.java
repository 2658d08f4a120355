// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.ManualTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limit of a whole operation. */
@Timeout(30)
class RunLimitTest {
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    @DisplayName("work that is not done in time is interrupted and failed; what the thread does next is not")
    void endsWork() {
        assertThatThrownBy(() -> RunLimit.run(Duration.ofHours(2), new ManualTime(), this::hang))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE))
                .hasMessage("not done within the timeout of 2h0m0s");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @DisplayName("work that swallows the interrupt has failed all the same")
    void notWithoutAnError() {
        assertThatThrownBy(() -> RunLimit.run(Duration.ofHours(2), new ManualTime(), () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                }))
                .hasMessage("not done within the timeout of 2h0m0s");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @DisplayName("work that is done in time keeps its failure, and an interrupt from elsewhere stays one")
    void leavesOthersAlone() {
        assertThatThrownBy(() -> RunLimit.run(Duration.ofHours(2), ManualTime.stepping(), () -> {
                    Thread.currentThread().interrupt();
                    hang();
                }))
                .hasMessage("canceled");
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(() -> RunLimit.run(Duration.ZERO, new ManualTime(), () -> {
                    throw RegistryException.of(ErrorKind.NOT_FOUND, "absent");
                }))
                .hasMessage("absent");
    }

    private void hang() throws RegistryException {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "canceled", e);
        }
    }
}
