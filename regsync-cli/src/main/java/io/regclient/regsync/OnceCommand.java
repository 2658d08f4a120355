// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.prune.Pruning;
import io.regclient.regsync.run.OnceRun;
import io.regclient.regsync.run.RunContext;
import java.io.IOException;
import org.slf4j.LoggerFactory;

/** {@code regsync once} (contract regsync 7). */
final class OnceCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("once", "run every sync a single time", OnceCommand::new)
            .withDescription("Run each entry of the configuration one time, ignoring its schedule.")
            .withExample("run all entries", "--config", "regsync.yml")
            .withExample(
                    "copy only what the targets do not have, with a log in JSON",
                    "--config",
                    "regsync.yml",
                    "--missing",
                    "--logopt",
                    "json")
            .withExample(
                    "write what was done to a file, and tell a run that failed in part (3) from one that failed (1)",
                    "--config",
                    "regsync.yml",
                    "--report",
                    "report.json",
                    "--exit-code")
            .withExample("run the first of four shares", "--config", "regsync.yml", "--shard", "0/4");

    private final RunFlags flags;
    private final Flag<Boolean> missing;
    private final Flag<Boolean> prune;
    private final ReportOptions reports;

    private OnceCommand(FlagSet flags) {
        this.flags = new RunFlags(flags);
        missing = flags.bool("missing", "Only copy tags that are missing on target");
        prune = flags.bool("prune", "Delete tags of targets by the rules of the key prune");
        reports = ReportOptions.withExitCode(flags, "once");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        SyncAction action = missing.value() ? SyncAction.MISSING : SyncAction.COPY;
        reports.requirePlace(invocation);
        return flags.record(invocation, "once", (context, loaded) -> {
            reports.run(invocation, deleting(context), loaded, (run, entries) -> new OnceRun(run).run(entries, action));
            return 0;
        });
    }

    private RunContext deleting(RunContext context) {
        if (!prune.value()) {
            return context;
        }
        if (context.pruning().isEmpty()) {
            LoggerFactory.getLogger(OnceCommand.class).atWarn().log("No entry has the key prune, nothing is deleted");
            return context;
        }
        return context.with(context.pruning().get().with(Pruning.Mode.DELETE, Pruning.Approval.ALL));
    }
}
