// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.ChannelSource;
import io.regclient.archive.TarEntry;
import io.regclient.archive.TarReader;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Manifest;
import io.regclient.stream.BlobSource;
import io.regclient.stream.LimitedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** An archive that is read in passes, each from its beginning (IM-1). */
final class TarFile {
    private final ChannelSource source;
    private final ArchiveLimits limits;

    TarFile(ChannelSource source, ArchiveLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /** Sees the members of a pass. */
    interface Visitor {
        /** Looks at a member; false ends the pass. */
        boolean visit(Member member) throws IOException;
    }

    void pass(Visitor visitor) throws IOException {
        try (TarReader reader = TarReader.open(source.open(), limits)) {
            long number = 0;
            boolean more = true;
            for (Optional<TarEntry> next = reader.next(); more && next.isPresent(); number++) {
                more = visitor.visit(new Member(this, next.get(), number, reader.content()));
                next = more ? reader.next() : Optional.empty();
            }
        }
    }

    /** Opens the content of the entry with a number; closing it closes what was opened for it. */
    private InputStream open(long number) throws IOException {
        TarReader reader = TarReader.open(source.open(), limits);
        try {
            for (long i = 0; i <= number; i++) {
                if (reader.next().isEmpty()) {
                    throw RegistryException.of(ErrorKind.SHORT_READ, "the tar file became shorter while it was read");
                }
            }
        } catch (IOException e) {
            reader.close();
            throw e;
        }
        return new FilterInputStream(reader.content()) {
            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    /** One entry during a pass. */
    record Member(TarFile file, TarEntry entry, long number, InputStream content) {

        /** The content; opened again it is looked up from the beginning of the archive. */
        BlobSource source() {
            AtomicBoolean opened = new AtomicBoolean();
            return BlobSource.reopening(() -> opened.getAndSet(true) ? file.open(number) : content);
        }

        /** The content of a manifest or the like, 8 MiB at most (IM-5, IM-6). */
        byte[] readAll() throws IOException {
            String what = entry.name() + " in the tar file";
            if (entry.size() > Manifest.MAX_PULL_BYTES) {
                throw RegistryException.of(
                        ErrorKind.SIZE_LIMIT_EXCEEDED,
                        what + " is larger than the limit of " + Manifest.MAX_PULL_BYTES + " bytes");
            }
            return LimitedInputStream.readAll(content, Manifest.MAX_PULL_BYTES, what);
        }
    }
}
