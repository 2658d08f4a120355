// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @DisplayName("regsync 2: duration strings")
    @CsvSource({
        "0, 0",
        "+0, 0",
        "-0, 0",
        "0s, 0",
        "1h15m, 4500000000000",
        "90s, 90000000000",
        "1.5h, 5400000000000",
        ".5h, 1800000000000",
        "5.s, 5000000000",
        "+5m, 300000000000",
        "-5m, -300000000000",
        "1ns, 1",
        "11us, 11000",
        "12µs, 12000",
        "12μs, 12000",
        "13ms, 13000000",
        "1.004s, 1004000000",
        "100.00100s, 100001000000",
        "-2m3.4s, -123400000000",
        "1h2m3s4ms5us6ns, 3723004005006",
        "39h9m14.425s, 140954425000000",
        "9007199254740993ns, 9007199254740993",
        "9223372036854775807ns, 9223372036854775807",
        "9223372036.854775807s, 9223372036854775807",
        "-9223372036854775808ns, -9223372036854775808",
        "-9223372036.854775808s, -9223372036854775808",
        "0.3333333333333333333h, 1200000000000",
        "0.100000000000000000000h, 360000000000",
    })
    void parses(String text, long nanos) {
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @DisplayName("regsync 2: messages for bad durations")
    @CsvSource({
        "60, 'time: missing unit in duration \"60\"'",
        "1h5, 'time: missing unit in duration \"1h5\"'",
        "1d, 'time: unknown unit \"d\" in duration \"1d\"'",
        "1 h, 'time: unknown unit \" h\" in duration \"1 h\"'",
        "1µ, 'time: unknown unit \"\\xc2\\xb5\" in duration \"1\\xc2\\xb5\"'",
        "x, 'time: invalid duration \"x\"'",
        "'', 'time: invalid duration \"\"'",
        "-, 'time: invalid duration \"-\"'",
        "., 'time: invalid duration \".\"'",
        "-.s, 'time: invalid duration \"-.s\"'",
        "+-5m, 'time: invalid duration \"+-5m\"'",
        "'a\"b', 'time: invalid duration \"a\\\"b\"'",
        "9223372036854775808ns, 'time: invalid duration \"9223372036854775808ns\"'",
        "-9223372036854775809ns, 'time: invalid duration \"-9223372036854775809ns\"'",
        "3000000h, 'time: invalid duration \"3000000h\"'",
        "99999999999999999999h, 'time: invalid duration \"99999999999999999999h\"'",
        "9223372036.8547758079s9223372036s, 'time: invalid duration \"9223372036.8547758079s9223372036s\"'",
    })
    void namesWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> GoDuration.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @DisplayName("regsync 2: a duration beyond 292 years is told as that")
    @CsvSource({
        "999999999h, the longest duration is 2562047h47m",
        "-9999999999999999999h, the longest duration is 2562047h47m",
        "60, 'a duration with a unit is expected, for example \"5m\"'",
    })
    void advises(String text, String advice) {
        assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOfSatisfying(IllegalArgumentException.class, e -> {
            assertThat(GoDuration.advice(e)).isEqualTo(advice);
            assertThat(GoDuration.explain(e)).startsWith(e.getMessage());
            assertThat(GoDuration.explain(e).endsWith(advice)).isEqualTo(advice.startsWith("the longest"));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ns",
        "1100, 1.1µs",
        "2200000, 2.2ms",
        "250000000, 250ms",
        "1500000000, 1.5s",
        "3300000000, 3.3s",
        "60000000000, 1m0s",
        "245000000000, 4m5s",
        "245001000000, 4m5.001s",
        "3600000000000, 1h0m0s",
        "5400000000000, 1h30m0s",
        "18367001000000, 5h6m7.001s",
        "480000000001, 8m0.000000001s",
        "-90000000000, -1m30s",
        "-1, -1ns",
        "9223372036854775807, 2562047h47m16.854775807s",
        "-9223372036854775808, -2562047h47m16.854775808s",
    })
    void formats(long nanos, String text) {
        assertThat(GoDuration.format(Duration.ofNanos(nanos))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE})
    void saturatesDurationsBeyondTheRange(long seconds) {
        assertThat(GoDuration.format(Duration.ofSeconds(seconds))).contains("2562047h47m16.854775");
    }
}
