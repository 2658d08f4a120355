// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file being read whose failures say so, and are not taken for failures of a connection. */
final class DiskInputStream extends FilterInputStream {
    private final String what;

    private DiskInputStream(Path file, String what) throws IOException {
        super(Files.newInputStream(file));
        this.what = what;
    }

    static DiskInputStream open(Path file, String what) throws IOException {
        return new DiskInputStream(file, what);
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (IOException e) {
            throw DiskError.of(what, e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return in.read(buffer, offset, length);
        } catch (IOException e) {
            throw DiskError.of(what, e);
        }
    }
}
