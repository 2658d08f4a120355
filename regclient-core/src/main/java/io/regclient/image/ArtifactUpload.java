// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.archive.Compression;
import io.regclient.archive.TarDirectory;
import io.regclient.archive.TemporaryFile;
import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.file.RegularFile;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import io.regclient.stream.BlobSource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings the content of an artifact into its repository; what is there is not sent again (contract regctl 9.1.3). */
final class ArtifactUpload {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Scheme scheme;
    private final Ref repo;
    private final Path temporary;

    /**
     * Uploads into one repository.
     *
     * @param temporary directory for packed directories on their way
     */
    ArtifactUpload(Scheme scheme, Ref repo, Path temporary) {
        this.scheme = scheme;
        this.repo = repo.withoutVersion();
        this.temporary = temporary;
    }

    /** Sends a small text. */
    Descriptor put(String mediaType, byte[] content) throws IOException {
        Descriptor blob = Descriptor.ofContent(mediaType, content);
        return putUnlessThere(blob, BlobSource.ofBytes(content));
    }

    /** Sends a stream, whose digest is known when it has been sent. */
    Descriptor put(String mediaType, InputStream content) throws IOException {
        return putOnce(mediaType, BlobSource.once(content));
    }

    private Descriptor putOnce(String mediaType, BlobSource content) throws IOException {
        Descriptor unknown = new Descriptor(
                mediaType, Optional.empty(), -1, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");
        Descriptor stored = scheme.putBlob(repo, unknown, content);
        Digest digest = stored.digest()
                .orElseThrow(() -> RegistryException.of(ErrorKind.MISSING_DIGEST, "a blob was stored without digest"));
        return Descriptor.of(mediaType, digest, stored.size());
    }

    /** Sends a file, or a directory as a compressed archive. */
    Descriptor put(ArtifactFile file) throws IOException {
        Path path = file.path();
        boolean directory = RegularFile.isDirectory(path);
        Descriptor stored = directory ? putDirectory(file.mediaType(), path) : putFile(file.mediaType(), path);
        return file.title().isEmpty()
                ? stored
                : stored.withAnnotations(Map.of(Artifact.TITLE, file.title().get() + (directory ? "/" : "")));
    }

    /** A file is read twice, for its digest and to be sent; a pipe can only be sent. */
    Descriptor putFile(String mediaType, Path path) throws IOException {
        BlobSource source = BlobSource.reopening(() -> open(path));
        if (!RegularFile.isOne(path)) {
            return putOnce(mediaType, BlobSource.once(open(path)));
        }
        MessageDigest hash = DigestAlgorithm.SHA256.hasher();
        long size;
        try (InputStream in = open(path);
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), hash)) {
            size = in.transferTo(out);
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw reading(path, e);
        }
        return putUnlessThere(Descriptor.of(mediaType, DigestAlgorithm.SHA256.finish(hash.digest()), size), source);
    }

    private Descriptor putDirectory(String mediaType, Path path) throws IOException {
        MessageDigest hash = DigestAlgorithm.SHA256.hasher();
        try (TemporaryFile packed = TemporaryFile.create(temporary)) {
            try (OutputStream file = new DigestOutputStream(packed.write(), hash);
                    OutputStream out = Compression.GZIP.compress(new BufferedOutputStream(file, BUFFER_BYTES))) {
                TarDirectory.write(path, out);
            }
            Digest digest = DigestAlgorithm.SHA256.finish(hash.digest());
            return putUnlessThere(Descriptor.of(mediaType, digest, packed.size()), packed.source());
        }
    }

    private Descriptor putUnlessThere(Descriptor blob, BlobSource content) throws IOException {
        if (scheme.headBlob(repo, blob).isEmpty()) {
            scheme.putBlob(repo, blob, content);
        }
        return blob;
    }

    private static InputStream open(Path path) throws IOException {
        try {
            return RegularFile.read(path);
        } catch (IOException e) {
            throw reading(path, e);
        }
    }

    private static RegistryException reading(Path path, IOException e) {
        return RegistryException.ofFile("failed to open " + path, FileFailure.reason(e), e);
    }
}
