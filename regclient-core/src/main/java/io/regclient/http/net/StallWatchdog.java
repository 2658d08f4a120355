// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Aborts requests that hang. One thread looks at all running requests; a timeout per read, as the HTTP client offers,
 * costs 0.7 CPU seconds per GiB. It runs on real time, because that is what a network takes.
 */
final class StallWatchdog implements AutoCloseable {
    private final Set<Exchange> running = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final long periodNanos;
    private @Nullable Thread thread;
    private boolean closed;

    /** A watchdog that looks about ten times per window, at most once per 10 ms and at least once per second. */
    StallWatchdog(StallLimits limits) {
        long shortest = Math.min(limits.window().toNanos(), limits.answer().toNanos()) / 10;
        periodNanos = Math.clamp(
                shortest, Duration.ofMillis(10).toNanos(), Duration.ofSeconds(1).toNanos());
    }

    void watch(Exchange exchange) {
        running.add(exchange);
        lock.lock();
        try {
            if (thread == null && !closed) {
                thread = Thread.ofPlatform().daemon().name("stall watchdog").start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    void forget(Exchange exchange) {
        running.remove(exchange);
    }

    /** Number of requests that hold a connection, for tests. */
    int running() {
        return running.size();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What goes wrong with one request must not leave all others without a watchdog. */
    private static void look(Exchange exchange) {
        try {
            exchange.abortWhenStuck();
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger(StallWatchdog.class).warn("A request that hangs could not be ended", e);
        }
    }

    private void run() {
        lock.lock();
        try {
            while (!closed) {
                running.forEach(StallWatchdog::look);
                long left = periodNanos;
                while (left > 0 && !closed) {
                    left = wake.awaitNanos(left);
                }
            }
        } catch (InterruptedException e) {
            return; // nobody interrupts this thread but a runtime that ends
        } finally {
            lock.unlock();
        }
    }
}
