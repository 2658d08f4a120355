// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.manifest;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import java.util.List;

/** {@code regctl manifest}: one line for each of its commands. */
public final class ManifestCommands {
    public static final CommandGroup GROUP = CommandGroup.of("manifest", "manage manifests", ManifestCommands::all);

    private ManifestCommands() {}

    private static List<CommandNode> all() {
        return List.of(
                ManifestDeleteCommand.COMMAND,
                ManifestDiff.COMMAND,
                ManifestGet.COMMAND,
                ManifestHeadCommand.COMMAND,
                ManifestPutCommand.COMMAND);
    }
}
