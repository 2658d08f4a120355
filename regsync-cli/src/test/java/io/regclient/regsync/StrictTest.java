// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("docs/regsync.md: --strict makes an error of every warning about the file")
@ExtendWith(RegistryExtension.class)
class StrictTest {
    private final InProcessRegistry registry;
    private final Mirroring mirroring;

    StrictTest(InProcessRegistry registry, @TempDir Path directory) {
        this.registry = registry;
        this.mirroring = new Mirroring(registry, directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "check", "server", "config"})
    @DisplayName("a typo ends the command before anything is asked or printed")
    void endsBeforeAnythingIsAsked(String command, TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        registry.requests().clear();
        CliResult result =
                mirroring.run(sync(entry(source, target, "repository", "tags: {alow: ['v.*']}")), command, "--strict");
        result.check()
                .exits(1)
                .out("")
                .errContains(
                        " level=ERROR msg=\"Ignoring an unknown key\" key=alow config=\"stdin: sync[0].tags\"",
                        "hint=\"did you mean allow?\"\n",
                        "stdin: 1 warning about the configuration, and --strict takes warnings for errors\n");
        assertThat(registry.requests().all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tags: {allow: ['(']}",
                "schedule: '61 * * * *'",
                "repos: {allow: [x]}",
                "hooks: {pre: {type: x}}",
                "hooks: {pre: {type: http, url: 'ftp://x'}}",
                "hooks: {post: {type: exec, params: [a], fail: open}}",
                "platform: linux/amd64, platforms: [linux/arm64]"
            })
    @DisplayName("entries that will fail and keys without effect are errors, too")
    void refusesWhatWillFailOrHasNoEffect(String keys, TestRepository source, TestRepository target) {
        mirroring
                .run(sync(entry(source, target, "repository", keys)), "config", "--strict")
                .check()
                .exits(1)
                .out("")
                .errContains(" level=ERROR msg=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{url: 'sqlite:x.db', lease: 1s}", "'postgresql://h/d?foo=1'", "'mysql://h/d'", "{user: joe}"})
    @DisplayName("a state that no command takes is an error, too")
    void refusesStates(String state) {
        ProgramRunner.of(Regsync.PROGRAM, mirroring.directory())
                .stdin("state: " + state + "\nsync: []\n")
                .run("config", "-c", "-", "--strict")
                .check()
                .exits(1)
                .out("");
    }

    @Test
    @DisplayName("warnings about creds, which config tells nobody otherwise, are counted with those about keys")
    void looksAtCreds() {
        CliRunner regsync =
                ProgramRunner.of(Regsync.PROGRAM, mirroring.directory()).stdin("other: 2\ncreds: [{tls: disabled}]\n");
        regsync.run("config", "-c", "-", "--strict")
                .check()
                .exits(1)
                .out("")
                .errContains(
                        " level=ERROR msg=\"Ignoring an unknown key\" key=other",
                        " level=ERROR msg=\"Ignoring registry config without a name\"",
                        "stdin: 2 warnings about the configuration, and --strict takes warnings for errors\n");
        assertThat(regsync.run("config", "-c", "-").err()).contains("key=other").doesNotContain("without a name");
    }

    @Test
    @DisplayName("a file without warnings runs, and without the option warnings stay what they are")
    void runsWithoutWarnings(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        mirroring
                .run(sync(entry(source, target, "repository", "")), "once", "--strict")
                .check()
                .succeeds();
        assertThat(mirroring.tags(target)).containsExactly("v1");
        mirroring
                .run(sync(entry(source, target, "repository", "repos: {allow: [x]}")), "once")
                .check()
                .succeeds()
                .errContains(" level=WARN msg=\"Key of the configuration has no effect\"");
    }
}
