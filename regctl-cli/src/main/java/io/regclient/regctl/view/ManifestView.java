// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.kit.template.value.JsonText;
import io.regclient.kit.template.value.ObjectBuilder;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.kit.view.ReferenceView;
import io.regclient.model.ArtifactManifest;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.MediaType;
import io.regclient.model.RateLimit;
import io.regclient.model.SchemaOneManifest;
import io.regclient.ref.Ref;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Manifests as templates see them: the JSON fields by Go name, and methods (contract regctl 7.7). */
public final class ManifestView {
    private ManifestView() {}

    /**
     * The object of a fetched manifest.
     *
     * @param ref reference it was fetched by
     * @param name reference as typed, for the pretty form
     */
    public static TemplateObject of(Ref ref, String name, Manifest manifest) {
        ObjectBuilder object = TemplateObject.struct("manifest." + goType(manifest));
        addFields(object, manifest);
        addCommonMethods(object, ref, manifest.descriptor(), manifest.rateLimit(), manifest.headers());
        return object.method("IsSet", () -> true)
                .method("IsList", manifest::isIndex)
                .method("RawBody", () -> text(manifest))
                .method("GetConfig", () -> DescriptorView.optional(manifest.config()))
                .method("GetLayers", () -> DescriptorView.list(manifest.layers()))
                .method("GetManifestList", () -> DescriptorView.list(manifest.manifests()))
                .method("GetAnnotations", manifest::annotations)
                .method("GetSubject", () -> DescriptorView.optional(manifest.subject()))
                .method("GetOrig", () -> fieldsOnly(manifest))
                .json(() -> new JsonText(text(manifest)))
                .pretty(() -> PrettyTable.of(name, manifest))
                .build();
    }

    /** The object of a HEAD answer: methods only, no fields and no JSON. */
    public static TemplateObject of(Ref ref, ManifestHead head) {
        String type = MediaType.isIndex(head.descriptor().mediaType()) ? "oci1Index" : "oci1Manifest";
        ObjectBuilder object = TemplateObject.struct("manifest." + type);
        addCommonMethods(object, ref, head.descriptor(), head.rateLimit(), head.headers());
        return object.method("IsSet", () -> false)
                .method("IsList", () -> MediaType.isIndex(head.descriptor().mediaType()))
                .method("RawBody", () -> "")
                .json(() -> new JsonText(""))
                .build();
    }

    private static void addCommonMethods(
            ObjectBuilder object, Ref ref, Descriptor descriptor, RateLimit limit, Map<String, List<String>> headers) {
        object.method("GetDescriptor", () -> DescriptorView.of(descriptor))
                .method("GetDigest", () -> DescriptorView.digest(descriptor.digest()))
                .method("GetMediaType", descriptor::mediaType)
                .method("GetSize", descriptor::size)
                .method("GetRef", () -> ReferenceView.of(ref))
                .method("GetRateLimit", () -> RateLimitView.of(limit))
                .method("HasRateLimit", limit::set)
                .method("RawHeaders", () -> HeaderLines.named(headers));
    }

    private static TemplateObject fieldsOnly(Manifest manifest) {
        ObjectBuilder object = TemplateObject.struct("schema2.Manifest");
        addFields(object, manifest);
        return object.json(() -> new JsonText(text(manifest))).build();
    }

    private static void addFields(ObjectBuilder object, Manifest manifest) {
        switch (manifest) {
            case ImageManifest image -> {
                object.field("SchemaVersion", 2).field("MediaType", image.mediaType());
                addArtifactType(object, image);
                object.field("Config", DescriptorView.optional(image.config()))
                        .field("Layers", DescriptorView.list(image.layers()));
                addSubject(object, image);
            }
            case IndexManifest index -> {
                object.field("SchemaVersion", 2).field("MediaType", index.mediaType());
                addArtifactType(object, index);
                object.field("Manifests", DescriptorView.list(index.manifests()));
                addSubject(object, index);
            }
            case ArtifactManifest artifact ->
                object.field("MediaType", artifact.mediaType())
                        .field("ArtifactType", artifact.artifactType())
                        .field("Blobs", DescriptorView.list(artifact.blobs()))
                        .field("Subject", DescriptorView.optional(artifact.subject()))
                        .field("Annotations", artifact.annotations());
            case SchemaOneManifest one ->
                object.field("SchemaVersion", 1)
                        .field("Name", one.name())
                        .field("Tag", one.tag())
                        .field("Architecture", one.architecture())
                        .field(
                                "FSLayers",
                                one.fsLayers().stream()
                                        .map(ManifestView::fsLayer)
                                        .toList())
                        .field(
                                "History",
                                one.history().stream()
                                        .map(ManifestView::history)
                                        .toList());
        }
    }

    private static void addArtifactType(ObjectBuilder object, Manifest manifest) {
        if (isOci(manifest)) {
            object.field("ArtifactType", manifest.artifactType());
        }
    }

    private static void addSubject(ObjectBuilder object, Manifest manifest) {
        if (isOci(manifest)) {
            object.field("Subject", DescriptorView.optional(manifest.subject()));
        }
        object.field("Annotations", manifest.annotations());
    }

    private static boolean isOci(Manifest manifest) {
        return manifest.mediaType().startsWith("application/vnd.oci.");
    }

    private static TemplateObject fsLayer(Descriptor layer) {
        return TemplateObject.struct("schema1.FSLayer")
                .field("BlobSum", DescriptorView.digest(layer.digest()))
                .build();
    }

    private static TemplateObject history(String text) {
        return TemplateObject.struct("schema1.History")
                .field("V1Compatibility", text)
                .build();
    }

    private static String goType(Manifest manifest) {
        return switch (manifest.mediaType()) {
            case MediaType.OCI_INDEX -> "oci1Index";
            case MediaType.OCI_MANIFEST -> "oci1Manifest";
            case MediaType.OCI_ARTIFACT -> "oci1Artifact";
            case MediaType.DOCKER_LIST -> "docker2ManifestList";
            case MediaType.DOCKER_MANIFEST -> "docker2Manifest";
            case MediaType.DOCKER_SCHEMA1_SIGNED -> "docker1SignedManifest";
            default -> "docker1Manifest";
        };
    }

    private static String text(Manifest manifest) {
        return new String(manifest.raw(), StandardCharsets.UTF_8);
    }
}
