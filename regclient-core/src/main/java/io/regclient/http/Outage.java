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
 * together count once. Requests that failed before go first, and as soon as there are as many failures as a request has
 * tries they are over without a try of their own: the probes of others have told the same. Thread-safe.
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
     * Waits until a request may start.
     *
     * @param again it has failed here before
     * @return empty when it need not be tried again
     */
    Optional<Probe> await(boolean again) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (again) {
                awaitAsFailed();
            } else {
                while (failures > 0 && (someoneIsNext || failedOnes > 0)) {
                    changed.await();
                }
            }
            if (again && hopeless()) {
                return Optional.empty();
            }
            long now = settings.ticker().nanos();
            if (failures > 0) {
                beNext(delays.releaseNanos(lastStart, failures, now) - now);
                now = settings.ticker().nanos();
                lastStart = now;
            }
            return Optional.of(new Probe(epoch, now));
        } finally {
            lock.unlock();
        }
    }

    private void awaitAsFailed() throws InterruptedException {
        failedOnes++;
        try {
            while (failures > 0 && someoneIsNext && !hopeless()) {
                changed.await();
            }
        } finally {
            failedOnes--;
            changed.signalAll();
        }
    }

    private boolean hopeless() {
        return failures >= settings.retry().tries();
    }

    private void beNext(long nanos) throws InterruptedException {
        if (nanos <= 0) {
            return;
        }
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
            long now = settings.ticker().nanos();
            return failures == 0
                    ? Duration.ZERO
                    : Duration.ofNanos(delays.releaseNanos(lastStart, failures, now) - now);
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
