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
    private boolean isEmpty = true;

    private CheckedArchive(InputStream in, OutputStream copy) {
        super(in);
        this.copy = copy;
    }

    /**
     * Copies an archive, compressed or not.
     *
     * @throws RegistryException of kind PARSING_FAILED for what is no tar archive, or only the beginning of one
     */
    static void copy(BlobSource tar, OutputStream out) throws IOException {
        try (InputStream plain = Compression.decompress(tar.open());
                CheckedArchive archive = new CheckedArchive(plain, out);
                TarReader entries = TarReader.ofArchive(archive, ArchiveLimits.DEFAULT)) {
            boolean hasEntries = entries.next().isPresent();
            for (boolean more = hasEntries; more; more = entries.next().isPresent()) {
                // only what cannot be read matters
            }
            if (entries.isCut()) {
                throw RegistryException.of(
                        ErrorKind.PARSING_FAILED, "tar archive is damaged: it ends within the last block of an entry");
            }
            // what follows the end belongs to the bytes of the layer
            archive.transferTo(OutputStream.nullOutputStream());
            if (!hasEntries) {
                archive.requireBlank();
            }
        }
    }

    /** Without an entry only blocks of zeros are an archive. */
    private void requireBlank() throws RegistryException {
        if (isEmpty) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, "not a tar archive: it is empty");
        }
        if (!isBlank) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, "not a tar archive");
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
            isEmpty = false;
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
