// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.samples;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.model.Descriptor;
import io.regclient.model.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An image, index or artifact small enough to be held in memory, complete with everything it refers to.
 *
 * @param platform platform of a single image; empty for indexes and artifacts
 * @param blobs configs, layers and other blobs
 * @param manifests manifests, children before their parents; the last one is the root
 * @param referrers artifacts that have one of the manifests as subject
 */
public record SampleImage(
        Optional<Platform> platform, List<Content> blobs, List<Content> manifests, List<SampleImage> referrers) {

    public SampleImage {
        if (manifests.isEmpty()) {
            throw new IllegalArgumentException("an image has at least one manifest");
        }
        blobs = List.copyOf(blobs);
        manifests = List.copyOf(manifests);
        referrers = List.copyOf(referrers);
    }

    /** A blob or manifest. */
    public static final class Content {
        private final String mediaType;
        private final Digest digest;
        private final byte[] bytes;

        private Content(String mediaType, Digest digest, byte[] bytes) {
            this.mediaType = mediaType;
            this.digest = digest;
            this.bytes = bytes;
        }

        static Content of(String mediaType, DigestAlgorithm algorithm, byte[] bytes) {
            return new Content(mediaType, algorithm.digest(bytes), bytes);
        }

        public String mediaType() {
            return mediaType;
        }

        public Digest digest() {
            return digest;
        }

        /** The content; callers must not modify the array. */
        public byte[] bytes() {
            return bytes;
        }

        public Descriptor descriptor() {
            return Descriptor.of(mediaType, digest, bytes.length);
        }
    }

    /** Starts an image for a platform, for example {@code linux/arm/v7}. */
    public static SampleImageBuilder image(String platform) {
        return new SampleImageBuilder(platform);
    }

    /** Starts an index over images or other indexes. */
    public static SampleIndexBuilder index(SampleImage... children) {
        return new SampleIndexBuilder(List.of(children));
    }

    /** Starts an artifact: an OCI image manifest with an empty config. */
    public static SampleArtifactBuilder artifact(String artifactType) {
        return new SampleArtifactBuilder(artifactType);
    }

    /** The root manifest. */
    public Content root() {
        return manifests.getLast();
    }

    /** Digest of the root manifest. */
    public Digest digest() {
        return root().digest();
    }

    /** Descriptor of the root manifest. */
    public Descriptor descriptor() {
        return root().descriptor();
    }

    /** The image with one more artifact pushed beside it. */
    public SampleImage withReferrer(SampleImage referrer) {
        List<SampleImage> more = new ArrayList<>(referrers);
        more.add(referrer);
        return new SampleImage(platform, blobs, manifests, more);
    }
}
