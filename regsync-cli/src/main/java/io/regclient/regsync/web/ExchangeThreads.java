// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for requests, so many and no more, each for so long: a client that sends its request or reads its answer too
 * slowly loses its connection. The JDK's server has no such limits of its own. Interrupting a thread closes its channel.
 */
final class ExchangeThreads implements Executor, AutoCloseable {
    private static final int MAX_REQUESTS = 64;

    /** A request is answered in milliseconds, after two seconds at most when the state hangs. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Semaphore free = new Semaphore(MAX_REQUESTS);
    private final Duration limit;
    private final ScheduledThreadPoolExecutor clock;

    ExchangeThreads() {
        this(LIMIT);
    }

    ExchangeThreads(Duration limit) {
        this.limit = limit;
        clock = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name("status requests").factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        clock.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable request) {
        if (!free.tryAcquire()) {
            throw new RejectedExecutionException("too many requests"); // the connection is closed
        }
        boolean begun = false;
        try {
            Thread.ofVirtual().name("status").start(() -> run(request));
            begun = true;
        } finally {
            if (!begun) {
                free.release();
            }
        }
    }

    private void run(Runnable request) {
        Thread reader = Thread.currentThread();
        Future<?> end = clock.schedule(reader::interrupt, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            request.run();
        } finally {
            end.cancel(false);
            free.release();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
