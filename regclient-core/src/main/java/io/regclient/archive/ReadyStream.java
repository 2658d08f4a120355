// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that says it has something available until it has ended: the JDK's gzip decoder takes 0 for the end and
 * would ignore further members (contract AR-2).
 */
final class ReadyStream extends FilterInputStream {
    ReadyStream(InputStream source) {
        super(source.markSupported() ? source : new BufferedInputStream(source));
    }

    @Override
    public int available() throws IOException {
        int ready = in.available();
        if (ready > 0) {
            return ready;
        }
        in.mark(1);
        int next = in.read();
        in.reset();
        return next < 0 ? 0 : 1;
    }
}
