// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.AtomicFile;
import io.regclient.file.Durability;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Blobs of a layout, streamed through one buffer (contract OL-9, OL-13). */
final class BlobFiles {
    private static final int BUFFER_BYTES = 64 << 10;

    private final LayoutDirectory layout;

    BlobFiles(LayoutDirectory layout) {
        this.layout = layout;
    }

    /** A file of another size than the descriptor's is not the blob. */
    Optional<Descriptor> head(Descriptor blob) throws RegistryException {
        OptionalLong size = layout.blobSize(digestOf(blob));
        return size.isPresent() && (blob.size() < 0 || blob.size() == size.getAsLong())
                ? Optional.of(blob.withSize(size.getAsLong()))
                : Optional.empty();
    }

    BlobReader open(Descriptor blob) throws RegistryException {
        Digest digest = digestOf(blob);
        String what = "read blob " + digest + " of " + layout.name();
        try {
            Path file = layout.readable(layout.blob(digest));
            long size = blob.size() >= 0 ? blob.size() : Files.size(file);
            InputStream in = DiskInputStream.open(file, what);
            return new BlobReader(in, OptionalLong.of(size), Optional.of(digest), blob.mediaType(), Map.of());
        } catch (NoSuchFileException e) {
            throw RegistryException.of(
                    ErrorKind.NOT_FOUND,
                    "blob " + digest + " not found in " + layout.name() + ": " + layout.blob(digest),
                    e);
        } catch (IOException e) {
            throw DiskError.of(what, e);
        }
    }

    /** Stores a blob after size and digest were verified; on failure nothing stays behind. */
    Descriptor put(Descriptor expected, BlobSource body) throws IOException {
        DigestAlgorithm algorithm = expected.digestAlgorithm();
        Path directory = layout.createBlobDirectory(algorithm.id());
        String name = expected.digest().map(Digest::toString).orElse("of unknown digest");
        String what = "write blob " + name + " to " + layout.name();
        AtomicFile file = create(directory, what);
        try (file;
                InputStream in = body.open()) {
            Descriptor stored = copy(in, file, expected, what);
            commit(file, layout.blob(digestOf(stored)), what);
            return stored;
        }
    }

    private static AtomicFile create(Path directory, String what) throws RegistryException {
        try {
            return AtomicFile.in(directory, "", Durability.CONTENT);
        } catch (IOException e) {
            throw DiskError.of(what, e);
        }
    }

    private static void commit(AtomicFile file, Path target, String what) throws RegistryException {
        try {
            file.commit(target);
        } catch (IOException e) {
            throw DiskError.of(what, e);
        }
    }

    /** Copies the content; reading may fail for reasons of the source, which keep their kind. */
    private static Descriptor copy(InputStream in, AtomicFile file, Descriptor expected, String what)
            throws IOException {
        MessageDigest hash = expected.digestAlgorithm().hasher();
        byte[] buffer = new byte[BUFFER_BYTES];
        long count = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            count += n;
            if (expected.size() >= 0 && count > expected.size()) {
                throw RegistryException.of(
                        ErrorKind.SIZE_LIMIT_EXCEEDED,
                        what + ": longer than the expected " + expected.size() + " bytes");
            }
            hash.update(buffer, 0, n);
            append(file, buffer, n, what);
        }
        return verified(expected, count, expected.digestAlgorithm().finish(hash.digest()), what);
    }

    private static void append(AtomicFile file, byte[] buffer, int length, String what) throws RegistryException {
        try {
            file.write(buffer, length);
        } catch (IOException e) {
            throw DiskError.of(what, e);
        }
    }

    private static Descriptor verified(Descriptor expected, long count, Digest actual, String what)
            throws RegistryException {
        if (expected.size() >= 0 && count < expected.size()) {
            throw RegistryException.of(
                    ErrorKind.SHORT_READ, what + ": ended after " + count + " of " + expected.size() + " bytes");
        }
        if (expected.digest().isPresent() && !expected.digest().get().equals(actual)) {
            throw RegistryException.of(
                    ErrorKind.DIGEST_MISMATCH,
                    what + ": digest mismatch, expected " + expected.digest().get() + ", computed " + actual);
        }
        String type = expected.mediaType().isEmpty() ? MediaType.OCTET_STREAM : expected.mediaType();
        return expected.withDigest(actual).withSize(count).withMediaType(type);
    }

    void delete(Descriptor blob) throws RegistryException {
        Digest digest = digestOf(blob);
        try {
            Files.delete(layout.removable(digest));
        } catch (NoSuchFileException e) {
            throw RegistryException.of(ErrorKind.NOT_FOUND, "blob " + digest + " not found in " + layout.name(), e);
        } catch (IOException e) {
            throw DiskError.of("delete blob " + digest + " of " + layout.name(), e);
        }
    }

    private static Digest digestOf(Descriptor blob) throws RegistryException {
        return blob.digest()
                .orElseThrow(() -> RegistryException.of(ErrorKind.MISSING_DIGEST, "a digest is needed to find a blob"));
    }
}
