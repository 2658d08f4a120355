// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.Environment;
import io.regclient.kit.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build knows about itself (contract regctl 4.9, 9.4). */
class VersionInfoTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private static String expand(String template) throws IOException {
        return expand(template, new VersionInfo.Checkout("", "", ""));
    }

    private static String expand(String template, VersionInfo.Checkout checkout) throws IOException {
        Environment environment = Environment.of(Map.of(), Path.of("/"), Path.of("/"));
        return Template.parse(template, TemplateOutput.functions(environment))
                .expand(Optional.of(new VersionInfo("v1.2.3", "2026-11-21").view(checkout)));
    }

    @Test
    void readsTheVersionOfTheBuild() {
        assertThat(VersionInfo.load().tag()).matches("v\\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    @DisplayName("regctl 4.9: User-Agent")
    void namesTheProgramToRegistries() {
        assertThat(new VersionInfo("v1.2.3", "2026-11-21").userAgent("regctl")).isEqualTo("regclient/regctl (v1.2.3)");
    }

    @Test
    @DisplayName("regctl 9.4: eight aligned lines, names for scripts")
    void showsItself() throws IOException {
        List<String> lines = expand("{{printPretty .}}").lines().toList();

        assertThat(lines).hasSize(8).allMatch(line -> line.matches("[A-Za-z]+: +.*") && line.length() >= 12);
        assertThat(lines.getFirst()).isEqualTo("VCSTag:     v1.2.3");
        assertThat(lines)
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactly(
                        "VCSTag", "VCSRef", "VCSCommit", "VCSState", "VCSDate", "Platform", "GoVer", "GoCompiler");
        assertThat(expand("{{.VCSTag}} {{json .}}"))
                .startsWith("v1.2.3 {\"goVersion\":\"java")
                .contains("\"goVersion\":\"java");
    }

    @Test
    @DisplayName("regctl 9.4: commit, state and date of the checkout a program was built from")
    void showsItsCommit(@TempDir Path lib) throws IOException {
        Files.writeString(
                lib.resolve("git.properties"),
                "git.commit.id.full=" + COMMIT + "\ngit.commit.time=2026-11-20T18\\:30\\:05Z\ngit.dirty=false\n");

        VersionInfo.Checkout checkout = VersionInfo.Checkout.in(lib);

        assertThat(checkout).isEqualTo(new VersionInfo.Checkout(COMMIT, "clean", "2026-11-20T18:30:05Z"));
        assertThat(expand("{{printPretty .}}", checkout).lines())
                .contains(
                        "VCSRef:     " + COMMIT,
                        "VCSCommit:  " + COMMIT,
                        "VCSState:   clean",
                        "VCSDate:    2026-11-20T18:30:05Z");
        assertThat(expand("{{json .}}", checkout))
                .contains("\"vcsCommit\":\"" + COMMIT + "\"", "\"vcsState\":\"clean\"");
    }

    @Test
    void marksWhatTheCommitDoesNotHold(@TempDir Path lib) throws IOException {
        Files.writeString(lib.resolve("git.properties"), "git.commit.id.full=" + COMMIT + "\ngit.dirty=true\n");

        assertThat(expand("{{.VCSRef}} {{.VCSCommit}} {{.VCSState}}", VersionInfo.Checkout.in(lib)))
                .isEqualTo(COMMIT + "-dirty " + COMMIT + " dirty");
    }

    @Test
    void knowsNoCommitWithoutARepository(@TempDir Path lib) throws IOException {
        assertThat(expand("[{{.VCSRef}}{{.VCSCommit}}{{.VCSState}}{{.VCSDate}}]", VersionInfo.Checkout.in(lib)))
                .isEqualTo("[]");
    }
}
