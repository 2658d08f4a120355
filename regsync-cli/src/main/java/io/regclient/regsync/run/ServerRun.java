// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.kit.service.Job;
import io.regclient.kit.service.ServiceLoop;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;

/**
 * Runs entries by their schedules until the thread is interrupted, after a first pass that only copies what the target
 * does not have (contract regsync 12).
 */
public final class ServerRun {
    private final EntryRunner runner;
    private final ServiceLoop loop;

    public ServerRun(RunContext context, Ticker ticker) {
        this.runner = context.entryRunner();
        this.loop = new ServiceLoop(ticker, context.sleeper(), context.parallel() > 0, context.abortOnError());
    }

    /**
     * Serves until interrupted, or until the first failure if that aborts.
     *
     * @throws IOException with the failures of all runs; an interrupt alone is the regular end
     */
    public void run(List<SyncEntry> entries) throws IOException {
        loop.run(entries.stream().map(this::job).toList()).throwUnlessCanceled();
    }

    private Job job(SyncEntry entry) {
        return new Job(
                entry.source(),
                List.of(new KeyValuePair("source", entry.source()), new KeyValuePair("target", entry.target())),
                List.of(new KeyValuePair("type", entry.type())),
                entry.activations(),
                Optional.of(failures -> runner.run(entry, SyncAction.MISSING, failures)),
                failures -> runner.run(entry, SyncAction.COPY, failures));
    }
}
