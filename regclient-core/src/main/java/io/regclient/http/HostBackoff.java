// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Slows requests to a host down after failures (contract RB-5 to RB-8). The state is shared by all requests to the host
 * and outlives them. Thread-safe.
 */
final class HostBackoff {
    /** More successes than this lower the failure counter by one (RB-7). */
    private static final int FORGIVING = 5;

    private final String host;
    private final HttpSettings settings;
    private int failures;
    private int successes;
    /** When the latest request was or will be started; only valid after the first one. */
    private long lastStart;

    private boolean used;
    /** Set by Retry-After. */
    private long notBefore;

    private int notBeforeStatus;

    HostBackoff(String host, HttpSettings settings) {
        this.host = host;
        this.settings = settings;
    }

    /**
     * Waits until the next request may start. Requests to a host with failures start one delay apart.
     *
     * @param request method and URL, for messages
     * @throws RegistryException of kind CANCELED when interrupted, of kind HTTP_RATE_LIMIT or HTTP_STATUS when
     *     the wait would be longer than the configured limit (RB-8)
     */
    void await(Supplier<String> request) throws RegistryException {
        Duration wait = reserve(request);
        if (!wait.isPositive()) {
            return;
        }
        try {
            settings.sleeper().sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            String what = "waiting " + GoDuration.format(wait) + " for " + host;
            throw RegistryException.of(ErrorKind.CANCELED, what + ": context canceled", e);
        }
    }

    /** How long from now until a request may start; zero or negative when it may start now (MI-2). */
    synchronized Duration remaining() {
        long now = settings.ticker().nanos();
        return Duration.ofNanos(next(now) - now);
    }

    /** A try failed. */
    synchronized void failed() {
        failures = Math.min(failures + 1, 1_000_000);
        successes = 0;
    }

    /** The host asked to wait; the failure counter stays (RB-8). */
    synchronized void retryAfter(Duration wait, int status) {
        long now = settings.ticker().nanos();
        long until = now + Math.min(saturated(wait), Long.MAX_VALUE / 4);
        if (notBeforeStatus == 0 || until - notBefore > 0) {
            notBefore = until;
            notBeforeStatus = status;
        }
    }

    /** An answer was received completely. */
    synchronized void succeeded() {
        if (failures == 0) {
            return;
        }
        successes++;
        if (successes > FORGIVING || failures > settings.retry().tries()) {
            failures--;
            successes = 0;
        }
    }

    /** True when the counter has reached the limit, so that one failure is enough to give the host up. */
    synchronized boolean exhausted() {
        return failures >= settings.retry().tries();
    }

    private synchronized Duration reserve(Supplier<String> request) throws RegistryException {
        long now = settings.ticker().nanos();
        long start = next(now);
        Duration wait = Duration.ofNanos(start - now);
        if (wait.compareTo(settings.retry().maxWait()) > 0) {
            throw tooLong(wait, request.get());
        }
        lastStart = start;
        used = true;
        return wait;
    }

    private long next(long now) {
        long start = failures > 0 && used ? settings.retry().backoff().releaseNanos(lastStart, failures, now) : now;
        if (notBeforeStatus == 0) {
            return start;
        }
        if (notBefore - now <= 0) {
            notBeforeStatus = 0;
            return start;
        }
        return notBefore - start > 0 ? notBefore : start;
    }

    private RegistryException tooLong(Duration wait, String request) {
        String what = "host " + host + " asks to wait " + GoDuration.format(wait) + ", the limit is "
                + GoDuration.format(settings.retry().maxWait());
        int status = notBeforeStatus == 0 ? 503 : notBeforeStatus;
        return AnswerErrors.status(status, what, request);
    }

    private static long saturated(Duration duration) {
        return duration.toSeconds() > Long.MAX_VALUE / 2_000_000_000L ? Long.MAX_VALUE / 2 : duration.toNanos();
    }
}
