// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.run;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.schedule.Schedule;
import io.regclient.kit.schedule.Scheduler;
import io.regclient.regbot.config.ScriptEntry;
import io.regclient.time.GoDuration;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs scripts by their schedules until the thread is interrupted; nothing runs at the start (contract regbot A3). */
public final class ServerRun {
    private static final Logger LOG = LoggerFactory.getLogger(ServerRun.class);

    private final ScriptRunner runner;
    private final Ticker ticker;
    private final Sleeper sleeper;
    private final List<IOException> failures = Collections.synchronizedList(new ArrayList<>());

    public ServerRun(ScriptRunner runner, Ticker ticker, Sleeper sleeper) {
        this.runner = runner;
        this.ticker = ticker;
        this.sleeper = sleeper;
    }

    /**
     * Serves until interrupted.
     *
     * @throws IOException the first failure of any run or schedule; the interrupt that ends the server is none
     */
    public void run(List<ScriptEntry> scripts) throws IOException {
        try (Scheduler scheduler = new Scheduler(ticker, sleeper)) {
            for (ScriptEntry script : scripts) {
                schedule(scheduler, script);
            }
            scheduler.start();
            awaitInterrupt();
            LOG.info("Stopping server");
            scheduler.cancel();
            LOG.debug("Waiting on running tasks");
            stop(scheduler);
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            LOG.debug("Interrupt received, stopping"); // the flag stays clear: the end has to wait for the runs
        }
    }

    private static void stop(Scheduler scheduler) {
        try {
            scheduler.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // asked twice: the runs are left to their interrupts
        }
    }

    private void schedule(Scheduler scheduler, ScriptEntry script) {
        if (!script.isScheduled()) {
            LOG.atError().addKeyValue("name", script.name()).log("No schedule or interval found, ignoring");
            return;
        }
        String spec =
                script.schedule().isEmpty() ? "@every " + GoDuration.format(script.interval()) : script.schedule();
        LOG.atDebug()
                .addKeyValue("name", script.name())
                .addKeyValue("sched", spec)
                .log("Scheduled task");
        try {
            scheduler.add(script.name(), Schedule.parse(spec), () -> runScheduled(script));
        } catch (RegistryException e) {
            LOG.atError()
                    .addKeyValue("name", script.name())
                    .addKeyValue("sched", spec)
                    .addKeyValue("err", e.getMessage())
                    .log("Failed to schedule cron");
            record(e.withContext("failed to schedule " + script.name()));
        }
    }

    private void runScheduled(ScriptEntry script) {
        LOG.atDebug().addKeyValue("name", script.name()).log("Running task");
        ScriptThread thread = ScriptThread.start(runner, script);
        thread.await();
        thread.failure()
                .filter(e -> !RegistryException.is(e, ErrorKind.CANCELED))
                .ifPresent(this::record);
    }

    /** Only the first one is reported; a server runs for years. */
    private void record(IOException failure) {
        if (failures.isEmpty()) {
            failures.add(failure);
        }
    }
}
