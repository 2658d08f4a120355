// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Tag;
import io.regclient.regsync.state.Hold;
import io.regclient.regsync.state.ImageAt;
import io.regclient.regsync.state.MemoryState;
import io.regclient.testing.ManualTime;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/server.md: what the status says about a state, and one that is away or hangs. */
@Timeout(60)
class StateViewTest {
    private final ManualTime time = new ManualTime();
    private final MemoryState store = new MemoryState();

    private static ImageAt image(String repository) {
        return new ImageAt(repository, new Tag("v1"), Digest.sha256(new byte[] {1}));
    }

    private void hold(String repository) throws Exception {
        store.hold(
                1,
                new Hold(image(repository), "s", Hold.Reason.MIN_AGE, time.now(), Optional.empty(), Optional.empty()));
    }

    @Test
    @DisplayName("however many look, the state is read every five seconds at most")
    void readsNowAndThen() throws Exception {
        try (StateView view = new StateView(() -> Optional.of(store), Set::of, time)) {
            assertThat(view.status().heldCount()).isZero();
            hold("a");
            assertThat(view.status().heldCount()).isZero();
            time.advance(Duration.ofSeconds(5));
            assertThat(view.status().heldCount()).isOne();
        }
    }

    @Test
    @DisplayName("docs/server.md: a held image has the words of the hook, in one line of bounded length")
    void tellsWhy() throws Exception {
        hold("a");
        store.hold(
                1,
                new Hold(
                        image("b"),
                        "s",
                        Hold.Reason.HOOK,
                        time.now(),
                        Optional.empty(),
                        Optional.empty(),
                        "hooks.pre: a\n" + "x".repeat(5000),
                        Optional.empty()));
        try (StateView view = new StateView(() -> Optional.of(store), Set::of, time)) {
            assertThat(view.status().held().getFirst().reason()).isEqualTo("minAge");
            assertThat(view.status().held().getLast().reason())
                    .startsWith("hooks.pre: a\\u000ax")
                    .hasSizeLessThan(1100);
        }
    }

    @Test
    @DisplayName("a state that cannot be read is a problem beside what was there before, until it is back")
    void comesBack() throws Exception {
        hold("a");
        try (StateView view = new StateView(() -> Optional.of(store), Set::of, time)) {
            assertThat(view.status().problem()).isEmpty();
            store.fail(true);
            time.advance(Duration.ofSeconds(6));
            assertThat(view.status().problem()).contains("state memory: cannot be reached");
            assertThat(view.status().heldCount()).isOne();
            store.fail(false);
            time.advance(Duration.ofSeconds(6));
            assertThat(view.status().problem()).isEmpty();
        }
    }

    @Test
    @DisplayName("a state that cannot be opened is tried again")
    void opensAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        StateView.Opener opener = () -> {
            if (tries.incrementAndGet() == 1) {
                throw RegistryException.of(ErrorKind.LOCAL_IO, "the server is away");
            }
            return Optional.of(store);
        };
        try (StateView view = new StateView(opener, Set::of, time)) {
            assertThat(view.status().problem()).contains("the server is away");
            time.advance(Duration.ofSeconds(6));
            assertThat(view.status().problem()).isEmpty();
        }
    }

    @Test
    @DisplayName("one that hangs holds nobody up, and is asked by one thread however many look")
    void hangs() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        StateView.Opener opener = () -> {
            asked.incrementAndGet();
            try {
                answers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.of(store);
        };
        try (StateView view = new StateView(opener, Set::of, time, Duration.ofMillis(10))) {
            for (int i = 0; i < 20; i++) {
                assertThat(view.status().problem()).contains("the state does not answer");
            }
            answers.countDown();
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    @DisplayName("of very many held images the first 200 are shown and all are counted")
    void isBounded() throws Exception {
        for (int i = 0; i < 300; i++) {
            hold("r" + i);
        }
        try (StateView view = new StateView(() -> Optional.of(store), Set::of, time)) {
            assertThat(view.status().heldCount()).isEqualTo(300);
            assertThat(view.status().held()).hasSize(200);
        }
    }
}
