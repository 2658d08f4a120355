// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.fence.FenceScope;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Steps that run at the same time, one virtual thread each. The first real failure interrupts the others and is what
 * {@link #join} throws (contract IC-10). No step outlives the group.
 */
final class TaskGroup implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Set<Thread> running = new HashSet<>();
    private boolean cancelled;

    @Nullable
    private Throwable failure;

    /** One thing to do. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Starts a step, unless the group has failed already: tells whether it has started. */
    boolean fork(Step step) {
        lock.lock();
        try {
            if (cancelled) {
                return false;
            }
            Thread thread = Thread.ofVirtual().name("copy").unstarted(FenceScope.carried(() -> run(step)));
            running.add(thread);
            thread.start();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void run(Step step) {
        try {
            step.run();
        } catch (Throwable e) { // whatever ends a step, an error of the program included, must reach the joining thread
            fail(e);
        } finally {
            lock.lock();
            try {
                running.remove(Thread.currentThread());
                if (running.isEmpty()) {
                    ended.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void fail(Throwable e) {
        lock.lock();
        try {
            // what a sibling of a failed step reports is only that it was interrupted
            if (failure == null || (isCancel(failure) && !isCancel(e))) {
                failure = e;
            }
            cancel();
        } finally {
            lock.unlock();
        }
    }

    static boolean isCancel(Throwable e) {
        return RegistryException.is(e, ErrorKind.CANCELED);
    }

    /** Interrupts each step once: each of them fails in its turn, and 10,000 need not wake each other. */
    private void cancel() {
        if (!cancelled) {
            cancelled = true;
            running.forEach(Thread::interrupt);
        }
    }

    /** Fails now if a step has failed so far; does not wait. */
    void throwIfFailed() throws IOException {
        lock.lock();
        try {
            switch (failure) {
                case null -> {}
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException("a step failed", e);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for all steps and fails with the first real failure; an interrupt ends all steps. */
    void join() throws IOException {
        lock.lock();
        try {
            while (!running.isEmpty()) {
                ended.await();
            }
        } catch (InterruptedException e) {
            cancel();
            awaitEnd();
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "copy: context canceled", e);
        } finally {
            lock.unlock();
        }
        throwIfFailed();
    }

    private void awaitEnd() {
        while (!running.isEmpty()) {
            ended.awaitUninterruptibly();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!running.isEmpty()) {
                cancel();
                awaitEnd();
            }
        } finally {
            lock.unlock();
        }
    }
}
