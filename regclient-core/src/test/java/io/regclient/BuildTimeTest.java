// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BuildTimeTest {
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    private static Instant of(Map<String, String> variables) {
        return new BuildTime(variables, MADE).instant();
    }

    @Test
    @DisplayName("MO-7, regctl 11.8: the time is pinned by SOURCE_DATE_EPOCH or, for parity, SOURCE_DATE_EPOC")
    void isPinnedByTheEnvironment() {
        assertThat(of(Map.of())).isEqualTo(MADE);
        assertThat(of(Map.of("SOURCE_DATE_EPOC", "1"))).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(of(Map.of("SOURCE_DATE_EPOC", "1", "SOURCE_DATE_EPOCH", "2")))
                .isEqualTo(Instant.ofEpochSecond(2));
        assertThat(of(Map.of("SOURCE_DATE_EPOCH", "yesterday"))).isEqualTo(MADE);
        assertThat(of(Map.of("SOURCE_DATE_EPOCH", ""))).isEqualTo(MADE);
    }
}
