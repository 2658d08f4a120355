// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.time.GoDuration;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Measures how fast bytes cross the network while one request runs, and how many arrive without being content. Only time
 * spent inside network calls counts: a slow consumer is not a slow server. The thread that does the transfer writes, the
 * watchdog reads.
 */
final class TransferMeter {
    /**
     * Bytes that may arrive without any of them being content: heads of answers, sizes of chunks, trailers, records of
     * TLS. The HTTP client reads heads of up to 256 KiB, and lines with the size of a chunk of any length.
     */
    static final int MAX_WITHOUT_CONTENT = 1 << 20;

    /** Bytes of header lines the HTTP client reads in one exchange: all heads of an answer and its trailers. */
    static final int MAX_HEAD = 256 << 10;

    /** Heads and the ends of lines that leave less than {@link #MAX_HEAD} for trailers. */
    private static final int HEAD_SLACK = 8 << 10;

    /** The first part of a window, in which bytes may still be what TLS says after its handshake and no answer. */
    private static final int GRACE_PART = 12;

    private static final ThreadLocal<@Nullable TransferMeter> CURRENT = new ThreadLocal<>();

    private final StallLimits limits;
    private final Ticker ticker;
    private final Runnable onContent;
    private volatile long windowNanos;
    private volatile long floorBytes;
    private volatile boolean answering;
    private volatile boolean handshaking;
    private long handshakeSince;
    private volatile boolean waiting;
    private volatile long waitingSince;
    private volatile long waited;
    private volatile long bytes;
    private long sent;
    private long received;
    private int withoutContent;
    private boolean asked;
    private long askedSince;

    /**
     * A meter.
     *
     * @param onContent run whenever content has moved
     */
    TransferMeter(StallLimits limits, Ticker ticker, Runnable onContent) {
        this.limits = limits;
        this.ticker = ticker;
        this.onContent = onContent;
        expectAnswer();
    }

    /**
     * From now on this thread works for this request: what its sockets read counts here.
     *
     * @return what {@link #leave} wants back
     */
    @Nullable
    TransferMeter enter() {
        TransferMeter outer = CURRENT.get();
        CURRENT.set(this);
        return outer;
    }

    /** The thread goes on with what it did before: a request may be sent while another one waits for its content. */
    static void leave(@Nullable TransferMeter outer) {
        CURRENT.set(outer);
    }

    /**
     * Bytes have arrived at a socket, encrypted ones as they are.
     *
     * @throws EndlessFramingException when more than {@value #MAX_WITHOUT_CONTENT} came since the last content
     */
    static void arrived(int count) throws EndlessFramingException {
        TransferMeter meter = CURRENT.get();
        if (meter != null && count > 0) {
            meter.take(count);
        }
    }

    private void take(int count) throws EndlessFramingException {
        withoutContent += count;
        if (withoutContent > MAX_WITHOUT_CONTENT) {
            throw new EndlessFramingException();
        }
        if (handshaking) {
            goOn();
            return;
        }
        if (answering && asked && limits.bytesPerSecond() > 0) {
            long now = ticker.nanos();
            long window = limits.window().toNanos();
            boolean late = now - askedSince > window / GRACE_PART;
            if (late && askedSince + limits.answer().toNanos() - now > window) {
                expectFlow(); // the answer has begun, so its head must be here within the window of a content
                begin();
            }
        }
    }

    /** Silence begins anew, but no handshake takes longer than an answer may. */
    private void goOn() {
        long now = ticker.nanos();
        if (now - handshakeSince < limits.answer().toNanos()) {
            waitingSince = now;
        }
    }

    /** The request is sent, and the head of its answer is what comes next. */
    void awaitHead() {
        if (!asked) {
            asked = true;
            askedSince = ticker.nanos();
        }
    }

    /** True when the request is sent. */
    boolean isAsked() {
        return asked;
    }

