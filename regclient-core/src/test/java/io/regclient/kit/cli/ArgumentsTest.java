// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The number of positional arguments (contract regctl 1.3). */
class ArgumentsTest {

    @ParameterizedTest
    @DisplayName("words in brackets may be left out")
    @CsvSource({"image_ref,1,1", "src dst,2,2", "[registry],0,1", "repo digest file [out-file],3,4"})
    void countsTheWordsOfTheUsageLine(String usage, int least, int most) {
        Arguments arguments = Arguments.of(usage);

        assertThat(arguments.least()).isEqualTo(least);
        assertThat(arguments.most()).isEqualTo(most);
        assertThatCode(() -> arguments.check(least)).doesNotThrowAnyException();
        assertThatCode(() -> arguments.check(most)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image_ref|0|accepts 1 arg(s), received 0",
                "image_ref|2|accepts 1 arg(s), received 2",
                "[registry]|2|accepts between 0 and 1 arg(s), received 2",
                "repo [file]|0|accepts between 1 and 2 arg(s), received 0"
            })
    void refusesAnotherNumber(String usage, int count, String message) {
        assertThatThrownBy(() -> Arguments.of(usage).check(count)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"1,'accepts 0 arguments, received 1'", "3,'accepts 0 arguments, received 3'"})
    void refusesAnyArgumentWhereThereAreNone(int count, String message) {
        assertThatThrownBy(() -> Arguments.NONE.check(count)).hasMessage(message);
    }
}
