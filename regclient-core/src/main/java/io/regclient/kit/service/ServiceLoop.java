// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import io.regclient.error.RegistryException;
import io.regclient.kit.schedule.Scheduler;
import io.regclient.kit.schema.Activations;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The life of a server: schedules from the start on, and beside them a first pass over the jobs that want one, until the
 * thread is interrupted (contract regsync 12, regbot A3). No two runs of a job overlap, its first one included.
 */
public final class ServiceLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLoop.class);

    private final Ticker ticker;
    private final Sleeper sleeper;
    private final boolean sideBySide;
    private final boolean abortOnError;
    private final Runnable afterFirstPass;

    /**
     * Prepares a server.
     *
     * @param sideBySide the first pass runs all jobs at the same time and not one after the other
     * @param abortOnError the first failure ends the server
     */
    public ServiceLoop(Ticker ticker, Sleeper sleeper, boolean sideBySide, boolean abortOnError) {
        this(ticker, sleeper, sideBySide, abortOnError, () -> {});
    }

    ServiceLoop(Ticker ticker, Sleeper sleeper, boolean sideBySide, boolean abortOnError, Runnable afterFirstPass) {
        this.ticker = ticker;
        this.sleeper = sleeper;
        this.sideBySide = sideBySide;
        this.abortOnError = abortOnError;
        this.afterFirstPass = afterFirstPass;
    }

    /** Serves until interrupted, or until the first failure if that aborts; tells the failures of all runs. */
    public Failures run(List<Job> jobs) {
        CountDownLatch aborted = new CountDownLatch(1);
        if (jobs.stream().allMatch(job -> job.activations().isEmpty())) {
            LOG.warn("Nothing to do, the configuration has no schedule or interval");
        }
        try (Scheduler scheduler = new Scheduler(ticker, sleeper);
                Workers workers = Workers.sideBySide(sideBySide ? jobs.size() : 1)) {
            Failures failures = new Failures(abortOnError, () -> {
                aborted.countDown();
                workers.cancel();
                scheduler.cancel();
            });
            scheduler.onDeath(defect -> {
                failures.add(RegistryException.internal(defect).withContext("the clock of the server stopped"));
                aborted.countDown();
            });
            List<Runnable> firstRuns = new ArrayList<>();
            for (Job job : jobs) {
                if (!failures.stop()) {
                    schedule(job, scheduler, failures).ifPresent(firstRuns::add);
                }
            }
            serve(scheduler, workers, firstRuns, failures, aborted);
            return failures;
        }
    }

    private void serve(
            Scheduler scheduler, Workers workers, List<Runnable> firstRuns, Failures failures, CountDownLatch aborted) {
        if (!failures.stop()) {
            scheduler.start(); // before the first pass, in which a registry may hang
        }
        for (Runnable first : firstRuns) {
            if (!failures.stop()) {
                workers.start(failures, first);
            }
        }
        workers.await(failures);
        afterFirstPass.run();
        boolean served = !failures.stop();
        if (Thread.currentThread().isInterrupted()) {
            LOG.debug("Interrupt received, stopping");
        }
        if (served) {
            untilTheEnd(aborted);
        }
        boolean interrupted = Thread.interrupted(); // the end has to wait for the runs
        scheduler.cancel();
        try {
            scheduler.stop();
        } catch (InterruptedException e) {
            interrupted = true; // asked twice: the runs are left to their interrupts
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void untilTheEnd(CountDownLatch aborted) {
        try {
            aborted.await();
        } catch (InterruptedException e) {
            LOG.debug("Interrupt received, stopping"); // the flag stays clear: a signal is the regular end
        }
        LOG.info("Stopping server");
        LOG.debug("Waiting on running tasks");
    }

    /** Gives a job to the scheduler and tells its first run, if it wants one. */
    private static Optional<Runnable> schedule(Job job, Scheduler scheduler, Failures failures) {
        if (job.activations().isEmpty()) {
            log(LOG.atError(), job).log("No schedule or interval found, ignoring");
            return Optional.empty();
        }
        AtomicBoolean running = new AtomicBoolean();
        Job.Work logged = all -> {
            log(LOG.atDebug(), job).log("Running task");
            job.run().run(all);
        };
        schedule(job, job.activations().get(), scheduler, failures, () -> alone(running, logged, failures));
        return job.first().map(first -> () -> alone(running, first, failures));
    }

    /** A run that would overlap with another one of its job is left out. */
    private static void alone(AtomicBoolean running, Job.Work work, Failures failures) {
        if (running.compareAndSet(false, true)) {
            try {
                failures.record(() -> work.run(failures));
            } finally {
                running.set(false);
            }
        }
    }

    /** A wrong schedule is a failure; the first pass of the job takes place all the same. */
    private static void schedule(
            Job job, Activations activations, Scheduler scheduler, Failures failures, Runnable run) {
        String spec = activations.text();
        log(LOG.atDebug(), job).addKeyValue("sched", spec).log("Scheduled task");
        try {
            scheduler.add(job.name(), activations.schedule().get(), run);
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
}
