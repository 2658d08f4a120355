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
    private boolean started;
    private boolean stopping;

    /** A scheduler without jobs, not started. */
    public Scheduler(Ticker ticker, Sleeper sleeper) {
        this.ticker = ticker;
        this.sleeper = sleeper;
    }

    /** The place of a job among the others, to change it while they run. */
    public interface Place {
        /** No activation comes any more; a run that is going on goes on. */
        void remove();

        /** The next activation is at this time, at once if that is over; those after it follow the schedule. */
        void next(Instant at);
    }

    /**
     * Adds a job; the first activation is the one after the start, or after now when that was.
     *
     * @param name of the job's threads
     * @param work one run; it is canceled by interruption and keeps its failures to itself
     */
    public synchronized Place add(String name, Schedule schedule, Runnable work) {
        Job job = new Job(name, schedule, work);
        jobs.add(job);
        if (started) {
            job.next(schedule.next(ticker.now()));
        }
        return job;
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
        if (started) {
            throw new IllegalStateException("the scheduler is already started");
        }
        started = true;
        Instant now = ticker.now();
        jobs.forEach(job -> job.next = job.schedule.next(now));
        look();
    }

    /** Lets the clock see that activations have changed; it runs while there is one to wait for. */
    private void look() {
        if (!started || stopping) {
            return;
        }
        if (clock == null) {
            clock = Thread.ofPlatform().daemon().name("scheduler").start(this::run);
        } else {
            clock.interrupt();
        }
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
                    await(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
                } else {
                    activate(ticker.now());
                }
                next = next();
            }
        } catch (RuntimeException | Error e) {
            onDeath.accept(e);
        }
    }

    private void await(Duration wait) {
        try {
            sleeper.sleep(wait);
        } catch (InterruptedException e) {
            // look() or endActivations() want this thread to look at the jobs again
        }
    }

    /** The earliest activation; empty when there is none or the scheduler is stopping, which ends the clock. */
    private synchronized Optional<Instant> next() {
        Optional<Instant> next = stopping
                ? Optional.empty()
                : jobs.stream().flatMap(job -> job.next.stream()).min(Instant::compareTo);
        if (next.isEmpty() && !stopping) {
            clock = null;
        }
        return next;
    }

    private synchronized void activate(Instant now) {
        if (stopping) {
            return;
        }
        for (Job job : jobs) {
            if (job.next.isPresent() && !job.next.get().isAfter(now)) {
                job.next = job.schedule.next(now);
                job.activate();
            }
        }
    }

    /** A job and its state; guarded by the scheduler. */
    private final class Job implements Place {
        private final String name;
        private final Schedule schedule;
        private final Runnable work;
        private Optional<Instant> next = Optional.empty();
        private Optional<Thread> running = Optional.empty();
        private boolean removed;

        Job(String name, Schedule schedule, Runnable work) {
            this.name = name;
            this.schedule = schedule;
            this.work = work;
        }

        @Override
        public void remove() {
            synchronized (Scheduler.this) {
                removed = true;
                next = Optional.empty();
                leave();
            }
        }

        @Override
        public void next(Instant at) {
            synchronized (Scheduler.this) {
                if (!removed && started && !next.equals(Optional.of(at))) {
                    next(Optional.of(at));
                }
            }
        }

        void next(Optional<Instant> at) {
            next = at;
            look();
        }

        /** A job that was removed is waited for in the end when a run of it goes on. */
        private void leave() {
            if (removed && running.isEmpty()) {
                jobs.remove(this);
            }
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
                    leave();
                }
            }
        }
    }
}
