// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.RegClient;
import io.regclient.config.HostTable;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.client.ClientSetup;
import io.regclient.kit.client.HostSetup;
import io.regclient.regbot.config.RegbotConfig;
import io.regclient.regbot.run.CheckRun;
import io.regclient.regbot.run.ScriptRunner;
import io.regclient.regbot.sandbox.SandboxOptions;
import io.regclient.regbot.sandbox.api.ChangeReport;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;

/** {@code regbot check}: what in the scripts cannot work; the reference has no such command (contract regbot A1). */
final class CheckCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("check", "find mistakes in the scripts", CheckCommand::new)
            .withDescription("""
                    Compile each script of the configuration and report syntax errors, names that the
                    tables of functions do not have, and globals that are read but never set. Nothing
                    runs, and no registry is asked.""")
            .withExample("check all scripts", "--config", "regbot.yml")
            .brief();

    private final ScriptSource source;

    private CheckCommand(FlagSet flags) {
        source = new ScriptSource(flags, "Check only the scripts of this name");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        RegbotConfig config = source.load(invocation);
        SandboxOptions options = SandboxOptions.of(invocation.out(), invocation.err(), Ticker.system());
        HostTable noHosts = HostTable.builder(HostSetup::warn).build();
        try (RegClient client = new ClientSetup("regbot", invocation.environment(), noHosts).open()) {
            ScriptRunner runner = new ScriptRunner(client, options, ChangeReport.none(), 1, Sleeper.system());
            new CheckRun(runner).run(config.scripts());
        }
        return 0;
    }
}
