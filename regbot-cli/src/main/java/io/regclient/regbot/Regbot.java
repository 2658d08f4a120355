// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.Program;
import io.regclient.kit.cli.VersionCommand;
import io.regclient.kit.complete.CompletionCommands;
import io.regclient.kit.complete.LiveNames;
import io.regclient.kit.manual.DocumentCommands;
import java.util.List;

/** The regbot program (contract regbot A1). */
public final class Regbot {
    public static final Program PROGRAM = Program.configured(
            CommandGroup.of("regbot", "Utility for automating repository actions", Regbot::commands));

    private Regbot() {}

    private static List<CommandNode> commands() {
        return List.of(
                CheckCommand.COMMAND,
                DocumentCommands.of(() -> PROGRAM),
                CompletionCommands.scripts("regbot"),
                CompletionCommands.described(() -> PROGRAM, () -> LiveNames.NONE),
                CompletionCommands.plain(() -> PROGRAM, () -> LiveNames.NONE),
                OnceCommand.COMMAND,
                ServerCommand.COMMAND,
                VersionCommand.of("regbot"));
    }
}
