// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells after every read how many bytes have passed in total. The callback runs in the reading thread. */
public final class ProgressInputStream extends FilterInputStream {
    private final LongConsumer progress;
    private long count;

    /**
     * Wraps a source.
     *
     * @param progress receives the bytes delivered so far; it must be quick
     */
    public ProgressInputStream(InputStream in, LongConsumer progress) {
        super(in);
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        if (b >= 0) {
            add(1);
        }
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        if (n > 0) {
            add(n);
        }
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = in.skip(n);
        add(skipped);
        return skipped;
    }

    private void add(long n) {
        count += n;
        progress.accept(count);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
