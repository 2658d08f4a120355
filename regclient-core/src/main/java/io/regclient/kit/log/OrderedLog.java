// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lines of parts of work that run at the same time, in the order in which the parts began: those of the first part that
 * has not ended are written at once, those of the others wait for their turn. Thread-safe.
 */
public final class OrderedLog {
    /** Parts that wait with something to tell, at most: a part that takes long must not pile up all others. */
    private static final int MAX_WAITING = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private final Deque<Part> parts = new ArrayDeque<>();

    /**
     * Begins a part after all others; waits while too many have ended and cannot tell it yet.
     *
     * @throws InterruptedException while it waits
     */
    public Part next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (parts.size() >= MAX_WAITING) {
                fewer.await();
            }
            Part part = new Part();
            parts.add(part);
            if (parts.size() == 1) {
                part.lines.releaseToSource();
            }
            return part;
        } finally {
            lock.unlock();
        }
    }

    /** A part; it must be ended. */
    public final class Part {
        private final HeldLines lines = new HeldLines();
        private final List<Runnable> afterwards = new ArrayList<>();
        private boolean ended;

        private Part() {}

        /** Does work that belongs to the part. */
        public <T, X extends Exception> T run(Logging.Work<T, X> work) throws X {
            return lines.run(work);
        }

        /** Something to do when all lines of the part are written. */
        public void afterwards(Runnable action) {
            lock.lock();
            try {
                afterwards.add(action);
            } finally {
                lock.unlock();
            }
        }

        /** Ends the part: the next one has its turn if this one had. */
        public void end() {
            lock.lock();
            try {
                ended = true;
                if (lines.isEmpty() && afterwards.isEmpty()) {
                    parts.remove(this); // nothing to tell
                }
                tell();
                fewer.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void tell() {
        while (!parts.isEmpty()) {
            Part first = parts.getFirst();
            first.lines.releaseToSource();
            if (!first.ended) {
                return;
            }
            parts.removeFirst();
            first.afterwards.forEach(Runnable::run);
        }
    }
}
