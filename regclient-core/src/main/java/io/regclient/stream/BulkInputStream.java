// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stream whose bytes all pass through the read of arrays, also those that are read one by one or skipped, so that
 * nothing is missed by what a subclass does with them. It cannot go back.
 */
public abstract class BulkInputStream extends InputStream {

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;
}
