// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regsync.schema.ConfigSchema;
import io.regclient.testing.CliResult;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("docs/regsync.md: config --explain tells what a key means")
class ExplainTest {
    @TempDir
    private Path directory = Path.of("");

    private CliResult run(String... args) {
        return ProgramRunner.of(Regsync.PROGRAM, directory).run(args);
    }

    private CliResult explain(String key) {
        return run("config", "--explain", key);
    }

    @Test
    @DisplayName("a page has every place of the key, its meaning, form and default, and the keys below it")
    void tellsWhatAKeyMeans() {
        explain("sync.tags.latest").check().succeeds().errIsEmpty().out("""
                sync.tags.latest
                sync.tagSets.latest

                  how many of the tags the other filters leave are kept, the newest; a number, or a mapping of these

                Value: mapping, or the value of its key count
                Default: all
                Keys:
                  count  how many tags
                  sort   `semver`, `natural` (numbers in a text count as numbers) or `date` (when the image was created)
                  key    RE2 expression with a group that stands for the whole tag in the order; tags it does not match \
                are not kept
                """);
        explain("prune.mode")
                .check()
                .succeeds()
                .outContains("defaults.prune.mode\nsync.prune.mode\n", "Value: source | filter | off\n");
        explain("onRetag")
                .check()
                .succeeds()
                .outContains(
                        "See moved tags (docs/regsync-retag.md)",
                        "Value: list, each mapping, or the value of its key action; one alone needs no list\n");
        explain("tls")
                .check()
                .succeeds()
                .outContains("creds.tls\n", "Value: enabled | insecure | disabled\nDefault: `enabled`\n");
    }

    @ParameterizedTest
    @CsvSource({
        "latest, sync.tags.latest",
        "tagSets[].latest, sync.tagSets.latest",
        "sync[].tags.latest, sync.tags.latest",
        "fastCopy, defaults.fastCheck",
        "type, sync.type",
        "pre.type, sync.hooks.pre.type",
        "interval, defaults.interval",
        "state, state",
        "url, state.url",
        "registry, creds.registry",
    })
    @DisplayName("a key is found by its path, the end of it, or its other name")
    void findsKeys(String name, String path) {
        assertThat(explain(name).check().succeeds().errIsEmpty()).isNotNull();
        assertThat(explain(name).lines()).contains(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "latst|no key has this name, did you mean latest?",
                "sync.tags.lates|no key has this name, did you mean sync.tags.latest?",
                "nothing-like-it|no key has this name",
                "''|no key has this name",
                "tags.latest.nothing|no key has this name",
                "allow|several keys: sync.tags.allow, sync.tagSets.allow, sync.repos.allow",
            })
    @DisplayName("a name of no key or of several is one line on stderr")
    void refusesOtherNames(String name, String reason) {
        explain(name)
                .check()
                .exits(1)
                .out("")
                .err("invalid argument \"" + name + "\" for \"--explain\" flag: " + reason + "\n");
    }

    static List<String> names() {
        return ConfigSchema.keyNames().stream()
                .map(name -> name.substring(0, name.indexOf('\t')))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    @DisplayName("every name that completion offers has a page")
    void hasAPageForEveryName(String name) throws Exception {
        assertThat(ConfigSchema.page(name)).contains("\nValue: ").doesNotContain("](");
    }

    @Test
    @DisplayName("a shell completes keys with their meaning; no file is wanted beside the option")
    void completesKeys() {
        assertThat(names()).doesNotHaveDuplicates().contains("sync.tags.latest", "latest", "creds.tls");
        run("__complete", "config", "--explain", "minA")
                .check()
                .succeeds()
                .outContains("minAgeAllow\tpatterns of tags that do not wait\n", "\n:4\n");
        run("__completeNoDesc", "config", "--explain", "state.u")
                .check()
                .succeeds()
                .out("state.url\nstate.user\n:4\n");
        run("config").check().exits(1).err("required flag(s) \"config\" not set\n");
    }
}
