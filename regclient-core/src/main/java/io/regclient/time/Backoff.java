// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Arithmetic of the delay between tries at one host (contract RB-5, RB-8). It keeps no state: the failure counter and
 * the release time belong to the caller.
 *
 * @param initial delay unit, positive; the first failure (counter 1) waits twice this time
 * @param max upper limit of a computed delay, not smaller than {@code initial}
 */
public record Backoff(Duration initial, Duration max) {
    /** Delays of RB-5 when nothing is configured: 0.2, 0.4, 0.8, ... up to 30 seconds. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

    /** Characters of a header; a date has 29, and a longer number would only take long to read. */
    private static final int MAX_RETRY_AFTER = 1000;

    public Backoff {
        if (!initial.isPositive() || max.compareTo(initial) < 0) {
            throw new IllegalArgumentException("backoff needs 0 < initial <= max, got " + initial + " and " + max);
        }
    }

    /**
     * The delay after a number of failures: {@code initial * 2^failures}, at most {@link #max()}.
     *
     * @param failures failure counter of the host; zero or less means no delay
     */
    public Duration delay(int failures) {
        if (failures <= 0) {
            return Duration.ZERO;
        }
        Duration delay = initial;
        // doubling stops at the limit, so a very large counter can neither overflow nor run long
        for (int i = 0; i < failures && delay.compareTo(max) < 0; i++) {
            delay = delay.plus(delay);
        }
        return delay.compareTo(max) < 0 ? delay : max;
    }

    /**
     * When the next request may start: the delay counts from the previous release, not from the failure (RB-5), and a
     * release time in the past means now.
     *
     * @param previousReleaseNanos release time of the previous request ({@link Ticker#nanos()} scale)
     * @param failures failure counter of the host
     * @param nowNanos current value of {@link Ticker#nanos()}
     */
    public long releaseNanos(long previousReleaseNanos, int failures, long nowNanos) {
        long release = previousReleaseNanos + saturatedNanos(delay(failures));
        return release - nowNanos > 0 ? release : nowNanos;
    }

    /**
     * Reads a {@code Retry-After} header: seconds (fractions allowed) or an HTTP date (RFC 9110 section 10.2.3).
     *
     * @return the positive time to wait from {@code now}; empty for zero, negative, past and malformed values, which
     *     count as an ordinary failure (RB-8)
     */
    public static Optional<Duration> retryAfter(String header, Instant now) {
        String value = header.strip();
        if (value.length() > MAX_RETRY_AFTER) {
            return Optional.empty();
        }
        Optional<Duration> wait = value.matches("[0-9]*\\.?[0-9]+") ? seconds(value) : untilDate(value, now);
        return wait.filter(Duration::isPositive);
    }

    private static Optional<Duration> seconds(String value) {
        BigDecimal longest = BigDecimal.valueOf(Long.MAX_VALUE, 9);
        BigDecimal nanos = new BigDecimal(value).min(longest).movePointRight(9);
        return Optional.of(Duration.ofNanos(nanos.setScale(0, RoundingMode.UP).longValueExact()));
    }

    private static Optional<Duration> untilDate(String value, Instant now) {
        try {
            return Optional.of(Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from)));
        } catch (DateTimeException e) {
            return Optional.empty(); // the contract treats a malformed header like an absent one
        }
    }

    private static long saturatedNanos(Duration duration) {
        return duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000L ? Long.MAX_VALUE / 2 : duration.toNanos();
    }
}
