// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.yaml.NearestWord;
import io.regclient.kit.yaml.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
}
