// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.artifact;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import java.util.List;

/** {@code regctl artifact}: one line for each of its commands. */
public final class ArtifactCommands {
    public static final CommandGroup GROUP = CommandGroup.of("artifact", "manage artifacts", ArtifactCommands::all);

    private ArtifactCommands() {}

    private static List<CommandNode> all() {
        return List.of(ArtifactGet.COMMAND, ArtifactList.COMMAND, ArtifactPut.COMMAND, ArtifactTreeCommand.COMMAND);
    }
}
