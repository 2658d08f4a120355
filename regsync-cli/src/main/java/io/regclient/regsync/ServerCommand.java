// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.run.ServerRun;
import io.regclient.time.Ticker;
import java.io.IOException;

/** {@code regsync server} (contract regsync 12). */
final class ServerCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("server", "run the sync on a schedule", ServerCommand::new)
            .withDescription("""
                    Copy what the targets do not have, then run each entry by its schedule or interval
                    until the program is stopped.""");

    private final RunFlags flags;

    private ServerCommand(FlagSet flags) {
        this.flags = new RunFlags(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        return flags.record(invocation, "server", (context, loaded) -> {
            new ServerRun(context, Ticker.system()).run(loaded.config().entries());
            return 0;
        });
    }
}
