// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.config.Environment;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.Program;
import io.regclient.kit.cli.Streams;
import io.regclient.kit.cli.VersionCommand;
import java.util.List;
import java.util.Set;

/** The command tree of regbot (contract regbot A1). */
public final class Regbot {
    public static final Program PROGRAM =
            Program.configured("regbot", Set.of(RunFlags.DRY_RUN, RunFlags.ALLOW_HOST), Regbot::tree);

    private Regbot() {}

    /** Runs a command line on the streams of this process and tells the exit code. */
    static int run(String... args) {
        return PROGRAM.run(List.of(args), Streams.ofProcess(), Environment.ofProcess());
    }

    private static CommandNode tree() {
        return CommandNode.group(
                "regbot",
                "Utility for automating repository actions",
                CommandNode.leaf("once", "run each script once", OnceCommand::new)
                        .withDescription("Run each script of the configuration one time, ignoring its schedule."),
                CommandNode.leaf("server", "run the scripts on a schedule", ServerCommand::new)
                        .withDescription("""
                                Run each script by its schedule or interval until the program is stopped.
                                Nothing runs at the start."""),
                CommandNode.leaf("version", "show the version", VersionCommand::new)
                        .withDescription("Show the version of regbot."));
    }
}
