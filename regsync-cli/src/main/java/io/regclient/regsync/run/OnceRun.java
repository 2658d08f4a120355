// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.regsync.config.SyncEntry;
import io.regclient.regsync.plan.SyncAction;
import java.io.IOException;
import java.util.List;

/** Runs all entries once (contract regsync 7). */
public final class OnceRun {
    private final EntryRunner runner;
    private final boolean abortOnError;
    private final int parallel;

    public OnceRun(RunContext context) {
        this.runner = context.entryRunner();
        this.abortOnError = context.abortOnError();
        this.parallel = context.parallel();
    }

    /**
     * Runs the entries: side by side when {@code parallel} is positive, but a check always one after the other.
     *
     * @throws IOException with all failures; kind CANCELED when the run was interrupted before its end
     */
    public void run(List<SyncEntry> entries, SyncAction action) throws IOException {
        if (parallel > 0 && action.copies()) {
            runParallel(entries, action);
        } else {
            runInOrder(entries, action);
        }
    }

    private void runInOrder(List<SyncEntry> entries, SyncAction action) throws IOException {
        Failures failures = new Failures(() -> {});
        for (SyncEntry entry : entries) {
            if (failures.stops(abortOnError)) {
                break;
            }
            runner.run(entry, action, failures);
        }
        if (Thread.currentThread().isInterrupted()) {
            failures.add(RegistryException.of(ErrorKind.CANCELED, "task was canceled"));
        }
        failures.throwIfAny();
    }

    private void runParallel(List<SyncEntry> entries, SyncAction action) throws IOException {
        try (Workers workers = new Workers(entries.size())) {
            Failures failures = new Failures(abortOnError ? workers::cancel : () -> {});
            for (SyncEntry entry : entries) {
                workers.start(() -> runner.run(entry, action, failures));
            }
            try {
                workers.await();
            } catch (RegistryException e) {
                failures.add(e);
            }
            failures.throwIfAny();
        }
    }
}
