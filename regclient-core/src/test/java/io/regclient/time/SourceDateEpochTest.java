// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SourceDateEpochTest {
    private static Optional<Instant> of(Map<String, String> variables) {
        return SourceDateEpoch.of(variables);
    }

    @Test
    @DisplayName("MO-7, regctl 11.8: the time is pinned by SOURCE_DATE_EPOCH or, for parity, SOURCE_DATE_EPOC")
    void isPinnedByTheEnvironment() {
        assertThat(of(Map.of())).isEmpty();
        assertThat(of(Map.of("SOURCE_DATE_EPOC", "1"))).contains(Instant.ofEpochSecond(1));
        assertThat(of(Map.of("SOURCE_DATE_EPOC", "1", "SOURCE_DATE_EPOCH", "2")))
                .contains(Instant.ofEpochSecond(2));
        assertThat(of(Map.of("SOURCE_DATE_EPOCH", "yesterday"))).isEmpty();
        assertThat(of(Map.of("SOURCE_DATE_EPOCH", ""))).isEmpty();
        assertThat(of(Map.of("SOURCE_DATE_EPOCH", Long.toString(Long.MAX_VALUE))))
                .isEmpty();
    }
}
