// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.image.ManifestLookup;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.Platform;
import io.regclient.model.RateLimit;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.Optional;

/**
 * Manifests by tag or digest: {@link RegClient#manifests}, which says how its methods fail. A platform picks the best
 * entry of an index; it has no effect on other manifests (MF-11).
 */
public final class Manifests {
    private final SchemeSet schemes;
    private final ManifestLookup lookup;

    Manifests(SchemeSet schemes) {
        this.schemes = schemes;
        this.lookup = new ManifestLookup(schemes);
    }

    /**
     * Upstream {@code ManifestHead}; the digest is empty when the registry sent none (MF-9).
     *
     * @throws RegistryException of kind UNSUPPORTED_API when the host has HEAD disabled (MI-6)
     */
    public Optional<ManifestHead> head(Ref ref, Optional<Platform> platform) throws IOException {
        return Operations.call(() -> lookup.head(ref, platform));
    }

    /** Like {@link #head}, but there must be a manifest: the failure says what is missing. */
    public ManifestHead requireHead(Ref ref, Optional<Platform> platform) throws IOException {
        return Operations.call(() -> lookup.requireHead(ref, platform));
    }

    /** Like {@link #head}, but there must be a manifest and its digest: a GET follows where HEAD has none. */
    public ManifestHead describe(Ref ref, Optional<Platform> platform) throws IOException {
        return Operations.call(() -> lookup.describe(ref, platform));
    }

    /** Upstream {@code ManifestGet}: at most 8 MiB, its digest verified (MF-3, MF-5). */
    public Manifest get(Ref ref, Optional<Platform> platform) throws IOException {
        return Operations.call(() -> lookup.get(ref, platform));
    }

    /**
     * The manifest that an index or another manifest names; embedded data costs no request when it is right (MF-12).
     *
     * @throws RegistryException of kind MISSING_DIGEST
     */
    public Manifest get(Ref repo, Descriptor descriptor) throws IOException {
        return Operations.call(() -> lookup.get(repo, descriptor));
    }

    /** The reference with the digest of the platform's manifest added; unchanged when it names no index (MF-11). */
    public Ref resolve(Ref ref, Platform platform) throws IOException {
        return Operations.call(() -> lookup.resolve(ref, platform));
    }

    /**
     * Upstream {@code ManifestPut}: the bytes unchanged, at most 4 MiB (MF-13). Without support for its subject in the
     * registry the fallback tag is kept up (MF-16).
     *
     * @param ref with the tag, or with the digest of the manifest
     * @return the descriptor of the manifest
     * @throws RegistryException of kind MISSING_TAG without either
     */
    public Descriptor put(Ref ref, Manifest manifest, ManifestPut options) throws IOException {
        Scheme scheme = schemes.ofRepo(ref);
        Operations.run(() -> scheme.putManifest(ref, manifest, options));
        return manifest.descriptor();
    }

    /**
     * What a reference stands for now: by HEAD, or GET where HEAD is switched off (MF-18).
     *
     * @return empty when the registry says that there is nothing
     */
    public Optional<Digest> digest(Ref ref) throws IOException {
        try {
            return describe(ref, Optional.empty()).descriptor().digest();
        } catch (RegistryException e) {
            if (e.is(ErrorKind.NOT_FOUND)) {
                return Optional.empty();
            }
            if (e.kind() != ErrorKind.UNSUPPORTED_API) {
                throw e;
            }
            return get(ref, Optional.empty()).descriptor().digest();
        }
    }

    /**
     * Upstream {@code ManifestDelete}: with all its tags (MF-17).
     *
     * @throws RegistryException of kind MISSING_DIGEST for a reference with a tag only
     */
    public void delete(Ref ref, ManifestDelete options) throws IOException {
        Scheme scheme = schemes.ofVersion(ref);
        Operations.run(() -> scheme.deleteManifest(ref, options));
    }

    /** The pull limit a registry announces with the HEAD of a manifest, in pulls per its window (MF-19). */
    public RateLimit readRateLimit(Ref ref) throws IOException {
        return Operations.call(() -> lookup.requireHead(ref, Optional.empty())).rateLimit();
    }
}
