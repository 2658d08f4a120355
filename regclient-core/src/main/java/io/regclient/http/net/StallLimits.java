// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.time.Duration;

/**
 * When a request counts as stuck.
 *
 * @param bytesPerSecond a transfer below this rate is aborted; 0 switches the check of transfers off
 * @param window time over which the rate is measured, counted only while waiting for the network
 * @param answer longest wait for a connection or the first byte of an answer, and longest TLS handshake
 */
public record StallLimits(long bytesPerSecond, Duration window, Duration answer) {
    /** 1 KiB/s over a minute; five minutes for an answer: registries think long about a large upload. */
    public static final StallLimits DEFAULT = new StallLimits(1024, Duration.ofMinutes(1), Duration.ofMinutes(5));

    /** Longest silence in a TLS handshake: nobody thinks long in between, and who speaks no TLS may wait for ever. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    /** Longest step of a request that may as well stay unanswered. */
    private static final Duration BRIEF = Duration.ofSeconds(3);

    /** Lets the explanation of an error, 64 KiB at most, take no longer than such a step. */
    private static final long BRIEF_BYTES_PER_SECOND = 32 << 10;

    public StallLimits {
        if (bytesPerSecond < 0 || !window.isPositive() || !answer.isPositive()) {
            throw new IllegalArgumentException("stall limits must be positive");
        }
    }

    /** Limits of a request that may as well stay unanswered: seconds for the connection, the answer and its content. */
    StallLimits brief() {
        return new StallLimits(BRIEF_BYTES_PER_SECOND, shorter(window, BRIEF), shorter(answer, BRIEF));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Bytes that must move in one window. */
    long floorBytes() {
        return (long) (bytesPerSecond * (window.toNanos() / 1e9));
    }

    /** Longest silence in a TLS handshake. */
    Duration handshake() {
        return shorter(answer, HANDSHAKE);
    }
}
