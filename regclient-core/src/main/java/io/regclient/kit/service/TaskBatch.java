// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one job on shared threads. Some are steps of the job, in their order; others do early what a later step
 * will need. Every task that was started runs to its end: canceled ones are interrupted, before their first line even.
 */
public final class TaskBatch {
    /** Position of what runs ahead: after all steps. */
    private static final long AHEAD = Long.MAX_VALUE;

    private final TaskThreads threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Task> running = new HashSet<>();
    private long steps;
    private long lastWanted = AHEAD;

    TaskBatch(TaskThreads threads) {
        this.threads = threads;
    }

    /** A step of the job, after all steps before. */
    public Task step(Runnable work) {
        lock.lock();
        try {
            return new Task(work, steps++);
        } finally {
            lock.unlock();
        }
    }

    /** Something a later step will need, or the work that makes the steps. */
    public Task ahead(Runnable work) {
        return new Task(work, AHEAD);
    }

    /** Interrupts all tasks. */
    public void cancel() {
        cancelAfter(-1);
    }

    /** Interrupts what runs ahead of steps that will not come. */
    public void cancelAhead() {
        cancelAfter(AHEAD - 1);
    }

    private void cancelAfter(long position) {
        lock.lock();
        try {
            lastWanted = Math.min(lastWanted, position);
            for (Task task : running) {
                if (task.runner != null && !task.wanted()) {
                    task.runner.interrupt();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for all tasks that were started; an interrupt cancels them, is waited out, and set again. */
    public void await() {
        boolean interrupted = false;
        lock.lock();
        try {
            while (!running.isEmpty()) {
                try {
                    changed.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                    cancel();
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Work that runs once, on a shared thread or on the thread that needs its end. */
    public final class Task {
        private final Runnable work;
        private final long position;
        private boolean begun;
        private boolean ended;

        @Nullable
        private Thread runner;

        private Task(Runnable work, long position) {
            this.work = work;
            this.position = position;
        }

        /**
         * Starts the task on a thread of its own.
         *
         * @throws OutOfMemoryError when there is none
         */
        public void start() {
            boolean started = false;
            open();
            try {
                threads.start(this::run);
                started = true;
            } finally {
                if (!started) {
                    close();
                }
            }
        }

        /** Starts the task if there is a thread to spare. */
        public boolean startIfSpare() {
            boolean started = false;
            open();
            try {
                started = threads.startIfSpare(this::run);
            } finally {
                if (!started) {
                    close();
                }
            }
            return started;
        }

        /** Does the work here unless it has begun elsewhere, and waits until it is done. */
        public void finish() throws InterruptedException {
            run();
            lock.lockInterruptibly();
            try {
                while (!ended) {
                    changed.await();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Interrupts the steps after this one, and what runs ahead. */
        public void cancelLater() {
            cancelAfter(position);
        }

        private boolean wanted() {
            return position <= lastWanted;
        }

        private void run() {
            if (!begin()) {
                return;
            }
            try {
                work.run();
            } finally {
                end();
            }
        }

        private boolean begin() {
            lock.lock();
            try {
                if (begun) {
                    return false;
                }
                begun = true;
                running.add(this);
                runner = Thread.currentThread();
                if (!wanted()) {
                    runner.interrupt();
                }
                return true;
            } finally {
                lock.unlock();
            }
        }

        private void end() {
            lock.lock();
            try {
                ended = true;
                runner = null;
            } finally {
                lock.unlock();
            }
            close();
        }

        private void open() {
            lock.lock();
            try {
                if (!begun) {
                    running.add(this);
                }
            } finally {
                lock.unlock();
            }
        }

        private void close() {
            lock.lock();
            try {
                if (ended || !begun) { // or it runs elsewhere
                    running.remove(this);
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
