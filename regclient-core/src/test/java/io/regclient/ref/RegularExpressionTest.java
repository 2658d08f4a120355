// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one expression may cost. */
class RegularExpressionTest {
    private static Stream<Arguments> tooLarge() {
        return Stream.of(
                Arguments.of("((((a{1,1000}){1,1000}){1,1000}){1,1000})", "more than 5500 parts"),
                Arguments.of("(a{500,}){20}", "more than 5500 parts"),
                Arguments.of("(\\x{41}?\\pL?[]a-z[:digit:]]?){700}", "more than 5500 parts"),
                Arguments.of("x*".repeat(2000), "more than 5500 parts"),
                Arguments.of("(".repeat(50_000) + "a" + ")".repeat(50_000), "more than 4096 characters"),
                Arguments.of("(a|b)*".repeat(100_000), "more than 4096 characters"),
                Arguments.of("(".repeat(2000), "nested deeper than 100"),
                Arguments.of("(".repeat(101) + "a" + ")".repeat(101), "nested deeper than 100"));
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    @DisplayName("an expression that would exhaust stack or memory is refused before it is compiled")
    void refusesTheCostly(String expression, String why) {
        assertThatThrownBy(() -> RegularExpression.compile(expression))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED))
                .hasMessageContaining(why);
    }

    @Test
    void theSentenceOfACallerShowsTheBeginningOfALongPattern() {
        assertThatThrownBy(() -> NamePatterns.compile(
                        java.util.List.of("a".repeat(5000)), (pattern, reason) -> "<" + pattern + "> " + reason))
                .hasMessage("<" + "a".repeat(200) + "...> an expression of more than 4096 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{0,255}",
                "a{500}b{500}",
                "(ab|cd){100}",
                "(a?b?c?){100}",
                "[a-z]{1,128}",
                "(a?){280}",
                "\\Q((((\\E",
                "[(((]{3}",
                "[](]",
                "[[:alpha:](]+",
                "\\(\\(",
                "a{x}",
                "\\p{Greek}",
                "(?i)v[0-9]+"
            })
    @DisplayName("what is within the limits is compiled and matched on the stack of the programs")
    void takesTheUsual(String expression) throws Exception {
        FutureTask<Boolean> match = new FutureTask<>(() -> RegularExpression.compile("^" + expression + "$")
                .matcher("a".repeat(64))
                .find());
        new Thread(null, match, "stack of the programs", 1 << 19).start();

        assertThat(match.get()).isIn(true, false);
    }

    @Test
    void escapesAndClassesCountAsOne() {
        assertThat(RegularExpressionSize.of("\\(\\p{Greek}[(((]\\Qab(\\E").parts())
                .isEqualTo(6);
        assertThat(RegularExpressionSize.of("(a{3})").parts()).isEqualTo(13);
        assertThat(RegularExpressionSize.of("((a)(b))").depth()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", ")", "[", "\\", "\\Q", "\\p{", "a{", "a{1", "[[:a", "[\\", "{2}", "a{1,2,3}", "(?"})
    @DisplayName("what ends in the middle is left to the compiler")
    void readsHalves(String expression) {
        assertThat(RegularExpressionSize.of(expression).parts()).isLessThan(100);
    }
}
