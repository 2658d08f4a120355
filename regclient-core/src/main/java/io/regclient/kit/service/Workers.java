// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs entries side by side on platform threads: what they do is socket I/O, which on virtual threads would leave a
 * poller behind that delays the end of the program.
 */
final class Workers implements AutoCloseable {
    /** Entries beyond this number wait for one that ends; each waits for the network most of the time. */
    private static final int MAX_THREADS = 256;

    private final ExecutorService pool;

    Workers(int entries) {
        int threads = Math.clamp(entries, 1, MAX_THREADS);
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(threads, threads, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        executor.allowCoreThreadTimeOut(true);
        pool = executor;
    }

    /** Starts a task; after a cancel nothing is started any more. */
    void start(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            if (!pool.isShutdown()) {
                throw e;
            }
        }
    }

    /** Interrupts what is running and drops what waits. */
    void cancel() {
        List<Runnable> dropped = pool.shutdownNow();
        dropped.clear();
    }

    /** Waits for all tasks; an interrupt cancels them, is waited out, and then reported as kind CANCELED. */
    void await() throws RegistryException {
        pool.shutdown();
        boolean interrupted = false;
        while (!pool.isTerminated()) {
            try {
                if (pool.awaitTermination(1, TimeUnit.HOURS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
                cancel();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "task was canceled");
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
