// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.config.HostConfig;
import io.regclient.config.RegctlConfig;
import io.regclient.config.RegctlConfigFile;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Invocation;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** {@code regctl registry logout} (contract regctl 9.9.3). */
final class RegistryLogout implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("logout", "logout of a registry", flags -> new RegistryLogout())
            .withArguments("[registry]")
            .withExample("forget a login", "mirror.example.org")
            .brief();

    @Override
    public int run(Invocation invocation) throws IOException {
        String name = RegistryName.of(invocation).name();
        RegctlConfigFile file = RegctlConfigFile.of(invocation.environment());
        if (!file.read().hosts().containsKey(name)) {
            LoggerFactory.getLogger(RegistryLogout.class)
                    .atWarn()
                    .addKeyValue("registry", name)
                    .log("No configuration/credentials found");
            return 0;
        }
        file.update(config -> without(config, name));
        return 0;
    }

    private static RegctlConfig without(RegctlConfig config, String name) {
        Optional<HostConfig> rest = Optional.ofNullable(config.hosts().get(name))
                .map(host -> host.toBuilder().user("").pass("").token("").build())
                .filter(host -> !host.toTree().isEmpty());
        return config.withHost(name, rest);
    }
}
