// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.Program;
import io.regclient.kit.cli.VersionCommand;
import io.regclient.kit.complete.CompletionCommands;
import io.regclient.kit.complete.LiveNames;
import io.regclient.kit.manual.DocumentCommands;
import java.util.List;

/** The regsync program (contract regsync 1). */
public final class Regsync {
    public static final Program PROGRAM = Program.configured(
            CommandGroup.of("regsync", "Utility for mirroring docker repositories", Regsync::commands));

    private Regsync() {}

    private static List<CommandNode> commands() {
        return List.of(
                ApplyCommand.COMMAND,
                CheckCommand.COMMAND,
                DocumentCommands.of(() -> PROGRAM),
                CompletionCommands.scripts("regsync"),
                CompletionCommands.described(() -> PROGRAM, () -> LiveNames.NONE),
                CompletionCommands.plain(() -> PROGRAM, () -> LiveNames.NONE),
                ConfigCommand.COMMAND,
                HeldCommand.COMMAND,
                HistoryCommand.COMMAND,
                OnceCommand.COMMAND,
                PlanCommand.COMMAND,
                SchemaCommand.COMMAND,
                ReleaseCommand.COMMAND,
                RollbackCommand.COMMAND,
                ServerCommand.COMMAND,
                VerifyCommand.COMMAND,
                VersionCommand.of("regsync"));
    }
}
