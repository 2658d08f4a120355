// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("MF-19: rate limit headers")
class RateLimitTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            100;w=21600   | 76;w=21600 | ''  | true 76 of 100, 0, [100;w=21600]
            100, 100;w=60 | 5          | 30  | true 5 of 100, 30, [100;w=60]
            100           | 5          | ''  | true 5 of 100, 0, []
            ''            | ''         | ''  | false 0 of 0, 0, []
            '"100";w=60'  | ' +7;w=60' | '30 s' | true 7 of 100, 30, ["100";w=60]
            x;w=1         | y          | z   | false 0 of 0, 0, [x;w=1]
            10;w=1,20;w=2 | 0          | ''  | true 0 of 10, 0, [10;w=1, 20;w=2]
            """)
    void reads(String limit, String remaining, String reset, String expected) {
        RateLimit r = RateLimit.parse(limit, remaining, reset);
        assertThat(r.set() + " " + r.remain() + " of " + r.limit() + ", " + r.reset() + ", " + r.policies())
                .isEqualTo(expected);
    }

    @Test
    void findsHeadersInAnyLetterCase() {
        Map<String, List<String>> headers =
                Map.of("ratelimit-limit", List.of("100;w=21600"), "RATELIMIT-REMAINING", List.of("9"));
        assertThat(RateLimit.of(headers)).isEqualTo(new RateLimit(true, 9, 100, 0, List.of("100;w=21600")));
        assertThat(RateLimit.of(Map.of())).isEqualTo(RateLimit.NONE);
    }

    @Test
    @DisplayName("MF-19: a header too long to be a rate limit counts as absent")
    void ignoresHugeHeaders() {
        String policies = "1;w=1".repeat(1024);
        String longest = policies.substring(0, RateLimit.MAX_HEADER);
        assertThat(RateLimit.of(Map.of("RateLimit-Limit", List.of(longest))).policies())
                .hasSize(1);
        assertThat(RateLimit.of(Map.of("RateLimit-Limit", List.of(longest + "0"))))
                .isEqualTo(RateLimit.NONE);
    }

    @Test
    @DisplayName("MF-19: numbers beyond 32 bits are no numbers")
    void ignoresHugeNumbers() {
        assertThat(RateLimit.parse("2147483648", "2147483647", "99999999999"))
                .isEqualTo(new RateLimit(true, Integer.MAX_VALUE, 0, 0, List.of()));
        assertThat(RateLimit.parse("1", "2147483648", "").set()).isFalse();
    }
}
