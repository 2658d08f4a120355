// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.copy.ProgressEvent;
import io.regclient.copy.ProgressEvent.Kind;
import io.regclient.copy.ProgressEvent.State;
import io.regclient.copy.ProgressListener;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.SlogProvider;
import io.regclient.kit.log.Logging;
import io.regclient.kit.log.Verbosity;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is shown of blobs on their way (contract regctl 10.8). */
class ProgressDisplayTest {
    private final AtomicLong nanos = new AtomicLong();
    private final TransferProgress progress = new TransferProgress(nanos::get);

    private static Descriptor blob(String name, long size) {
        return Descriptor.of(
                "application/octet-stream", DigestAlgorithm.SHA256.digest(name.getBytes(StandardCharsets.UTF_8)), size);
    }

    private static Ref ref(String text) {
        try {
            return Ref.parse(text);
        } catch (RegistryException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static ProgressEvent event(Kind kind, State state, Descriptor content, long bytes) {
        return new ProgressEvent(kind, state, ref("registry.example/app:v1"), content, bytes);
    }

    private void blob(State state, String name, long size, long bytes) {
        progress.on(event(Kind.BLOB, state, blob(name, size), bytes));
    }

    private String summary() {
        return ProgressText.summary(progress.totals());
    }

    @Test
    @DisplayName("regctl 10.8: the summary counts manifests and bytes, with rate, time left and total while bytes move")
    void sumsUp() {
        progress.on(event(Kind.MANIFEST, State.STARTED, blob("m", 10), 0));
        blob(State.STARTED, "a", 18_219_000, 0);
        blob(State.STARTED, "b", 131_787_000, 0);
        blob(State.SKIPPED, "c", 1000, 0);
        nanos.set(Duration.ofSeconds(3).toNanos());
        blob(State.ACTIVE, "b", 131_787_000, 30_000_000);
        blob(State.FINISHED, "a", 18_219_000, 0);

        assertThat(summary())
                .isEqualTo("Manifests: 0/1 | Blobs: 48.219MB copied, 1.000kB skipped, 101.787MB queued | Elapsed: 3s"
                        + " | 16.073MB/s, 7s left of 150.006MB");

        blob(State.FINISHED, "b", 131_787_000, 0);
        progress.on(event(Kind.MANIFEST, State.FINISHED, blob("m", 10), 0));
        assertThat(summary()).isEqualTo("Manifests: 1/1 | Blobs: 150.006MB copied, 1.000kB skipped | Elapsed: 3s");
    }

    @Test
    @DisplayName("regctl 10.8: what is read to be changed has a bar, and counts when its result moves")
    void countsWhatMoves() {
        blob(State.EXPECTED, "old", 1000, 0);
        blob(State.EXPECTED, "kept", 500, 0);
        blob(State.READ, "old", 1000, 250);
        assertThat(summary()).isEqualTo("Blobs: 0.000B copied, 0.000B skipped, 1.500kB queued | Elapsed: 0s");
        assertThat(ProgressText.frame(progress.shown(), progress.totals())).contains("25.00% 250.000B/1.000kB");

        nanos.set(Duration.ofSeconds(2).toNanos());
        blob(State.DROPPED, "old", 1000, 0);
        blob(State.EXPECTED, "new", 800, 0);
        blob(State.READ, "kept", 500, 500);
        blob(State.SKIPPED, "kept", 500, 0);
        blob(State.ACTIVE, "new", 800, 400);
        assertThat(summary())
                .isEqualTo("Blobs: 400.000B copied, 500.000B skipped, 400.000B queued | Elapsed: 2s"
                        + " | 200.000B/s, 2s left of 800.000B");

        blob(State.FINISHED, "new", 800, 800);
        assertThat(summary()).isEqualTo("Blobs: 800.000B copied, 500.000B skipped | Elapsed: 2s");
    }

    @Test
    @DisplayName("regctl 10.8: the rate is that of the last ten seconds")
    void forgetsOldRates() {
        TransferRate rate = new TransferRate();
        for (int second = 0; second <= 60; second++) {
            rate.add(
                    Duration.ofSeconds(second).toNanos(), second <= 40 ? second * 1000L : 40_000 + (second - 40) * 10L);
        }

        assertThat(rate.perSecond()).isEqualTo(10);
    }

    @Test
    @DisplayName("regctl 10.8: time in which nothing has moved yet does not make the rate lower")
    void leavesOutIdleTime() {
        TransferRate rate = new TransferRate();
        for (int second = 0; second <= 30; second++) {
            rate.add(Duration.ofSeconds(second).toNanos(), 0);
        }
        assertThat(rate.perSecond()).isZero();

        rate.add(Duration.ofSeconds(31).toNanos(), 2000);

        assertThat(rate.perSecond()).isEqualTo(2000);
    }

    @Test
    @DisplayName("regctl 10.8: a bar for what moves, the last two that ended, and two that wait")
    void drawsBars() {
        for (String name : new String[] {"1", "2", "3"}) {
            blob(State.STARTED, name, 100, 0);
            blob(State.FINISHED, name, 100, 0);
        }
        blob(State.STARTED, "moving", 200, 0);
        blob(State.ACTIVE, "moving", 200, 25);
        for (String name : new String[] {"w1", "w2", "w3"}) {
            blob(State.STARTED, name, 100, 0);
        }
        blob(State.EXPECTED, "later", 100, 0);
        blob(State.STARTED, "unknown", -1, 0);
        blob(State.ACTIVE, "unknown", -1, 1234);

        String frame = ProgressText.frame(progress.shown(), progress.totals());

        assertThat(frame.lines()).hasSize(2 + 1 + 2 + 1 + 1);
        assertThat(frame).contains(" [====================" + "=".repeat(20) + "] 100.00% 100.000B/100.000B\n");
        assertThat(frame).contains(" [=====>" + " ".repeat(34) + "]  12.50% 25.000B/200.000B\n");
        assertThat(frame)
                .contains("sha256:"
                        + blob("unknown", 1).digest().orElseThrow().hex().substring(0, 7) + " 1.234kB\n");
        assertThat(frame).endsWith("| Elapsed: 0s\n").contains("575.000B queued");
    }

    @Test
    @DisplayName("regctl 10.8: what is over is not remembered; a failed blob starts anew")
    void remembersWhatIsOpen() {
        for (int i = 0; i < 1000; i++) {
            blob(State.STARTED, "b" + i, 10, 0);
            blob(State.SKIPPED, "b" + i, 10, 0);
        }
        blob(State.STARTED, "x", 10, 0);
        blob(State.ACTIVE, "x", 10, 5);
        blob(State.FAILED, "x", 10, 0);

        assertThat(progress.shown()).isEmpty();
        assertThat(summary()).isEqualTo("Blobs: 0.000B copied, 10.000kB skipped | Elapsed: 0s");
    }

    @Test
    @DisplayName("regctl 10.8: frames are drawn over each other, and the summary stays")
    void redraws() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (ProgressDisplay display = ProgressDisplay.on(terminal)) {
            display.listener().orElseThrow().on(event(Kind.BLOB, State.FINISHED, blob("a", 100), 100));
        }

        String drawn = bytes.toString(StandardCharsets.UTF_8);
        assertThat(drawn)
                .startsWith("\u001b[0J")
                .endsWith("Blobs: 100.000B copied, 0.000B skipped | Elapsed: 0s\n\u001b[?7h");

        bytes.reset();
        ProgressDisplay.on(terminal).close();
        assertThat(bytes.size()).as("nothing happened, nothing is drawn").isZero();
        assertThat(ProgressDisplay.none().listener()).isEqualTo(Optional.empty());
    }

    @Test
    @DisplayName("regctl 10.8: a line that is cut off at the edge of the terminal does not show its end there")
    void clearsTheLastColumn() throws InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CountDownLatch frames = new CountDownLatch(1);
        PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8) {
            @Override
            public void print(String frame) {
                super.print(frame);
                frames.countDown();
            }
        };
        try (ProgressDisplay display = ProgressDisplay.on(terminal)) {
            display.listener().orElseThrow().on(event(Kind.BLOB, State.FINISHED, blob("a", 100), 100));
            assertThat(frames.await(30, TimeUnit.SECONDS)).isTrue();
        }

