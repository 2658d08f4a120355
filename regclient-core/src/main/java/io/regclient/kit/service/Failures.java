// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What failed during a run, in the order it happened. That a task was interrupted is no failure of its own: it says that
 * another failure or a signal ended the run. Thread-safe.
 */
public final class Failures {
    /** A server runs for years; this many messages, the first one and the last ones, are enough to see what is wrong. */
    private static final int MAX_KEPT = 1000;

    /** So many of them with their causes and stack traces, which -v debug shows; more would fill the memory of a server. */
    private static final int MAX_WHOLE = 50;

    private final boolean abort;
    private final Runnable onAbort;
    private final List<Kept> kept = new ArrayList<>();
    private Optional<IOException> interrupt = Optional.empty();
    private volatile boolean lost;

    /**
     * Starts without failures.
     *
     * @param abort the first failure ends the run
     * @param onAbort called when it does
     */
    public Failures(boolean abort, Runnable onAbort) {
        this.abort = abort;
        this.onAbort = onAbort;
    }

    /** A failure, or what is left of it. */
    @FunctionalInterface
    private interface Kept {
        IOException failure();
    }

    /** A piece of work that may fail. */
    @FunctionalInterface
    public interface Task {
        void run() throws IOException;
    }

    /** Does the work and tells what it failed with, whatever that is: nobody waits for the thread of a task. */
    public static Optional<IOException> attempt(Task task) {
        try {
            task.run();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        } catch (RuntimeException | Error e) {
            return Optional.of(RegistryException.internal(e));
        }
    }

    /**
     * Does the work and records what it failed with. Without memory to say so, the run fails all the same, and the
     * thread goes on.
     */
    public void record(Task task) {
        boolean _ = record(task, Runnable::run);
    }

    /**
     * The same for one of several tasks that run at the same time.
     *
     * @param inTurn gets what there is to record, to do it after that of the tasks before. A failure that ends the run
     *     does not wait
     * @return false when it failed
     */
    public boolean record(Task task, Consumer<Runnable> inTurn) {
        boolean done = false;
        try {
            Optional<IOException> failure = attempt(task);
            if (failure.isPresent() && abort) {
                add(failure.get());
            } else if (failure.isPresent()) {
                inTurn.accept(() -> add(failure.get()));
            }
            done = true;
            return failure.isEmpty();
        } catch (OutOfMemoryError e) {
            return false; // again while the first one was put into words
        } finally {
            if (!done) {
                lost = true;
                abort();
            }
        }
    }

    public void add(IOException failure) {
        boolean first;
        synchronized (this) {
            first = kept.isEmpty() && interrupt.isEmpty();
            keep(failure);
        }
        if (first) {
            abort();
        }
    }

    private void abort() {
        if (abort) {
            onAbort.run();
        }
    }

    private void keep(IOException failure) {
        if (RegistryException.is(failure, ErrorKind.CANCELED)) {
            interrupt = interrupt.or(() -> Optional.of(failure));
            return;
        }
        if (kept.size() == MAX_KEPT) {
            kept.remove(1);
        }
        boolean whole = kept.size() < MAX_WHOLE || !(failure instanceof RegistryException);
        kept.add(whole ? () -> failure : ToldFailure.of((RegistryException) failure)::failure);
    }

    /** True when nothing more should be started: after a failure that aborts, or when the thread is interrupted. */
    public synchronized boolean stop() {
        boolean failed = !kept.isEmpty() || interrupt.isPresent() || lost;
        return Thread.currentThread().isInterrupted() || (abort && failed);
    }

    /**
     * Throws what failed.
     *
     * @throws IOException of kind CANCELED when nothing failed and a task was interrupted
     */
    public synchronized void throwIfAny() throws IOException {
        throwUnlessCanceled();
        if (interrupt.isPresent()) {
            throw RegistryException.of(ErrorKind.CANCELED, "task was canceled", interrupt.get());
        }
    }

    /** Throws what failed, and nothing when tasks were only interrupted. */
    public synchronized void throwUnlessCanceled() throws IOException {
        if (!kept.isEmpty()) {
            throw new SeveralFailures(kept.stream().map(Kept::failure).toList());
        }
        throwIfLost();
    }

    private void throwIfLost() throws RegistryException {
        if (lost) {
            throw RegistryException.of(ErrorKind.UNAVAILABLE, "out of memory: a task failed and could not say how");
        }
    }

    /** Throws the first thing that failed, and nothing when tasks were only interrupted. */
    public synchronized void throwFirstUnlessCanceled() throws IOException {
        if (!kept.isEmpty()) {
            throw kept.getFirst().failure();
        }
        throwIfLost();
    }
}
