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
 * Copies a tar archive entry by entry and lets a caller change or leave out some (contract MO-16). What is not changed
 * passes through byte for byte, so that the digest of the archive only depends on the edits: that is why this does not
 * use the library that {@link TarReader} and {@link TarWriter} use, which writes every header in its own way. Content
 * is never kept in memory. Headers are read as Go's archive/tar reads them, because container engines do: global
 * extended headers are passed on and not applied. Not thread-safe; closes neither stream.
 */
public final class TarRewriter {
    private final InputStream in;
    private final OutputStream out;
    private final ArchiveLimits limits;
    private final TarHeaderReader headers;
    private Optional<TarHeader> current = Optional.empty();
    private long contentLeft;
    private int missingPadding;
    private long count;
    private boolean empty = true;
    private boolean changed;
    private boolean ended;

    /**
     * @param in the archive, not compressed
     * @param out where the new one goes
     */
    public TarRewriter(InputStream in, OutputStream out, ArchiveLimits limits) {
        this.in = new LimitedInputStream(in, limits.maxBytes(), "content of the tar archive");
        this.out = out;
        this.limits = limits;
        this.headers = new TarHeaderReader(this.in);
    }

    /**
     * Goes to the next entry; one that has not been written is thereby left out. At the end the new archive is
     * complete and the source is read up: an archive in which something has changed ends with two blocks of zeros, and
     * whatever followed them is gone; another one ends as it did.
     *
     * @throws RegistryException of kind PARSING_FAILED for a damaged archive, SIZE_LIMIT_EXCEEDED beyond a limit
     */
    public Optional<TarHeader> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        if (current.isPresent()) {
            changed = true;
            skipContent();
        }
        current = read();
        while (current.isPresent() && current.get().isGlobal()) {
            current.get().writeTo(out);
            passContent();
            current = read();
        }
        if (current.isEmpty()) {
            finish();
        }
        return current;
    }

    private Optional<TarHeader> read() throws IOException {
        Optional<TarHeader> header = headers.next();
        if (header.isPresent() && ++count > limits.maxEntries()) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED, "tar archive has more than " + limits.maxEntries() + " entries");
        }
        contentLeft = header.map(TarHeader::size).orElse(0L);
        return header;
    }

    /** The content of the current entry as it lies in the archive; valid until the entry is written. */
    public InputStream content() {
        return new Content(count);
    }

    /** Writes the current entry, with this header, and its content, which must not have been read. */
    public void keep(TarHeader header) throws IOException {
        if (contentLeft < current.orElseThrow().size()) {
            throw new IllegalStateException("the content of a tar entry was read before it was written");
        }
        writeHeader(header);
        passContent();
        current = Optional.empty();
    }

    /**
     * Writes the current entry with content that was read and has not been changed.
     *
     * @throws RegistryException of kind MISMATCH when it has another size
     */
    public void keep(TarHeader header, InputStream content) throws IOException {
        content().transferTo(OutputStream.nullOutputStream());
        writeHeader(header);
        write(content, header.size());
        out.write(padding());
        current = Optional.empty();
    }

    /**
     * Writes the current entry with other content.
     *
     * @param size bytes of the content
     * @throws RegistryException of kind MISMATCH when it has another size, UNSUPPORTED for a sparse file
     */
    public void replace(TarHeader header, long size, InputStream content) throws IOException {
        if (header.isSparse()) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, "the content of a sparse file cannot be replaced");
        }
        changed = true;
        writeHeader(header.withSize(size));
        write(content, size);
        out.write(new byte[TarBlock.padding(size)]);
        skipContent();
        current = Optional.empty();
    }

    private void writeHeader(TarHeader header) throws IOException {
        changed |= header != current.orElseThrow();
        empty = false;
        header.writeTo(out);
    }

    private void write(InputStream content, long size) throws IOException {
        long copied = content.transferTo(out);
        if (copied != size) {
            throw RegistryException.of(
                    ErrorKind.MISMATCH, "content of a tar entry has " + copied + " bytes, expected " + size);
        }
    }

    private void passContent() throws IOException {
        content().transferTo(out);
        out.write(padding());
    }

    private void skipContent() throws IOException {
        content().transferTo(OutputStream.nullOutputStream());
        padding();
        missingPadding = 0; // the entry is not in the new archive, or complete
    }

    /** Reads what fills the last block of the content; it may be missing at the very end. */
    private byte[] padding() throws IOException {
        int length = TarBlock.padding(current.orElseThrow().size());
        byte[] padding = in.readNBytes(length);
        missingPadding = length - padding.length;
        return padding;
    }

    private void finish() throws IOException {
        ended = true;
        byte[] mark = new byte[headers.isMarked() ? TarBlock.SIZE : 0];
        byte[] second = in.readNBytes(mark.length);
        if (second.length == TarBlock.SIZE && !new TarBlock(second).isZero()) {
            throw TarBlock.damaged("a header follows a block of zeros");
        }
        if (changed) {
            out.write(new byte[missingPadding + 2 * TarBlock.SIZE]);
            in.transferTo(OutputStream.nullOutputStream());
        } else {
            out.write(mark);
            out.write(second);
            in.transferTo(out);
        }
    }

    /** True when an entry has been changed or left out so far. */
    public boolean isChanged() {
        return changed;
    }

    /** True when no entry has been written so far. */
    public boolean isEmpty() {
        return empty;
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
