// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ExampleFiles;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example for Kubernetes says what this program understands. */
class DeploymentExamplesTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    @DisplayName("the command line of the container is understood: nothing but the file it names is missing")
    void container() throws Exception {
        List<List<String>> lines = ExampleFiles.commandLines("regbot");
        assertThat(lines).hasSize(1);
        ProgramRunner.of(Regbot.PROGRAM, directory)
                .run(lines.getFirst().toArray(String[]::new))
                .check()
                .exits(1)
                .err("open /etc/regbot/regbot.yml: no such file or directory\n");
    }

    @Test
    @DisplayName("the script has no mistakes, and keeps the three newest backups of each tag")
    void script() throws Exception {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            for (int day = 1; day <= 5; day++) {
                registry.put("library/alpine", ImageFixture.small(day), "bkup-3-2026010" + day);
            }
            registry.put("library/alpine", ImageFixture.small(9), "3", "bkup-edge-20260101");
            String yaml = ExampleFiles.configMap("regbot.yml");
            ProgramRunner.of(Regbot.PROGRAM, directory)
                    .stdin(yaml)
                    .run("check", "-c", "-")
                    .check()
                    .succeeds()
                    .errIsEmpty();

            String here = yaml.replace(
                            "- registry: mirror.example.org", "- registry: " + registry.host() + "\n    tls: disabled")
                    .replace("mirror.example.org", registry.host());
            ProgramRunner.of(Regbot.PROGRAM, directory)
                    .stdin(here)
                    .run("once", "-c", "-")
                    .check()
                    .succeeds();
            String left = ProgramRunner.of(Regbot.PROGRAM, directory)
                    .stdin(here.substring(0, here.indexOf("scripts:")) + "scripts: [{name: list, script: '"
                            + "print(table.concat(tag.ls(\"" + registry.host() + "/library/alpine\"), \" \"))'}]\n")
                    .run("once", "-c", "-")
                    .out();
            assertThat(left.strip()).isEqualTo("3 bkup-3-20260103 bkup-3-20260104 bkup-3-20260105 bkup-edge-20260101");
        }
    }
}
