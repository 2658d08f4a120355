// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A decoder whose failures say what is damaged. */
final class DecodingStream extends FilterInputStream {
    private final String what;

    DecodingStream(InputStream decoder, String what) {
        super(decoder);
        this.what = what;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return in.read(buffer, offset, length);
        } catch (IOException e) {
            throw ArchiveError.damaged(what, e);
        } catch (RuntimeException e) {
            // decoders trust the numbers they find and trip over their arrays when those are wrong
            throw ArchiveError.damagedContent(what, e);
        }
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] buffer = new byte[(int) Math.min(Math.max(n, 0), 8192)];
        long left = n;
        while (left > 0) {
            int got = read(buffer, 0, (int) Math.min(left, buffer.length));
            if (got < 0) {
                break;
            }
            left -= got;
        }
        return n - Math.max(left, 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
