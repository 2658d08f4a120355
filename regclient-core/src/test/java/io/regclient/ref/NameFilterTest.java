// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns for tags and repositories: regctl 13.28, regsync 6. */
class NameFilterTest {
    private static NamePatterns patterns(String words) throws RegistryException {
        List<String> texts = words.isEmpty() ? List.of() : Arrays.asList(words.split(" ", -1));
        return NamePatterns.compile(texts, (pattern, reason) -> "bad <" + pattern + "> " + reason);
    }

    @ParameterizedTest(name = "wanted {0}, unwanted {1}: {2}")
    @DisplayName("regctl 13.28: a pattern is bound to both ends without a group; regsync 6: deny beats allow")
    @CsvSource(
            delimiter = ';',
            emptyValue = "",
            value = {
                "'';'';v1 v10 xv2 edge Edge",
                "v1;'';v1",
                "v1|v2;'';v1 v10 xv2",
                "v1 edge;'';v1 edge",
                "[[:alpha:]]+;'';edge Edge",
                "'';v.*;xv2 edge Edge",
                "v.* edge;v1;v10 edge"
            })
    void chooses(String wanted, String unwanted, String expected) throws RegistryException {
        NameFilter filter = new NameFilter(patterns(wanted), patterns(unwanted));
        assertThat(filter.choose(List.of("v1", "v10", "xv2", "edge", "Edge"))).containsExactly(expected.split(" ", -1));
    }

    @Test
    @DisplayName("regsync 6: look-around is not RE2; the caller words the failure, which names the pattern")
    void refusesWhatIsNotRe2() {
        assertThatThrownBy(() -> patterns("v1 (?=a)"))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED))
                .hasMessageStartingWith("bad <(?=a)> ");
    }

    @Test
    @DisplayName("regsync 6: the message about a wrong pattern quotes the pattern as the user wrote it")
    void quotesThePatternAlone() {
        assertThatThrownBy(() -> NamePatterns.compile(List.of("1["), (pattern, reason) -> pattern + ": " + reason))
                .hasMessageContaining("missing closing ]")
                .hasMessageStartingWith("1[: ")
                .hasMessageNotContaining("$")
                .hasMessageNotContaining("^");
    }
}
