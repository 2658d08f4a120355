// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.cli.CommandHelp.Example;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import io.regclient.testing.HelpPages;
import io.regclient.testing.PackageFiles;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The help of regctl is what its files below {@code golden/help} say (contract regctl 1.6). */
class HelpTest {

    @TestFactory
    Stream<DynamicTest> isWhatTheFilesSay(@TempDir Path home) throws IOException {
        return HelpPages.of(Regctl.PROGRAM, home);
    }

    @Test
    @DisplayName("every command shows an example, whose flags it has")
    void showsExamples(@TempDir Path home) {
        for (List<CommandNode> path : Regctl.PROGRAM.tree().paths()) {
            if (path.getLast() instanceof CommandLeaf leaf && !leaf.arguments().verbatim()) {
                assertThat(leaf.help().examples()).as(leaf.word().name()).isNotEmpty();
                for (Example example : leaf.help().examples()) {
                    List<String> words = new ArrayList<>(path.stream()
                            .skip(1)
                            .map(node -> node.word().name())
                            .toList());
                    words.addAll(example.arguments());
                    words.add("--help"); // which is looked at behind the syntax of flags
                    ProgramRunner.of(Regctl.PROGRAM, home)
                            .run(words.toArray(String[]::new))
                            .check()
                            .succeeds();
                }
            }
        }
    }

    @Test
    @DisplayName("regctl 1.7: manual pages and scripts are there, and their readers complain about nothing")
    void isReadBySystemTools(@TempDir Path share) throws IOException {
        PackageFiles.check(Regctl.PROGRAM, share);
    }
}
