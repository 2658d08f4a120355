// SPDX-License-Identifier: Apache-2.0
package io.regclient.validate;

import io.regclient.copy.Surroundings;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Threads that work off steps, which may bring further steps. Platform threads, because they do socket I/O. The hosts'
 * own limits say how many requests run at the same time; a crew only has enough threads for them.
 */
final class Crew implements AutoCloseable {
    private static final int WIDTH = 16;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            WIDTH,
            WIDTH,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("regclient-check-", 1).factory());
    private final Surroundings surroundings;
    private final AtomicLong open = new AtomicLong();
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Crew(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** One thing to do. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Adds a step; the first failure keeps all others from being begun. */
    void add(Step step) {
        open.incrementAndGet();
        threads.execute(() -> {
            try {
                if (failure.get() == null) {
                    surroundings.run(() -> {
                        step.run();
                        return true;
                    });
                }
            } catch (Throwable e) { // whatever ends a step must reach the thread that waits
                failure.compareAndSet(null, e);
            } finally {
                if (open.decrementAndGet() == 0) {
                    done.countDown();
                }
            }
        });
    }

    /** Waits until nothing is left to do, and fails as the first step did that failed. */
    void join() throws IOException {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "check: context canceled", e);
        }
        switch (failure.get()) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException("a step failed", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
