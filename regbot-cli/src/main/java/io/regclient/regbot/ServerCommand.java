// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regbot.run.ServerRun;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;

/** {@code regbot server} (contract regbot A3). */
final class ServerCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("server", "run the scripts on a schedule", ServerCommand::new)
            .withDescription("""
                    Run each script by its schedule or interval until the program is stopped.
                    Nothing runs at the start.""");

    private final RunFlags flags;

    private ServerCommand(FlagSet flags) {
        this.flags = new RunFlags(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        return flags.run(
                invocation,
                (runner, config) -> new ServerRun(runner, Ticker.system(), Sleeper.system()).run(config.scripts()));
    }
}