        String frame = bytes.toString(StandardCharsets.UTF_8);
        assertThat(frame.substring(0, frame.indexOf("\u001b[?7h")).lines())
                .hasSize(2)
                .allMatch(line -> line.endsWith("\u001b[K"));
    }

    @Test
    @DisplayName("regctl 10.8: without a terminal a line of the log tells the same, again and again")
    void logs() throws InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CountDownLatch lines = new CountDownLatch(2);
        PrintStream log = new PrintStream(bytes, true, StandardCharsets.UTF_8) {
            @Override
            public void print(String line) {
                super.print(line);
                lines.countDown();
            }
        };
        Logging.start(log, Verbosity.INFO, false, SlogProvider.class.getName());
        try (ProgressDisplay display = ProgressDisplay.inLog(Duration.ofMillis(1))) {
            ProgressListener listener = display.listener().orElseThrow();
            listener.on(event(Kind.BLOB, State.STARTED, blob("a", 2000), 0));
            listener.on(event(Kind.BLOB, State.SKIPPED, blob("b", 3000), 0));
            assertThat(lines.await(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().toList().get(1))
                .contains("level=INFO msg=Progress manifests=0/0 copied=0.000B skipped=3.000kB queued=2.000kB"
                        + " rate=0.000B/s left=0s elapsed=");
    }
}
