// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds the manifest a reference names, of an index that of a platform when one is asked for; a platform has no effect
 * on other manifests (contract MF-11). Thread-safe.
 */
public final class ManifestLookup {
    private final SchemeSet schemes;

    public ManifestLookup(SchemeSet schemes) {
        this.schemes = schemes;
    }

    /** The head; its digest is empty when the registry sent none (MF-9). */
    public Optional<ManifestHead> head(Ref ref, Optional<Platform> platform) throws IOException {
        Scheme scheme = schemes.ofVersion(ref);
        return platform.isPresent()
                ? new PlatformSelection(scheme, platform.get()).head(ref)
                : scheme.headManifest(ref);
    }

    /** Like {@link #head}, but there must be a manifest; the digest is known: a GET follows where HEAD has none. */
    public ManifestHead describe(Ref ref, Optional<Platform> platform) throws IOException {
        ManifestHead head = requireHead(ref, platform);
        if (head.descriptor().digest().isPresent()) {
            return head;
        }
        Manifest manifest = get(ref, platform);
        return new ManifestHead(manifest.descriptor(), manifest.rateLimit(), manifest.headers());
    }

    /** Like {@link #head}; kind NOT_FOUND when there is none. */
    public ManifestHead requireHead(Ref ref, Optional<Platform> platform) throws IOException {
        Scheme scheme = schemes.ofVersion(ref);
        return platform.isPresent()
                ? new PlatformSelection(scheme, platform.get()).requireHead(ref)
                : scheme.requireManifest(ref);
    }

    public Manifest get(Ref ref, Optional<Platform> platform) throws IOException {
        Scheme scheme = schemes.ofVersion(ref);
        return platform.isPresent() ? new PlatformSelection(scheme, platform.get()).get(ref) : scheme.getManifest(ref);
    }

    /** The manifest that an index or another manifest names (MF-12). */
    public Manifest get(Ref repo, Descriptor descriptor) throws IOException {
        return schemes.ofRepo(repo).getManifest(repo, descriptor);
    }

    /** The reference with the digest of the platform's manifest added; unchanged when it names no index. */
    public Ref resolve(Ref ref, Platform platform) throws IOException {
        return new PlatformSelection(schemes.ofVersion(ref), platform).resolve(ref);
    }

    /**
     * The reference with the digest of its manifest, or of an index that of the platform's, and without its tag. At most
     * a HEAD, with a platform a GET and perhaps a HEAD.
     */
    public Ref toDigest(Ref ref, Optional<Platform> platform) throws IOException {
        Ref resolved = platform.isPresent() ? resolve(ref, platform.get()) : ref;
        return resolved.digest().isPresent()
                ? ref.withDigest(resolved.requireDigest())
                : ref.withDigest(
                        describe(ref, Optional.empty()).descriptor().digest().orElseThrow());
    }
}
