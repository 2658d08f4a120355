// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * One direction of a connection over a distance. What is on the way does not hold up what follows, as in a line that is
 * long but not narrow: one thread reads and another one, later by the delay, writes.
 */
final class DelayedLine {
    private static final int PIECE = 1 << 16;

    /** More than 25 ms of a loopback connection, so that the delay alone limits what the line carries. */
    private static final int PIECES_ON_THE_WAY = 1024;

    private final BlockingQueue<Piece> onTheWay = new ArrayBlockingQueue<>(PIECES_ON_THE_WAY);
    private final InputStream in;
    private final OutputStream out;
    private final Delay delay;

    /** How long bytes are on the way. */
    interface Delay {
        /** When bytes arrive that are sent now, as {@link System#nanoTime}. */
        long arrival();

        /** Waits for that moment. */
        void await(long arrival) throws InterruptedException;

        /** A delay that is the same for all bytes but the first, which come later by the time of a handshake. */
        static Delay of(Duration each, Duration handshake) {
            long opened = System.nanoTime() + handshake.toNanos();
            return new Delay() {
                @Override
                public long arrival() {
                    return Math.max(System.nanoTime(), opened) + each.toNanos();
                }

                @Override
                public void await(long arrival) throws InterruptedException {
                    long left = arrival - System.nanoTime();
                    if (left > 0) {
                        Thread.sleep(Duration.ofNanos(left));
                    }
                }
            };
        }
    }

    /** Sees the bytes as they are sent. */
    interface Meter {
        Meter NONE = (bytes, length) -> {};

        void accept(byte[] bytes, int length) throws IOException;
    }

    private record Piece(ByteBuffer bytes, long arrival, boolean last) {}

    DelayedLine(InputStream in, OutputStream out, Delay delay) {
        this.in = in;
        this.out = out;
        this.delay = delay;
    }

    /** Carries bytes until the sender ends or either side breaks off. */
    void carry(Meter meter) throws IOException, InterruptedException {
        Thread sender = Thread.currentThread();
        Thread receiver = Thread.ofVirtual().start(() -> deliver(sender));
        try {
            byte[] buffer = new byte[PIECE];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                meter.accept(buffer, n);
                onTheWay.put(new Piece(ByteBuffer.wrap(Arrays.copyOf(buffer, n)), delay.arrival(), false));
            }
        } finally {
            onTheWay.put(new Piece(ByteBuffer.allocate(0), delay.arrival(), true));
        }
        receiver.join();
    }

    private void deliver(Thread sender) {
        try {
            Piece piece;
            do {
                piece = onTheWay.take();
                delay.await(piece.arrival());
                out.write(piece.bytes().array());
                out.flush();
            } while (!piece.last());
        } catch (IOException | InterruptedException e) {
            sender.interrupt(); // nobody is there to receive
        }
    }
}
