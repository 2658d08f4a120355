// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.config.Environment;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.Program;
import io.regclient.kit.cli.Streams;
import io.regclient.kit.cli.VersionCommand;
import java.util.List;
import java.util.Set;

/** The command tree of regsync (contract regsync 1). */
public final class Regsync {
    public static final Program PROGRAM = Program.configured(
            "regsync", Set.of(RunFlags.ABORT_ON_ERROR, OnceCommand.MISSING, ConfigCommand.SHOW_SECRETS), Regsync::tree);

    private Regsync() {}

    /** Runs a command line on the streams of this process and tells the exit code. */
    static int run(String... args) {
        return PROGRAM.run(List.of(args), Streams.ofProcess(), Environment.ofProcess());
    }

    private static CommandNode tree() {
        return CommandNode.group(
                "regsync",
                "Utility for mirroring docker repositories",
                CommandNode.leaf("check", "report what a sync would copy", CheckCommand::new)
                        .withDescription("""
                                Look at every entry of the configuration and log the images that differ from the
                                source. Nothing is copied."""),
                CommandNode.leaf("config", "show the processed config", ConfigCommand::new)
                        .withDescription("""
                                Show the configuration with its defaults applied and its templates expanded.
                                Secrets are masked."""),
                CommandNode.leaf("once", "run every sync a single time", OnceCommand::new)
                        .withDescription("Run each entry of the configuration one time, ignoring its schedule."),
                CommandNode.leaf("server", "run the sync on a schedule", ServerCommand::new)
                        .withDescription("""
                                Copy what the targets do not have, then run each entry by its schedule or interval
                                until the program is stopped."""),
                CommandNode.leaf("version", "show the version", VersionCommand::new)
                        .withDescription("Show the version of regsync."));
    }
}
