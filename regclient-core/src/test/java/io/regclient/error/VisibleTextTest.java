// SPDX-License-Identifier: Apache-2.0
package io.regclient.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {
    @ParameterizedTest
    @ValueSource(
            chars = {
                0, 7, 8, 0xb, 0xc, '\r', 0x1b, 0x7f, 0x80, 0x9b, 0x9f, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a,
                0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff
            })
    @DisplayName("Unicode UAX 9, ECMA-48: what controls a terminal or the direction of text is written as an escape")
    void escapes(char hidden) {
        String escape = String.format("\\u%04x", (int) hidden);
        assertThat(VisibleText.of("a" + hidden + "b")).isEqualTo("a" + escape + "b");
        assertThat(VisibleText.name("a" + hidden + "b")).isEqualTo("a" + escape + "b");
    }

    @Test
    @DisplayName("Text stays as it is: line feeds, tabs, all alphabets; names have no lines")
    void keeps() {
        String text = "line\n\tnext été 日本 \ud83d\udc69\u200d\ud83d\udcbb \\u0041";
        assertThat(VisibleText.of(text)).isSameAs(text);
        assertThat(VisibleText.name("a\nb\tc")).isEqualTo("a\\u000ab\\u0009c");
        assertThat(VisibleText.name("été")).isEqualTo("été");
        assertThat(VisibleText.name("abcdef", 3)).isEqualTo("abc...");
        assertThat(VisibleText.name("abc", 3)).isEqualTo("abc");
    }
}
