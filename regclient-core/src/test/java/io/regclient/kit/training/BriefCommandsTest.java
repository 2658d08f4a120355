// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandLeaf;
import java.util.List;
import org.junit.jupiter.api.Test;

class BriefCommandsTest {
    private static CommandLeaf leaf(String name) {
        return CommandLeaf.of(name, "a command", flags -> invocation -> 0);
    }

    @Test
    void everySpellingOfABriefCommandIsAPattern() {
        CommandGroup program = CommandGroup.of(
                "prog",
                "a program",
                () -> List.of(
                        CommandGroup.of(
                                "tag",
                                "tags",
                                () -> List.of(leaf("ls").withAliases("list").brief(), leaf("copy"))),
                        leaf("version").brief()));

        assertThat(BriefCommands.patterns(program)).containsExactly("tag\\ ls", "tag\\ list", "version\\ *");
    }
}
