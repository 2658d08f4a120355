// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.Program;
import io.regclient.kit.cli.VersionCommand;
import java.util.List;

/** The regbot program (contract regbot A1). */
public final class Regbot {
    public static final Program PROGRAM = Program.configured(
            CommandGroup.of("regbot", "Utility for automating repository actions", Regbot::commands));

    private Regbot() {}

    private static List<CommandNode> commands() {
        return List.of(CheckCommand.COMMAND, OnceCommand.COMMAND, ServerCommand.COMMAND, VersionCommand.of("regbot"));
    }
}
