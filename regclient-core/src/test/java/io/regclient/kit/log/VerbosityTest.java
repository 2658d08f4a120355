// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Levels of slog (contract regctl 2.1). */
class VerbosityTest {

    @ParameterizedTest
    @DisplayName("regctl 2.1: words in any case with an offset, and lower-case trace")
    @CsvSource({
        "trace,-8",
        "debug,-4",
        "DEBUG-4,-8",
        "info,0",
        "Info+2,2",
        "warn,4",
        "WARN-1,3",
        "error,8",
        "error+10,18"
    })
    void readsLevels(String text, int level) {
        assertThat(Verbosity.parse(text)).isEqualTo(level);
    }

    @ParameterizedTest
    @DisplayName("regctl 2.1: everything else is refused")
    @ValueSource(strings = {"TRACE", "Trace", "trace+1", "warning", "", "4", "info+", "info +2", "info+1234567890"})
    void refusesOtherTexts(String text) {
        assertThatThrownBy(() -> Verbosity.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "unable to parse verbosity " + text + ": slog: level string \"" + text + "\": unknown name");
    }

    @ParameterizedTest
    @DisplayName("regctl 2.2: a trace record shows level DEBUG-4")
    @CsvSource({
        "-8,DEBUG-4",
        "-4,DEBUG",
        "-3,DEBUG+1",
        "0,INFO",
        "2,INFO+2",
        "4,WARN",
        "7,WARN+3",
        "8,ERROR",
        "9,ERROR+1"
    })
    void namesLevels(int level, String name) {
        assertThat(Verbosity.name(level)).isEqualTo(name);
    }
}
