// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.copy.ProgressListener;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Progress of a copy on a terminal: redrawn four times a second on stderr when something changed (contract regctl 10.8).
 * A command shows it on a terminal unless {@code -v} was given.
 */
public final class ProgressDisplay implements AutoCloseable {
    private static final int REDRAW_MILLIS = 250;
    private static final String CLEAR_BELOW = "\u001b[0J";

    private final Optional<CopyProgress> progress;
    private final PrintStream terminal;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int lines;
    private long drawnVersion = -1;

    private ProgressDisplay(PrintStream terminal, boolean active) {
        this.terminal = terminal;
        this.progress = active ? Optional.of(new CopyProgress(System::nanoTime)) : Optional.empty();
    }

    /**
     * Starts a display.
     *
     * @param active false for one that shows nothing
     */
    public static ProgressDisplay open(PrintStream terminal, boolean active) {
        ProgressDisplay display = new ProgressDisplay(terminal, active);
        if (active) {
            Thread.ofPlatform().daemon().name("progress").start(display::redrawUntilClosed);
        }
        return display;
    }

    /** What the copy has to tell; empty when nothing is shown. */
    public Optional<ProgressListener> listener() {
        return progress.map(p -> p);
    }

    private void redrawUntilClosed() {
        try {
            while (!closed.await(REDRAW_MILLIS, TimeUnit.MILLISECONDS)) {
                redraw();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void redraw() {
        progress.filter(p -> p.version() != drawnVersion).ifPresent(p -> {
            drawnVersion = p.version();
            draw(p.frame());
        });
    }

    private void draw(String frame) {
        String up = lines == 0 ? "" : "\u001b[" + lines + "F";
        terminal.print(up + CLEAR_BELOW + frame);
        terminal.flush();
        lines = (int) frame.chars().filter(c -> c == '\n').count();
    }

    /** Leaves the summary on the terminal. */
    @Override
    public void close() {
        closed.countDown();
        synchronized (this) {
            progress.ifPresent(p -> draw(p.summary()));
        }
    }
}
