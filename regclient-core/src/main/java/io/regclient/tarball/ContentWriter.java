// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.archive.TarWriter;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.SchemaOneManifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import io.regclient.stream.BlobReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Writes manifests and everything below them, each digest once, parents first (EX-2). */
final class ContentWriter {
    /** Indexes in indexes that are followed. */
    private static final int MAX_DEPTH = 32;

    private final Scheme scheme;
    private final Ref repo;
    private final TarWriter tar;
    private final Set<Digest> written = new HashSet<>();

    ContentWriter(Scheme scheme, Ref repo, TarWriter tar) {
        this.scheme = scheme;
        this.repo = repo;
        this.tar = tar;
    }

    void write(Manifest manifest) throws IOException {
        write(manifest, 0);
    }

    private void write(Manifest manifest, int depth) throws IOException {
        requireExportable(manifest);
        if (depth > MAX_DEPTH) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED, "indexes are nested deeper than " + MAX_DEPTH + " levels");
        }
        if (!written.add(manifest.digest())) {
            return;
        }
        tar.file(Members.blob(manifest.digest()), manifest.raw());
        scheme.expect(repo, unwritten(manifest));
        if (manifest.config().isPresent()) {
            blob(manifest.config().get());
        }
        for (Descriptor layer : manifest.layers()) {
            blob(layer);
        }
        for (Descriptor entry : manifest.manifests()) {
            entry(entry, depth + 1);
        }
    }

    private List<Descriptor> unwritten(Manifest manifest) {
        return Stream.concat(manifest.config().stream(), manifest.layers().stream())
                .filter(blob -> blob.digest().isPresent()
                        && !written.contains(blob.digest().get()))
                .toList();
    }

    /** A manifest of schema 1 is signed text around the manifest: a layout cannot hold it under its digest (EX-3). */
    void requireExportable(Manifest manifest) throws RegistryException {
        boolean noConfig =
                manifest instanceof ImageManifest && manifest.config().isEmpty();
        if (noConfig || manifest instanceof SchemaOneManifest) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                    "manifest " + manifest.digest() + " of type " + manifest.mediaType() + " has no config");
        }
    }

    /** An entry of an index may be a blob; an unknown type is a manifest when there is one with its digest (IC-7). */
    private void entry(Descriptor entry, int depth) throws IOException {
        Digest digest = Members.digestOf(entry);
        if (written.contains(digest)) {
            return;
        }
        boolean manifest = MediaType.isManifest(entry.mediaType())
                || (!MediaType.isKnownBlob(entry.mediaType())
                        && scheme.headManifest(repo.withDigest(digest)).isPresent());
        if (manifest) {
            write(scheme.getManifest(repo, entry), depth);
        } else {
            blob(entry);
        }
    }

    private void blob(Descriptor blob) throws IOException {
        Digest digest = Members.digestOf(blob);
        if (!written.add(digest)) {
            return;
        }
        try (BlobReader content = scheme.getBlob(repo, blob)) {
            long size = blob.size() >= 0 ? blob.size() : content.size().orElse(-1);
            if (size < 0) {
                throw RegistryException.of(ErrorKind.MISMATCH, "the size of blob " + digest + " is unknown");
            }
            tar.file(Members.blob(digest), size, content);
        }
    }
}
