// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.HostConfig;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.kit.schema.Schema;
import io.regclient.testing.ExampleFiles;
import io.regclient.testing.KeyTables;
import io.regclient.testing.SchemaTypos;
import io.regclient.testing.SchemaTypos.Typo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("regsync 2 to 4: the declared keys")
class SchemaTest {

    static List<Typo> typos() {
        return SchemaTypos.of(RegsyncFile.class);
    }

    static List<Typo> warned() {
        return typos().stream().filter(typo -> !isStrict(typo)).toList();
    }

    static List<Typo> refused() {
        return typos().stream().filter(SchemaTest::isStrict).toList();
    }

    private static boolean isStrict(Typo typo) {
        return typo.yaml().contains(" gates:\n")
                || typo.yaml().contains(" hooks:\n")
                || Set.of("minAge", "onRetag", "gates", "hooks").contains(typo.meant());
    }

    @ParameterizedTest
    @MethodSource("warned")
    @DisplayName("a typo in any mapping warns with its line and the key that was meant")
    void warnsAboutTypos(Typo typo) throws Exception {
        assertThat(Configs.warnings(typo.yaml()))
                .filteredOn(warning -> warning.startsWith("Ignoring an unknown key key=" + typo.key() + " "))
                .singleElement()
                .asString()
                .contains(" line=" + typo.line() + " ")
                .endsWith(" hint=did you mean " + typo.meant() + "?");
    }

    @ParameterizedTest
    @MethodSource("refused")
    @DisplayName("a typo in what keeps something from happening is refused with its line and the key that was meant")
    void refusesTyposOfGuards(Typo typo) {
        assertThatThrownBy(() -> Configs.load(typo.yaml()))
                .hasMessageContaining(
                        "." + typo.key() + ": line " + typo.line(), "unknown key, did you mean " + typo.meant() + "?");
    }

    @Test
    @DisplayName("the mappings of the contract are all walked")
    void knowsTheMappings() {
        assertThat(typos())
                .extracting(Typo::meant)
                .contains(
                        "sync", "reqConcurrent", "parallel", "source", "semverRange", "allow", "artifactType", "params")
                .hasSizeGreaterThan(90);
        assertThat(typos()).extracting(Typo::yaml).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("free maps have no unknown keys; a misspelt filter no longer copies every tag in silence")
    void looksWhereKeysAreDeclared() throws Exception {
        assertThat(Configs.warnings("""
                        creds: [{registry: a, apiOpts: {any: 1}}]
                        defaults: {referrerFilters: [{annotations: {any: 1}}]}
                        """)).isEmpty();
        assertThat(Configs.warnings("sync: [{source: a, tags: {alow: [a]}}]"))
                .containsExactly("Ignoring an unknown key key=alow config=regsync.yml: sync[0].tags line=1 column=27 "
                        + "hint=did you mean allow?");
    }

    @Test
    @DisplayName("docs/regsync.md: the tables of keys are the declarations")
    void documentsEveryKey() throws Exception {
        Schema entries = Schema.of(SyncKeys.class);
        Schema defaults = Schema.of(Defaults.class);
        KeyTables.check("regsync.md", "creds", KeyTables.of(Schema.of(HostConfig.class)));
        KeyTables.check("regsync.md", "state", KeyTables.of(Schema.of(StateSettings.class)));
        KeyTables.check("regsync.md", "defaults", KeyTables.ofProgram(defaults, entries));
        KeyTables.check("regsync.md", "sync", KeyTables.of(entries, defaults));
    }

    @Test
    @DisplayName("docs/schema/regsync-config.json is what the command schema prints")
    void isPublished() throws Exception {
        String text = JsonWriter.write(ConfigSchema.tree(), JsonStyle.PRETTY) + "\n";
        Path file = ExampleFiles.directory().resolveSibling("docs").resolve("schema/regsync-config.json");
        if ("1".equals(System.getenv("UPDATE_DOCS"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(file).content().isEqualTo(text);
    }
}
