// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.file.SmallFile;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.service.Failures;
import io.regclient.kit.service.SeveralFailures;
import io.regclient.regsync.plan.Deletion;
import io.regclient.regsync.plan.PlannedWork;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.prune.Pruning;
import io.regclient.regsync.report.PlanReader;
import io.regclient.regsync.report.PlanSteps;
import io.regclient.regsync.report.RunReport;
import io.regclient.regsync.run.OnceRun;
import io.regclient.regsync.run.RunContext;
import io.regclient.regsync.schema.ConfigFingerprint;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.stream.LimitedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** {@code regsync apply}: does what a plan names. */
final class ApplyCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("apply", "do what a plan names", ApplyCommand::new)
            .withArguments("file")
            .withDescription("""
                    Do what a file of "regsync plan --out" names, and nothing else. Each image is looked at
                    again: a step whose source or target has moved since is refused, and the others are
                    done. A plan of another configuration is refused as a whole. For "-" the plan is read
                    from stdin.""")
            .withExample("do what was planned", "plan.json", "--config", "regsync.yml")
            .withExample(
                    "do what those steps need now",
                    "plan.json",
                    "--config",
                    "regsync.yml",
                    "--refresh",
                    "--report",
                    "report.json");

    private static final String STDIN = "-";

    private final RunFlags flags;
    private final Flag<Boolean> refresh;
    private final ReportOptions reports;

    private ApplyCommand(FlagSet flags) {
        this.flags = new RunFlags(flags);
        refresh = flags.bool("refresh", "Do what the steps need now, where that is not what was planned");
        reports = ReportOptions.of(flags, "apply");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        reports.requirePlace(invocation);
        String name = invocation.argument(0);
        RunReport plan = PlanReader.read(content(invocation, name), name);
        return flags.record(invocation, "apply", (context, loaded) -> {
            requireSame(plan, loaded, name);
            PlanSteps steps = PlanSteps.of(plan, loaded.config().entries(), refresh.value());
            reports.run(invocation, context, loaded, (run, entries) -> apply(run, steps));
            return 0;
        });
    }

    private byte[] content(Invocation invocation, String name) throws IOException {
        if (name.equals(STDIN)) {
            if (flags.path(invocation).isEmpty()) {
                throw RegistryException.of(
                        ErrorKind.INVALID_INPUT, "stdin cannot be both the plan and the configuration");
            }
            return LimitedInputStream.readAll(invocation.in(), PlanReader.MAX_BYTES, "plan on stdin");
        }
        try {
            return SmallFile.read(invocation.file(name), PlanReader.MAX_BYTES)
                    .orElseThrow(() -> RegistryException.of(
                            ErrorKind.SIZE_LIMIT_EXCEEDED,
                            "plan " + name + " has more than " + PlanReader.MAX_BYTES + " bytes"));
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw RegistryException.ofFile("failed to read plan " + name, FileFailure.reason(e), e);
        }
    }

    private static void requireSame(RunReport plan, ConfigSource.Loaded loaded, String name) throws RegistryException {
        String share = loaded.share().toString();
        if (plan.head().config().equals(ConfigFingerprint.of(loaded.config(), share))) {
            return;
        }
        String planned = plan.head().shard().orElse("");
        String given = loaded.share().isWhole() ? "" : share;
        throw RegistryException.of(
                ErrorKind.MISMATCH,
                planned.equals(given)
                        ? "plan " + name + " was made for another configuration, make a new one"
                        : "plan " + name + " is one "
                                + (planned.isEmpty() ? "of all entries" : "for --shard " + planned)
                                + ", and this is a run of " + (given.isEmpty() ? "all entries" : "--shard " + given));
    }

    private static void apply(RunContext context, PlanSteps steps) throws IOException {
        List<IOException> earlier = new ArrayList<>();
        for (PlanSteps.Unplanned each : steps.unplanned()) {
            context.journal().failed(each.entry(), each.failure());
            earlier.add(each.failure());
        }
        PlannedWork work = steps.work();
        RunContext deleting = context.pruning().isEmpty()
                ? context
                : context.with(context.pruning().get().with(Pruning.Mode.DELETE, work::approves));
        Optional<IOException> failure =
                Failures.attempt(() -> OnceRun.applying(deleting, work).run(work.entries(), SyncAction.COPY, earlier));
        if (ReportOptions.isCut(failure, context)) {
            throw failure.orElseGet(() -> RegistryException.of(ErrorKind.CANCELED, "task was canceled"));
        }
        List<IOException> refused = refuse(context, work);
        if (!refused.isEmpty()) {
            throw SeveralFailures.of(failure, refused);
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /**
     * Deletions of the plan that are not to be made any more; one that somebody made in between is no news. That nothing
     * is to be deleted is what a refreshed step needs.
     */
    private static List<IOException> refuse(RunContext context, PlannedWork work) throws IOException {
        List<IOException> refused = new ArrayList<>();
        if (work.isRefreshed()) {
            work.unapproved()
                    .values()
                    .forEach(left -> left.forEach(each -> LoggerFactory.getLogger(ApplyCommand.class)
                            .atInfo()
                            .addKeyValue("target", each.target().commonName())
                            .log("Not to be deleted any more")));
            return refused;
        }
        for (Map.Entry<SyncEntry, List<Deletion>> unapproved : work.unapproved().entrySet()) {
            for (Deletion each : unapproved.getValue()) {
                Optional<IOException> failure = refusal(context, each);
                if (failure.isPresent()) {
                    context.journal().refused(unapproved.getKey(), each, failure.get());
                    refused.add(failure.get());
                }
            }
        }
        return refused;
    }

    /** Why a deletion is not made, empty when there is nothing left to delete. */
    private static Optional<IOException> refusal(RunContext context, Deletion deletion) throws IOException {
        String what = "delete " + deletion.target().commonName() + " of " + deletion.digest() + ": ";
        try {
            Digest now = context.client()
                    .manifests()
                    .describe(deletion.target(), Optional.empty())
                    .descriptor()
                    .digest()
                    .orElse(deletion.digest());
            String why = now.equals(deletion.digest())
                    ? "it is not to be deleted any more"
                    : "the target has " + now + " now";
            return Optional.of(
                    RegistryException.of(ErrorKind.MISMATCH, what + "not as planned, " + why + "; make a new plan"));
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.CANCELED)) {
                throw e;
            }
            return RegistryException.is(e, ErrorKind.NOT_FOUND)
                    ? Optional.empty()
                    : Optional.of(RegistryException.withContext(what + "not as planned", e));
        }
    }
}
