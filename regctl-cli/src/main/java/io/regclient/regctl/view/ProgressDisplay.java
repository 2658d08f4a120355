// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.copy.ProgressListener;
import io.regclient.kit.cli.Invocation;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Progress of a copy on a terminal: redrawn four times a second on stderr when something changed (contract regctl 10.8).
 * Without a terminal, or when {@code -v} was given, it does nothing.
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

    /** Starts a display for a command. */
    public static ProgressDisplay open(Invocation invocation) {
        boolean active =
                invocation.streams().errIsTerminal() && !invocation.globals().verbosityGiven();
        ProgressDisplay display = new ProgressDisplay(invocation.err(), active);
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
