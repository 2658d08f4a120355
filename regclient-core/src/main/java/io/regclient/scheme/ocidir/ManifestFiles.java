// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.AtomicFile;
import io.regclient.file.SmallFile;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Manifests of a layout: finding them by the index, reading and writing their files (contract OL-5, OL-9 to OL-12). */
final class ManifestFiles {
    /** What is looked at to tell a manifest from other content. */
    private static final int MAX_INDENT = 4096;

    private final LayoutDirectory layout;

    ManifestFiles(LayoutDirectory layout) {
        this.layout = layout;
    }

    /** What the index says about a reference; a digest needs no entry (OL-5). */
    Optional<Descriptor> locate(LayoutIndex index, Ref ref) throws RegistryException {
        if (ref.digest().isEmpty()) {
            return index.findTag(LayoutIndex.tagOf(ref));
        }
        Digest digest = ref.requireDigest();
        return Optional.of(index.findDigest(digest).orElseGet(() -> Descriptor.ofDigest(digest)));
    }

    /** The manifest's file exists: its descriptor completed from the file (OL-12). */
    Descriptor head(Descriptor found) throws RegistryException {
        Digest digest = digestOf(found);
        OptionalLong size = layout.blobSize(digest);
        if (size.isEmpty()) {
            throw noFile(digest).withContext("read manifest " + digest + " of " + layout.name());
        }
        Descriptor sized = found.size() >= 0 ? found : found.withSize(size.getAsLong());
        return sized.mediaType().isEmpty() ? sized.withMediaType(read(found).mediaType()) : sized;
    }

    private RegistryException noFile(Digest digest) {
        return RegistryException.of(ErrorKind.NOT_FOUND, "file not found: " + layout.blob(digest));
    }

    /** Reads a manifest; at most as long as its descriptor says, and its digest is verified (OL-12). */
    Manifest read(Descriptor descriptor) throws RegistryException {
        Digest digest = digestOf(descriptor);
        try {
            return Manifest.parse(descriptor.mediaType(), Optional.of(digest), load(digest, limit(descriptor)));
        } catch (RegistryException e) {
            throw e.withContext("read manifest " + digest + " of " + layout.name());
        }
    }

    /** True unless the file begins as no JSON object does, and therefore no manifest. */
    boolean startsAsObject(Descriptor descriptor) throws RegistryException {
        Digest digest = digestOf(descriptor);
        try (InputStream in = Files.newInputStream(layout.readable(layout.blob(digest)))) {
            String start = new String(in.readNBytes(MAX_INDENT), StandardCharsets.UTF_8).strip();
            return start.isEmpty() || start.startsWith("{") || start.startsWith("\ufeff");
        } catch (IOException e) {
            throw DiskError.of("read manifest " + digest + " of " + layout.name(), e);
        }
    }

    private static int limit(Descriptor descriptor) throws RegistryException {
        // the descriptor of a signed schema 1 manifest counts the payload, its file is longer (MF-8)
        boolean unknown = descriptor.size() < 0 || isSchemaOne(descriptor.mediaType());
        if (!unknown && descriptor.size() > Manifest.MAX_PULL_BYTES) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "manifest of " + descriptor.size() + " bytes is larger than " + Manifest.MAX_PULL_BYTES);
        }
        return unknown ? Manifest.MAX_PULL_BYTES : (int) descriptor.size();
    }

    private static boolean isSchemaOne(String mediaType) {
        return mediaType.equals(MediaType.DOCKER_SCHEMA1) || mediaType.equals(MediaType.DOCKER_SCHEMA1_SIGNED);
    }

    private byte[] load(Digest digest, int limit) throws RegistryException {
        try {
            return SmallFile.read(layout.readable(layout.blob(digest)), limit)
                    .orElseThrow(() -> RegistryException.of(
                            ErrorKind.SIZE_LIMIT_EXCEEDED, "file is longer than the expected " + limit + " bytes"));
        } catch (NoSuchFileException e) {
            throw noFile(digest);
        } catch (IOException e) {
            throw DiskError.of("read file", e);
        }
    }

    /** Writes the file of a manifest under the digest (OL-9). */
    void write(Digest digest, byte[] raw) throws RegistryException {
        Path directory = layout.createBlobDirectory(digest.algorithm().id());
        try {
            AtomicFile.write(directory.resolve(digest.hex()), raw);
        } catch (IOException e) {
            throw DiskError.of("write manifest " + digest + " to " + layout.name(), e);
        }
    }

    private static Digest digestOf(Descriptor descriptor) throws RegistryException {
        return descriptor
                .digest()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_DIGEST, "entry without digest in the index of the OCI layout"));
    }
}
