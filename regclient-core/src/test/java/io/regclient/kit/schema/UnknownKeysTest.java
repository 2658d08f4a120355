// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.kit.yaml.NearestWord;
import io.regclient.kit.yaml.StrictKeys;
import io.regclient.kit.yaml.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    record Filter(
            @Key("patterns") List<String> allow,
            @Key("patterns") List<String> deny) {}

    record Entry(
            @Key("what") String source,
            @Key("which") Filter tags,
            @Key("more") List<Filter> sets) {}

    record Defaults(@Key("how many") int parallel) {}

    record File(
            @Key("for entries") Defaults defaults,
            @Key("all") List<Entry> sync) {}

    private static List<String> warnings(String yaml) throws Exception {
        return SchemaReader.read(Yaml.parse(yaml, "f.yml"), File.class, Expansion.NONE).warnings().stream()
                .map(Object::toString)
                .toList();
    }

    record Hook(@Key("what") String type) {}

    record Odd(
            @Key(value = "fast", alias = "fastCopy") boolean fastCheck,
            @Key("texts") Map<String, String> annotations,
            @Key(value = "nothing", effect = false) Optional<Hook> hooks,
            @Key(value = "nothing", effect = false) List<String> slow) {}

    @ParameterizedTest
    @DisplayName(
            "an alias is suggested too; keys that are no text are told; a key without effect only when it says something")
    @CsvSource(
            delimiter = '|',
            value = {
                "fastcopy: true|Ignoring an unknown key key=fastcopy config=f.yml line=1 column=1 hint=did you mean fastCopy?",
                "fastChek: true|Ignoring an unknown key key=fastChek config=f.yml line=1 column=1 hint=did you mean fastCheck?",
                "{[a]: 1}|Ignoring a key that is no text config=f.yml line=1 column=2",
                "{{a: b}: 1}|Ignoring a key that is no text config=f.yml line=1 column=2",
                "~: 1|Ignoring a key that is no text config=f.yml line=1 column=1",
                "annotations: {[a]: b}|Ignoring a key that is no text config=f.yml: annotations line=1 column=15",
                "hooks: {type: x}|Setting is accepted and has no effect key=hooks config=f.yml",
                "slow: [a]|Setting is accepted and has no effect key=slow config=f.yml",
                "hooks: {type: }|",
                "hooks: ~|",
                "slow: []|",
                "fastCopy: true|",
            })
    void judgesEveryKey(String yaml, String warning) throws Exception {
        List<String> warnings =
                SchemaReader.read(Yaml.parse(yaml, "f.yml"), Odd.class, Expansion.NONE).warnings().stream()
                        .map(Object::toString)
                        .toList();
        assertThat(warnings).isEqualTo(warning == null ? List.of() : List.of(warning));
    }

    @Test
    void findsAKeyWithoutAName() throws Exception {
        assertThat(warnings("'': 1")).hasSize(1);
    }

    @Test
    @DisplayName("file, path, line and column; a merged key stands where it is written and is told once")
    void tellsThePlace() throws Exception {
        assertThat(warnings("""
                        x-base: &b
                          tags: {alow: [a], x-mine: 1}
                        sync:
                        - <<: *b
                        - <<: *b
                          sets: [{}, {denny: []}]
                        """))
                .containsExactly(
                        "Ignoring an unknown key key=alow config=f.yml: sync[0].tags line=2 column=10 "
                                + "hint=did you mean allow?",
                        "Ignoring an unknown key key=denny config=f.yml: sync[1].sets[1] line=6 column=15 "
                                + "hint=did you mean deny?");
    }

    @Test
    @DisplayName("a key in the wrong mapping is told where it belongs")
    void tellsWhereAKeyBelongs() throws Exception {
        assertThat(warnings("parallel: 1\nallow: [a]\nsync: [{allow: [a], parallel: 1, defaults: 1, source: a}]"))
                .containsExactly(
                        "Ignoring a key that belongs in defaults key=parallel config=f.yml line=1 column=1",
                        "Ignoring an unknown key key=allow config=f.yml line=2 column=1",
                        "Ignoring a key that belongs in tags or an entry of sets key=allow config=f.yml: sync[0] "
                                + "line=3 column=9",
                        "Ignoring a key that belongs in defaults key=parallel config=f.yml: sync[0] line=3 column=21",
                        "Ignoring a key that belongs in the top of the file key=defaults config=f.yml: sync[0] "
                                + "line=3 column=34");
    }

    record Wall(@Key("how high") int height) implements StrictKeys {
        @Override
        public String objection(Set<String> written) {
            return height == 0 ? "it keeps nobody out" : "";
        }
    }

    record Yard(
            @Key(value = "around it", guard = true) Optional<Wall> wall,
            @Key("inside") Map<String, String> trees) {}

    record Town(@Key("all") List<Yard> yards, @Key("of all") Yard common) {}

    private static List<String> town(String yaml) throws Exception {
        return SchemaReader.read(Yaml.parse(yaml, "f.yml"), Town.class, Expansion.NONE).warnings().stream()
                .map(Object::toString)
                .toList();
    }

    @ParameterizedTest
    @DisplayName("a key that keeps something from happening is refused where it would be lost")
    @CsvSource(
            delimiter = '|',
            value = {
                "yards: [{Wall: {height: 2}}]|f.yml: yards[0].Wall: line 1, column 16: unknown key, did you mean wall?",
                "walls: {height: 2}|f.yml: walls: line 1, column 8: unknown key, wall belongs in an entry of yards or common.",
                "common: {wall: , height: 2}|f.yml: common.height: line 1, column 26: it belongs in wall, which is empty",
                "common: {wall: {heigth: 2}}|f.yml: common.wall.heigth: line 1, column 25: unknown key",
                "common: {wall: {height: 0}}|f.yml: common.wall.height: line 1, column 25: it keeps nobody out",
                "common: {wall: {height: 2, height: 3}}|f.yml: common.wall.height: line 1, column 17: height is there again",
                "common: {wall: {height: 2}, wall: }|f.yml: common.wall: line 1, column 10: wall is there again",
                "{common: {wall: {height: 2}}, common: {}}|f.yml: common: line 1, column 2: common is there again"
            })
    void refusesWhatWouldBeLost(String yaml, String message) {
        assertThatThrownBy(() -> town(yaml)).hasMessageStartingWith(message);
    }

    @Test
    @DisplayName("any other key that is there twice is a warning; empty mappings, own keys and merges are none")
    void warnsAboutRepeatedKeys() throws Exception {
        assertThat(town("common: {wall: {}, trees: {oak: 1, oak: 2, x-a: 1, x-a: 2}, trees: {elm: 1, elm: 2}}"))
                .containsExactly(
                        "Ignoring a key that is there again, the last one counts key=trees config=f.yml: common line=1 "
                                + "column=20",
                        "Ignoring a key that is there again, the last one counts key=elm config=f.yml: common.trees "
                                + "line=1 column=69");
        assertThat(town("x-a: &a {wall: {height: 1}}\nx-a: &b {trees: {}}\ncommon: {<<: *a, <<: *b}"))
                .isEmpty();
    }
}
