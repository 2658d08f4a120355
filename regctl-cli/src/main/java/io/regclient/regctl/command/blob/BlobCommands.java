// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.blob;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import java.util.List;

/** {@code regctl blob}: one line for each of its commands. */
public final class BlobCommands {
    public static final CommandGroup GROUP = CommandGroup.of("blob", "manage image blobs/layers", BlobCommands::all)
            .withAliases("layer");

    private BlobCommands() {}

    private static List<CommandNode> all() {
        return List.of(
                BlobCopy.COMMAND,
                BlobDelete.COMMAND,
                BlobDiffConfig.COMMAND,
                BlobDiffLayer.COMMAND,
                BlobGet.COMMAND,
                BlobGetFile.COMMAND,
                BlobHeadCommand.COMMAND,
                BlobPut.COMMAND);
    }
}
