// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TransferMeterTest {
    private final ManualTime time = new ManualTime();

    @Test
    @DisplayName("a consumer that reads slowly is no stall")
    void slowConsumer() {
        StallLimits limits = new StallLimits(1024, Duration.ofSeconds(10), Duration.ofSeconds(60));
        TransferMeter meter = new TransferMeter(limits, time, () -> {});
        meter.expectFlow();
        meter.begin();
        time.advance(Duration.ofSeconds(9));
        assertThat(meter.hangs()).isFalse();
        assertThat(meter.end(1)).isFalse();
        time.advance(Duration.ofHours(1));
        assertThat(meter.hangs()).as("nobody waits").isFalse();
        meter.begin();
        time.advance(Duration.ofSeconds(1));
        assertThat(meter.hangs()).isTrue();
        assertThat(meter.end(10_000)).as("10,001 bytes in 10 s").isTrue();
        meter.begin();
        time.advance(Duration.ofSeconds(10));
        assertThat(meter.end(10_240)).as("just enough").isFalse();
    }

    @Test
    @DisplayName("an answer that has begun must come on within the window of a content, not within that of an answer")
    void drippingHead() throws Exception {
        StallLimits limits = new StallLimits(1024, Duration.ofMinutes(1), Duration.ofMinutes(5));
        TransferMeter meter = new TransferMeter(limits, time, () -> {});
        meter.awaitHead();
        receive(meter);
        time.advance(Duration.ofMinutes(3));
        assertThat(meter.hangs())
                .as("what TLS says after its handshake is no answer")
                .isFalse();
        for (int i = 0; i < 59; i++) {
            receive(meter);
            time.advance(Duration.ofSeconds(1));
            assertThat(meter.hangs()).isFalse();
        }
        receive(meter);
        time.advance(Duration.ofSeconds(1));
        assertThat(meter.hangs()).isTrue();
        assertThat(meter.limit()).isEqualTo("less than 1024 bytes per second for 1m0s");
    }

    @Test
    @DisplayName("a silent server may think for the whole time of an answer")
    void silence() throws Exception {
        StallLimits limits = new StallLimits(1024, Duration.ofMinutes(1), Duration.ofMinutes(5));
        TransferMeter meter = new TransferMeter(limits, time, () -> {});
        meter.awaitHead();
        time.advance(Duration.ofSeconds(299));
        assertThat(meter.hangs()).isFalse();
        receive(meter);
        time.advance(Duration.ofSeconds(1));
        assertThat(meter.hangs())
                .as("what has begun late does not get more time")
                .isTrue();
    }

    @Test
    @DisplayName("TL-5: ten seconds of silence end a TLS handshake, bytes renew them for as long as an answer may take")
    void handshake() throws Exception {
        TransferMeter meter = new TransferMeter(StallLimits.DEFAULT, time, () -> {});
        meter.expectHandshake();
        for (int i = 0; i < 34; i++) {
            time.advance(Duration.ofSeconds(9));
            assertThat(meter.hangs()).isFalse();
            receive(meter);
        }
        time.advance(Duration.ofSeconds(9));
        assertThat(meter.hangs()).as("a handshake in drops").isTrue();
        meter.expectHandshake();
        time.advance(Duration.ofSeconds(10));
        assertThat(meter.hangs()).isTrue();
        assertThat(meter.limit()).isEqualTo("no answer for 10s");
        meter.expectAnswer();
        time.advance(Duration.ofSeconds(299));
        assertThat(meter.hangs()).as("the time of an answer is another one").isFalse();
    }

    private static void receive(TransferMeter meter) throws Exception {
        var outer = meter.enter();
        TransferMeter.arrived(1);
        TransferMeter.leave(outer);
    }
}
