// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/server.md: answers of very many entries do not fill the memory. */
@Timeout(60)
class SharedRepliesTest {
    private static final String LARGE = "x".repeat(SharedReplies.MAX_BYTES + 1);

    private final ManualTime time = new ManualTime();
    private final AtomicInteger made = new AtomicInteger();
    private final SharedReplies replies = new SharedReplies(time, Duration.ofMillis(1));

    private WebReply make(String body) {
        made.incrementAndGet();
        return WebReply.of(WebReply.OK, "text/plain", body);
    }

    @Test
    @DisplayName("who asks for the same while it is sent gets the same bytes, for a second")
    void shares() throws Exception {
        try (OutgoingReply first = replies.get("a", () -> make("1"));
                OutgoingReply second = replies.get("a", () -> make("2"));
                OutgoingReply other = replies.get("b", () -> make("3"))) {
            assertThat(second.body()).isSameAs(first.body());
            assertThat(new String(other.body(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("3");
            time.advance(Duration.ofSeconds(1));
            try (OutgoingReply third = replies.get("a", () -> make("4"))) {
                assertThat(third.body()).isNotSameAs(first.body());
            }
        }
        assertThat(made).hasValue(3);
    }

    @Test
    @DisplayName("while too much is under way nothing else is made, and 503 says to ask later")
    void refuses() throws Exception {
        try (OutgoingReply large = replies.get("a", () -> make(LARGE))) {
            try (OutgoingReply same = replies.get("a", () -> make("2"));
                    OutgoingReply other = replies.get("b", () -> make("3"))) {
                assertThat(same.body()).isSameAs(large.body());
                assertThat(other.head().status()).isEqualTo(WebReply.UNAVAILABLE);
                assertThat(other.head().headers()).containsKey("Retry-After");
            }
        }
        try (OutgoingReply other = replies.get("b", () -> make("4"))) {
            assertThat(other.head().status()).isEqualTo(WebReply.OK);
        }
        assertThat(made).hasValue(2);
    }

    @Test
    @DisplayName("whoever waits is answered when what was under way has been sent")
    void waits() throws Exception {
        SharedReplies patient = new SharedReplies(time, Duration.ofSeconds(50));
        CountDownLatch asked = new CountDownLatch(1);
        Callable<Integer> ask = () -> {
            asked.countDown();
            try (OutgoingReply other = patient.get("b", () -> make("2"))) {
                return other.head().status();
            }
        };
        FutureTask<Integer> answer = new FutureTask<>(ask);
        OutgoingReply large = patient.get("a", () -> make(LARGE));
        Thread thread = Thread.ofVirtual().start(answer);
        asked.await();
        large.close();

        assertThat(answer.get()).isEqualTo(WebReply.OK);
        thread.join();
    }

    @Test
    @DisplayName("an answer that cannot be made fails for the one who asked, and is made for the next one")
    void fails() throws Exception {
        List<Exception> failures = new ArrayList<>();
        try {
            replies.get("a", () -> {
                throw new java.io.IOException("no");
            });
        } catch (java.io.IOException e) {
            failures.add(e);
        }
        try (OutgoingReply next = replies.get("a", () -> make("1"))) {
            assertThat(next.body()).hasSize(1);
        }
        assertThat(failures).hasSize(1);
    }
}
