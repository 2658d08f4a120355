// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.RegistryException;
import io.regclient.mod.tree.DataLimit;
import io.regclient.mod.tree.LayerNode;
import io.regclient.mod.tree.ManifestNode;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes to manifests (contract section 17, operations of phase M). Steps reach every manifest of an image. */
public final class ManifestEdits {
    static final String BASE_NAME = "org.opencontainers.image.base.name";
    static final String BASE_DIGEST = "org.opencontainers.image.base.digest";

    private ManifestEdits() {}

    /**
     * Sets an annotation; an empty value removes it. Index and images get it, with a platform prefix in front of the
     * name only images of those platforms (MO-13).
     */
    public static ImageEdit annotation(String name, String value) throws RegistryException {
        PlatformPrefix prefix = PlatformPrefix.parseName("annotation", name);
        return plan -> {
            PlatformChoice images = plan.choice(prefix);
            plan.onManifest(node -> {
                if (images.accepts(node.content())) {
                    annotate(node, prefix.value(), value);
                }
            });
        };
    }

    /** Says on every manifest what the image is built on. */
    public static ImageEdit annotationOciBase(Ref base, Digest digest) {
        return plan -> plan.onManifest(node -> {
            annotate(node, BASE_NAME, base.commonName());
            annotate(node, BASE_DIGEST, digest.toString());
        });
    }

    /** Gives an index the annotations that all its manifests share; they keep theirs. */
    public static ImageEdit annotationPromoteCommon() {
        return plan -> plan.onManifest(node -> {
            for (Map.Entry<String, String> shared : shared(node.children()).entrySet()) {
                annotate(node, shared.getKey(), shared.getValue());
            }
        });
    }

    private static Map<String, String> shared(List<ManifestNode> children) {
        Map<String, String> shared = new LinkedHashMap<>();
        for (ManifestNode child : children) {
            Map<String, String> own = child.manifest().annotations();
            if (child == children.getFirst()) {
                shared.putAll(own);
            } else {
                shared.entrySet().removeIf(each -> !each.getValue().equals(own.get(each.getKey())));
            }
        }
        return shared;
    }

    /** Makes every label of an image's config an annotation of its manifest. */
    public static ImageEdit labelToAnnotation() {
        return plan -> plan.onManifest(node -> {
            Optional<ImageConfig> config = node.content().imageConfig();
            if (config.isPresent()) {
                for (Map.Entry<String, String> label :
                        config.get().config().labels().entrySet()) {
                    annotate(node, label.getKey(), label.getValue());
                }
            }
        });
    }

    private static void annotate(ManifestNode node, String name, String value) throws RegistryException {
        Manifest manifest = node.manifest();
        Optional<String> before = Optional.ofNullable(manifest.annotations().get(name));
        if (!before.orElse("").equals(value) || (before.isPresent() && value.isEmpty())) {
            node.change(manifest.withAnnotation(name, value));
        }
    }

    /** Docker's media types for manifests, configs and layers; what has an artifact type cannot be converted. */
    public static ImageEdit manifestToDocker() {
        return plan -> plan.onManifest(MediaFamily.DOCKER::convert);
    }

    /** OCI's media types for manifests, configs and layers. */
    public static ImageEdit manifestToOci() {
        return plan -> plan.onManifest(MediaFamily.OCI::convert);
    }

    /** Turns attestations that are entries of an index into referrers of the images they are about. */
    public static ImageEdit manifestToOciReferrers() {
        return plan -> plan.onManifest(ReferrerConversion::convert);
    }

    /** Removes the URLs of layers, and makes layers that should not be distributed normal ones. */
    public static ImageEdit externalUrlsRm() {
        return plan -> plan.onManifest(node -> {
            for (LayerNode layer : node.content().layers()) {
                layer.describe(layer.descriptor()
                        .withUrls(List.of())
                        .withMediaType(distributable(layer.descriptor().mediaType())));
            }
        });
    }

    private static String distributable(String mediaType) {
        return switch (mediaType) {
            case MediaType.OCI_FOREIGN -> MediaType.OCI_LAYER;
            case MediaType.OCI_FOREIGN_GZIP -> MediaType.OCI_LAYER_GZIP;
            case MediaType.OCI_FOREIGN_ZSTD -> MediaType.OCI_LAYER_ZSTD;
            case MediaType.DOCKER_FOREIGN_GZIP -> MediaType.DOCKER_LAYER_GZIP;
            default -> mediaType;
        };
    }

    /** Exchanges the base that the annotations of the image name for what its tag stands for now. */
    public static ImageEdit rebase() {
        return Rebase.annotated();
    }

    /** Exchanges one base for another one. */
    public static ImageEdit rebase(Ref from, Ref to) {
        return Rebase.between(from, to);
    }

    /** Another algorithm for all digests: layers, their diff_ids, configs and manifests. */
    public static ImageEdit digestAlgorithm(DigestAlgorithm algorithm) {
        List<ImageEdit> all = List.of(
                LayerEdits.layerDigestAlgorithm(algorithm),
                ConfigEdits.configDigestAlgorithm(algorithm),
                manifestDigestAlgorithm(algorithm));
        return plan -> {
            for (ImageEdit edit : all) {
                edit.plan(plan);
            }
        };
    }

    /** Another algorithm for the digests of manifests. */
    public static ImageEdit manifestDigestAlgorithm(DigestAlgorithm algorithm) {
        return plan -> plan.onManifest(node -> {
            if (node.manifest().digest().algorithm() != algorithm) {
                node.change(node.manifest().withDigestAlgorithm(algorithm));
            }
        });
    }

    /**
     * Embeds the content of what manifests and indexes name in its descriptor, up to a size, and takes it out where it
     * is larger.
     *
     * @param max bytes; a negative number keeps what is there
     */
    public static ImageEdit data(long max) {
        return plan -> plan.embed(DataLimit.of(max));
    }
}
