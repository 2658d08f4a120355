// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.DescriptorFilter;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import java.io.IOException;
import java.util.Optional;

/** From an index to the manifest of one platform, through nested indexes (contract MF-11, PL-4). */
final class PlatformSelection {
    /** Indexes in indexes that are followed. */
    private static final int MAX_DEPTH = 32;

    private final Scheme scheme;
    private final Platform platform;

    PlatformSelection(Scheme scheme, Platform platform) {
        this.scheme = scheme;
        this.platform = platform;
    }

    /** The manifest; one that is no index is taken whatever its platform. */
    Manifest get(Ref ref) throws IOException {
        Manifest manifest = scheme.getManifest(ref);
        for (int depth = 0; manifest.isIndex(); depth++) {
            manifest = scheme.getManifest(ref, best(manifest, ref, depth));
        }
        return manifest;
    }

    /** The reference with the digest of the platform's manifest; unchanged when it is no index. */
    Ref resolve(Ref ref) throws IOException {
        Manifest manifest = scheme.getManifest(ref);
        Ref resolved = ref;
        for (int depth = 0; manifest.isIndex(); depth++) {
            Descriptor next = best(manifest, ref, depth);
            resolved = ref.addDigest(digestOf(next, ref));
            if (!MediaType.isIndex(next.mediaType())) {
                return resolved;
            }
            manifest = scheme.getManifest(ref, next);
        }
        return resolved;
    }

    /** The head of the platform's manifest: HEAD, GET of the index, HEAD of the child. */
    Optional<ManifestHead> head(Ref ref) throws IOException {
        Optional<ManifestHead> top = scheme.headManifest(ref);
        return top.isPresent() ? Optional.of(below(ref, top.get())) : top;
    }

    /** Like {@link #head}, but there must be a manifest. */
    ManifestHead requireHead(Ref ref) throws IOException {
        return below(ref, scheme.requireManifest(ref));
    }

    private ManifestHead below(Ref ref, ManifestHead top) throws IOException {
        ManifestHead head = top;
        Ref at = ref;
        for (int depth = 0; MediaType.isIndex(head.descriptor().mediaType()); depth++) {
            Optional<Digest> digest = head.descriptor().digest();
            Manifest index = scheme.getManifest(digest.isPresent() ? at.addDigest(digest.get()) : at);
            at = ref.addDigest(digestOf(best(index, ref, depth), ref));
            head = scheme.requireManifest(at);
        }
        return head;
    }

    private Descriptor best(Manifest index, Ref ref, int depth) throws RegistryException {
        if (depth >= MAX_DEPTH) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "indexes are nested deeper than " + MAX_DEPTH + " levels at " + ref.commonName());
        }
        return DescriptorFilter.forPlatform(platform)
                .first(index.manifests())
                .orElseThrow(() -> IndexManifest.noPlatform(platform, ref.commonName(), index.manifests()));
    }

    private static Digest digestOf(Descriptor entry, Ref ref) throws RegistryException {
        return entry.digest()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_DIGEST, "entry without digest in index " + ref.commonName()));
    }
}
