// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** Streams a source into a request, checking its length and the speed of the network (contract RB-10, OK-6). */
final class SourceBody extends RequestBody {
    private static final int LARGE = 64 << 10;
    private static final int SMALL = 8 << 10;

    private final BlobSource source;
    private final long length;
    private final TransferMeter meter;
    private final LargeBuffers buffers;

    SourceBody(RequestContent content, TransferMeter meter, LargeBuffers buffers) {
        this.source = content.source();
        this.length = content.length();
        this.meter = meter;
        this.buffers = buffers;
    }

    /** The content type is a header of the call; the HTTP client must not add a charset. */
    @Override
    public @Nullable MediaType contentType() {
        return null;
    }

    @Override
    public long contentLength() {
        return length;
    }

    /** Retries are ours: the HTTP client must not send a body twice by itself (OK-2). */
    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        boolean large = buffers.tryAcquire();
        try {
            writeTo(sink, large ? LARGE : SMALL);
        } finally {
            if (large) {
                buffers.release();
            }
        }
    }

    private void writeTo(BufferedSink sink, int size) throws IOException {
        byte[] buffer = new byte[Math.clamp(length < 0 ? size : length + 1, 1, size)];
        long total = 0;
        try (InputStream in = open()) {
            for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
                total += n;
                if (length >= 0 && total > length) {
                    throw mismatch(ErrorKind.SIZE_LIMIT_EXCEEDED, "is longer than the announced " + length + " bytes");
                }
                write(sink, buffer, n);
            }
        }
        if (length >= 0 && total < length) {
            throw mismatch(ErrorKind.SHORT_READ, "ended after " + total + " of " + length + " bytes");
        }
    }

    private void write(BufferedSink sink, byte[] buffer, int count) throws IOException {
        meter.begin();
        sink.write(buffer, 0, count);
        if (meter.endWriting(count)) {
            throw new TransferMeter.StalledException();
        }
    }

    private InputStream open() throws SourceFailure {
        try {
            return source.open();
        } catch (IOException e) {
            throw new SourceFailure(e);
        } catch (RuntimeException e) {
            throw defect(e);
        }
    }

    private static int read(InputStream in, byte[] buffer) throws SourceFailure {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new SourceFailure(e);
        } catch (RuntimeException e) {
            throw defect(e);
        }
    }

    /** What makes the content may have a defect, which must not look like one of the connection. */
    private static SourceFailure defect(RuntimeException e) {
        return new SourceFailure(RegistryException.internal(e));
    }

    private static SourceFailure mismatch(ErrorKind kind, String what) {
        return new SourceFailure(RegistryException.of(kind, "the content to send " + what));
    }
}
