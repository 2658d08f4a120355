// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for requests, so many and no more, each for so long: a client that sends its request or reads its answer too
 * slowly loses its connection, and when there are too many the one that has taken longest makes room, so that a question
 * about health is answered all the same. The JDK's server has no such limits of its own. Interrupting a thread closes its
 * channel.
 */
final class ExchangeThreads implements Executor, AutoCloseable {
    private static final int MAX_REQUESTS = 64;

    /** A request is answered in milliseconds, after two seconds at most when the state hangs. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Those that may go on, the oldest first. */
    private final Set<Thread> running = new LinkedHashSet<>();

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
        Thread thread = Thread.ofVirtual().name("status").unstarted(() -> run(request));
        synchronized (running) {
            if (running.size() == MAX_REQUESTS) {
                Thread oldest = running.iterator().next();
                running.remove(oldest);
                oldest.interrupt();
            }
            running.add(thread);
        }
        boolean begun = false;
        try {
            thread.start();
            begun = true;
        } finally {
            if (!begun) {
                leave(thread);
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
            leave(reader);
        }
    }

    private void leave(Thread thread) {
        synchronized (running) {
            running.remove(thread);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
