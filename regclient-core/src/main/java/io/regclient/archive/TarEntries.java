// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BulkInputStream;
import io.regclient.stream.LimitedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The entries of a tar archive one after the other, header and content as they lie there. Headers are read as Go's
 * archive/tar reads them, because container engines do: global extended headers are entries of their own and are not
 * applied. Content is never kept in memory. Not thread-safe.
 */
final class TarEntries {
    private final InputStream in;
    private final ArchiveLimits limits;
    private final TarHeaderReader headers;
    private Optional<TarHeader> current = Optional.empty();
    private long contentLeft;
    private long count;
    private boolean ended;
    private boolean cut;

    /**
     * @param in the archive, not compressed
     */
    TarEntries(InputStream in, ArchiveLimits limits) {
        this.in = new LimitedInputStream(in, limits.maxBytes(), "content of the tar archive");
        this.limits = limits;
        this.headers = new TarHeaderReader(this.in);
    }

    /**
     * The header of the next entry. Content and padding of the one before must have been read or skipped.
     *
     * @return empty at the end of the archive, which is also where its stream ends
     * @throws RegistryException of kind PARSING_FAILED for a damaged archive, SIZE_LIMIT_EXCEEDED beyond a limit
     */
    Optional<TarHeader> next() throws IOException {
        current = ended ? Optional.empty() : headers.next();
        ended = current.isEmpty();
        count++;
        if (count > limits.maxEntries() && !ended) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED, "tar archive has more than " + limits.maxEntries() + " entries");
        }
        contentLeft = current.map(TarHeader::size).orElse(0L);
        return current;
    }

    /** The content of the current entry, valid until the next one; every stream goes on where the last one stopped. */
    InputStream content() {
        return new Content(count);
    }

    /** Bytes of content that have not been read. */
    long contentLeft() {
        return contentLeft;
    }

    /** Reads what fills the last block of the content; the very end of an archive may lack it. */
    byte[] padding() throws IOException {
        int expected = TarBlock.padding(current.map(TarHeader::size).orElse(0L));
        byte[] padding = in.readNBytes(expected);
        cut |= padding.length < expected;
        return padding;
    }

    /** True when the archive ended within a block: whatever wrote it did not finish. */
    boolean isCut() {
        return cut;
    }

    /** Passes what is left of the current entry. */
    void skip() throws IOException {
        content().transferTo(OutputStream.nullOutputStream());
        padding();
    }

    /** True when the archive ended with a block of zeros and not just with its stream. */
    boolean isMarked() {
        return headers.isMarked();
    }

    /** What follows the last entry and the block of zeros behind it. */
    InputStream rest() {
        return in;
    }

    private final class Content extends BulkInputStream {
        private final long entry;

        private Content(long entry) {
            this.entry = entry;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (entry != count) {
                throw new IllegalStateException("the content of a tar entry was read after the next one");
            }
            if (length == 0 || contentLeft == 0) {
                return length == 0 ? 0 : -1;
            }
            int n = in.read(buffer, offset, (int) Math.min(length, contentLeft));
            if (n < 0) {
                throw TarBlock.damaged("it ends within the content of an entry");
            }
            contentLeft -= n;
            return n;
        }
    }
}
