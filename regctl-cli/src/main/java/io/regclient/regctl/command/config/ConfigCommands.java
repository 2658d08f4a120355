// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.config;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import java.util.List;

/** {@code regctl config}: one line for each of its commands. */
public final class ConfigCommands {
    public static final CommandGroup GROUP = CommandGroup.of("config", "read and set settings", ConfigCommands::all);

    private ConfigCommands() {}

    private static List<CommandNode> all() {
        return List.of(ConfigGet.COMMAND, ConfigSet.COMMAND);
    }
}
