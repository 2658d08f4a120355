// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.stream.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A decoder whose failures say what is damaged. */
final class DecodingStream extends BulkInputStream {
    private final InputStream in;
    private final String what;

    DecodingStream(InputStream decoder, String what) {
        this.in = decoder;
        this.what = what;
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
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
