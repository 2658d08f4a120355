// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs tasks side by side, or one after the other on the calling thread. */
public final class Workers implements AutoCloseable {
    /** Tasks beyond this number wait for one that ends; each waits for the network most of the time. */
    private static final int MAX_THREADS = 256;

    private final Optional<ExecutorService> pool;

    private Workers(Optional<ExecutorService> pool) {
        this.pool = pool;
    }

    /** A task is started when the one before has ended. */
    public static Workers inOrder() {
        return new Workers(Optional.empty());
    }

    /**
     * All tasks at the same time, on platform threads: what they do is socket I/O, which on virtual threads would leave
     * a poller behind that delays the end of the program.
     *
     * @param tasks how many there will be
     */
    public static Workers sideBySide(int tasks) {
        int threads = Math.clamp(tasks, 1, MAX_THREADS);
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(threads, threads, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        executor.allowCoreThreadTimeOut(true);
        return new Workers(Optional.of(executor));
    }

    /**
     * Starts a task; after a cancel nothing is started any more.
     *
     * @param failures gets whatever the task did not record itself, a thread that cannot be started included
     */
    public void start(Failures failures, Runnable task) {
        if (pool.isEmpty()) {
            failures.record(task::run);
        } else {
            failures.record(() -> execute(pool.get(), () -> failures.record(task::run)));
        }
    }

    private static void execute(ExecutorService pool, Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            if (!pool.isShutdown()) {
                throw e;
            }
        }
    }

    /** Interrupts what is running on threads of their own and drops what waits. */
    public void cancel() {
        if (pool.isPresent()) {
            List<Runnable> dropped = pool.get().shutdownNow();
            dropped.clear();
        }
    }

    /** Waits for all tasks; an interrupt cancels them, is waited out, and then recorded as kind CANCELED. */
    public void await(Failures failures) {
        boolean interrupted = pool.isPresent() && end(pool.get());
        if (interrupted || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            failures.add(RegistryException.of(ErrorKind.CANCELED, "task was canceled"));
        }
    }

    /** True when the wait was interrupted. */
    private boolean end(ExecutorService executor) {
        executor.shutdown();
        boolean interrupted = false;
        while (!executor.isTerminated()) {
            try {
                if (executor.awaitTermination(1, TimeUnit.HOURS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
                cancel();
            }
        }
        return interrupted;
    }

    @Override
    public void close() {
        cancel();
    }
}
