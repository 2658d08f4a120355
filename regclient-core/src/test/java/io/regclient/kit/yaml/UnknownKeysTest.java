// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("regsync 2: unknown keys")
class UnknownKeysTest {
    private static final List<String> KNOWN = List.of("allow", "deny", "semverRange", "source", "repos");

    @ParameterizedTest
    @DisplayName("the nearest known key is suggested, another word is not")
    @CsvSource({
        "alow, allow",
        "Allow, allow",
        "allwo, allow",
        "semverrange, semverRange",
        "semverRnge, semverRange",
        "sorce, source",
        "repo, repos",
        "frequency, ",
        "x, ",
        "al, "
    })
    void suggestsTheNearestKey(String word, String expected) {
        assertThat(NearestWord.of(word, KNOWN).orElse(null)).isEqualTo(expected);
    }

    @Test
    @DisplayName("a word of any length is compared without much memory")
    void boundsTheComparison() {
        assertThat(NearestWord.of("a".repeat(1_000_000), KNOWN)).isEmpty();
    }

    @Test
    @DisplayName("file, path, line and column; a merged key stands where it is written and is told once")
    void tellsThePlace() throws Exception {
        YamlMapping root = Yaml.parse("base: &b\n  alow: 1\none: {<<: *b}\ntwo: {<<: *b}\n", "f.yml");
        UnknownKeys unknown = new UnknownKeys();
        for (String name : List.of("one", "two")) {
            unknown.add("Ignoring an unknown key", root.mapping(name).orElseThrow(), "alow", KNOWN);
        }
        assertThat(unknown.warnings())
                .extracting(Object::toString)
                .containsExactly("Ignoring an unknown key key=alow config=f.yml: one line=2 column=3 "
                        + "hint=did you mean allow?");
    }

    @Test
    void leavesTheUsersKeysAlone() {
        assertThat(UnknownKeys.isChecked("x-common")).isFalse();
        assertThat(UnknownKeys.isChecked("xcommon")).isTrue();
    }
}
