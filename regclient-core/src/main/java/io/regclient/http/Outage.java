// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.time.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The failures in a row of a host or of one of its repositories (contract RB-5, RB-6). Requests start one delay apart
 * while it lasts, each a probe: the first that is answered ends it for all. Failures of requests that were under way
 * together count once. Requests that failed before go first. As soon as there are as many failures as a request has tries,
 * those requests are over without another try, and so are those that waited for longer than the last probe took: it has
 * told the same. Thread-safe.
 */
final class Outage {
    /** Longest delay: it ends so long after the other side is back, at the latest. */
    private static final Duration LONGEST = Duration.ofSeconds(4);

    private final HttpSettings settings;
    private final Backoff delays;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int failures;
    /** Grows with every failure that counts: a request that began in an earlier epoch has nothing new to say. */
    private long epoch;

    private long lastStart;
    private boolean someoneIsNext;
    private int failedOnes;

    Outage(HttpSettings settings) {
        this.settings = settings;
        Backoff configured = settings.retry().backoff();
        Duration longest = configured.initial().compareTo(LONGEST) > 0 ? configured.initial() : LONGEST;
        this.delays =
                new Backoff(configured.initial(), configured.max().compareTo(longest) < 0 ? configured.max() : longest);
    }

    /**
     * A request that is under way.
     *
     * @param epoch when it began, in failures
     * @param start when it began, by the clock
     */
    record Probe(long epoch, long start) {}

    /**
     * A request that waits.
     *
     * @param since when it began to, in failures; negative when only a try of its own tells
     * @param again true when it has failed here before
     */
    record Waiting(long since, boolean again) {
        /** What others meet says nothing about it. */
        static Waiting forOwnTry(boolean again) {
            return new Waiting(-1, again);
        }

        private boolean toldBy(long epoch) {
            return again || (since >= 0 && since != epoch);
        }
    }

    /** A request begins to wait, for this or for a slot before it. */
    Waiting waiting(boolean again) {
        lock.lock();
        try {
            return new Waiting(epoch, again);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a request may start.
     *
     * @return empty when it need not be tried any more
     */
    Optional<Probe> await(Waiting request) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            failedOnes += request.again ? 1 : 0;
            try {
                while (failures > 0 && !hopeless(request) && (someoneIsNext || (!request.again && failedOnes > 0))) {
                    changed.await();
                }
                awaitRelease(request);
            } finally {
                failedOnes -= request.again ? 1 : 0;
                changed.signalAll();
            }
            if (hopeless(request)) {
                return Optional.empty();
            }
            lastStart = settings.ticker().nanos();
            return Optional.of(new Probe(epoch, lastStart));
        } finally {
            lock.unlock();
        }
    }

    /** The probe before may fail meanwhile, so that there is more to wait. */
    private void awaitRelease(Waiting request) throws InterruptedException {
        long left = untilRelease();
        while (left > 0 && !hopeless(request)) {
            beNext(left);
            left = untilRelease();
        }
    }

    private long untilRelease() {
        long now = settings.ticker().nanos();
        return failures == 0 ? 0 : delays.releaseNanos(lastStart, failures, now) - now;
    }

    private boolean hopeless(Waiting request) {
        return failures >= settings.retry().tries() && request.toldBy(epoch);
    }

    private void beNext(long nanos) throws InterruptedException {
        someoneIsNext = true;
        lock.unlock();
        try {
            settings.sleeper().sleep(Duration.ofNanos(nanos));
        } finally {
            lock.lock();
            someoneIsNext = false;
            changed.signalAll();
        }
    }

    /** How long from now until a request may start. */
    Duration remaining() {
        lock.lock();
        try {
            return Duration.ofNanos(untilRelease());
        } finally {
            lock.unlock();
        }
    }

    /** A request failed. */
    void failed(Probe turn) {
        lock.lock();
        try {
            if (turn.epoch == epoch) {
                failures = Math.min(failures + 1, 1000);
                epoch++;
                lastStart = turn.start;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A request was answered: the outage is over, unless it began after that request. */
    void answered(Probe turn) {
        lock.lock();
        try {
            if (failures > 0 && turn.epoch == epoch) {
                failures = 0;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Failures in a row. */
    int failures() {
        lock.lock();
        try {
            return failures;
        } finally {
            lock.unlock();
        }
    }
}
