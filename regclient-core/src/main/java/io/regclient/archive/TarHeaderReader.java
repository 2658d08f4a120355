// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.archive.TarBlock.Field;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the headers of a tar archive; the stream stands at a header whenever {@link #next} is called. */
final class TarHeaderReader {
    /** Most bytes of headers in front of one entry: names and attributes are kept in memory. */
    static final int MAX_BYTES = 1 << 20;

    private final InputStream in;
    private long budget;
    private boolean marked;

    TarHeaderReader(InputStream in) {
        this.in = in;
    }

    /**
     * The header of the next entry with all that belongs to it.
     *
     * @return empty at the end: at the first block of zeros, which has been read, or where the stream ends
     * @throws RegistryException of kind PARSING_FAILED for a damaged archive, SIZE_LIMIT_EXCEEDED for large headers
     */
    Optional<TarHeader> next() throws IOException {
        budget = MAX_BYTES;
        List<TarPrefix> prefixes = new ArrayList<>();
        Optional<TarBlock> block = block();
        while (block.isPresent() && TarPrefix.isPrefix(block.get().type())) {
            prefixes.add(prefix(block.get(), prefixes));
            block = block();
        }
        if (block.isPresent() && !block.get().isZero()) {
            return Optional.of(header(prefixes, block.get()));
        }
        marked = block.isPresent();
        if (!prefixes.isEmpty()) {
            throw TarBlock.damaged("it ends before the entry that a header describes");
        }
        return Optional.empty();
    }

    /** True when the archive ended with a block of zeros and not just with the stream. */
    boolean isMarked() {
        return marked;
    }

    private Optional<TarBlock> block() throws IOException {
        byte[] bytes = read(TarBlock.SIZE);
        if (bytes.length == 0) {
            return Optional.empty();
        }
        if (bytes.length < TarBlock.SIZE) {
            throw TarBlock.damaged("it ends within a header");
        }
        TarBlock block = new TarBlock(bytes);
        if (!block.isZero()) {
            block.verify();
        }
        return Optional.of(block);
    }

    private byte[] read(long length) throws IOException {
        budget -= length;
        if (budget < 0) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "tar archive has an entry whose headers are larger than " + MAX_BYTES + " bytes");
        }
        return in.readNBytes((int) length);
    }

    private TarPrefix prefix(TarBlock block, List<TarPrefix> before) throws IOException {
        // readers differ in which of two they believe
        if (before.stream().anyMatch(p -> p.type() == block.type())) {
            throw TarBlock.damaged("an entry has two headers of type " + block.type());
        }
        long length = block.number(Field.LENGTH);
        if (length < 0) {
            throw TarBlock.damaged("a header has a negative size");
        }
        byte[] content = read(length);
        byte[] padding = read(TarBlock.padding(length));
        if (content.length + padding.length < length + TarBlock.padding(length)) {
            throw TarBlock.damaged("it ends within a header");
        }
        return new TarPrefix(block, content, padding);
    }

    private TarHeader header(List<TarPrefix> prefixes, TarBlock block) throws IOException {
        boolean global = block.type() == 'g';
        if (global && !prefixes.isEmpty()) {
            throw TarBlock.damaged("a global header stands between an entry and its own header");
        }
        return new TarHeader(prefixes, block, sparseMap(block));
    }

    /** The rest of the map of a sparse file in GNU's old format: what does not fit into the header. */
    private byte[] sparseMap(TarBlock block) throws IOException {
        ByteArrayOutputStream map = new ByteArrayOutputStream();
        boolean more = block.type() == 'S' && block.isSet(Field.SPARSE_MORE);
        while (more) {
            byte[] bytes = read(TarBlock.SIZE);
            if (bytes.length < TarBlock.SIZE) {
                throw TarBlock.damaged("it ends within a header");
            }
            map.writeBytes(bytes);
            more = new TarBlock(bytes).isSet(Field.SPARSE_STILL_MORE);
        }
        return map.toByteArray();
    }
}
