// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.kit.schema.Parsed;
import io.regclient.testing.ExampleFiles;
import io.regclient.testing.SchemaTypos;
import io.regclient.testing.SchemaTypos.Typo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("docs/regsync.md: the JSON Schema that the command schema prints")
class ConfigSchemaTest {
    private static final String TEXT = JsonWriter.write(ConfigSchema.tree(), JsonStyle.PRETTY);
    private static final String ENTRY = "sync: [{source: a/b, target: c/b, type: repository, ";

    static List<Typo> typos() {
        return SchemaTypos.of(RegsyncFile.class);
    }

    private static List<String> problems(String yaml) throws Exception {
        return SchemaValidator.of(TEXT).problems(yaml, true);
    }

    @Test
    @DisplayName("it is a schema of the draft it names")
    void isASchema() throws Exception {
        assertThat(TEXT).contains("\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"");
        assertThat(SchemaValidator.problemsOfSchema(TEXT)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("typos")
    @DisplayName("a typo in any mapping is refused")
    void refusesTypos(Typo typo) throws Exception {
        assertThat(problems(typo.yaml())).anyMatch(problem -> problem.contains("'" + typo.key() + "'"));
    }

    @Test
    @DisplayName("every example is accepted, whether an editor applies merge keys or not")
    void acceptsTheExamples() throws Exception {
        SchemaValidator validator = SchemaValidator.of(TEXT);
        Map<String, List<String>> found = new TreeMap<>();
        for (Map.Entry<String, String> example : examples().entrySet()) {
            found.put(example.getKey(), validator.problems(example.getValue(), true));
            found.put(example.getKey() + " as it is written", validator.problems(example.getValue(), false));
        }
        assertThat(found)
                .hasSizeGreaterThan(6)
                .allSatisfy((name, problems) -> assertThat(problems).as(name).isEmpty());
    }

    private static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new TreeMap<>();
        try (Stream<Path> files = Files.list(ExampleFiles.directory())) {
            for (Path file : files.filter(path ->
                            path.toString().endsWith(".yml") && path.toString().contains("regsync"))
                    .toList()) {
                examples.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        examples.put("ConfigMap", ExampleFiles.configMap("regsync.yml"));
        return examples;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tags: {allow: [latest, 3.10, 7], semverRange: ['>=3']}",
                "tags: {latest: 3, since: 30d}",
                "tagSets: [{latest: {count: 2, sort: natural, key: 'v(.*)'}}, {deny: [x]}]",
                "minAge: 72h, minAgeSource: created, minAgeAllow: ['.*-hotfix']",
                "minAge: 1d12h",
                "minAge: 1.5d",
                "minAge: '0'",
                "onRetag: warn",
                "onRetag: [{pattern: 'v.*', action: fail}, skip]",
                "prune: off",
                "prune: {mode: filter, maxDelete: 20%, grace: 0s, minTags: 3}",
                "prune: {maxDelete: 5}",
                "prune:",
                "interval: 1h30m, timeout: 1.5h, ratelimit: {min: '100', retry: 15m}",
                "referrers: true, referrerFilters: [{artifactType: a/b, annotations: {a: 1}}]",
                "fastCopy: true",
                "platforms: ['', linux/amd64], x-mine: {any: thing}",
            })
    @DisplayName("what the reader accepts is accepted")
    void acceptsWhatIsRead(String keys) throws Exception {
        String yaml = ENTRY + keys + "}]";
        assertThat(willFail(yaml)).isEmpty();
        assertThat(problems(yaml)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tags: latest",
                "tags: {allow: latest}",
                "tags: {latest: many}",
                "tags: {since: 30}",
                "minAge: 3",
                "minAge: 1w",
                "minAge: 1d2",
                "minAgeSource: built",
                "onRetag: never",
                "onRetag: [{pattern: x}]",
                "prune: maybe",
                "prune: {mode: both}",
                "prune: {minTags: few}",
                "interval: 60",
                "interval: 1y",
                "referrers: 'yes'",
                "ratelimit: {min: many}",
                "platforms: linux/amd64",
                "type: images",
            })
    @DisplayName("what the reader refuses, or fails the entry for, is refused where its form tells")
    void refusesWhatIsNotRead(String keys) throws Exception {
        String yaml = (ENTRY + keys + "}]").replace("type: repository, type", "type");
        assertThat(willFail(yaml)).isNotEmpty();
        assertThat(problems(yaml)).isNotEmpty();
    }

    /** What makes an entry fail, or the file. */
    private static List<String> willFail(String yaml) {
        try {
            SyncEntry entry = Configs.entry(yaml);
            List<Parsed<?>> parsed = new ArrayList<>(entry.safety().parsed().values());
            parsed.add(entry.kind());
            parsed.add(entry.tagSelection());
            return parsed.stream()
                    .flatMap(each -> each.problem().stream())
                    .map(Throwable::toString)
                    .toList();
        } catch (IOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @Test
    @DisplayName("an entry needs source, target and type; a merge may bring them")
    void wantsWhatAnEntryNeeds() throws Exception {
        assertThat(problems("sync: [{source: a, target: b}]")).anyMatch(problem -> problem.contains("'type'"));
        String merged = "x-all: &all {type: image}\nsync: [{<<: *all, source: 'a:1', target: b}]";
        assertThat(SchemaValidator.of(TEXT).problems(merged, true)).isEmpty();
        assertThat(SchemaValidator.of(TEXT).problems(merged, false)).isEmpty();
    }

    @Test
    @DisplayName("the words of a key are those the reader knows")
    void namesTheWordsThatAreRead() throws Exception {
        for (EntryType type : EntryType.values()) {
            assertThat(TEXT).contains("\"" + type.name().toLowerCase(Locale.ROOT) + "\"");
        }
        for (RetagRules.Action action : RetagRules.Action.values()) {
            assertThat(problems(ENTRY + "onRetag: " + action.word() + "}]")).isEmpty();
        }
        for (PruneRule.Mode mode : PruneRule.Mode.values()) {
            assertThat(problems(ENTRY + "prune: " + mode.name().toLowerCase(Locale.ROOT) + "}]"))
                    .isEmpty();
        }
        assertThat(problems("creds: [{registry: a, tls: disabled}, {registry: b, tls: on}]"))
                .singleElement()
                .asString()
                .contains("creds[1].tls");
    }

    @Test
    @DisplayName("keys are described for people, without links to pages")
    void describesKeys() {
        assertThat(TEXT)
                .contains("what is done about a tag that moved at the source: a word for all tags, or a list of rules. "
                        + "See moved tags. Default: `copy`")
                .contains("another name of `fastCheck`")
                .doesNotContain("](");
    }
}
