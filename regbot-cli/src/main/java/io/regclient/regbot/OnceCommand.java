// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regbot.run.OnceRun;
import java.io.IOException;

/** {@code regbot once} (contract regbot A3). */
final class OnceCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("once", "run each script once", OnceCommand::new)
            .withDescription("""
                    Run each script of the configuration one time, ignoring its schedule. A dry run writes
                    nothing to registries and layouts; reads and waits are real, image.exportTar writes its
                    file, and with --allow-host scripts change this machine.""")
            .withExample("run all scripts", "--config", "regbot.yml")
            .withExample("see what they would change", "--config", "regbot.yml", "--dry-run");

    private final RunFlags flags;

    private OnceCommand(FlagSet flags) {
        this.flags = new RunFlags(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        return flags.run(invocation, (runner, config) -> new OnceRun(runner, config.parallel()).run(config.scripts()));
    }
}
