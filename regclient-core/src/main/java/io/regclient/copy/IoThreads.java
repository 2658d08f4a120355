// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.fence.FenceScope;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform threads that touch sockets and files. Virtual threads must not: after socket I/O they leave a poller
 * behind that delays the end of the process. Threads start when needed and end after a short idle time.
 */
final class IoThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IoThreads.class);
    private static final int IDLE_SECONDS = 2;

    /** How long an interrupted call may take to come back before it is left to itself. */
    private static final int ABANDON_SECONDS = 2;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("regclient-io-", 1).factory());

    /** A share of the threads for one copy, so that a copy from a slow host does not hold up the others. */
    Lane lane(int width, Surroundings surroundings) {
        return new Lane(new Semaphore(width, true), surroundings);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Runs at most a fixed number of calls at the same time. */
    final class Lane {
        private final Semaphore slots;
        private final Surroundings surroundings;

        private Lane(Semaphore slots, Surroundings surroundings) {
            this.slots = slots;
            this.surroundings = surroundings;
        }

        /** Runs the call on a platform thread and waits for it; an interrupt is passed on and is CANCELED. */
        <T> T call(Surroundings.Call<T> call) throws IOException {
            try {
                slots.acquire();
            } catch (InterruptedException e) {
                throw canceled(e);
            }
            try {
                return run(call);
            } finally {
                slots.release();
            }
        }

        private <T> T run(Surroundings.Call<T> call) throws IOException {
            return begin(call).await();
        }

        /** Begins a part of a call of the lane, which counts as one with it and has to wait for it or to cancel it. */
        <T> Begun<T> begin(Surroundings.Call<T> call) {
            Begun<T> begun = new Begun<>(new FutureTask<>(() -> surroundings.run(call)));
            threads.execute(FenceScope.carried(begun));
            return begun;
        }
    }

    /**
     * A call that runs on a thread of its own.
     *
     * @param <T> what comes of it
     */
    static final class Begun<T> implements Runnable {
        private final FutureTask<T> task;
        private final CountDownLatch left = new CountDownLatch(1);

        private Begun(FutureTask<T> task) {
            this.task = task;
        }

        @Override
        public void run() {
            try {
                task.run();
            } finally {
                left.countDown();
            }
        }

        /** Waits for it; an interrupt is passed on and is CANCELED. */
        T await() throws IOException {
            try {
                return task.get();
            } catch (InterruptedException e) {
                cancel();
                throw canceled(e);
            } catch (ExecutionException e) {
                throw failure(Objects.requireNonNullElse(e.getCause(), e));
            }
        }

        /**
         * Ends it, and waits for it to tidy up, whoever interrupts meanwhile: each step of a copy that ends interrupts the
         * others, and a program that went on would end with unfinished files. The caller sets the interrupt again.
         */
        void cancel() {
            task.cancel(true);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ABANDON_SECONDS);
            boolean waiting = true;
            while (waiting) {
                try {
                    if (!left.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        LOG.debug("a canceled call does not come back, it is left to itself");
                    }
                    waiting = false;
                } catch (InterruptedException e) {
                    LOG.trace("a canceled call is waited for all the same");
                }
            }
        }
    }

    private static IOException failure(Throwable cause) {
        return switch (cause) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> RegistryException.of(ErrorKind.TRANSPORT, RegistryException.describe(cause), cause);
        };
    }

    private static RegistryException canceled(InterruptedException e) {
        Thread.currentThread().interrupt();
        return RegistryException.of(ErrorKind.CANCELED, "copy: context canceled", e);
    }
}
