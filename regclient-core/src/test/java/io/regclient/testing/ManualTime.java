// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that moves only when told. Flowing time ({@link #ManualTime()}) moves by itself when somebody sleeps; in
 * {@link #stepping()} time a sleeper really waits until a test calls {@link #advance}. Both record the requested
 * sleeps. Thread-safe.
 */
public final class ManualTime implements Ticker, Sleeper {
    /** Start of every manual clock unless given: 21 November 2026, 12:00 UTC. */
    public static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Duration> sleeps = new ArrayList<>();
    private final boolean stepping;
    private final Instant start;
    private final List<Long> wakeTimes = new ArrayList<>();
    private long nanos;

    /** Flowing time: sleeping advances the clock and returns at once. */
    public ManualTime() {
        this(START, false);
    }

    /** Flowing time that begins at the given instant. */
    public ManualTime(Instant start) {
        this(start, false);
    }

    private ManualTime(Instant start, boolean stepping) {
        this.start = start;
        this.stepping = stepping;
    }

    /** Sleeping blocks until {@link #advance} has moved the clock far enough. */
    public static ManualTime stepping() {
        return new ManualTime(START, true);
    }

    /** Stepping time that begins at the given instant. */
    public static ManualTime stepping(Instant start) {
        return new ManualTime(start, true);
    }

    @Override
    public Instant now() {
        return start.plusNanos(nanos());
    }

    @Override
    public long nanos() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            sleeps.add(duration);
            if (!duration.isPositive()) {
                return;
            }
            if (!stepping) {
                move(duration);
                return;
            }
            sleepUntil(nanos + duration.toNanos());
        } finally {
            lock.unlock();
        }
    }

    private void sleepUntil(Long end) throws InterruptedException {
        wakeTimes.add(end);
        changed.signalAll();
        try {
            while (nanos < end) {
                changed.await();
            }
        } finally {
            wakeTimes.remove(end);
            changed.signalAll();
        }
    }

    /** Moves the clock forward and wakes the sleepers whose time has come. */
    public void advance(Duration duration) {
        lock.lock();
        try {
            move(duration);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Blocks until exactly this many threads are waiting in {@link #sleep} for a time that has not come yet; fails
     * after ten real seconds.
     */
    public void awaitSleepers(int count) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.SECONDS.toNanos(10);
            while (sleepers() != count) {
                if (left <= 0) {
                    throw new AssertionError("expected " + count + " sleeping threads, have " + sleepers());
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** True while a thread waits for a time that has not come yet. */
    public boolean isAwaited() {
        lock.lock();
        try {
            return sleepers() > 0;
        } finally {
            lock.unlock();
        }
    }

    /** The durations passed to {@link #sleep} so far, in order, including zero and negative ones. */
    public List<Duration> sleeps() {
        lock.lock();
        try {
            return List.copyOf(sleeps);
        } finally {
            lock.unlock();
        }
    }

    /** Time that has passed since the start. */
    public Duration elapsed() {
        return Duration.ofNanos(nanos());
    }

    private long sleepers() {
        return wakeTimes.stream().filter(end -> end > nanos).count();
    }

    private void move(Duration duration) {
        nanos += duration.toNanos();
        changed.signalAll();
    }
}
