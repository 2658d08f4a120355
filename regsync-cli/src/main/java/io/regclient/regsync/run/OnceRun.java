// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.kit.service.Failures;
import io.regclient.kit.service.Workers;
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
        this.runner = context.entryRunner();
        this.abortOnError = context.abortOnError();
        this.sideBySide = context.parallel() > 0;
    }

    /**
     * Runs the entries: side by side when {@code parallel} is positive, but a check always one after the other.
     *
     * @throws IOException with all failures; kind CANCELED when the run was interrupted before its end
     */
    public void run(List<SyncEntry> entries, SyncAction action) throws IOException {
        try (Workers workers = sideBySide && action.copies() ? Workers.sideBySide(entries.size()) : Workers.inOrder()) {
            Failures failures = new Failures(abortOnError, workers::cancel);
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
