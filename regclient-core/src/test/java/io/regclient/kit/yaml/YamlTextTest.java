// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts survive being written and read. */
class YamlTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "plain", "a:b", "a: b", "host:5000/a:1", "ends:", "- a", "#x", "a #x", "3", "3.10", "1e3", ".5",
                        ".", "..",
                "true", "No", "~", "null", "NULL", "<<", "@every 1h", "`", "'", "\"", "\\", "a\tb", "a\r\nb", "a\nb",
                        "a\n",
                "a\n\n", "\na", " a\nb", "a \nb", "a\n\nb", "ü", "😀", "\u0007", "\u2028", "%", "*a", "&a", "!x", "[a]",
                        "{a}",
                "a,b", "***", ".inf", "-", "?", "a?b", "=", "2021-01-02", "0x1F"
            })
    void keepsTexts(String text) throws Exception {
        String yaml = YamlText.of(Map.of("key", text));
        assertThat(Yaml.parse(yaml, "test").optionalString("key")).as(yaml).contains(text);
    }

    @Test
    @DisplayName("a comment stands in an element of a list, before its first key")
    void writesComments() {
        String text = YamlText.of(Map.of(
                "list", List.of(Map.of("a", "b"), new YamlText.Commented("says # more", Map.of("c", List.of("d"))))));
        assertThat(text).isEqualTo("list:\n- a: b\n- # says # more\n  c:\n  - d\n");
    }
}
