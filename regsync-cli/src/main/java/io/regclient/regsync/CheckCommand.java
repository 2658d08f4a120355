// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.run.OnceRun;
import java.io.IOException;

/** {@code regsync check}: what a run would copy is logged, nothing is copied (contract regsync 9.8). */
final class CheckCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("check", "report what a sync would copy", CheckCommand::new)
            .withDescription("""
                    Look at every entry of the configuration and log the images that differ from the
                    source. Nothing is copied.""")
            .withExample("report the differences", "--config", "regsync.yml");

    private final RunFlags flags;

    private CheckCommand(FlagSet flags) {
        this.flags = new RunFlags(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        return flags.run(invocation, (context, loaded) -> {
            new OnceRun(context).run(loaded.config().entries(), SyncAction.CHECK);
            return 0;
        });
    }
}
