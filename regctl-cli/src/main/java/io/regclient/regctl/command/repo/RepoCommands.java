// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.repo;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import java.util.List;

/** {@code regctl repo}: one line for each of its commands. */
public final class RepoCommands {
    public static final CommandGroup GROUP = CommandGroup.of("repo", "manage repositories", RepoCommands::all);

    private RepoCommands() {}

    private static List<CommandNode> all() {
        return List.of(RepoCopy.COMMAND, RepoLs.COMMAND);
    }
}
