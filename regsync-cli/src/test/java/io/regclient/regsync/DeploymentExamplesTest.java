// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.ExampleFiles;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples for Kubernetes, Compose and systemd say what this program understands. */
class DeploymentExamplesTest {
    @TempDir
    private Path directory = Path.of("");

    private CliRunner regsync() {
        return ProgramRunner.of(Regsync.PROGRAM, directory).env("JOB_COMPLETION_INDEX", "3");
    }

    /** A command line is understood when nothing but the file it names is missing; its port is any that is free. */
    private void assertUnderstood(List<String> words) {
        CliResult result = regsync()
                .run(words.stream()
                        .map(word -> word.equals("0.0.0.0:9090") ? "0" : word)
                        .toArray(String[]::new));
        result.check().exits(1).out("");
        assertThat(result.err().lines().filter(line -> !line.contains("Serving status")))
                .containsExactly("open /etc/regsync/regsync.yml: no such file or directory");
    }

    @Test
    @DisplayName("command lines of containers are understood")
    void containers() throws Exception {
        List<List<String>> lines = ExampleFiles.commandLines("regsync");
        assertThat(lines).hasSize(5).anyMatch(words -> words.contains("auto/4"));
        lines.forEach(this::assertUnderstood);
    }

    @Test
    @DisplayName("the command line of the systemd unit is understood")
    void unit() throws Exception {
        String start = ExampleFiles.read("regsync.service")
                .lines()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        assertThat(start).startsWith("ExecStart=/usr/bin/regsync ");
        List<String> words = List.of(start.split(" "));
        assertUnderstood(words.subList(1, words.size()));
    }

    @Test
    @DisplayName("the configurations are read without a warning, and every entry runs in a server")
    void configurations() throws Exception {
        for (String yaml : List.of(ExampleFiles.configMap("regsync.yml"), ExampleFiles.read("compose-regsync.yml"))) {
            regsync()
                    .stdin(yaml)
                    .run("config", "-c", "-")
                    .check()
                    .succeeds()
                    .errIsEmpty()
                    .outContains("  interval: 1h0m0s\n", "  type: repository\n");
        }
    }
}
