// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.copy.ProgressListener;
import io.regclient.time.GoDuration;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Shows on stderr what is on its way as long as it is open: bars on a terminal, or lines of the log (contract regctl 10.8). */
public final class ProgressDisplay implements AutoCloseable {
    private static final Duration REDRAW = Duration.ofMillis(250);
    private static final Duration LOGGED = Duration.ofSeconds(10);

    private final Optional<Shown> shown;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** A way to show progress. */
    private interface Drawing {
        /** Shows how things are now; called again and again. */
        void update(TransferProgress progress);

        /** Leaves what shall stay. */
        void end(TransferProgress progress);
    }

    private record Shown(TransferProgress progress, Drawing drawing) {
        private synchronized void update() {
            drawing.update(progress);
        }

        private synchronized void end() {
            drawing.end(progress);
        }
    }

    private ProgressDisplay(Optional<Shown> shown) {
        this.shown = shown;
    }

    /** Shows nothing. */
    public static ProgressDisplay none() {
        return new ProgressDisplay(Optional.empty());
    }

    /** Bars, redrawn four times a second when something has changed; a summary stays. */
    public static ProgressDisplay on(PrintStream terminal) {
        return start(new Bars(terminal), REDRAW);
    }

    /** A line of level INFO every ten seconds. */
    public static ProgressDisplay inLog() {
        return inLog(LOGGED);
    }

    static ProgressDisplay inLog(Duration pace) {
        return start(new Lines(), pace);
    }

    private static ProgressDisplay start(Drawing drawing, Duration pace) {
        Shown shown = new Shown(new TransferProgress(System::nanoTime), drawing);
        ProgressDisplay display = new ProgressDisplay(Optional.of(shown));
        Thread.ofPlatform().daemon().name("progress").start(() -> display.updateUntilClosed(shown, pace));
        return display;
    }

    /** Whom to tell what happens; empty when nothing is shown. */
    public Optional<ProgressListener> listener() {
        return shown.map(Shown::progress);
    }

    private void updateUntilClosed(Shown what, Duration pace) {
        try {
            while (!closed.await(pace.toMillis(), TimeUnit.MILLISECONDS)) {
                what.update();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        shown.ifPresent(Shown::end);
    }

    /** A block of lines that is drawn over itself. */
    private static final class Bars implements Drawing {
        private static final String CLEAR_BELOW = "\u001b[0J";

        /** A line that is longer than the terminal is wide is cut off: wrapped, it would be two to go up over. */
        private static final String NO_WRAP = "\u001b[?7l";

        private static final String WRAP = "\u001b[?7h";

        /** In the last column of such a line stands its end, after the middle of a number: "left of 15B". */
        private static final String CLEAR_LAST_COLUMN = "\u001b[K";

        private final PrintStream terminal;
        private int lines;
        private long drawnVersion = -1;
        private boolean ended;

        private Bars(PrintStream terminal) {
            this.terminal = terminal;
        }

        @Override
        public void update(TransferProgress progress) {
            if (!ended && progress.version() > Math.max(drawnVersion, 0)) {
                drawnVersion = progress.version();
                draw(ProgressText.frame(progress.shown(), progress.totals()).replace("\n", CLEAR_LAST_COLUMN + "\n"));
            }
        }

        @Override
        public void end(TransferProgress progress) {
            ended = true;
            if (progress.version() > 0) {
                draw(ProgressText.summary(progress.totals()) + "\n");
            }
        }

        private void draw(String frame) {
            String up = lines == 0 ? "" : "\u001b[" + lines + "F";
            terminal.print(up + CLEAR_BELOW + NO_WRAP + frame + WRAP);
            terminal.flush();
            lines = (int) frame.chars().filter(c -> c == '\n').count();
        }
    }

    /** For those who read a log later: a sign of life with the figures. */
    private static final class Lines implements Drawing {
        @Override
        public void update(TransferProgress progress) {
            TransferProgress.Totals totals = progress.totals();
            LoggerFactory.getLogger(ProgressDisplay.class)
                    .atInfo()
                    .addKeyValue("manifests", totals.doneManifests() + "/" + totals.manifests())
                    .addKeyValue("copied", HumanSize.of(totals.copied()))
                    .addKeyValue("skipped", HumanSize.of(totals.skipped()))
                    .addKeyValue("queued", HumanSize.of(totals.queued()))
                    .addKeyValue("rate", HumanSize.of(totals.perSecond()) + "/s")
                    .addKeyValue("left", GoDuration.format(totals.left()))
                    .addKeyValue("elapsed", GoDuration.format(totals.elapsed()))
                    .log("Progress");
        }

        @Override
        public void end(TransferProgress progress) {}
    }
}
