// SPDX-License-Identifier: Apache-2.0
package io.regclient.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.RegistryException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JsonWriterTest {
    private static Map<String, Object> sample() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", "<a&b>");
        map.put("a", Arrays.asList(1, null, true));
        map.put("e", Map.of());
        map.put("l", List.of());
        return map;
    }

    @Test
    @DisplayName("24.I 152, JS-1: compact form keeps the given order and escapes HTML characters")
    void writesCompact() {
        assertThat(JsonWriter.write(sample(), JsonStyle.COMPACT))
                .isEqualTo("{\"b\":\"\\u003ca\\u0026b\\u003e\",\"a\":[1,null,true],\"e\":{},\"l\":[]}");
        assertThat(JsonWriter.write(sample(), JsonStyle.COMPACT_PLAIN)).startsWith("{\"b\":\"<a&b>\",");
    }

    @Test
    @DisplayName("regctl 3.5: two-space indent without a final line feed")
    void writesPretty() {
        assertThat(JsonWriter.write(sample(), JsonStyle.PRETTY)).isEqualTo("""
                {
                  "b": "<a&b>",
                  "a": [
                    1,
                    null,
                    true
                  ],
                  "e": {},
                  "l": []
                }""");
        assertThat(JsonWriter.write(sample(), JsonStyle.PRETTY_ESCAPED)).contains("\"\\u003ca\\u0026b\\u003e\"");
        assertThat(JsonWriter.write(Map.of(), JsonStyle.PRETTY_ESCAPED)).isEqualTo("{}");
    }

    @Test
    @DisplayName("JS-1: control characters, line separators, non-ASCII and half surrogates")
    void escapesCharacters() {
        assertThat(JsonWriter.write("\"\\\n\r\t\b\f\u0000\u001f\u007f", JsonStyle.COMPACT))
                .isEqualTo("\"\\\"\\\\\\n\\r\\t\\b\\f\\u0000\\u001f\u007f\"");
        assertThat(JsonWriter.quoted("\u001b[2J\u007f\u009b<", JsonStyle.LINE))
                .isEqualTo("\"\\u001b[2J\\u007f\\u009b<\"");
        assertThat(JsonWriter.write("\u2028\u2029", JsonStyle.COMPACT_PLAIN)).isEqualTo("\"\\u2028\\u2029\"");
        assertThat(JsonWriter.write("é漢\ud83d\ude00", JsonStyle.COMPACT)).isEqualTo("\"é漢\ud83d\ude00\"");
        assertThat(JsonWriter.write("a\ud83d", JsonStyle.COMPACT)).isEqualTo("\"a\\ufffd\"");
        assertThat(JsonWriter.write("\ude00a", JsonStyle.COMPACT)).isEqualTo("\"\\ufffda\"");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "2.5, 2.5",
        "-0.1, -0.1",
        "100, 100",
        "1e20, 100000000000000000000",
        "1e21, 1e+21",
        "1.5e22, 1.5e+22",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "-1.25e-9, -1.25e-9",
        "1e6, 1000000"
    })
    void writesFractionsInTheirShortestForm(double number, String text) {
        assertThat(JsonWriter.write(number, JsonStyle.COMPACT)).isEqualTo(text);
    }

    @Test
    void refusesWhatJsonCannotHold() {
        assertThatThrownBy(() -> JsonWriter.write(Double.NaN, JsonStyle.COMPACT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonWriter.write(new Object(), JsonStyle.COMPACT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(JsonStyle.class)
    void whatWasWrittenReadsBackEqual(JsonStyle style) throws RegistryException {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("n", Arrays.asList(1L, 2.5, -7L, null, true, List.of(Map.of("k", "<v>\u2028"))));
        tree.put("\u0001 &", "x");
        assertThat(Json.parse(JsonWriter.write(tree, style), "x")).isEqualTo(tree);
    }
}
