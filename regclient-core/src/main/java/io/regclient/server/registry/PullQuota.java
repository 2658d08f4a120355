// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Refusal;
import io.regclient.server.message.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/** Counts manifest downloads against a {@link PullLimit}. Thread-safe. */
final class PullQuota {
    private final PullLimit limit;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Instant windowEnd = Instant.MIN;
    private int used;

    PullQuota(PullLimit limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * Adds the headers to an answer.
     *
     * @param counts true for a download, false for a HEAD
     * @throws Refusal with 429 when the window has no downloads left
     */
    Reply apply(boolean counts, Reply reply) throws Refusal {
        long left;
        Duration untilReset;
        boolean exceeded;
        lock.lock();
        try {
            Instant now = clock.instant();
            if (!now.isBefore(windowEnd)) {
                used = 0;
                windowEnd = now.plus(limit.window());
            }
            exceeded = counts && used >= limit.pulls();
            used += counts && !exceeded ? 1 : 0;
            left = (long) limit.pulls() - used;
            untilReset = Duration.between(now, windowEnd);
        } finally {
            lock.unlock();
        }
        String window = ";w=" + limit.window().toSeconds();
        if (exceeded) {
            throw Refusal.of(ErrorCode.TOOMANYREQUESTS, "the pull rate limit is reached")
                    .withHeader("Retry-After", Long.toString(Math.max(1, untilReset.toSeconds())))
                    .withHeader("RateLimit-Limit", limit.pulls() + window)
                    .withHeader("RateLimit-Remaining", left + window);
        }
        return reply.with("RateLimit-Limit", limit.pulls() + window).with("RateLimit-Remaining", left + window);
    }
}
