// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("regsync 2: YAML")
class YamlTest {
    private static YamlMapping parse(String text) throws RegistryException {
        return Yaml.parse(text, "f.yml");
    }

    private static YamlMapping value(String scalar) throws RegistryException {
        return parse("k: " + scalar);
    }

    @FunctionalInterface
    private interface Access {
        Object read(YamlMapping mapping) throws RegistryException;
    }

    private static void assertFails(String text, Access access, String message) {
        assertThatThrownBy(() -> access.read(parse(text))).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
            assertThat(e).hasMessage(message);
        });
    }

    @ParameterizedTest
    @DisplayName("an empty file is an empty mapping")
    @ValueSource(strings = {"", "\n\n", "# only a comment\n", "---\n", "--- ~\n", "null", "\ufeff", "{}"})
    void readsEmptyFiles(String text) throws RegistryException {
        assertThat(parse(text).keys()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("scalars keep their text")
    @ValueSource(strings = {"3.10", "007", "0x1F", "1e3", "yes", "on", "true", "2021-01-02", "12:30:45", "=", "1_000"})
    void keepsTheTextOfScalars(String text) throws RegistryException {
        assertThat(value(text).string("k")).isEqualTo(text);
        assertThat(parse("k: [" + text + "]").strings("k")).containsExactly(text);
        assertThat(parse("k: {n: " + text + "}").stringMap("k")).containsExactly(Map.entry("n", text));
    }

    @ParameterizedTest
    @DisplayName("null is absent")
    @ValueSource(strings = {"", "~", "null", "Null", "NULL", "!!null ''"})
    void nullIsAbsent(String text) throws RegistryException {
        YamlMapping m = value(text);
        assertThat(m.has("k")).isFalse();
        assertThat(m.keys()).containsExactly("k");
        assertThat(m.string("k")).isEmpty();
        assertThat(m.optionalString("k")).isEmpty();
        assertThat(m.bool("k")).isFalse();
        assertThat(m.integer("k", 7)).isEqualTo(7);
        assertThat(m.decimal("k", 1.5)).isEqualTo(1.5);
        assertThat(m.duration("k")).isEmpty();
        assertThat(m.strings("k")).isEmpty();
        assertThat(m.stringMap("k")).isEmpty();
        assertThat(m.mapping("k")).isEmpty();
        assertThat(m.mappings("k")).isEmpty();
    }

    @Test
    void quotedTextIsNeverNull() throws RegistryException {
        assertThat(value("'null'").optionalString("k")).contains("null");
        assertThat(value("\"\"").optionalString("k")).contains("");
        assertThat(value("\"~\"").has("k")).isTrue();
        assertThat(parse("k: [~, 'a', null]\nm: [~]").strings("k")).containsExactly("", "a", "");
        assertThat(parse("m: [~, {a: b}]").mappings("m"))
                .hasSize(2)
                .first()
                .satisfies(m -> assertThat(m.keys()).isEmpty());
    }

    @Test
    @DisplayName("keys are case-sensitive, unknown ones harmless, the last duplicate wins")
    void readsKeys() throws RegistryException {
        YamlMapping m = parse("Source: x\na: 1\na: 2\nx-anchor: [1]\n? [complex, key]\n: v\n5: five\n");
        assertThat(m.string("source")).isEmpty();
        assertThat(m.string("a")).isEqualTo("2");
        assertThat(m.string("5")).isEqualTo("five");
        assertThat(m.keys()).containsExactly("Source", "a", "x-anchor", "5");
    }

    @Test
    @DisplayName("only the first document counts")
    void readsTheFirstDocument() throws RegistryException {
        assertThat(parse("a: 1\n---\na: 2\n---\n{broken").string("a")).isEqualTo("1");
        assertThat(parse("---\na: 1\n...\n%garbage").string("a")).isEqualTo("1");
    }

    @Test
    @DisplayName("anchors, aliases and merge keys; an explicit key wins wherever << stands")
    void merges() throws RegistryException {
        YamlMapping m = parse("""
                base: &base {type: image, interval: 1h}
                more: &more {type: repository, extra: e}
                list: &list [a, b]
                one: {<<: *base, source: s}
                two: {type: registry, <<: *base}
                three: {<<: [*base, *more]}
                four: {<<: [*more, *base], <<: {late: l}}
                five: {<<: ~}
                alias: *list
                same: *base
                """);
        assertThat(m.stringMap("one")).isEqualTo(Map.of("type", "image", "interval", "1h", "source", "s"));
        assertThat(m.stringMap("two")).isEqualTo(Map.of("type", "registry", "interval", "1h"));
        assertThat(m.stringMap("three")).isEqualTo(Map.of("type", "image", "interval", "1h", "extra", "e"));
        assertThat(m.stringMap("four"))
                .isEqualTo(Map.of("type", "repository", "interval", "1h", "extra", "e", "late", "l"));
        assertThat(m.stringMap("five")).isEmpty();
        assertThat(m.strings("alias")).containsExactly("a", "b");
        assertThat(m.stringMap("same")).containsEntry("type", "image");
        assertThat(value("'<<'").string("k")).isEqualTo("<<");
    }

    @Test
    @DisplayName("merging something else, or a mapping into itself, is an error")
    void refusesBadMerges() {
        assertFails(
                "k:\n  <<: x",
                m -> m.mapping("k"),
                "f.yml: k: line 2, column 7: string was used where mapping is expected");
        assertFails(
                "k:\n  <<: [{}, x]",
                m -> m.mapping("k"),
                "f.yml: k: line 2, column 12: string was used where mapping is expected");
        assertFails(
                "k: &k\n  <<: *k",
                m -> m.mapping("k"),
                "f.yml: k: line 1, column 4: a mapping cannot be merged into itself");
    }

    @Test
    @DisplayName("anchors are shared, never expanded")
    void survivesManyAliases() throws RegistryException {
        StringBuilder lists = new StringBuilder("a0: &a0 [x]\n");
        StringBuilder maps = new StringBuilder("m0: &m0 {k: v}\n");
        for (int i = 1; i < 50; i++) {
            String before = "*a" + (i - 1);
            lists.append("a" + i + ": &a" + i + " [" + before + ", " + before + "]\n");
            maps.append("m" + i + ": &m" + i + " {<<: [*m" + (i - 1) + ", *m" + (i - 1) + "]}\n");
        }
        assertThat(parse(lists.toString()).has("a49")).isTrue();
        assertThat(parse(maps.toString()).stringMap("m49")).containsExactly(Map.entry("k", "v"));
    }

    @ParameterizedTest
    @DisplayName("booleans are true and false without quotes")
    @CsvSource({"true, true", "false, false", "True, true", "FALSE, false"})
    void readsBooleans(String text, boolean expected) throws RegistryException {
        assertThat(value(text).optionalBool("k")).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "1", "tRue"})
    void refusesOtherBooleans(String text) {
        assertFails("k: " + text, m -> m.bool("k"), "f.yml: k: line 1, column 4: true or false is expected");
    }

    @Test
    void refusesQuotedBooleans() {
        assertFails("k: \"true\"", m -> m.bool("k"), "f.yml: k: line 1, column 4: true or false is expected");
    }

    @ParameterizedTest
    @DisplayName("integers: quoted numbers count, fractions are cut off")
    @CsvSource({
        "5, 5",
        "-5, -5",
        "+5, 5",
        "'\"3\"', 3",
        "2.7, 2",
        "-2.7, -2",
        "0x1F, 31",
        "0o17, 15",
        "1e3, 1000",
        "007, 7",
        "9223372036854775807, 9223372036854775807"
    })
    void readsIntegers(String text, long expected) throws RegistryException {
        assertThat(value(text).integer("k", 0)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "'5x'", "9223372036854775808", "1e999", ".inf", "'5 '"})
    void refusesOtherIntegers(String text) {
        assertThatThrownBy(() -> value(text).integer("k", 0))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith("f.yml: k: line 1, column 4: an integer is expected");
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "2.5, 2.5", ".5, 0.5", "'\"1e-2\"', 0.01"})
    void readsDecimals(String text, double expected) throws RegistryException {
        assertThat(value(text).decimal("k", 0)).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("durations")
    @CsvSource({
        "1h15m, PT1H15M",
        "90s, PT1M30S",
        "1.5h, PT1H30M",
        ".5h, PT30M",
        "+5m, PT5M",
        "-5m, PT-5M",
        "'\"0\"', PT0S",
        "0s, PT0S",
        "'\"10ms\"', PT0.01S"
    })
    void readsDurations(String text, Duration expected) throws RegistryException {
        assertThat(value(text).duration("k")).contains(expected);
        assertThat(value(text).durationOrNanoseconds("k")).contains(expected);
    }

    @ParameterizedTest
    @DisplayName("a value whose first character means something to YAML: the message says to quote it")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "k: >=1.0;>",
                "- >1.2 <2;>",
                "k: |x;|",
                "k: *;*",
                "k: [*, a];*",
                "k: @daily;@",
                "k: `x`;`",
                "k: %x;%",
                "k: {{env \"X\"}};{{",
                "k: {{.X}};{{"
            })
    void advisesQuotes(String yaml, String start) {
        assertThatThrownBy(() -> Yaml.parse(yaml, "f.yml").string("k"))
                .hasMessageStartingWith("f.yml: ")
                .hasMessageEndingWith(", a value that begins with " + start + " must be quoted");
    }

    @Test
    @DisplayName("a byte order mark is read over, UTF-16 is told")
    void readsMarkedFiles() throws RegistryException {
        assertThat(Yaml.parse("\ufeffk: v".getBytes(StandardCharsets.UTF_8), "f.yml")
                        .string("k"))
                .isEqualTo("v");
        assertThatThrownBy(() -> Yaml.parse("k: v".getBytes(StandardCharsets.UTF_16), "f.yml"))
                .hasMessage("f.yml: the file is UTF-16, save it as UTF-8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0
            60
            1.5
            "60"
            1d
            soon
            """)
    void refusesOtherDurations(String text) {
        String message = "a duration with a unit is expected, for example \"5m\"";
        assertFails("k: " + text, m -> m.duration("k"), "f.yml: k: line 1, column 4: " + message);
        assertFails(
                "k: 999999999h",
                m -> m.duration("k"),
                "f.yml: k: line 1, column 4: the longest duration is 2562047h47m");
    }

    @Test
    @DisplayName("creds: a plain integer counts nanoseconds")
    void readsNanoseconds() throws RegistryException {
        assertThat(value("60000000000").durationOrNanoseconds("k")).contains(Duration.ofMinutes(1));
        assertThat(value("~").durationOrNanoseconds("k")).isEmpty();
    }

    @Test
    @DisplayName("a wrong kind names path, line and column")
    void namesThePlaceOfMistakes() {
        assertFails(
                "sync:\n- tags:\n    allow: latest\n",
                m -> m.mappings("sync").getFirst().mapping("tags").orElseThrow().strings("allow"),
                "f.yml: sync[0].tags.allow: line 3, column 12: string was used where sequence is expected");
        assertFails(
                "sync: [{source: [a]}]",
                m -> m.mappings("sync").getFirst().string("source"),
                "f.yml: sync[0].source: line 1, column 17: sequence was used where string is expected");
        assertFails(
                "sync:\n- {}\n- just text\n",
                m -> m.mappings("sync"),
                "f.yml: sync[1]: line 3, column 3: string was used where mapping is expected");
        assertFails(
                "k: [a, [b]]",
                m -> m.strings("k"),
                "f.yml: k[1]: line 1, column 8: sequence was used where string is expected");
        assertFails(
                "k: {a: {}}",
                m -> m.stringMap("k"),
                "f.yml: k.a: line 1, column 8: mapping was used where string is expected");
        assertFails(
                "k: x", m -> m.mapping("k"), "f.yml: k: line 1, column 4: string was used where mapping is expected");
    }

    @ParameterizedTest
    @DisplayName("text that is no YAML, or no mapping, is one line with its position")
    @CsvSource(delimiter = '|', textBlock = """
            - a              | f.yml: line 1, column 1: sequence was used where mapping is expected
            text             | f.yml: line 1, column 1: string was used where mapping is expected
            a: b: c          | f.yml: line 1, column 5: mapping values are not allowed here
            a: [             | f.yml: line 1, column 5: expected the node content, but found '<stream end>'
            a: *none         | f.yml: line 1, column 4: found undefined alias
            a: "x            | f.yml: line 1, column 6: found unexpected end of stream
            """)
    void reportsSyntaxErrors(String text, String message) {
        assertThatThrownBy(() -> parse(text)).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
            assertThat(e).hasMessage(message);
        });
    }

    @Test
    void boundsDepthAndRefusesControlCharacters() {
        assertThatThrownBy(() -> parse("k: " + "[".repeat(100) + "]".repeat(100)))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith("f.yml: ")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
        assertThatThrownBy(() -> parse("k: \u0001"))
                .isInstanceOf(RegistryException.class)
                .satisfies(e -> assertThat(e.getMessage()).startsWith("f.yml: ").doesNotContain("\n"));
        assertThatThrownBy(() -> parse("# \ud83d\ude00\n" + "a: b\n".repeat(5000) + "k: a\u0007b"))
                .hasMessage(
                        "f.yml: line 5002: the character \\x07 must be removed, or written as \"\\x07\" in double quotes");
    }

    @Test
    void readsBytes() throws RegistryException {
        byte[] utf8 = "k: \u00e9\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
        assertThat(Yaml.parse(utf8, "f.yml").string("k")).isEqualTo("\u00e9\ud83d\ude00");
    }

    @Test
    @DisplayName("tags construct nothing")
    void ignoresTags() throws RegistryException {
        assertFails(
                "k: !!javax.script.ScriptEngineManager x",
                m -> m.string("k"),
                "f.yml: line 1, column 4: Global tag is not allowed: "
                        + "tag:yaml.org,2002:javax.script.ScriptEngineManager");
        assertThat(value("!!str 5").string("k")).isEqualTo("5");
        assertThat(value("!local {a: b}").stringMap("k")).containsExactly(Map.entry("a", "b"));
    }

    @Test
    @DisplayName("regsync 2: a document has at most 250,000 keys and values")
    void manyValues() {
        assertThatThrownBy(() -> Yaml.parse("a: [" + "1,".repeat(BoundedParser.MAX_VALUES) + "1]", "f"))
                .hasMessageStartingWith("f: line 1, column ")
                .hasMessageEndingWith("more than 250000 keys and values");
    }

    @Test
    @DisplayName("regsync 2: a text has at most 1 MiB")
    void longText() throws RegistryException {
        String fits = "x ".repeat(BoundedParser.MAX_SCALAR / 2 - 1) + "xx";
        assertThat(Yaml.parse("a: " + fits, "f").string("a")).hasSize(BoundedParser.MAX_SCALAR);
        assertThatThrownBy(() -> Yaml.parse("a: " + fits + "x", "f"))
                .hasMessage("f: line 1, column 4: a text of more than 1048576 characters");
    }

    @Test
    @DisplayName("regsync 2: a word has at most 256 KiB")
    void longWord() throws RegistryException {
        String fits = "x".repeat(Yaml.MAX_RUN);
        assertThat(Yaml.parse("a: " + fits, "f").string("a")).hasSize(Yaml.MAX_RUN);
        assertThat(Yaml.parse("{\"a\":[" + "\"c\",".repeat(90_000) + "1]}", "f").keys())
                .containsExactly("a");
        for (String text : List.of("a: " + fits + "x", "a: '" + fits + "x'", "a: |\n  " + fits + "x", "#" + fits)) {
            assertThatThrownBy(() -> Yaml.parse("\n" + text, "f"))
                    .hasMessageContaining("a word of more than 262144 characters");
        }
    }

    @Test
    @DisplayName("regsync 2: merges bring in at most 1,000 members, however often one anchor is named")
    void wideMerges() throws RegistryException {
        String base = "base: &b {k1: 1, k2: 2, k3: 3}\n";
        assertThat(Yaml.parse(base + "a: {<<: [" + "*b, ".repeat(200) + "*b]}", "f")
                        .mapping("a")
                        .orElseThrow()
                        .keys())
                .containsExactly("k1", "k2", "k3");
        YamlMapping wide = Yaml.parse(base + "a: {<<: [" + "*b, ".repeat(300) + "*b]}", "f");
        assertThatThrownBy(() -> wide.mapping("a")).hasMessageEndingWith("merges bring in more than 1000 members");
    }
}
