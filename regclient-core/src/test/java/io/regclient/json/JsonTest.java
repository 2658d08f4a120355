// SPDX-License-Identifier: Apache-2.0
package io.regclient.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {
    @Test
    void readsEveryKindOfValueInSourceOrder() throws RegistryException {
        Object tree = Json.parse("{\"z\":\"t\",\"a\":[1,-2.5,true,false,null,{}],\"m\":{\"k\":9007199254740993}}", "x");
        assertThat(tree)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsExactly(
                        Map.entry("z", "t"),
                        Map.entry("a", java.util.Arrays.asList(1L, -2.5, true, false, null, Map.of())),
                        Map.entry("m", Map.of("k", 9007199254740993L)));
    }

    @Test
    @DisplayName("JS-4: the last of several equal keys wins, keys match by exact case")
    void lastDuplicateWinsAndCaseMatters() throws RegistryException {
        JsonObject object = Json.parseObject("{\"a\":1,\"A\":2,\"a\":3}", "x");
        assertThat(object.integer("a", 0)).isEqualTo(3);
        assertThat(object.integer("A", 0)).isEqualTo(2);
        assertThat(Json.parseObject("{\"MediaType\":\"x\"}", "x").string("mediaType"))
                .isEmpty();
        assertThat(Json.parseObject("{\"MediaType\":\"x\"}", "x").ignoringCase().string("mediaType"))
                .isEqualTo("x");
    }

    @Test
    @DisplayName("JS-4: integers beyond 64 bits are no integers")
    void refusesIntegersBeyondInt64() throws RegistryException {
        JsonObject object =
                Json.parseObject("{\"max\":9223372036854775807,\"over\":9223372036854775808,\"f\":1.0}", "m");
        assertThat(object.integer("max", 0)).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> object.integer("over", 0))
                .hasMessage("m: over: invalid JSON: expected an integer, found the number 9.223372036854776E18");
        assertThatThrownBy(() -> object.integer("f", 0)).hasMessageContaining("expected an integer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``          | x: invalid JSON: unexpected end of JSON input
            `  `        | x: invalid JSON: unexpected end of JSON input
            {} {}       | x: invalid JSON: unexpected text after the JSON value (line 1, column 4)
            [1          | x: invalid JSON: Unexpected end-of-input
            {'a':1}     | x: invalid JSON: Unexpected character
            <html>      | x: invalid JSON: Unexpected character
            01          | x: invalid JSON: Invalid numeric value
            NaN         | x: invalid JSON
            {"a":1,}    | x: invalid JSON: Unexpected character
            """)
    void reportsWhatIsWrongInOneLine(String text, String message) {
        assertThatThrownBy(() -> Json.parse(text, "x")).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
            assertThat(e.getMessage()).startsWith(message).doesNotContain("\n");
        });
    }

    @Test
    void neverQuotesTheText() {
        for (String text :
                new String[] {"{\"pass\":hunter2}", "hunter2", "{hunter2:1}", "{\"a\":1hunter2}", "truhunter2"}) {
            assertThatThrownBy(() -> Json.parse(text, "x"))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("unter"))
                    .hasNoCause();
        }
    }

    @Test
    void boundsTheDepth() throws RegistryException {
        assertThat(Json.parse("[".repeat(64) + "]".repeat(64), "x")).isInstanceOf(List.class);
        assertThatThrownBy(() -> Json.parse("[".repeat(65) + "]".repeat(65), "x"))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("depth");
        assertThatThrownBy(() -> Json.parse("{\"a\":".repeat(100_000), "x")).isInstanceOf(RegistryException.class);
    }

    @Test
    @DisplayName("JS-4: the number of values is limited, since each of them takes memory")
    void boundsTheNumberOfValues() throws RegistryException {
        String most = "[" + "{},".repeat(Json.MAX_VALUES - 2) + "{}]";
        assertThat(Json.parse(most, "x")).asInstanceOf(LIST).hasSize(Json.MAX_VALUES - 1);
        assertThatThrownBy(() -> Json.parse("[" + "{},".repeat(Json.MAX_VALUES - 1) + "{}]", "x"))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED))
                .hasMessageStartingWith("x: invalid JSON: more than 1000000 values (line 1, column ");
    }

    @ParameterizedTest
    @DisplayName("JS-4: what the tree takes in memory is limited, whatever it is made of")
    @MethodSource("largeTrees")
    void boundsTheMemory(String name, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        for (Callable<?> reading : List.<Callable<?>>of(() -> Json.parse(text, "x"), () -> Json.parse(utf8, "x"))) {
            assertThatThrownBy(reading::call)
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED))
                    .hasMessageStartingWith(
                            "x: invalid JSON: it takes more than 100663296 bytes of memory (line 1, column ");
        }
    }

    static Stream<Arguments> largeTrees() {
        String level = "{\"a\":".repeat(50) + "1" + "}".repeat(50);
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < 700_000; i++) {
            keys.append(",\"k").append(i).append("\":1");
        }
        return Stream.of(
                Arguments.of("objects in each other", "[" + (level + ",").repeat(15_000) + "1]"),
                Arguments.of("different keys", "{\"k\":1" + keys + "}"));
    }

    @Test
    @DisplayName("JS-4: a manifest of 8 MiB, and a list of a million tags, are read")
    void readsLargeDocuments() throws RegistryException {
        String descriptor = "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:"
                + "a".repeat(64) + "\",\"size\":1,\"annotations\":{\"a\":\"b\"}},";
        String manifest = "{\"layers\":[" + descriptor.repeat((8 << 20) / descriptor.length()) + "{}]}";
        assertThat(Json.parseObject(manifest, "x").list("layers")).hasSizeGreaterThan(40_000);
        String tags = "[" + "\"0123456789abcdef0123456789\",".repeat(999_990) + "1]";
        assertThat(Json.parse(tags.getBytes(StandardCharsets.UTF_8), "x")).isInstanceOf(List.class);
    }

    @Test
    @DisplayName("JS-4: texts, keys and numbers are limited in length")
    void boundsTheLength() throws RegistryException {
        assertThat(Json.parse("\"" + "a".repeat(Json.MAX_STRING) + "\"", "x")).isInstanceOf(String.class);
        assertTooLong("\"" + "a".repeat(Json.MAX_STRING + 1) + "\"");
        assertThat(Json.parse("{\"" + "a".repeat(Json.MAX_KEY) + "\":1}", "x")).isInstanceOf(Map.class);
        assertTooLong("{\"" + "a".repeat(Json.MAX_KEY + 1) + "\":1}");
        assertThat(Json.parse("1" + "0".repeat(Json.MAX_DIGITS - 1), "x")).isInstanceOf(Double.class);
        assertTooLong("1" + "0".repeat(Json.MAX_DIGITS));
    }

    private static void assertTooLong(String text) {
        assertThatThrownBy(() -> Json.parse(text, "x")).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
            assertThat(e.getMessage()).startsWith("x: invalid JSON: ").hasSizeLessThan(400);
        });
    }

    @Test
    @DisplayName("JS-1: half a surrogate pair is read as U+FFFD and written so")
    void readsHalfSurrogatesAsReplacementCharacter() throws RegistryException {
        String text = "{\"a\":\"x\\ud800y\\udc00\",\"b\":\"\\ud83d\\ude00\"}";
        JsonObject object = Json.parseObject(text, "x");
        assertThat(object.string("a")).isEqualTo("x\ufffdy\ufffd");
        assertThat(object.string("b")).isEqualTo("\ud83d\ude00");
        assertThat(JsonWriter.write(object.tree(), JsonStyle.COMPACT))
                .isEqualTo("{\"a\":\"x\ufffdy\ufffd\",\"b\":\"\ud83d\ude00\"}");
    }

    @Test
    void readsMalformedUtf8AsReplacementCharacter() throws RegistryException {
        byte[] bytes = "{\"a\":\"x?y\"}".getBytes(StandardCharsets.UTF_8);
        bytes[7] = (byte) 0xff;
        assertThat(Json.parseObject(bytes, "x").string("a")).isEqualTo("x\ufffdy");
    }

    @Test
    void typedAccessGivesZeroValuesAndNamesThePathOfErrors() throws RegistryException {
        JsonObject o = Json.parseObject(
                "{\"n\":null,\"l\":[{\"s\":5},null],\"t\":[\"a\",null],"
                        + "\"m\":{\"k\":\"v\",\"e\":null},\"b\":true,\"d\":2}",
                "manifest");
        assertThat(o.string("n")).isEmpty();
        assertThat(o.has("n")).isFalse();
        assertThat(o.integer("n", -1)).isEqualTo(-1);
        assertThat(o.bool("b")).isTrue();
        assertThat(o.bool("absent")).isFalse();
        assertThat(o.decimal("d", 0)).isEqualTo(2.0);
        assertThat(o.strings("t")).containsExactly("a", "");
        assertThat(o.stringMap("m")).containsExactly(Map.entry("k", "v"), Map.entry("e", ""));
        assertThat(o.objects("l")).hasSize(2);
        assertThat(o.objects("l").get(1).isEmpty()).isTrue();
        assertThat(o.object("absent")).isEmpty();
        assertThatThrownBy(() -> o.objects("l").getFirst().string("s"))
                .hasMessage("manifest: l[0].s: invalid JSON: expected a string, found an integer");
        assertThatThrownBy(() -> o.objects("t")).hasMessageContaining("t[0]: invalid JSON: expected an object");
        assertThatThrownBy(() -> o.strings("m")).hasMessageContaining("expected an array, found an object");
        assertThatThrownBy(() -> o.bool("d")).hasMessageContaining("expected true or false");
        assertThatThrownBy(() -> Json.parseObject("[]", "manifest")).hasMessageContaining("object is expected");
    }

    @Test
    @DisplayName("JS-1: map keys are sorted bytewise, not by UTF-16 units")
    void sortsKeysByCodePoint() {
        Map<String, Integer> map = Map.of("\ufffd", 1, "\ud83d\ude00", 2, "a", 3, "B", 4, "", 5, "ab", 6, "\u00e9", 7);
        assertThat(new ArrayList<>(Json.sorted(map).keySet()))
                .containsExactly("", "B", "a", "ab", "\u00e9", "\ufffd", "\ud83d\ude00");
    }

    @Test
    @DisplayName("JS-3: an array of objects has at most 100,000 of them")
    void manyObjects() throws RegistryException {
        String one = "{},";
        JsonObject fits = Json.parseObject("{\"a\":[" + one.repeat(JsonObject.MAX_OBJECTS - 1) + "{}]}", "config");
        assertThat(fits.objects("a")).hasSize(JsonObject.MAX_OBJECTS);
        JsonObject large = Json.parseObject("{\"a\":[" + one.repeat(JsonObject.MAX_OBJECTS) + "{}]}", "config");
        assertThatThrownBy(() -> large.objects("a")).hasMessage("config: a: invalid JSON: more than 100000 elements");
    }
}
