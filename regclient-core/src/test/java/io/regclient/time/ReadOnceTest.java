// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReadOnceTest {
    private final ManualTime time = new ManualTime();
    private final ReadOnce<String, String> reads = new ReadOnce<>(80, Duration.ofMinutes(10), time);

    @Test
    @DisplayName("what does not fit goes, what was not asked for the longest time first")
    void isBoundedByBytes() {
        for (int i = 0; i < 8; i++) {
            reads.put("k" + i, "v" + i, 10);
        }
        assertThat(reads.get("k0")).contains("v0");

        reads.put("k8", "v8", 10);

        assertThat(reads.get("k0")).contains("v0");
        assertThat(reads.get("k1")).isEmpty();
        assertThat(reads.get("k2")).contains("v2");
        assertThat(reads.get("k8")).contains("v8");
    }

    @Test
    @DisplayName("a value that would take more than an eighth is not kept, and a replaced one counts once")
    void keepsNoLargeValue() {
        reads.put("large", "v", 11);
        assertThat(reads.get("large")).isEmpty();

        reads.put("first", "v", 10);
        for (int i = 0; i < 100; i++) {
            reads.put("same", "v" + i, 10);
        }
        reads.remove("same");
        for (int i = 0; i < 7; i++) {
            reads.put("k" + i, "v", 10);
        }
        assertThat(reads.get("first")).contains("v");
        assertThat(reads.get("same")).isEmpty();
    }

    @Test
    @DisplayName("a value is read again ten minutes after it was read, however often it was asked for")
    void expires() {
        reads.put("k", "v", 1);
        time.advance(Duration.ofMinutes(9));
        assertThat(reads.get("k")).contains("v");
        time.advance(Duration.ofMinutes(1));
        assertThat(reads.get("k")).isEmpty();
    }

    @Test
    @DisplayName("without memory nothing is kept")
    void keepsNothing() {
        ReadOnce<String, String> nothing = ReadOnce.nothing();
        nothing.put("k", "v", 0);
        assertThat(nothing.get("k")).isEmpty();
    }
}