    /** From now on the other side is connecting or thinking: one long wait is fine. */
    void expectAnswer() {
        expectAnything(limits.answer(), false);
    }

    /** From now on the other side makes a TLS handshake, in which something arrives all the time. */
    void expectHandshake() {
        handshakeSince = ticker.nanos();
        expectAnything(limits.handshake(), true);
    }

    /** The thread's request makes a TLS handshake with its proxy. */
    static void handshakeWithProxy(boolean begins) {
        TransferMeter meter = CURRENT.get();
        if (meter != null && begins) {
            meter.expectHandshake();
        } else if (meter != null) {
            meter.expectAnswer();
        }
    }

    /** True when nothing else than a TLS handshake has begun. */
    boolean isHandshaking() {
        return handshaking;
    }

    private void expectAnything(Duration window, boolean handshake) {
        waiting = false;
        answering = true;
        handshaking = handshake;
        windowNanos = window.toNanos();
        floorBytes = 1;
        reset();
        begin();
    }

    /** From now on bytes must flow whenever somebody waits for them. */
    void expectFlow() {
        waiting = false;
        answering = false;
        handshaking = false;
        windowNanos = limits.window().toNanos();
        floorBytes = limits.floorBytes();
        reset();
    }

    /** A network call begins. */
    void begin() {
        waitingSince = ticker.nanos();
        waiting = true;
    }

    /** A call that wrote content ended; see {@link #end}. */
    boolean endWriting(long count) {
        sent += count;
        onContent.run();
        return end(count);
    }

    /** A call that read content ended, with -1 bytes at the end of the content; see {@link #end}. */
    boolean endReading(long count) {
        if (count > 0) {
            received += count;
            withoutContent = 0;
            onContent.run();
        }
        return end(count);
    }

    /** True when what arrived without content fills the room the HTTP client has for headers. */
    boolean hasTooMuchHead() {
        return withoutContent >= MAX_HEAD - HEAD_SLACK;
    }

    /** Bytes written so far, for the thread that does the transfer. */
    long sent() {
        return sent;
    }

    /** Bytes read so far, for the thread that does the transfer. */
    long received() {
        return received;
    }

    /**
     * The network call ended.
     *
     * @param moved bytes that crossed the network
     * @return true when the window is over and too little came through
     */
    boolean end(long moved) {
        long total = waited + ticker.nanos() - waitingSince;
        long sum = bytes + Math.max(moved, 0);
        waiting = false;
        waited = total;
        bytes = sum;
        if (total < windowNanos) {
            return false;
        }
        reset();
        return sum < floorBytes;
    }

    /** Nothing is awaited any more. */
    void stop() {
        waiting = false;
    }

    /** True while a network call hangs for so long that the window is over without enough bytes. */
    boolean hangs() {
        if (!waiting || floorBytes == 0) {
            return false;
        }
        long since = waitingSince;
        long window = windowNanos;
        long current = ticker.nanos() - since;
        // nothing at all for a whole window, whatever came before, or too little in this window
        boolean over = current >= window || (waited + current >= window && bytes < floorBytes);
        return over && waiting && since == waitingSince && window == windowNanos; // still the same wait
    }

    /** What the current limit is, for messages. */
    String limit() {
        return answering
                ? "no answer for " + GoDuration.format(handshaking ? limits.handshake() : limits.answer())
                : "less than " + limits.bytesPerSecond() + " bytes per second for "
                        + GoDuration.format(limits.window());
    }

    private void reset() {
        waited = 0;
        bytes = 0;
    }

    /** A transfer fell below the floor. */
    static final class StalledException extends IOException {
        private static final long serialVersionUID = 1L;

        StalledException() {
            super("stalled");
        }
    }

    /** A server sends and sends, and nothing of it is content. */
    static final class EndlessFramingException extends IOException {
        private static final long serialVersionUID = 1L;

        EndlessFramingException() {
            super("more than " + MAX_WITHOUT_CONTENT + " bytes arrived without any content");
        }
    }
}
