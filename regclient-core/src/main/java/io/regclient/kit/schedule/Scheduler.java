// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schedule;

import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs by their schedules, each run on a platform thread of its own (contract regsync 12): what a run does is socket
 * I/O, and on virtual threads that leaves a poller behind, which delays the end of the program by 300 ms. An activation
 * is skipped while the previous run of the same job is still going; different jobs overlap. Thread-safe; a scheduler is
 * started once.
 */
public final class Scheduler implements AutoCloseable {
    /** Longest uninterrupted wait: after it the wall clock counts, which may have been set or suspended meanwhile. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Ticker ticker;
    private final Sleeper sleeper;
    private final List<Job> jobs = new ArrayList<>();
    private volatile Consumer<Throwable> onDeath = defect -> {};
    private @Nullable Thread clock;
    private boolean stopping;

    /** A scheduler without jobs, not started. */
    public Scheduler(Ticker ticker, Sleeper sleeper) {
        this.ticker = ticker;
        this.sleeper = sleeper;
    }

    /**
     * Adds a job.
     *
     * @param name of the job's threads
     * @param work one run; it is canceled by interruption and keeps its failures to itself
     * @throws IllegalStateException after the start
     */
    public synchronized void add(String name, Schedule schedule, Runnable work) {
        if (clock != null) {
            throw new IllegalStateException("the scheduler is already started");
        }
        jobs.add(new Job(name, schedule, work));
    }

    /**
     * Hears when no activations will come any more although nobody asked for that, because of a defect or of memory
     * that ran out: a server without its clock must end.
     */
    public void onDeath(Consumer<Throwable> listener) {
        onDeath = listener;
    }

    /** Begins with the activations; the first ones are those after now. */
    public synchronized void start() {
        if (clock != null) {
            throw new IllegalStateException("the scheduler is already started");
        }
        Instant now = ticker.now();
        jobs.forEach(job -> job.next = job.schedule.next(now));
        clock = Thread.ofPlatform().daemon().name("scheduler").start(this::run);
    }

    /** Ends the activations and interrupts the running jobs, without waiting for them. */
    public synchronized void cancel() {
        endActivations();
        jobs.forEach(job -> job.running.ifPresent(Thread::interrupt));
    }

    /**
     * Ends the activations and waits for the running jobs.
     *
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public void stop() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        synchronized (this) {
            endActivations();
            if (clock != null) {
                threads.add(clock);
            }
            jobs.forEach(job -> job.running.ifPresent(threads::add));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Cancels the running jobs; does not wait for them. */
    @Override
    public void close() {
        cancel();
    }

    /** How many jobs are running now. */
    synchronized int running() {
        int running = 0;
        for (Job job : jobs) {
            running += job.running.isPresent() ? 1 : 0;
        }
        return running;
    }

    private void endActivations() {
        stopping = true;
        if (clock != null) {
            clock.interrupt();
        }
    }

    private void run() {
        try {
            Optional<Instant> next = next();
            while (next.isPresent()) {
                Duration wait = Duration.between(ticker.now(), next.get());
                if (wait.isPositive()) {
                    sleeper.sleep(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
                } else {
                    activate(ticker.now());
                }
                next = next();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // endActivations() asks this thread to end
        } catch (RuntimeException | Error e) {
            onDeath.accept(e);
        }
    }

    /** The earliest activation; empty when there is none or the scheduler is stopping. */
    private synchronized Optional<Instant> next() {
        return stopping
                ? Optional.empty()
                : jobs.stream().flatMap(job -> job.next.stream()).min(Instant::compareTo);
    }

    private synchronized void activate(Instant now) {
        if (stopping) {
            return;
        }
        for (Job job : jobs) {
            if (job.next.isPresent() && !job.next.get().isAfter(now)) {
                job.activate();
                job.next = job.schedule.next(now);
            }
        }
    }

    /** A job and its state; guarded by the scheduler. */
    private final class Job {
        private final String name;
        private final Schedule schedule;
        private final Runnable work;
        private Optional<Instant> next = Optional.empty();
        private Optional<Thread> running = Optional.empty();

        Job(String name, Schedule schedule, Runnable work) {
            this.name = name;
            this.schedule = schedule;
            this.work = work;
        }

        void activate() {
            if (running.isEmpty()) {
                running = Optional.of(Thread.ofPlatform().daemon().name(name).start(this::run));
            }
        }

        /** The run is over when the work is, not when its thread is gone: that may take until the next activation. */
        private void run() {
            try {
                work.run();
            } finally {
                synchronized (Scheduler.this) {
                    running = Optional.empty();
                }
            }
        }
    }
}
