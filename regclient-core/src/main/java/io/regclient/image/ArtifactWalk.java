// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Walks from a manifest to its entries and referrers, and theirs (contract regctl 9.1.4). One object walks once; not
 * thread-safe.
 */
public final class ArtifactWalk {
    /** A registry could make up referrers of referrers for ever. */
    private static final int MAX_NODES = 10_000;

    private static final int MAX_DEPTH = 100;

    private final SchemeSet schemes;
    private final ManifestLookup manifests;
    private final ReferrerQuery query;
    private final Optional<Ref> source;
    private final Optional<DigestTags> digestTags;
    private final Set<Digest> ancestors = new LinkedHashSet<>();
    private int nodes;

    /**
     * A walk.
     *
     * @param query which referrers belong to the tree
     * @param source another repository that is asked for referrers, which are there
     * @param digestTags tags named after a digest that belong to the tree too
     */
    public ArtifactWalk(SchemeSet schemes, ReferrerQuery query, Optional<Ref> source, Optional<DigestTags> digestTags) {
        this.schemes = schemes;
        this.manifests = new ManifestLookup(schemes);
        this.query = query;
        this.source = source;
        this.digestTags = digestTags;
    }

    /** How a manifest was found. */
    private record Found(Ref ref, Manifest manifest, Optional<Platform> platform, String artifactType) {
        ArtifactNode node(Optional<Ref> source) {
            String own = manifest.artifactType();
            return new ArtifactNode(ref, manifest, platform, own.isEmpty() ? artifactType : own, source);
        }
    }

    /**
     * The tree below a reference. A circle or something that cannot be read ends the walk with what there is.
     *
     * @throws RegistryException when the manifest itself cannot be read
     */
    public ArtifactTree of(Ref ref) throws IOException {
        Found root = new Found(ref, manifests.get(ref, Optional.empty()), Optional.empty(), "");
        ArtifactNode node = root.node(source);
        try {
            addBelow(node);
            return new ArtifactTree(node, Optional.empty());
        } catch (RegistryException e) {
            return new ArtifactTree(node, Optional.of(e));
        }
    }

    private void addBelow(ArtifactNode node) throws IOException {
        Digest digest = node.digest();
        if (!ancestors.add(digest)) {
            throw RegistryException.of(ErrorKind.LOOP_DETECTED, "loop encountered, already processed " + digest);
        }
        if (++nodes > MAX_NODES || ancestors.size() > MAX_DEPTH) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "more than " + (nodes > MAX_NODES ? MAX_NODES + " manifests" : MAX_DEPTH + " levels")
                            + " hang on a manifest");
        }
        for (Descriptor entry : node.manifest().manifests()) {
            addChild(node, entry);
        }
        Ref place = source.orElse(node.ref());
        for (Descriptor entry : schemes.ofRepo(place)
                .listReferrers(place.withDigest(digest), query)
                .descriptors()) {
            addReferrer(node, read(place, entry));
        }
        if (digestTags.isPresent()) {
            for (Ref tag : digestTags.get().of(digest)) {
                Manifest manifest = manifests.get(tag, Optional.empty());
                addReferrer(node, new Found(tag, manifest, Optional.empty(), ""));
            }
        }
        ancestors.remove(digest);
    }

    private Found read(Ref repo, Descriptor entry) throws IOException {
        Manifest manifest = manifests.get(repo, entry);
        return new Found(repo.withDigest(manifest.digest()), manifest, entry.platform(), entry.artifactType());
    }

    private void addChild(ArtifactNode parent, Descriptor entry) throws IOException {
        ArtifactNode child = read(parent.ref(), entry).node(source);
        requireNew(child);
        parent.addChild(child);
        addBelow(child);
    }

    private void addReferrer(ArtifactNode parent, Found found) throws IOException {
        ArtifactNode referrer = found.node(source);
        requireNew(referrer);
        parent.addReferrer(referrer);
        addBelow(referrer);
    }

    /** What closes a circle is not part of the tree. */
    private void requireNew(ArtifactNode node) throws RegistryException {
        if (ancestors.contains(node.digest())) {
            throw RegistryException.of(ErrorKind.LOOP_DETECTED, "loop encountered, already processed " + node.digest());
        }
    }
}
