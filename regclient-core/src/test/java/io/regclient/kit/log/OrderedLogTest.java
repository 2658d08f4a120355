// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.cli.SlogProvider;
import io.regclient.testing.BackgroundCall;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;

/** Lines of what runs at the same time, in its order (regsync 14). */
@Timeout(60)
class OrderedLogTest {
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final Logger log = new SlogProvider().getLoggerFactory().getLogger("a");
    private final OrderedLog ordered = new OrderedLog();

    @BeforeEach
    void start() {
        Logging.start(
                new PrintStream(lines, false, StandardCharsets.UTF_8),
                Verbosity.INFO,
                false,
                SlogProvider.class.getName());
    }

    private List<String> written() {
        return lines.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst(".*msg=", ""))
                .toList();
    }

    private void say(OrderedLog.Part part, String text) {
        part.run(() -> {
            log.info(text);
            return true;
        });
    }

    @Test
    @DisplayName("the first part is written at once, the others when it has ended")
    void keepsTheOrder() throws Exception {
        OrderedLog.Part one = ordered.next();
        OrderedLog.Part two = ordered.next();
        OrderedLog.Part three = ordered.next();
        say(three, "3a");
        three.end();
        say(two, "2a");
        say(one, "1a");
        assertThat(written()).containsExactly("1a");

        one.end();
        assertThat(written()).containsExactly("1a", "2a");
        say(two, "2b");
        assertThat(written()).containsExactly("1a", "2a", "2b");
        two.end();
        assertThat(written()).containsExactly("1a", "2a", "2b", "3a");
        log.info("after");
        assertThat(written()).endsWith("after");
    }

    @Test
    @DisplayName("threads that a part starts log in it")
    void followsThreads() throws Exception {
        OrderedLog.Part one = ordered.next();
        OrderedLog.Part two = ordered.next();
        Thread child = two.run(() -> Thread.ofVirtual().start(() -> log.info("2")));
        child.join();
        say(one, "1");
        one.end();
        two.end();
        assertThat(written()).containsExactly("1", "2");
    }

    @Test
    @DisplayName("what is to be done afterwards has the order of the parts too")
    void actsInOrder() throws Exception {
        List<Integer> done = new ArrayList<>();
        OrderedLog.Part one = ordered.next();
        OrderedLog.Part two = ordered.next();
        two.afterwards(() -> done.add(2));
        two.end();
        one.afterwards(() -> done.add(1));
        assertThat(done).isEmpty();
        one.end();
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    @DisplayName(
            "a part that takes long holds up no more than 256 others that have something to tell, and none that have not")
    void boundsWhatWaits() throws Exception {
        OrderedLog.Part slow = ordered.next();
        for (int i = 0; i < 10_000; i++) {
            ordered.next().end();
        }
        for (int i = 1; i < 256; i++) {
            OrderedLog.Part part = ordered.next();
            say(part, "x");
            part.end();
        }
        CountDownLatch asked = new CountDownLatch(1);
        try (BackgroundCall<OrderedLog.Part> more = BackgroundCall.start(() -> {
            asked.countDown();
            return ordered.next();
        })) {
            asked.await();
            assertThat(more.isRunning()).isTrue();
            slow.end();
            more.result().end();
        }
        assertThat(written()).hasSize(255);
    }

    @Test
    @DisplayName("more than a million characters are written too early rather than kept")
    void boundsWhatIsHeld() throws Exception {
        OrderedLog.Part one = ordered.next();
        OrderedLog.Part two = ordered.next();
        String text = "x".repeat(1 << 19);
        say(two, text);
        assertThat(written()).isEmpty();
        say(two, text);
        assertThat(written()).containsExactly(text, text);
        one.end();
        two.end();
        assertThat(written()).hasSize(2);
    }

    @Test
    @DisplayName("lines held outside of any order go where they are released, and parts nest")
    void releasesElsewhere() throws Exception {
        HeldLines early = new HeldLines();
        early.run(() -> {
            log.info("early");
            return true;
        });
        OrderedLog.Part one = ordered.next();
        OrderedLog.Part two = ordered.next();
        two.run(() -> {
            log.info("2");
            early.release();
            return true;
        });
        two.end();
        say(one, "1");
        assertThat(written()).containsExactly("1");
        one.end();
        assertThat(written()).containsExactly("1", "2", "early");
    }

    @Test
    @DisplayName("without a log work is done all the same")
    void worksWithoutALog() throws Exception {
        Thread stranger = Thread.ofPlatform()
                .inheritInheritableThreadLocals(false)
                .start(() -> {
                    HeldLines held = new HeldLines();
                    assertThat(held.<Boolean, RuntimeException>run(() -> {
                                log.info("lost");
                                return true;
                            }))
                            .isTrue();
                    held.release();
                });
        stranger.join();
        assertThat(written()).isEmpty();
    }
}
