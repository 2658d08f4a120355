// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
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
import io.regclient.model.SchemaOneManifest;
import io.regclient.ref.Ref;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Manifests as templates see them: the fields of the document by Go name, and methods (contract regctl 7.7). */
public final class ManifestView {
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    private final Ref ref;
    private final Manifest manifest;
    /** False after a HEAD: then the manifest is an empty one of the type that was told. */
    private final boolean isRead;

    private ManifestView(Ref ref, Manifest manifest, boolean isRead) {
        this.ref = ref;
        this.manifest = manifest;
        this.isRead = isRead;
    }

    /**
     * The object of a fetched manifest.
     *
     * @param ref reference it was fetched by
     * @param name reference as typed, for the pretty form
     */
    public static TemplateObject of(Ref ref, String name, Manifest manifest) {
        return new ManifestView(ref, manifest, true)
                .members()
                .json(() -> json(manifest))
                .pretty(() -> PrettyTable.of(name, manifest))
                .build();
    }

    /** The object of a HEAD answer: all fields are empty, there is no JSON, and methods fail that need the document. */
    public static TemplateObject of(Ref ref, ManifestHead head) {
        return new ManifestView(ref, empty(head), false)
                .members()
                .json(() -> new JsonText(""))
                .build();
    }

    /** The result of a command that makes or pushes a manifest. */
    public static TemplateObject result(Ref ref, Manifest manifest) {
        return TemplateObject.struct("struct { Manifest manifest.Manifest }")
                .field("Manifest", of(ref, ref.commonName(), manifest))
                .build();
    }

    static JsonText json(Manifest manifest) {
        return new JsonText(new String(manifest.raw(), StandardCharsets.UTF_8));
    }

    private static Manifest empty(ManifestHead head) {
        Descriptor self = head.descriptor();
        Map<String, List<String>> headers = head.headers();
        return switch (self.mediaType()) {
            case MediaType.OCI_INDEX, MediaType.DOCKER_LIST ->
                new IndexManifest(self, NOTHING, headers, "", List.of(), Optional.empty(), Map.of());
            case MediaType.OCI_ARTIFACT ->
                new ArtifactManifest(self, NOTHING, headers, "", List.of(), Optional.empty(), Map.of());
            case MediaType.DOCKER_SCHEMA1, MediaType.DOCKER_SCHEMA1_SIGNED ->
                new SchemaOneManifest(self, NOTHING, headers, "", "", "", List.of(), List.of());
            default ->
                new ImageManifest(self, NOTHING, headers, "", Optional.empty(), List.of(), Optional.empty(), Map.of());
        };
    }

    private ObjectBuilder members() {
        TemplateObject document = ManifestDocument.of(manifest);
        String documentType = document.goTypeName();
        ObjectBuilder view = TemplateObject.struct("*manifest." + goType(manifest.mediaType()))
                .embed("common", common())
                .embed(documentType.substring(documentType.indexOf('.') + 1), document)
                .method("GetOrig", () -> document);
        addContent(view);
        return view;
    }

    /** What all kinds of manifests have. */
    private TemplateObject common() {
        Descriptor self = manifest.descriptor();
        return TemplateObject.struct("manifest.common")
                .hidden("r", () -> ReferenceView.of(ref))
                .hidden("desc", () -> DescriptorView.of(self))
                .hidden("manifSet", () -> isRead)
                .hidden("ratelimit", () -> RateLimitView.of(manifest.rateLimit()))
                .hidden("rawHeader", () -> HeaderLines.view(manifest.headers()))
                .hidden("rawBody", () -> isRead ? manifest.raw() : new byte[0])
                .method("GetDescriptor", () -> DescriptorView.of(self))
                .method("GetDigest", () -> DescriptorView.digest(self.digest()))
                .method("GetMediaType", self::mediaType)
                .method("GetRef", () -> ReferenceView.of(ref))
                .method("GetRateLimit", () -> RateLimitView.of(manifest.rateLimit()))
                .method("HasRateLimit", () -> manifest.rateLimit().set())
                .method("IsSet", () -> isRead)
                .method("IsList", manifest::isIndex)
                .method("RawBody", () -> whenRead(manifest.raw()))
                .method("RawHeaders", () -> HeaderLines.view(manifest.headers()))
                .build();
    }

    /** What depends on the kind; the others have the methods as well, but these fail. */
    private void addContent(ObjectBuilder view) {
        boolean image = manifest instanceof ImageManifest;
        boolean index = manifest.isIndex();
        String noConfig = "config digest not available";
        String noLayers = "layers are not available";
        view.method("GetConfig", () -> image ? whenRead(ManifestDocument.config(manifest)) : lacks(noConfig))
                .method("GetConfigDigest", () -> image ? whenRead(configDigest()) : lacks(noConfig))
                .method("GetLayers", () -> index ? lacks(noLayers) : whenRead(descriptors(layers())))
                .method(
                        "GetManifestList",
                        () -> index
                                ? whenRead(descriptors(manifest.manifests()))
                                : lacks("platform descriptor list not available"))
                .method("GetPlatformList", () -> index ? whenRead(platforms()) : lacks("platform list not available"));
        if (manifest instanceof SchemaOneManifest) {
            view.method("GetSize", () -> lacks("GetSize is not available"));
            return;
        }
        view.method(
                "GetAnnotations", () -> whenRead(TemplateObject.orUnset("map[string]string", manifest.annotations())));
        if (!index) {
            view.method("GetSize", () -> whenRead(TemplateObject.int64(layerBytes())));
        }
        if (!MediaType.isDocker(manifest.mediaType())) {
            view.method("GetSubject", () -> whenRead(DescriptorView.pointer(manifest.subject())));
        }
    }

    private TemplateObject configDigest() {
        return DescriptorView.digest(manifest.config().flatMap(Descriptor::digest));
    }

    /** Schema 1 names no types; the model assumes the one that Docker pushed. */
    private List<Descriptor> layers() {
        return manifest instanceof SchemaOneManifest
                ? manifest.layers().stream()
                        .map(layer -> layer.withMediaType(""))
                        .toList()
                : manifest.layers();
    }

    private long layerBytes() {
        return manifest.layers().stream()
                .mapToLong(layer -> Math.max(layer.size(), 0))
                .sum();
    }

    private static Object descriptors(List<Descriptor> list) {
        return TemplateObject.orUnset(DescriptorView.LIST, DescriptorView.list(list));
    }

    private Object platforms() {
        return TemplateObject.orUnset(
                "[]*platform.Platform",
                manifest.manifests().stream()
                        .filter(entry -> entry.platform().isPresent())
                        .map(entry -> DescriptorView.platform(entry.platform()))
                        .toList());
    }

    private Object whenRead(Object value) throws RegistryException {
        if (isRead) {
            return value;
        }
        throw RegistryException.of(ErrorKind.NOT_FOUND, "manifest not set");
    }

    private Object lacks(String what) throws RegistryException {
        throw RegistryException.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, what + " for media type " + manifest.mediaType());
    }

    private static String goType(String mediaType) {
        return switch (mediaType) {
            case MediaType.OCI_INDEX -> "oci1Index";
            case MediaType.OCI_ARTIFACT -> "oci1Artifact";
            case MediaType.DOCKER_LIST -> "docker2ManifestList";
            case MediaType.DOCKER_MANIFEST -> "docker2Manifest";
            case MediaType.DOCKER_SCHEMA1_SIGNED -> "docker1SignedManifest";
            case MediaType.DOCKER_SCHEMA1 -> "docker1Manifest";
            default -> "oci1Manifest";
        };
    }
}
