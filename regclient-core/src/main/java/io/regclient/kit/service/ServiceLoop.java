// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import io.regclient.error.RegistryException;
import io.regclient.kit.schedule.Scheduler;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a server: schedules from the start on, and beside them a first pass over the jobs that want one, until the
 * thread is interrupted (contract regsync 12, regbot A3). No two runs of a job overlap, its first one included.
 */
public final class ServiceLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLoop.class);

    private static final String NOTHING_TO_DO = "Nothing to do, the configuration has no schedule or interval";

    /** First runs at the same time of jobs that come later. */
    private static final int LATER = 64;

    private final Ticker ticker;
    private final Sleeper sleeper;
    private final boolean sideBySide;
    private final boolean abortOnError;
    private final Runnable afterFirstPass;
    private final Object change = new Object();
    private Optional<Served> served = Optional.empty();
    private Optional<List<Job>> early = Optional.empty();

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
            LOG.warn(NOTHING_TO_DO);
        }
        try (Scheduler scheduler = new Scheduler(ticker, sleeper);
                Workers workers = Workers.sideBySide(sideBySide ? jobs.size() : 1);
                Workers later = Workers.sideBySide(sideBySide ? LATER : 1)) {
            Failures failures = new Failures(abortOnError, () -> {
                aborted.countDown();
                workers.cancel();
                later.cancel();
                scheduler.cancel();
            });
            scheduler.onDeath(defect -> {
                failures.add(RegistryException.internal(defect).withContext("the clock of the server stopped"));
                aborted.countDown();
            });
            ServedJobs all = new ServedJobs(scheduler, failures);
            List<Runnable> firstRuns = all.begin(jobs);
            open(new Served(all, later, failures));
            serve(scheduler, workers, firstRuns, failures, aborted);
            end(scheduler, later, failures);
            return failures;
        }
    }

    /**
     * Other jobs instead of those that are served, from any thread. One of the same id goes on: it keeps its next
     * activation unless it has another schedule, and its next run is that of the new job. One that is new is scheduled,
     * and has its first run. One that is missing runs no more; a run that is going on goes on, and when the job comes back
     * meanwhile its first run begins after that. Before the start it waits for that; after the end it is without effect.
     */
    public void replace(List<Job> jobs) {
        synchronized (change) {
            Optional<Served> now = served;
            if (now.isEmpty()) {
                early = Optional.of(jobs);
                return;
            }
            if (now.get().failures().stop()) {
                return;
            }
            if (jobs.stream().allMatch(job -> job.activations().isEmpty())) {
                LOG.warn(NOTHING_TO_DO);
            }
            for (Runnable first : now.get().jobs().replace(jobs)) {
                now.get().later().start(now.get().failures(), first);
            }
        }
    }

    private void open(Served now) {
        synchronized (change) {
            served = Optional.of(now);
            early.ifPresent(this::replace);
            early = Optional.empty();
        }
    }

    /** The next activation of a job is at this time; without effect when there is no such job. */
    public void expect(Object id, Instant at) {
        synchronized (change) {
            served.ifPresent(now -> now.jobs().expect(id, at));
        }
    }

    /**
     * What can be replaced while the server runs.
     *
     * @param later runs first runs of jobs that were not there at the start
     */
    private record Served(ServedJobs jobs, Workers later, Failures failures) {}

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
        boolean complete = !failures.stop();
        if (Thread.currentThread().isInterrupted()) {
            LOG.debug("Interrupt received, stopping");
        }
        if (complete) {
            untilTheEnd(aborted);
        }
    }

    private void end(Scheduler scheduler, Workers later, Failures failures) {
        boolean interrupted = Thread.interrupted(); // the end has to wait for the runs
        synchronized (change) {
            served.ifPresent(now -> now.jobs().end());
            served = Optional.empty();
        }
        scheduler.cancel();
        later.cancel();
        try {
            scheduler.stop();
        } catch (InterruptedException e) {
            interrupted = true; // asked twice: the runs are left to their interrupts
        }
        if (!interrupted) {
            later.await(failures);
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
}
