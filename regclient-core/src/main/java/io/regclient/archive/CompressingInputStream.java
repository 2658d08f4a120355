// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.stream.BulkInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The compressed form of a source, made while it is read; holds one buffer. Closing closes the source. */
public final class CompressingInputStream extends BulkInputStream {
    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream source;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final OutputStream encoder;
    private byte[] ready = new byte[0];
    private int position;
    private boolean ended;

    public CompressingInputStream(InputStream source, Compression compression) throws IOException {
        this.source = source;
        this.encoder = compression.compress(pending);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, ready.length - position);
        System.arraycopy(ready, position, buffer, offset, n);
        position += n;
        return n;
    }

    /** Makes at least one byte ready, or tells that there is none left. */
    private boolean fill() throws IOException {
        byte[] buffer = new byte[position < ready.length || ended ? 0 : BUFFER_BYTES];
        while (position == ready.length && !ended) {
            int n = source.read(buffer, 0, buffer.length);
            if (n < 0) {
                ended = true;
                encoder.close();
            } else {
                encoder.write(buffer, 0, n);
            }
            ready = pending.toByteArray();
            position = 0;
            pending.reset();
        }
        return position < ready.length;
    }

    @Override
    public void close() throws IOException {
        try (source) {
            if (!ended) {
                ended = true;
                encoder.close(); // releases the memory of the encoder
            }
        }
    }
}
