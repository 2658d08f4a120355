// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @DisplayName("RB-5: delay = initial * 2^counter, capped")
    @CsvSource({
        "-1, 0",
        "0, 0",
        "1, 200",
        "2, 400",
        "3, 800",
        "4, 1600",
        "8, 25600",
        "9, 30000",
        "31, 30000",
        "2147483647, 30000"
    })
    void doublesUpToTheLimit(int failures, long millis) {
        assertThat(Backoff.DEFAULT.delay(failures)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void aHugeLimitDoesNotOverflow() {
        Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofNanos(Long.MAX_VALUE));

        assertThat(backoff.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    }

    @Test
    @DisplayName("RB-5: a lone failing host is tried at 0, 0.2, 0.6, 1.4, 3.0 s")
    void releasesCountFromThePreviousRelease() {
        List<Long> starts = new ArrayList<>(List.of(0L));
        long release = 0;
        for (int failures = 1; failures < 5; failures++) {
            release = Backoff.DEFAULT.releaseNanos(release, failures, release);
            starts.add(release / 1_000_000);
        }

        assertThat(starts).containsExactly(0L, 200L, 600L, 1400L, 3000L);
    }

    @Test
    void aReleaseInThePastMeansNow() {
        assertThat(Backoff.DEFAULT.releaseNanos(0, 1, 200_000_001)).isEqualTo(200_000_001);
        assertThat(Backoff.DEFAULT.releaseNanos(0, 0, 5)).isEqualTo(5);
    }

    @Test
    void comparesCountersThatWrapAround() {
        long previous = Long.MAX_VALUE - 1;

        assertThat(Backoff.DEFAULT.releaseNanos(previous, 1, previous)).isEqualTo(previous + 200_000_000);
    }

    @Test
    void refusesSenselessLimits() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @DisplayName("RB-8: Retry-After in seconds, fractions or as HTTP date")
    @CsvSource({
        "1, 1000",
        "' 2 ', 2000",
        "0.25, 250",
        ".5, 500",
        "86400, 86400000",
        "'Sat, 21 Nov 2026 12:00:03 GMT', 3000"
    })
    void readsRetryAfter(String header, long millis) {
        assertThat(Backoff.retryAfter(header, NOW)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @DisplayName("RB-8: malformed, zero and past values count as ordinary failures")
    @CsvSource({"0", "-1", "''", "soon", "1s", "'Sat, 21 Nov 2026 11:59:59 GMT'", "'Sun, 21 Nov 2026 12:00:03 GMT'"})
    void ignoresUnusableRetryAfter(String header) {
        assertThat(Backoff.retryAfter(header, NOW)).isEmpty();
    }

    @Test
    void anAbsurdRetryAfterSaturates() {
        assertThat(Backoff.retryAfter("9".repeat(400), NOW)).contains(Duration.ofNanos(Long.MAX_VALUE));
    }
}
