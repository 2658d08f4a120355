// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import io.regclient.time.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Answers that are made one after the other and shared by all who ask for the same within a second: of many entries with
 * errors one takes megabytes, and whoever reads slowly keeps what he is sent. What is under way has a limit; above it
 * whoever wants something else waits for a while. Thread-safe.
 */
final class SharedReplies {
    /** Bytes under way, above which nothing new is made. */
    static final int MAX_BYTES = 16 << 20;

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Ticker ticker;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();

    /** The last answer of each kind, as long as somebody sends it or it is fresh. */
    private final Map<String, Shared> newest = new HashMap<>();

    /** Those that somebody sends. */
    private final Set<Shared> underWay = new HashSet<>();

    SharedReplies(Ticker ticker) {
        this(ticker, PATIENCE);
    }

    SharedReplies(Ticker ticker, Duration patience) {
        this.ticker = ticker;
        this.patience = patience;
    }

    /** Makes an answer. */
    @FunctionalInterface
    interface Making {
        WebReply make() throws IOException, InterruptedException;
    }

    /** An answer and how many send it. */
    private final class Shared {
        private final String kind;
        private final WebReply head;
        private final byte[] body;
        private final long made;
        private int senders;

        private Shared(String kind, WebReply reply) {
            this.kind = kind;
            this.head = reply.withoutBody();
            this.body = reply.body().getBytes(StandardCharsets.UTF_8);
            this.made = ticker.nanos();
        }

        private boolean isFresh() {
            return ticker.nanos() - made < FRESH.toNanos();
        }

        private OutgoingReply send() {
            senders++;
            underWay.add(this);
            return new OutgoingReply(head, body, () -> sent(this));
        }
    }

    /**
     * An answer that was made a second ago at most; 503 when too much is under way for too long.
     *
     * @param kind equal for answers that are equal
     */
    OutgoingReply get(String kind, Making making) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            Optional<Shared> known = fresh(kind);
            while (known.isEmpty() && bytesUnderWay() > MAX_BYTES) {
                if (left <= 0) {
                    return OutgoingReply.of(
                            WebReply.text(WebReply.UNAVAILABLE, "too many answers are under way, ask again later")
                                    .with("Retry-After", "5"));
                }
                left = freed.awaitNanos(left);
                known = fresh(kind);
            }
            if (known.isPresent()) {
                return known.get().send();
            }
            Shared made = new Shared(kind, making.make());
            newest.put(kind, made);
            return made.send();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Shared> fresh(String kind) {
        return Optional.ofNullable(newest.get(kind)).filter(Shared::isFresh);
    }

    private long bytesUnderWay() {
        return underWay.stream().mapToLong(each -> each.body.length).sum();
    }

    private void sent(Shared reply) {
        lock.lock();
        try {
            reply.senders--;
            if (reply.senders == 0) {
                underWay.remove(reply);
                newest.remove(reply.kind, reply); // nobody asks for it now, and it may be large
                freed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
