// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.kit.service.Failures;
import io.regclient.kit.service.Workers;
import io.regclient.regsync.plan.PlannedWork;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.List;

/** Runs all entries once (contract regsync 7). */
public final class OnceRun {
    private final EntryRunner runner;
    private final boolean abortOnError;
    private final boolean sideBySide;

    public OnceRun(RunContext context) {
        this(context, context.entryRunner());
    }

    private OnceRun(RunContext context, EntryRunner runner) {
        this.runner = runner;
        this.abortOnError = context.abortOnError();
        this.sideBySide = context.parallel() > 0;
    }

    /** A run for the actions PLAN, which only tries its copies, and OUTLINE: the journal hears what they would write. */
    public static OnceRun planning(RunContext context) {
        return new OnceRun(context, context.planner());
    }

    /** A run that does what a plan names and nothing else; each step is decided again, and refused if that differs. */
    public static OnceRun applying(RunContext context, PlannedWork planned) {
        return new OnceRun(context, context.entryRunner(planned));
    }

    /**
     * Runs the entries: side by side when {@code parallel} is positive, but a check or plan always one after the other.
     *
     * @throws IOException with all failures; kind CANCELED when the run was interrupted before its end
     */
    public void run(List<SyncEntry> entries, SyncAction action) throws IOException {
        run(entries, action, List.of());
    }

    /**
     * The same after something has failed already.
     *
     * @param earlier what has; with all that fails it is thrown in the end
     */
    public void run(List<SyncEntry> entries, SyncAction action, List<IOException> earlier) throws IOException {
        try (Workers workers = sideBySide && action.copies() ? Workers.sideBySide(entries.size()) : Workers.inOrder()) {
            Failures failures = new Failures(abortOnError, workers::cancel);
            earlier.forEach(failures::add);
            for (SyncEntry entry : entries) {
                if (!failures.stop()) {
                    workers.start(failures, () -> runner.run(entry, action, failures));
                }
            }
            workers.await(failures);
            failures.throwIfAny();
        }
    }
}
