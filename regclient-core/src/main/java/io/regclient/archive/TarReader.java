// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a tar archive, compressed or not, from its beginning to its end. Not thread-safe. */
public final class TarReader implements Closeable {
    private static final String WHAT = "tar archive";

    private final InputStream archive;
    private final TarEntries entries;
    private final ArchiveLimits limits;
    private InputStream content = InputStream.nullInputStream();
    private Optional<TarHeader> current = Optional.empty();

    private TarReader(InputStream archive, ArchiveLimits limits) {
        this.archive = archive;
        this.entries = new TarEntries(archive, limits);
        this.limits = limits;
    }

    /** Opens an archive; closing it closes the stream. */
    public static TarReader open(InputStream in, ArchiveLimits limits) throws IOException {
        return ofArchive(Compression.decompress(in), limits);
    }

    /** Opens an archive that is not compressed; closing it closes the stream. */
    public static TarReader ofArchive(InputStream in, ArchiveLimits limits) {
        return new TarReader(new DecodingStream(in, WHAT), limits);
    }

    /**
     * Goes to the next entry and past what was not read of the one before.
     *
     * @throws RegistryException of kind PARSING_FAILED for a damaged archive, SIZE_LIMIT_EXCEEDED beyond a limit
     */
    public Optional<TarEntry> next() throws IOException {
        Optional<TarHeader> header;
        do {
            entries.skip();
            header = entries.next();
        } while (header.isPresent() && header.get().isGlobal());
        current = header;
        return header.isPresent() ? Optional.of(open(header.get())) : Optional.empty();
    }

    private TarEntry open(TarHeader header) throws IOException {
        InputStream stored = entries.content();
        Optional<SparseMap> sparse = header.sparseMap(stored);
        content = sparse.isPresent() ? new SparseContent(stored, sparse.get()) : stored;
        long size = sparse.map(SparseMap::size).orElse(header.size());
        if (sparse.isPresent() && size > limits.maxBytes()) { // holes take no place in the archive
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    WHAT + " has a sparse file of more than " + limits.maxBytes() + " bytes");
        }
        String name = header.name();
        return new TarEntry(name, header.kind(), size, link(header, name), header.mode());
    }

    private static String link(TarHeader header, String name) {
        String target = header.linkName();
        return switch (header.kind()) {
            case HARD_LINK -> EntryName.clean(target);
            case SYMBOLIC_LINK ->
                EntryName.clean(target.startsWith("/") ? target : EntryName.join(EntryName.parent(name), target));
            case FILE, DIRECTORY, OTHER -> "";
        };
    }

    /**
     * True when the archive ended within the last block of its last entry. Nothing of the content is missing then, so
     * archives of others are read to their end; one that is to be published is not whole.
     */
    public boolean isCut() {
        return entries.isCut();
    }

    /** Everything the archive says about the entry {@link #next} returned last. */
    public TarHeader header() {
        return current.orElseThrow(() -> new IllegalStateException("no entry of the tar archive has been read"));
    }

    /** The content of the entry {@link #next} returned last, valid until the next call; need not be closed. */
    public InputStream content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
