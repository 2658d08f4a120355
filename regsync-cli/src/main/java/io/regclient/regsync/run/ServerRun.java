// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.error.RegistryException;
import io.regclient.kit.schedule.Schedule;
import io.regclient.kit.schedule.Scheduler;
import io.regclient.regsync.config.SyncEntry;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.time.GoDuration;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs entries by their schedules until the thread is interrupted, after a first pass that only copies what the target
 * does not have (contract regsync 12).
 */
public final class ServerRun {
    private static final Logger LOG = LoggerFactory.getLogger(ServerRun.class);

    private final EntryRunner runner;
    private final RunContext context;
    private final Ticker ticker;

    public ServerRun(RunContext context, Ticker ticker) {
        this.runner = context.entryRunner();
        this.context = context;
        this.ticker = ticker;
    }

    /**
     * Serves until interrupted, or until the first failure if that aborts.
     *
     * @throws IOException with the failures of all runs; an interrupt alone is the regular end
     */
    public void run(List<SyncEntry> entries) throws IOException {
        CountDownLatch aborted = new CountDownLatch(1);
        try (Scheduler scheduler = new Scheduler(ticker, context.sleeper());
                Workers workers = new Workers(entries.size())) {
            Failures failures = new Failures(() -> {
                if (context.abortOnError()) {
                    aborted.countDown();
                    workers.cancel();
                    scheduler.cancel();
                }
            });
            if (firstPass(entries, scheduler, workers, failures)) {
                serve(scheduler, aborted);
            }
            failures.throwUnlessCanceled();
        }
    }

    /** False when the server should end already. */
    private boolean firstPass(List<SyncEntry> entries, Scheduler scheduler, Workers workers, Failures failures) {
        for (SyncEntry entry : entries) {
            if (failures.stops(context.abortOnError())) {
                break;
            }
            if (entry.schedule().isEmpty() && entry.interval().isZero()) {
                LOG.atError()
                        .addKeyValue("source", entry.source())
                        .addKeyValue("target", entry.target())
                        .addKeyValue("type", entry.type())
                        .log("No schedule or interval found, ignoring");
                continue;
            }
            schedule(entry, scheduler, failures);
            if (context.parallel() > 0) {
                workers.start(() -> runner.run(entry, SyncAction.MISSING, failures));
            } else if (!failures.stops(context.abortOnError())) {
                runner.run(entry, SyncAction.MISSING, failures);
            }
        }
        try {
            workers.await();
        } catch (RegistryException e) {
            failures.add(e);
        }
        if (Thread.currentThread().isInterrupted()) {
            LOG.debug("Interrupt received, stopping");
        }
        return !failures.stops(context.abortOnError());
    }

    /** A wrong schedule is a failure; the first pass of the entry takes place all the same. */
    private void schedule(SyncEntry entry, Scheduler scheduler, Failures failures) {
        String spec = entry.schedule().isEmpty() ? "@every " + GoDuration.format(entry.interval()) : entry.schedule();
        LOG.atDebug()
                .addKeyValue("source", entry.source())
                .addKeyValue("target", entry.target())
                .addKeyValue("type", entry.type())
                .addKeyValue("sched", spec)
                .log("Scheduled task");
        try {
            scheduler.add(entry.target(), Schedule.parse(spec), () -> runScheduled(entry, failures));
        } catch (RegistryException e) {
            LOG.atError()
                    .addKeyValue("source", entry.source())
                    .addKeyValue("target", entry.target())
                    .addKeyValue("sched", spec)
                    .addKeyValue("err", e.getMessage())
                    .log("Failed to schedule cron");
            failures.add(e.withContext("failed to schedule " + entry.source()));
        }
    }

    private void runScheduled(SyncEntry entry, Failures failures) {
        LOG.atDebug()
                .addKeyValue("source", entry.source())
                .addKeyValue("target", entry.target())
                .addKeyValue("type", entry.type())
                .log("Running task");
        runner.run(entry, SyncAction.COPY, failures);
    }

    private static void serve(Scheduler scheduler, CountDownLatch aborted) {
        scheduler.start();
        try {
            aborted.await();
        } catch (InterruptedException e) {
            LOG.debug("Interrupt received, stopping"); // the flag stays clear: the end has to wait for the runs
        }
        LOG.info("Stopping server");
        scheduler.cancel();
        LOG.debug("Waiting on running tasks");
        try {
            scheduler.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // asked twice: the runs are left to their interrupts
        }
    }
}
