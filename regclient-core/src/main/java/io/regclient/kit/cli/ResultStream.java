// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stdout, which remembers why it could not be written; a {@link PrintStream} itself only knows that it could not. */
final class ResultStream extends PrintStream {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Sink sink;

    private ResultStream(Sink sink) {
        super(new BufferedOutputStream(sink, BUFFER_BYTES), false, StandardCharsets.UTF_8);
        this.sink = sink;
    }

    /** UTF-8 always, buffered until it is flushed. */
    static ResultStream to(OutputStream out) {
        return new ResultStream(new Sink(out));
    }

    /** Why results are missing; empty also when the reader has gone, which then wants no more. */
    Optional<IOException> failure() {
        return Optional.ofNullable(sink.failure).filter(e -> !isReaderGone(e));
    }

    /** The reader of a pipe has gone: {@code | head -1}, or it has died. */
    boolean isReaderGone() {
        return Optional.ofNullable(sink.failure)
                .filter(ResultStream::isReaderGone)
                .isPresent();
    }

    private static boolean isReaderGone(IOException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    /** Remembers the first failure. */
    private static final class Sink extends FilterOutputStream {
        private volatile @Nullable IOException failure;

        private Sink(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }
    }
}
