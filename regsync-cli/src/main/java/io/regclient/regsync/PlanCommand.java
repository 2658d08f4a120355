// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.log.Logging;
import io.regclient.kit.log.Verbosity;
import io.regclient.kit.service.Failures;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.report.ExplainText;
import io.regclient.regsync.report.PlanReader;
import io.regclient.regsync.report.PlanText;
import io.regclient.regsync.report.Recorder;
import io.regclient.regsync.report.ReportJson;
import io.regclient.regsync.report.RunReport;
import io.regclient.regsync.run.ExplainRun;
import io.regclient.regsync.run.ExplainRun.Explained;
import io.regclient.regsync.run.OnceRun;
import io.regclient.regsync.run.RunContext;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code regsync plan}: what a run would do, to be looked at and applied. */
final class PlanCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("plan", "show what a sync would do", PlanCommand::new)
            .withDescription("""
                    Look at every entry of the configuration and show what a run would do: what is copied,
                    replaced and deleted, how many bytes that sends and how many it mounts, and what waits.
                    Nothing is written to registries. The exit code is 0 when nothing is to be done, 2 when
                    something is, and 1 for an error.""")
            .withExample("show what would be done", "--config", "regsync.yml")
            .withExample("keep it for apply", "--config", "regsync.yml", "--out", "plan.json")
            .withExample(
                    "which filters keep or drop the tags of a repository",
                    "--config",
                    "regsync.yml",
                    "--explain",
                    "mirror.example.org/tools")
            .withExample(
                    "without the sizes, which cost requests",
                    "--config",
                    "regsync.yml",
                    "--no-sizes",
                    "--format",
                    "json");

    /** Something would be done. */
    private static final int CHANGES = 2;

    private final RunFlags flags;
    private final DocumentFile out;
    private final Flag<Form> format;
    private final Flag<Boolean> withoutSizes;
    private final Flag<String> explained;

    /** How a plan is shown. */
    private enum Form {
        TABLE,
        JSON
    }

    private PlanCommand(FlagSet flags) {
        this.flags = new RunFlags(flags);
        format = flags.choice("format", Form.TABLE, "How the plan is shown: table or json");
        withoutSizes =
                flags.bool("no-sizes", "Do not look how much would be sent, which reads manifests of the source");
        explained = flags.text(
                        "explain", "Show which filters keep or drop the tags of a repository, or one tag, instead")
                .names(Kind.REPOSITORY);
        out = new DocumentFile(flags, "out", "Write the plan to a file, as JSON, for apply");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        out.requirePlace(invocation);
        Optional<Logging> logging = Logging.current();
        return logging.isEmpty() || invocation.globals().verbosityGiven()
                ? flags.run(invocation, (context, loaded) -> plan(invocation, context, loaded))
                : logging.get()
                        .from(Verbosity.WARN)
                        .during(() -> flags.run(invocation, (context, loaded) -> plan(invocation, context, loaded)));
    }

    private int plan(Invocation invocation, RunContext context, ConfigSource.Loaded loaded) throws IOException {
        List<SyncEntry> entries = loaded.config().entries();
        if (explained.isGiven()) {
            return explain(invocation, context, loaded, Ref.parse(explained.value()));
        }
        Instant begun = Ticker.system().now();
        Recorder recorder = new Recorder(entries, true);
        Optional<IOException> failure = Failures.attempt(() -> look(context.with(recorder), entries));
        if (ReportOptions.isCut(failure, context)) {
            recorder.cutShort();
        }
        RunReport plan = recorder.report(ReportOptions.head("plan", begun, loaded));
        if (failure.isPresent() && !plan.complete()) {
            throw failure.get(); // who reads a part of a plan takes it for the plan
        }
        show(invocation, plan);
        if (failure.isPresent()) {
            throw failure.get();
        }
        return plan.hasChanges() ? CHANGES : 0;
    }

    /** A tag that the user did not write is none to choose by. */
    private int explain(Invocation invocation, RunContext context, ConfigSource.Loaded loaded, Ref about)
            throws IOException {
        RepositoryNames names = new RepositoryNames(
                loaded.config().hosts(), invocation.environment().workingDirectory());
        Optional<String> tag = about.tag().filter(name -> explained.value().endsWith(":" + name));
        Ref repository = about.withoutVersion();
        List<Explained> found =
                new ExplainRun(context, names).explain(loaded.config().entries(), repository, tag);
        if (found.isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.NOT_FOUND,
                    "--explain " + (tag.isPresent() ? about : repository).commonName()
                            + ": no entry of the configuration has it as source or target");
        }
        invocation.out().print(ExplainText.of(found, tag));
        return 0;
    }

    private void look(RunContext context, List<SyncEntry> entries) throws IOException {
        RunContext planning = context.pruning().isEmpty()
                ? context
                : context.with(context.pruning().get().planning());
        OnceRun.planning(planning).run(entries, withoutSizes.value() ? SyncAction.OUTLINE : SyncAction.PLAN);
    }

    private void show(Invocation invocation, RunReport plan) throws RegistryException {
        if (out.isGiven() && plan.size() > PlanReader.MAX_STEPS) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "the plan has " + plan.size() + " steps, the limit of a file is " + PlanReader.MAX_STEPS
                            + "; divide it with --shard");
        }
        if (!out.isStandardOutput()) {
            invocation.out().print(format.value() == Form.JSON ? ReportJson.of(plan) : PlanText.of(plan));
        }
        out.write(invocation, out.isGiven() ? ReportJson.of(plan) : "");
    }
}
