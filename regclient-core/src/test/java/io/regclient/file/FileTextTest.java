// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileTextTest {
    @ParameterizedTest
    @DisplayName("UTF-8 with and without a byte order mark")
    @ValueSource(strings = {"", "a", "{}", "\u00e9t\u00e9", "\n"})
    void readsUtf8(String text) throws IOException {
        assertThat(FileText.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        assertThat(FileText.of(("\ufeff" + text).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @DisplayName("UTF-16 is told, with a mark and without")
    @CsvSource({"UTF-16, {}", "UTF-16LE, {}", "UTF-16BE, {}", "UTF-16LE, \ufeff{}", "UTF-16BE, \ufeff{}"})
    void refusesUtf16(String charset, String text) {
        assertThatThrownBy(() -> FileText.of(text.getBytes(Charset.forName(charset))))
                .isInstanceOf(IOException.class)
                .hasMessage("the file is UTF-16, save it as UTF-8");
    }
}
