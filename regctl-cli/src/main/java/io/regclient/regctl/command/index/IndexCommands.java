// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.index;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import java.util.List;

/** {@code regctl index}: one line for each of its commands. */
public final class IndexCommands {
    public static final CommandGroup GROUP =
            CommandGroup.of("index", "manage manifest lists and OCI indexes", IndexCommands::all);

    private IndexCommands() {}

    private static List<CommandNode> all() {
        return List.of(IndexAdd.COMMAND, IndexCreate.COMMAND, IndexDelete.COMMAND);
    }
}
