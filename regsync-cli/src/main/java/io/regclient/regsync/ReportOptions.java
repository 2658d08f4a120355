// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.kit.cli.Command.CodedFailure;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.cli.VersionInfo;
import io.regclient.kit.service.Failures;
import io.regclient.kit.service.SeveralFailures;
import io.regclient.regsync.report.Recorder;
import io.regclient.regsync.report.ReportJson;
import io.regclient.regsync.report.RunReport;
import io.regclient.regsync.run.RunContext;
import io.regclient.regsync.schema.ConfigFingerprint;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code --report} and {@code --exit-code}: what a run did, for scripts. */
final class ReportOptions {
    /** Something was brought, something failed. */
    private static final int PARTIAL_FAILURE = 3;

    private final String command;
    private final DocumentFile file;
    private final Optional<Flag<Boolean>> exitCode;

    private ReportOptions(FlagSet flags, String command, Optional<Flag<Boolean>> exitCode) {
        this.command = command;
        this.exitCode = exitCode;
        file = new DocumentFile(flags, "report", "Write what was done to a file, as JSON");
    }

    /** Both options. */
    static ReportOptions withExitCode(FlagSet flags, String command) {
        Flag<Boolean> exitCode =
                flags.bool("exit-code", "Exit with 3 when some of it failed, and with 1 only when all did");
        return new ReportOptions(flags, command, Optional.of(exitCode));
    }

    /** The report alone. */
    static ReportOptions of(FlagSet flags, String command) {
        return new ReportOptions(flags, command, Optional.empty());
    }

    /** A run of entries. */
    @FunctionalInterface
    interface Work {
        void run(RunContext context, List<SyncEntry> entries) throws IOException;
    }

    /** Looks at the place of the report before anything is done. */
    void requirePlace(Invocation invocation) throws IOException {
        file.requirePlace(invocation);
    }

    /**
     * Runs entries, and writes the report of it whatever happens.
     *
     * @throws CodedFailure when the run failed in part and that is to be told
     */
    void run(Invocation invocation, RunContext context, ConfigSource.Loaded loaded, Work work) throws IOException {
        List<SyncEntry> entries = loaded.config().entries();
        boolean tellsPart = exitCode.isPresent() && exitCode.get().value();
        if (!file.isGiven() && !tellsPart) {
            work.run(context, entries);
            return;
        }
        Instant begun = Ticker.system().now();
        Recorder recorder = new Recorder(entries, false);
        Optional<IOException> failure = Failures.attempt(() -> work.run(context.with(recorder), entries));
        if (isCut(failure, context)) {
            recorder.cutShort();
        }
        RunReport report = recorder.report(head(command, begun, loaded));
        Optional<IOException> unwritten = Failures.attempt(() -> write(invocation, report));
        if (failure.isPresent()) {
            IOException all =
                    unwritten.isEmpty() ? failure.get() : SeveralFailures.of(failure, List.of(unwritten.get()));
            throw tellsPart && report.hasSucceeded() ? new CodedFailure(PARTIAL_FAILURE, all) : all;
        }
        if (unwritten.isPresent()) {
            throw unwritten.get();
        }
    }

    /** A run that was interrupted has a report, too, and a file cannot be written by a thread that is. */
    private void write(Invocation invocation, RunReport report) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            file.write(invocation, ReportJson.of(report));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** True for a run that ended before its end. */
    static boolean isCut(Optional<IOException> failure, RunContext context) {
        return Thread.currentThread().isInterrupted() || (failure.isPresent() && context.abortOnError());
    }

    /** What a document is about. */
    static RunReport.Head head(String command, Instant begun, ConfigSource.Loaded loaded) {
        String share = loaded.share().toString();
        return new RunReport.Head(
                command,
                VersionInfo.load().tag(),
                begun,
                Ticker.system().now(),
                ConfigFingerprint.of(loaded.config(), share),
                loaded.share().isWhole() ? Optional.empty() : Optional.of(share));
    }
}
