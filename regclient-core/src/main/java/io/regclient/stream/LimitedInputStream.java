// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that fails with SIZE_LIMIT_EXCEEDED as soon as the source turns out to hold more than the allowed bytes; a
 * source of exactly that size ends normally (contract MF-3).
 */
public final class LimitedInputStream extends FilterInputStream {
    private final long max;
    private final String what;
    private long count;

    /**
     * Wraps a source.
     *
     * @param max largest number of bytes delivered
     * @param what what is read, for the message, for example {@code manifest of registry/repo}
     */
    public LimitedInputStream(InputStream in, long max, String what) {
        super(in);
        this.max = max;
        this.what = what;
    }

    /**
     * Reads everything, at most {@code maxBytes}; the stream stays open.
     *
     * @throws RegistryException of kind SIZE_LIMIT_EXCEEDED when there is more
     */
    public static byte[] readAll(InputStream in, int maxBytes, String what) throws IOException {
        // readNBytes grows with what arrives, so an announced length cannot make it allocate
        byte[] content = in.readNBytes(maxBytes);
        if (content.length == maxBytes && in.read() >= 0) {
            throw exceeded(what, maxBytes);
        }
        return content;
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
        // one byte beyond the limit is asked for, so that the end can be told from an excess
        long left = max - count;
        int n = in.read(buffer, offset, left < length ? (int) left + 1 : length);
        if (n > 0) {
            add(n);
        }
        return n;
    }

    private void add(int n) throws RegistryException {
        count += n;
        if (count > max) {
            throw exceeded(what, max);
        }
    }

    private static RegistryException exceeded(String what, long max) {
        return RegistryException.of(
                ErrorKind.SIZE_LIMIT_EXCEEDED, what + " is larger than the limit of " + max + " bytes");
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = in.skip(Math.min(n, max - count));
        count += skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
