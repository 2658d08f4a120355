// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.RegistryException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image manifest or Docker schema 2 manifest.
 *
 * @param descriptor media type, digest and size of the bytes
 * @param raw the bytes as received
 * @param headers response headers, empty when there were none
 * @param artifactType artifact type, empty text when absent
 * @param config config blob
 * @param layers layers, base first
 * @param subject manifest this one refers to
 * @param annotations annotations in their original order
 */
@SuppressWarnings("ArrayRecordComponent") // raw is shared read-only, equality is by content
public record ImageManifest(
        Descriptor descriptor,
        byte[] raw,
        Map<String, List<String>> headers,
        String artifactType,
        Optional<Descriptor> config,
        List<Descriptor> layers,
        Optional<Descriptor> subject,
        Map<String, String> annotations)
        implements Manifest {

    public ImageManifest {
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** A new OCI or Docker image manifest; its digest is sha256. */
    public static ImageManifest of(String mediaType, Descriptor config, List<Descriptor> layers) {
        Content content = new Content(mediaType, "", Optional.of(config), layers, Optional.empty(), Map.of());
        return write(content, ManifestWriter.Form.NEW, DigestAlgorithm.SHA256);
    }

    /** A new manifest of an image that has no layers yet, written as null (regctl 9.6.3); its digest is sha256. */
    public static ImageManifest withoutLayers(String mediaType, Descriptor config) {
        Content content = new Content(mediaType, "", Optional.of(config), List.of(), Optional.empty(), Map.of());
        return write(content, new ManifestWriter.Form(true, true), DigestAlgorithm.SHA256);
    }

    /** Everything but the bytes. */
    private record Content(
            String mediaType,
            String artifactType,
            Optional<Descriptor> config,
            List<Descriptor> layers,
            Optional<Descriptor> subject,
            Map<String, String> annotations) {}

    private static ImageManifest write(Content c, ManifestWriter.Form form, DigestAlgorithm algorithm) {
        Map<String, Object> tree = ManifestWriter.start(c.mediaType, form.statesType(), true);
        Tree.putText(tree, "artifactType", c.artifactType);
        tree.put("config", c.config.map(Descriptor::toTree).orElseGet(ImageManifest::noConfig));
        ManifestWriter.putList(tree, "layers", c.layers, form);
        ManifestWriter.finish(tree, c.subject, c.annotations);
        byte[] bytes = ManifestWriter.bytes(tree);
        Descriptor self = ManifestWriter.describe(c.mediaType, algorithm, bytes);
        return new ImageManifest(self, bytes, Map.of(), c.artifactType, c.config, c.layers, c.subject, c.annotations);
    }

    /** The field is not optional in the format, so a manifest that was read without config gets an empty one. */
    private static Map<String, Object> noConfig() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("mediaType", "");
        tree.put("digest", "");
        tree.put("size", 0);
        return tree;
    }

    private Content content() {
        return new Content(mediaType(), artifactType, config, layers, subject, annotations);
    }

    private ImageManifest rewrite(Content changed) {
        return write(changed, ManifestWriter.formOf(raw, "layers"), descriptor.digestAlgorithm());
    }

    @Override
    public ImageManifest withHeaders(Map<String, List<String>> newHeaders) {
        return new ImageManifest(descriptor, raw, newHeaders, artifactType, config, layers, subject, annotations);
    }

    public ImageManifest withConfig(Descriptor newConfig) {
        return rewrite(new Content(mediaType(), artifactType, Optional.of(newConfig), layers, subject, annotations));
    }

    public ImageManifest withLayers(List<Descriptor> newLayers) {
        return rewrite(new Content(mediaType(), artifactType, config, newLayers, subject, annotations));
    }

    /**
     * The image under another media type, which is then written into it; descriptors stay as they are.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE when the type cannot hold subject or artifact type
     */
    public ImageManifest withMediaType(String newType) throws RegistryException {
        if (subject.isPresent()) {
            ManifestWriter.requireOci(newType, "a subject");
        }
        if (!artifactType.isEmpty()) {
            ManifestWriter.requireOci(newType, "an artifact type");
        }
        Content changed = new Content(newType, artifactType, config, layers, subject, annotations);
        return write(changed, ManifestWriter.formOf(raw, "layers").stated(), descriptor.digestAlgorithm());
    }

    /** Sets the artifact type; kind UNSUPPORTED_MEDIA_TYPE for Docker's type. */
    public ImageManifest withArtifactType(String newType) throws RegistryException {
        if (!newType.isEmpty()) {
            ManifestWriter.requireOci(mediaType(), "an artifact type");
        }
        return rewrite(new Content(mediaType(), newType, config, layers, subject, annotations));
    }

    @Override
    public ImageManifest withSubject(Optional<Descriptor> newSubject) throws RegistryException {
        if (newSubject.isPresent()) {
            ManifestWriter.requireOci(mediaType(), "a subject");
        }
        return rewrite(new Content(mediaType(), artifactType, config, layers, newSubject, annotations));
    }

    @Override
    public ImageManifest withAnnotations(Map<String, String> newAnnotations) {
        return rewrite(new Content(mediaType(), artifactType, config, layers, subject, newAnnotations));
    }

    @Override
    public ImageManifest withDigestAlgorithm(DigestAlgorithm algorithm) {
        return write(content(), ManifestWriter.formOf(raw, "layers"), algorithm);
    }

    @Override
    public RateLimit rateLimit() {
        return RateLimit.of(headers);
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
        return "image manifest " + descriptor.digest().map(Object::toString).orElse("");
    }
}
