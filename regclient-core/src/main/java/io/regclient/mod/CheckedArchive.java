// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.Compression;
import io.regclient.archive.TarReader;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies a tar archive byte by byte and reads it on its way, so that nothing else becomes a layer. */
final class CheckedArchive extends FilterInputStream {
    private final OutputStream copy;
    private boolean isBlank = true;

    private CheckedArchive(InputStream in, OutputStream copy) {
        super(in);
        this.copy = copy;
    }

    /**
     * Copies an archive, compressed or not.
     *
     * @throws RegistryException of kind PARSING_FAILED for what is no tar archive
     */
    static void copy(BlobSource tar, OutputStream out) throws IOException {
        try (InputStream plain = Compression.decompress(tar.open());
                CheckedArchive archive = new CheckedArchive(plain, out);
                TarReader entries = TarReader.open(archive, ArchiveLimits.DEFAULT)) {
            boolean isEmpty = entries.next().isEmpty();
            if (isEmpty && !archive.isBlank) {
                throw RegistryException.of(ErrorKind.PARSING_FAILED, "not a tar archive");
            }
            while (!isEmpty) {
                isEmpty = entries.next().isEmpty();
            }
            archive.transferTo(
                    OutputStream.nullOutputStream()); // what follows the end belongs to the bytes of the layer
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count > 0) {
            copy.write(buffer, offset, count);
            for (int i = offset; isBlank && i < offset + count; i++) {
                isBlank = buffer[i] == 0;
            }
        }
        return count;
    }

    /** Reads what is skipped, as it is copied too. */
    @Override
    public long skip(long count) throws IOException {
        byte[] passed = new byte[8 << 10];
        long left = count;
        while (left > 0) {
            int read = read(passed, 0, (int) Math.min(left, passed.length));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return count - left;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
