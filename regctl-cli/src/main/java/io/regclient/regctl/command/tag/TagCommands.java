// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.tag;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import java.util.List;

/** {@code regctl tag}: one line for each of its commands. */
public final class TagCommands {
    public static final CommandGroup GROUP = CommandGroup.of("tag", "manage tags", TagCommands::all);

    private TagCommands() {}

    private static List<CommandNode> all() {
        return List.of(TagDelete.COMMAND, TagLs.COMMAND);
    }
}
