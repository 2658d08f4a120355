// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.regsync.schema.Configs;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an entry is about (regsync 8) and where it keeps what it replaces (regsync 10); no registry. */
class EntryScopeTest {
    private static SyncEntry entry(String source, String target, String type) throws IOException {
        return Configs.load("sync: [{source: '" + source + "', target: '" + target + "', type: '" + type + "'}]")
                .entries()
                .getFirst();
    }

    private static String words(EntryScope scope) {
        return switch (scope) {
            case EntryScope.Registry registry -> "registry " + registry.host() + " to " + registry.prefix();
            case EntryScope.Repository repository ->
                "repository " + repository.source().commonName() + " to "
                        + repository.target().commonName();
            case EntryScope.Image image ->
                "image " + image.source().commonName() + " to " + image.target().commonName();
            case EntryScope.Invalid invalid ->
                invalid.report().message() + " " + invalid.report().fields().keySet() + " "
                        + RegistryException.describe(invalid.failure()).split(": ", -1)[0];
        };
    }

    @ParameterizedTest
    @DisplayName("regsync 8: the three types; what is wrong is a value that fails when the entry runs")
    @CsvSource(
            delimiter = '|',
            value = {
                "a.example | b.example/m | registry   | registry a.example to b.example/m",
                "a.example/r | b.example/m | repository | repository a.example/r to b.example/m",
                "a.example/r:v1 | b.example/m:v2 | repository | repository a.example/r to b.example/m",
                "a.example/r:v1 | b.example/m:v2 | image  | image a.example/r:v1 to b.example/m:v2",
                "Bad Ref | b | image      | Failed parsing source [source, error] failed parsing source",
                "a | Bad Ref | repository | Failed parsing target [target, error] failed parsing target",
                "a | b | other | 'Type not recognized, must be one of: registry, repository, or image [step, type] "
                        + "invalid input'"
            })
    void readsTheScope(String source, String target, String type, String expected) throws IOException {
        assertThat(words(EntryScope.of(entry(source, target, type)))).isEqualTo(expected);
    }

    @Test
    @DisplayName("regsync 8: a repository of a registry gets its place below the prefix")
    void placesRepositories() {
        EntryScope.Registry registry = new EntryScope.Registry("a.example", "b.example/m");
        assertThat(words(registry.repository("x/y"))).isEqualTo("repository a.example/x/y to b.example/m/x/y");
        assertThat(registry.repository("No Name")).isInstanceOf(EntryScope.Invalid.class);
    }

    @ParameterizedTest
    @DisplayName("regsync 10: a text with colon or slash is a reference, any other text a tag beside the target")
    @CsvSource({
        "' old-{{.Ref.Tag}} ',t.example/b:old-v1",
        "{{.Ref.Registry}}/kept/{{.Sync.Type}}:{{.Ref.Tag}},t.example/kept/image:v1",
        "kept:1,docker.io/library/kept:1"
    })
    void placesBackups(String template, String expected) throws IOException {
        assertThat(backup(template).commonName()).isEqualTo(Ref.parse(expected).commonName());
    }

    private static Ref backup(String template) throws IOException {
        SyncEntry entry = Configs.load(
                        "sync: [{source: 's.example/a:v1', target: 't.example/b:v1', type: image, backup: '" + template
                                + "'}]")
                .entries()
                .getFirst();
        return BackupPlace.of(entry, Ref.parse("t.example/b:v1"));
    }

    @Test
    @DisplayName("regsync 10: a template that gives no tag fails before anything is overwritten")
    void refusesWhatIsNoTag() {
        assertThatThrownBy(() -> backup("{{if false}}x{{end}}")).hasMessageContaining("gives no tag");
        assertThatThrownBy(() -> backup("not a tag")).hasMessageContaining("\"not a tag\" is not a tag");
        assertThatThrownBy(() -> backup("{{.Ref.Nope}}")).hasMessageContaining("Nope");
    }
}
