// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.digest.Digest;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A manifest with everything that hangs on it: entries of an index and what refers to it (contract regctl 9.1.4). It grows
 * while the tree is walked, so that what was read before a failure can be shown.
 */
public final class ArtifactNode {
    private final Ref ref;
    private final Manifest manifest;
    private final Optional<Platform> platform;
    private final String artifactType;
    private final Optional<Ref> referrerSource;
    private final List<ArtifactNode> children = new ArrayList<>();
    private final List<ArtifactNode> referrers = new ArrayList<>();

    /**
     * A node without anything below.
     *
     * @param ref where the manifest was read
     * @param platform platform of an entry of an index
     * @param artifactType its own, else that of the list that named it; empty text for none
     * @param referrerSource repository that was asked for what refers to it, where it is another one
     */
    ArtifactNode(
            Ref ref,
            Manifest manifest,
            Optional<Platform> platform,
            String artifactType,
            Optional<Ref> referrerSource) {
        this.ref = ref;
        this.manifest = manifest;
        this.platform = platform;
        this.artifactType = artifactType;
        this.referrerSource = referrerSource;
    }

    public Ref ref() {
        return ref;
    }

    public Manifest manifest() {
        return manifest;
    }

    public Digest digest() {
        return manifest.digest();
    }

    public Optional<Platform> platform() {
        return platform;
    }

    public String artifactType() {
        return artifactType;
    }

    public Optional<Ref> referrerSource() {
        return referrerSource;
    }

    /** Entries of an index, in order. */
    public List<ArtifactNode> children() {
        return List.copyOf(children);
    }

    /** What refers to it, digest tags last. */
    public List<ArtifactNode> referrers() {
        return List.copyOf(referrers);
    }

    void addChild(ArtifactNode node) {
        children.add(node);
    }

    void addReferrer(ArtifactNode node) {
        referrers.add(node);
    }
}
