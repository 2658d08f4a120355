// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Copies a tar archive entry by entry and lets a caller change or leave out some (contract MO-16). What is not changed
 * passes through byte for byte, so that the digest of the archive only depends on the edits: that is why this does not
 * use the library that {@link TarWriter} uses, which writes every header in its own way. Not thread-safe; closes neither
 * stream.
 */
public final class TarRewriter {
    private final TarEntries entries;
    private final OutputStream out;
    private Optional<TarHeader> current = Optional.empty();
    private int missingPadding;
    private boolean empty = true;
    private boolean changed;
    private boolean ended;

    /**
     * @param in the archive, not compressed
     * @param out where the new one goes
     */
    public TarRewriter(InputStream in, OutputStream out, ArchiveLimits limits) {
        this.entries = new TarEntries(in, limits);
        this.out = out;
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
        current = entries.next();
        while (current.isPresent() && current.get().isGlobal()) {
            current.get().writeTo(out);
            passContent();
            current = entries.next();
        }
        if (current.isEmpty()) {
            finish();
        }
        return current;
    }

    /** The content of the current entry as it lies in the archive; valid until the entry is written. */
    public InputStream content() {
        return entries.content();
    }

    /** Writes the current entry, with this header, and its content, which must not have been read. */
    public void keep(TarHeader header) throws IOException {
        if (entries.contentLeft() < current.orElseThrow().size()) {
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
        entries.skip();
        missingPadding = 0; // the entry is not in the new archive, or complete
    }

    private byte[] padding() throws IOException {
        byte[] padding = entries.padding();
        missingPadding = TarBlock.padding(current.orElseThrow().size()) - padding.length;
        return padding;
    }

    private void finish() throws IOException {
        ended = true;
        byte[] mark = new byte[entries.isMarked() ? TarBlock.SIZE : 0];
        byte[] second = entries.rest().readNBytes(mark.length);
        if (second.length == TarBlock.SIZE && !new TarBlock(second).isZero()) {
            throw TarBlock.damaged("a header follows a block of zeros");
        }
        if (changed) {
            out.write(new byte[missingPadding + 2 * TarBlock.SIZE]);
            entries.rest().transferTo(OutputStream.nullOutputStream());
        } else {
            out.write(mark);
            out.write(second);
            entries.rest().transferTo(out);
        }
    }

    /** True when an entry has been changed or left out so far. */
    public boolean isChanged() {
        return changed;
    }

    /** True when all entries so far have been left out; false for an archive that had none (contract MO-4). */
    public boolean isEmptied() {
        return changed && empty;
    }
}
