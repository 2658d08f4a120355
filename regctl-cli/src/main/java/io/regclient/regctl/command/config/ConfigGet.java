// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.config;

import io.regclient.config.RegctlConfigFile;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.regctl.view.HostView;
import java.io.IOException;

/** {@code regctl config get} (contract regctl 9.3.1). */
final class ConfigGet implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("get", "show the settings", ConfigGet::new)
            .withDescription("""
                    Show what the configuration file of regctl holds, without passwords, tokens and keys.
                    Logins of Docker and what --host adds are not part of it.""")
            .withExample("all settings")
            .withExample("the file they are in", "--format", "{{println .Filename}}")
            .brief();

    private final FormatFlag format;

    private ConfigGet(FlagSet flags) {
        format = new FormatFlag(flags, "{{ printPretty . }}");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        RegctlConfigFile file = RegctlConfigFile.of(invocation.environment());
        format.print(invocation, HostView.of(file.path().toString(), file.read()));
        return 0;
    }
}
