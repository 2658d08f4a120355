// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.digest.DigestAlgorithm;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An OCI artifact manifest (withdrawn from the specification; contract MF-22): no config.
 *
 * @param descriptor media type, digest and size of the bytes
 * @param raw the bytes as received
 * @param headers response headers, empty when there were none
 * @param artifactType artifact type, empty text when absent
 * @param blobs content blobs
 * @param subject manifest this one refers to
 * @param annotations annotations in their original order
 */
@SuppressWarnings("ArrayRecordComponent") // raw is shared read-only, equality is by content
public record ArtifactManifest(
        Descriptor descriptor,
        byte[] raw,
        Map<String, List<String>> headers,
        String artifactType,
        List<Descriptor> blobs,
        Optional<Descriptor> subject,
        Map<String, String> annotations)
        implements Manifest {

    public ArtifactManifest {
        blobs = List.copyOf(blobs);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** A new artifact manifest; its digest is sha256. */
    public static ArtifactManifest of(
            String artifactType,
            List<Descriptor> blobs,
            Optional<Descriptor> subject,
            Map<String, String> annotations) {
        return write(new Content(artifactType, blobs, subject, annotations), true, DigestAlgorithm.SHA256);
    }

    /** Everything but the bytes. */
    private record Content(
            String artifactType,
            List<Descriptor> blobs,
            Optional<Descriptor> subject,
            Map<String, String> annotations) {}

    private static ArtifactManifest write(Content c, boolean statesType, DigestAlgorithm algorithm) {
        Map<String, Object> tree = ManifestWriter.start(MediaType.OCI_ARTIFACT, statesType, false);
        Tree.putText(tree, "artifactType", c.artifactType);
        Tree.putList(tree, "blobs", Tree.descriptors(c.blobs));
        ManifestWriter.finish(tree, c.subject, c.annotations);
        byte[] bytes = ManifestWriter.bytes(tree);
        Descriptor self = ManifestWriter.describe(MediaType.OCI_ARTIFACT, algorithm, bytes);
        return new ArtifactManifest(self, bytes, Map.of(), c.artifactType, c.blobs, c.subject, c.annotations);
    }

    private ArtifactManifest rewrite(Content changed) {
        return write(changed, ManifestWriter.statesMediaType(raw), descriptor.digestAlgorithm());
    }

    @Override
    public ArtifactManifest withHeaders(Map<String, List<String>> newHeaders) {
        return new ArtifactManifest(descriptor, raw, newHeaders, artifactType, blobs, subject, annotations);
    }

    public ArtifactManifest withBlobs(List<Descriptor> newBlobs) {
        return rewrite(new Content(artifactType, newBlobs, subject, annotations));
    }

    @Override
    public ArtifactManifest withSubject(Optional<Descriptor> newSubject) {
        return rewrite(new Content(artifactType, blobs, newSubject, annotations));
    }

    @Override
    public ArtifactManifest withAnnotations(Map<String, String> newAnnotations) {
        return rewrite(new Content(artifactType, blobs, subject, newAnnotations));
    }

    @Override
    public ArtifactManifest withDigestAlgorithm(DigestAlgorithm algorithm) {
        Content same = new Content(artifactType, blobs, subject, annotations);
        return write(same, ManifestWriter.statesMediaType(raw), algorithm);
    }

    @Override
    public RateLimit rateLimit() {
        return RateLimit.of(headers);
    }

    @Override
    public List<Descriptor> layers() {
        return blobs;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other != null && ManifestWriter.same(this, other);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return "artifact manifest " + descriptor.digest().map(Object::toString).orElse("");
    }
}
