// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call on a thread of its own, which a test interrupts like a signal does. */
public final class BackgroundCall<T> implements AutoCloseable {
    private static final int LIMIT_SECONDS = 20;

    private final FutureTask<T> task;
    private final Thread thread;

    private BackgroundCall(Callable<T> call) {
        task = new FutureTask<>(call);
        thread = new Thread(task, "background call");
    }

    /** Starts the call. */
    public static <T> BackgroundCall<T> start(Callable<T> call) {
        BackgroundCall<T> started = new BackgroundCall<>(call);
        started.thread.start();
        return started;
    }

    public void interrupt() {
        thread.interrupt();
    }

    public boolean isRunning() {
        return !task.isDone();
    }

    /** The result; what the call threw is thrown as the cause of an ExecutionException. */
    public T result() throws InterruptedException, ExecutionException, TimeoutException {
        return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Asks again and again until the condition holds. */
    public static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("the condition did not become true within " + LIMIT_SECONDS + " seconds");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
