// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import java.util.List;

/** {@code regctl registry}: one line for each of its commands. */
public final class RegistryCommands {
    public static final CommandGroup GROUP = CommandGroup.of("registry", "manage registries", RegistryCommands::all);

    private RegistryCommands() {}

    private static List<CommandNode> all() {
        return List.of(
                RegistryLogin.COMMAND,
                RegistryWhoami.COMMAND,
                RegistryConfig.COMMAND,
                RegistrySet.COMMAND,
                RegistryServe.COMMAND,
                RegistryLogout.COMMAND);
    }
}
