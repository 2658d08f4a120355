// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.error.RegistryException;
import io.regclient.kit.template.value.ObjectBuilder;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.model.ArtifactManifest;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.SchemaOneManifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of a manifest as templates see it: the struct that Go reads the document into, with its fields in their
 * order (contract regctl 7.7, core JS-2).
 */
final class ManifestDocument {
    private static final Descriptor NO_DESCRIPTOR =
            new Descriptor("", Optional.empty(), 0, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");
    private static final String STATED_TYPE = "mediaType,omitempty";

    private final Document document;
    private final Manifest manifest;

    private ManifestDocument(Manifest manifest) {
        this.document = new Document(manifest.raw());
        this.manifest = manifest;
    }

    static TemplateObject of(Manifest manifest) {
        ManifestDocument document = new ManifestDocument(manifest);
        boolean docker = MediaType.isDocker(manifest.mediaType());
        return switch (manifest) {
            case ImageManifest image -> docker ? document.dockerImage(image) : document.ociImage(image);
            case IndexManifest index -> docker ? document.dockerList(index) : document.ociIndex(index);
            case ArtifactManifest artifact -> document.artifact(artifact);
            case SchemaOneManifest one -> document.schemaOne(one);
        };
    }

    private TemplateObject ociImage(ImageManifest image) {
        ObjectBuilder view = ociHead("v1.Manifest").field("Config", "config", config(image));
        return ociTail(view.lazy("Layers", "layers", () -> descriptors(image.layers(), "layers")))
                .build();
    }

    private TemplateObject dockerImage(ImageManifest image) {
        return annotations(dockerHead("schema2.Manifest")
                        .field("Config", "config", config(image))
                        .lazy("Layers", "layers", () -> descriptors(image.layers(), "layers")))
                .build();
    }

    private TemplateObject ociIndex(IndexManifest index) {
        return ociTail(ociHead("v1.Index")
                        .lazy("Manifests", "manifests", () -> descriptors(index.manifests(), "manifests")))
                .build();
    }

    private TemplateObject dockerList(IndexManifest index) {
        return annotations(dockerHead("schema2.ManifestList")
                        .lazy("Manifests", "manifests", () -> descriptors(index.manifests(), "manifests")))
                .build();
    }

    private TemplateObject artifact(ArtifactManifest artifact) {
        ObjectBuilder view = TemplateObject.struct("v1.ArtifactManifest")
                .lazy("MediaType", "mediaType", () -> document.text("mediaType"))
                .field("ArtifactType", "artifactType,omitempty", artifact.artifactType());
        return ociTail(view.lazy("Blobs", "blobs,omitempty", () -> descriptors(artifact.blobs(), "blobs")))
                .build();
    }

    private TemplateObject schemaOne(SchemaOneManifest one) {
        TemplateObject plain = dockerHead("schema1.Manifest")
                .field("Name", "name", one.name())
                .field("Tag", "tag", one.tag())
                .field("Architecture", "architecture", one.architecture())
                .lazy("FSLayers", "fsLayers", () -> document.list("[]schema1.FSLayer", layers(one), "fsLayers"))
                .lazy("History", "history", () -> document.list("[]schema1.History", history(one), "history"))
                .build();
        if (!one.mediaType().equals(MediaType.DOCKER_SCHEMA1_SIGNED)) {
            return plain;
        }
        return TemplateObject.struct("schema1.SignedManifest")
                .embed("Manifest", plain)
                .json(() -> ManifestView.json(one))
                .build();
    }

    private ObjectBuilder ociHead(String type) {
        TemplateObject version = TemplateObject.struct("oci.Versioned")
                .lazy("SchemaVersion", "schemaVersion", () -> document.number("schemaVersion"))
                .build();
        return TemplateObject.struct(type)
                .embed("Versioned", version)
                .lazy("MediaType", STATED_TYPE, () -> document.text("mediaType"))
                .field("ArtifactType", "artifactType,omitempty", manifest.artifactType());
    }

    private ObjectBuilder dockerHead(String type) {
        TemplateObject version = TemplateObject.struct("docker.Versioned")
                .lazy("SchemaVersion", "schemaVersion", () -> document.number("schemaVersion"))
                .lazy("MediaType", STATED_TYPE, () -> document.text("mediaType"))
                .build();
        return TemplateObject.struct(type).embed("Versioned", version);
    }

    private ObjectBuilder ociTail(ObjectBuilder view) {
        return annotations(view.field("Subject", "subject,omitempty", DescriptorView.pointer(manifest.subject())));
    }

    private ObjectBuilder annotations(ObjectBuilder view) {
        return view.lazy(
                "Annotations",
                "annotations,omitempty",
                () -> document.map("map[string]string", manifest.annotations(), "annotations"));
    }

    static TemplateObject config(Manifest manifest) {
        return DescriptorView.of(manifest.config().orElse(NO_DESCRIPTOR));
    }

    private Object descriptors(List<Descriptor> list, String key) throws RegistryException {
        return document.list(DescriptorView.LIST, DescriptorView.list(list), key);
    }

    private static List<TemplateObject> layers(SchemaOneManifest one) {
        return one.fsLayers().stream()
                .map(layer -> TemplateObject.struct("schema1.FSLayer")
                        .field("BlobSum", "blobSum", DescriptorView.digest(layer.digest()))
                        .build())
                .toList();
    }

    private static List<TemplateObject> history(SchemaOneManifest one) {
        return one.history().stream()
                .map(text -> TemplateObject.struct("schema1.History")
                        .field("V1Compatibility", "v1Compatibility", text)
                        .build())
                .toList();
    }
}
