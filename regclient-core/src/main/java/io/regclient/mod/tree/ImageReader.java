// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.config.LocalPlatform;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.SchemeSet;
import io.regclient.stream.BlobReader;
import io.regclient.stream.LimitedInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what one run needs: the tree of manifests, referrers, configs and bases. A run reads neither deeper nor more
 * than it has limits for; a registry must not keep it busy for ever.
 */
public final class ImageReader {
    /** Deepest nesting of manifests. */
    static final int MAX_DEPTH = 32;

    /** Most manifests of one run. */
    static final int MAX_MANIFESTS = 10_000;

    /**
     * Bytes of all manifests of one run. They are all in memory at the same time, before and after the change; made of
     * nothing but the shortest descriptors they take six times as much. The programs have a heap of 256 MiB.
     */
    static final int MAX_TOTAL_BYTES = 24 << 20;

    private final SchemeSet schemes;
    private final Map<Ref, Manifest> bases = new LinkedHashMap<>();
    private final Map<Ref, ConfigNode> baseConfigs = new HashMap<>();
    private int manifests;
    private long bytes;

    public ImageReader(SchemeSet schemes) {
        this.schemes = schemes;
    }

    /** Reads an image with all that an index leads to. */
    public ManifestNode read(Ref source) throws IOException {
        Manifest top = counted(source, schemes.of(source).getManifest(source));
        Deque<Digest> above = new ArrayDeque<>(List.of(top.digest()));
        return node(source.withDigest(top.digest()), Optional.empty(), top, above);
    }

    private ManifestNode node(Ref ref, Optional<Descriptor> named, Manifest manifest, Deque<Digest> above)
            throws IOException {
        List<ManifestNode.Entry> entries = new ArrayList<>();
        for (Descriptor entry : manifest.manifests()) {
            entries.add(new ManifestNode.Entry(entry, child(ref, entry, above)));
        }
        return new ManifestNode(ref, named, manifest, entries, content(ref.withoutVersion(), manifest));
    }

    private Optional<ManifestNode> child(Ref parent, Descriptor entry, Deque<Digest> above) throws IOException {
        if (!entry.mediaType().isEmpty() && !MediaType.isManifest(entry.mediaType())) {
            return Optional.empty(); // content of another kind, for example of a build cache
        }
        Digest digest = requireDigest(entry, parent);
        if (above.contains(digest)) {
            throw RegistryException.of(
                    ErrorKind.LOOP_DETECTED, "index " + parent.commonName() + " leads back to " + digest);
        }
        requireDepth(above.size(), parent);
        Ref ref = parent.withDigest(digest);
        Manifest manifest = counted(ref, childManifest(parent, entry));
        above.push(digest);
        ManifestNode node = node(ref, Optional.of(entry), manifest, above);
        above.pop();
        return Optional.of(node);
    }

    private Manifest childManifest(Ref parent, Descriptor entry) throws IOException {
        try {
            return schemes.of(parent).getManifest(parent.withoutVersion(), entry);
        } catch (RegistryException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            throw e.withContext(
                    "index " + parent.commonName() + " is incomplete, copy all its platforms before it is changed");
        }
    }

    private ImageContent content(Ref repository, Manifest manifest) {
        return new ImageContent(
                repository,
                manifest.config().map(config -> config(repository, config)),
                manifest.isIndex() ? List.of() : manifest.layers());
    }

    private ConfigNode config(Ref repository, Descriptor config) {
        return new ConfigNode(config, () -> small(repository, config));
    }

    /** The content of a config or a blob that is to be embedded, at most 8 MiB. */
    byte[] small(Ref repository, Descriptor blob) throws IOException {
        Optional<byte[]> embedded = blob.embeddedContent();
        if (embedded.isPresent()) {
            return embedded.get();
        }
        try (BlobReader in = schemes.of(repository).getBlob(repository, blob)) {
            String what = "blob " + blob.digest().map(Object::toString).orElse("") + " of " + repository.commonName();
            return LimitedInputStream.readAll(in, Manifest.MAX_PULL_BYTES, what);
        }
    }

    /** A manifest that refers to another one. */
    Manifest referrer(Ref repository, Descriptor referrer) throws IOException {
        return counted(repository, schemes.of(repository).getManifest(repository, referrer));
    }

    /** The image a base reference names, of an index the best one for the platform; each manifest and config is read once. */
    public BaseImage base(Ref base, Optional<Platform> platform) throws IOException {
        Manifest named = baseManifest(base);
        Manifest manifest = named;
        for (int depth = 0; manifest instanceof IndexManifest index; depth++) {
            requireDepth(depth, base);
            Descriptor entry = index.select(platform.orElseGet(LocalPlatform.system()));
            manifest = baseManifest(base.withDigest(requireDigest(entry, base)));
        }
        ImageManifest image = manifest.asImage();
        Descriptor config = image.config()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.UNSUPPORTED_MEDIA_TYPE, "base " + base.commonName() + " has no config"));
        ConfigNode node = baseConfigs.computeIfAbsent(
                base.withDigest(image.digest()), ref -> config(base.withoutVersion(), config));
        return new BaseImage(base, named.digest(), image, node);
    }

    /** What a base reference names; read once. */
    public Manifest baseManifest(Ref ref) throws IOException {
        Optional<Manifest> known = Optional.ofNullable(bases.get(ref));
        if (known.isPresent()) {
            return known.get();
        }
        Manifest manifest = counted(ref, schemes.of(ref).getManifest(ref));
        bases.put(ref, manifest);
        return manifest;
    }

    static void requireDepth(int depth, Ref ref) throws RegistryException {
        if (depth > MAX_DEPTH) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "manifests are nested deeper than " + MAX_DEPTH + " levels at " + ref.commonName());
        }
    }

    private Manifest counted(Ref ref, Manifest manifest) throws RegistryException {
        manifests++;
        bytes += manifest.raw().length;
        if (manifests > MAX_MANIFESTS || bytes > MAX_TOTAL_BYTES) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "image has more than " + MAX_MANIFESTS + " manifests or " + MAX_TOTAL_BYTES + " bytes of them at "
                            + ref.commonName());
        }
        return manifest;
    }

    private static Digest requireDigest(Descriptor entry, Ref where) throws RegistryException {
        return entry.digest()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_DIGEST, "entry without digest in " + where.commonName()));
    }
}
