// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import io.regclient.fence.FenceScope;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that all jobs of a program share; the tasks of one job are a {@link TaskBatch}. Platform threads, because what
 * tasks do is socket I/O. They start when needed, end after a
 * short idle time, and do not keep the program alive.
 */
public final class TaskThreads {
    private static final int IDLE_SECONDS = 2;

    private final ThreadPoolExecutor threads;
    private final Semaphore spare;

    /**
     * Prepares threads; none is started.
     *
     * @param name of the threads
     * @param spare tasks of all jobs together that may run ahead of their turn at the same time
     */
    public TaskThreads(String name, int spare) {
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name(name, 1).factory());
        this.spare = new Semaphore(spare);
    }

    /** For the tasks of a job. */
    public TaskBatch batch() {
        return new TaskBatch(this);
    }

    void start(Runnable task) {
        threads.execute(FenceScope.carried(task));
    }

    /** Starts the task if there is a thread to spare: nobody waits for one, so that a slow job holds up no other. */
    boolean startIfSpare(Runnable task) {
        if (!spare.tryAcquire()) {
            return false;
        }
        boolean started = false;
        try {
            start(() -> {
                try {
                    task.run();
                } finally {
                    spare.release();
                }
            });
            started = true;
        } catch (OutOfMemoryError e) {
            started = false; // no more threads: it is done in its turn
        } finally {
            if (!started) {
                spare.release();
            }
        }
        return started;
    }
}
