// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import io.regclient.error.RegistryException;
import io.regclient.kit.schedule.Schedule;
import io.regclient.kit.schedule.Scheduler;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The life of a server: a first pass over the jobs that want one, then their schedules until the thread is interrupted
 * (contract regsync 12, regbot A3).
 */
public final class ServiceLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLoop.class);

    private final Ticker ticker;
    private final Sleeper sleeper;
    private final boolean sideBySide;
    private final boolean abortOnError;

    /**
     * Prepares a server.
     *
     * @param sideBySide the first pass runs all jobs at the same time and not one after the other
     * @param abortOnError the first failure ends the server
     */
    public ServiceLoop(Ticker ticker, Sleeper sleeper, boolean sideBySide, boolean abortOnError) {
        this.ticker = ticker;
        this.sleeper = sleeper;
        this.sideBySide = sideBySide;
        this.abortOnError = abortOnError;
    }

    /** Serves until interrupted, or until the first failure if that aborts; tells the failures of all runs. */
    public Failures run(List<Job> jobs) {
        CountDownLatch aborted = new CountDownLatch(1);
        try (Scheduler scheduler = new Scheduler(ticker, sleeper);
                Workers workers = sideBySide ? Workers.sideBySide(jobs.size()) : Workers.inOrder()) {
            Failures failures = new Failures(abortOnError, () -> {
                aborted.countDown();
                workers.cancel();
                scheduler.cancel();
            });
            for (Job job : jobs) {
                if (!failures.stop()) {
                    begin(job, scheduler, workers, failures);
                }
            }
            workers.await(failures);
            if (Thread.currentThread().isInterrupted()) {
                LOG.debug("Interrupt received, stopping");
            }
            if (!failures.stop()) {
                serve(scheduler, aborted);
            }
            return failures;
        }
    }

    private static void begin(Job job, Scheduler scheduler, Workers workers, Failures failures) {
        if (job.schedule().isEmpty()) {
            log(LOG.atError(), job).log("No schedule or interval found, ignoring");
            return;
        }
        schedule(job, job.schedule().get(), scheduler, failures);
        if (job.first().isPresent() && !failures.stop()) {
            Job.Work first = job.first().get();
            workers.start(failures, () -> first.run(failures));
        }
    }

    /** A wrong schedule is a failure; the first pass of the job takes place all the same. */
    private static void schedule(Job job, String spec, Scheduler scheduler, Failures failures) {
        log(LOG.atDebug(), job).addKeyValue("sched", spec).log("Scheduled task");
        try {
            scheduler.add(job.name(), Schedule.parse(spec), () -> {
                log(LOG.atDebug(), job).log("Running task");
                job.run().run(failures);
            });
        } catch (RegistryException e) {
            add(LOG.atError(), job.labels())
                    .addKeyValue("sched", spec)
                    .addKeyValue("err", e.getMessage())
                    .log("Failed to schedule cron");
            failures.add(e.withContext("failed to schedule " + job.name()));
        }
    }

    private static LoggingEventBuilder log(LoggingEventBuilder line, Job job) {
        return add(add(line, job.labels()), job.details());
    }

    private static LoggingEventBuilder add(LoggingEventBuilder line, List<KeyValuePair> fields) {
        LoggingEventBuilder longer = line;
        for (KeyValuePair field : fields) {
            longer = longer.addKeyValue(field.key, field.value);
        }
        return longer;
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
