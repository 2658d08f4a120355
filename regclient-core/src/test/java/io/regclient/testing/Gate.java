// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Holds threads until it is opened, by a test or because enough of them are there. Stays open. Thread-safe. */
public final class Gate {
    private static final int LIMIT_SECONDS = 30;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int enough;
    private int held;
    private boolean open;

    private Gate(int enough) {
        this.enough = enough;
    }

    /** Opens when told. */
    public static Gate closed() {
        return new Gate(Integer.MAX_VALUE);
    }

    /** Opens when so many threads are held. */
    public static Gate of(int threads) {
        return new Gate(threads);
    }

    public void open() {
        lock.lock();
        try {
            open = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public boolean isOpen() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many threads are held. */
    public void awaitHeld(int threads) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            await(() -> held >= threads);
        } finally {
            lock.unlock();
        }
    }

    /** Goes through when the gate is open. */
    public void pass() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            held++;
            open |= held >= enough;
            changed.signalAll();
            await(() -> open);
        } finally {
            held--;
            lock.unlock();
        }
    }

    @FunctionalInterface
    private interface State {
        boolean reached();
    }

    private void await(State state) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!state.reached()) {
            if (left <= 0) {
                throw new AssertionError("held " + held + " threads for " + LIMIT_SECONDS + " seconds");
            }
            left = changed.awaitNanos(left);
        }
    }
}
