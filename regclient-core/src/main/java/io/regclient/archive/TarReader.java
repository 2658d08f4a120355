// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BulkInputStream;
import io.regclient.stream.LimitedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads a tar archive, compressed or not, from its beginning to its end. Not thread-safe. */
public final class TarReader implements Closeable {
    /** Most bytes of headers in front of one entry: names and attributes are kept in memory. */
    static final int MAX_HEADER_BYTES = 1 << 20;

    private static final String WHAT = "tar archive";

    private final HeaderBudget budget;
    private final TarArchiveInputStream tar;
    private final ArchiveLimits limits;
    private long count;

    private TarReader(HeaderBudget budget, ArchiveLimits limits) {
        this.budget = budget;
        this.tar = new TarArchiveInputStream(budget, "UTF-8");
        this.limits = limits;
    }

    /** Opens an archive; closing it closes the stream. */
    public static TarReader open(InputStream in, ArchiveLimits limits) throws IOException {
        InputStream content = Compression.decompress(in);
        return new TarReader(
                new HeaderBudget(new LimitedInputStream(content, limits.maxBytes(), "content of the " + WHAT)), limits);
    }

    /**
     * Goes to the next entry and past what was not read of the one before.
     *
     * @throws RegistryException of kind PARSING_FAILED for a damaged archive, SIZE_LIMIT_EXCEEDED beyond a limit
     */
    public Optional<TarEntry> next() throws IOException {
        if (count > 0) {
            content().transferTo(OutputStream.nullOutputStream());
        }
        budget.allow(MAX_HEADER_BYTES);
        Optional<TarArchiveEntry> found = read(() -> Optional.ofNullable(tar.getNextEntry()));
        budget.allow(Long.MAX_VALUE);
        if (found.isPresent() && ++count > limits.maxEntries()) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED, WHAT + " has more than " + limits.maxEntries() + " entries");
        }
        return found.map(TarReader::entry);
    }

    /** The content of the entry {@link #next} returned last, valid until the next call; need not be closed. */
    public InputStream content() {
        return new Content(count);
    }

    private static TarEntry entry(TarArchiveEntry e) {
        TarEntry.Kind kind = kind(e);
        String name = EntryName.clean(e.getName());
        String link = switch (kind) {
            case HARD_LINK -> EntryName.clean(e.getLinkName());
            case SYMBOLIC_LINK ->
                e.getLinkName().startsWith("/")
                        ? EntryName.clean(e.getLinkName())
                        : EntryName.clean(EntryName.join(EntryName.parent(name), e.getLinkName()));
            default -> "";
        };
        return new TarEntry(name, kind, Math.max(e.getRealSize(), 0), link, e.getMode() & 0777);
    }

    private static TarEntry.Kind kind(TarArchiveEntry e) {
        if (e.isSymbolicLink()) {
            return TarEntry.Kind.SYMBOLIC_LINK;
        }
        if (e.isLink()) {
            return TarEntry.Kind.HARD_LINK;
        }
        if (e.isDirectory()) {
            return TarEntry.Kind.DIRECTORY;
        }
        boolean special = e.isCharacterDevice() || e.isBlockDevice() || e.isFIFO();
        return special ? TarEntry.Kind.OTHER : TarEntry.Kind.FILE;
    }

    /** A call into the decoder. */
    private interface Step<T> {
        T run() throws IOException;
    }

    private static <T> T read(Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (IOException e) {
            throw ArchiveError.damaged(WHAT, e);
        } catch (RuntimeException e) {
            // the decoder trusts some of the numbers it finds and trips over its arrays when those are wrong
            throw ArchiveError.damagedContent(WHAT, e);
        }
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    /** The content of one entry. */
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
            return TarReader.read(() -> tar.read(buffer, offset, length));
        }

        @Override
        public int available() throws IOException {
            return TarReader.read(tar::available);
        }
    }

    /** Counts what is read between two entries. */
    private static final class HeaderBudget extends FilterInputStream {
        private long left = Long.MAX_VALUE;

        private HeaderBudget(InputStream in) {
            super(in);
        }

        private void allow(long bytes) {
            left = bytes;
        }

        private void take(long bytes) throws RegistryException {
            left -= Math.max(bytes, 0);
            if (left < 0) {
                throw RegistryException.of(
                        ErrorKind.SIZE_LIMIT_EXCEEDED,
                        WHAT + " has an entry whose headers are larger than " + MAX_HEADER_BYTES + " bytes");
            }
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            take(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            take(n);
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            long skipped = in.skip(n);
            take(skipped);
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
