// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small image whose digests depend only on its name.
 *
 * @param manifest the manifest
 * @param blobs config and layers with their content
 */
public record StoredImage(Manifest manifest, Map<Descriptor, byte[]> blobs) {

    /** An image with as many layers as wanted; layers of the same name have the same content in every image. */
    public static StoredImage of(String name, String... layers) {
        Map<Descriptor, byte[]> blobs = new LinkedHashMap<>();
        Descriptor config =
                add(blobs, MediaType.OCI_CONFIG, "{\"architecture\":\"amd64\",\"author\":\"" + name + "\"}");
        List<Descriptor> list = new ArrayList<>();
        for (String layer : layers) {
            list.add(add(blobs, MediaType.OCI_LAYER_GZIP, "content of layer " + layer));
        }
        return new StoredImage(ImageManifest.of(MediaType.OCI_MANIFEST, config, list), blobs);
    }

    /** A manifest without layers that refers to another one. */
    public static StoredImage referrer(String name, String artifactType, Descriptor subject) throws IOException {
        StoredImage image = of(name);
        Manifest manifest = ((ImageManifest) image.manifest())
                .withArtifactType(artifactType)
                .withSubject(Optional.of(subject))
                .withAnnotations(Map.of("name", name));
        return new StoredImage(manifest, image.blobs());
    }

    /** An index; the entries get the platforms linux/amd64, linux/arm64, linux/arm/v7 and so on. */
    public static IndexManifest index(StoredImage... images) {
        List<Platform> platforms = List.of(
                Platform.of("linux", "amd64", ""),
                Platform.of("linux", "arm64", ""),
                Platform.of("linux", "arm", "v7"),
                Platform.of("linux", "s390x", ""));
        List<Descriptor> entries = new ArrayList<>();
        for (StoredImage image : images) {
            Platform platform = platforms.get(entries.size() % platforms.size());
            entries.add(image.descriptor().withPlatform(Optional.of(platform)));
        }
        return IndexManifest.of(MediaType.OCI_INDEX, entries);
    }

    private static Descriptor add(Map<Descriptor, byte[]> blobs, String mediaType, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        Descriptor descriptor = Descriptor.ofContent(mediaType, content);
        blobs.put(descriptor, content);
        return descriptor;
    }

    public Descriptor descriptor() {
        return manifest.descriptor();
    }

    /** Stores config and layers. */
    public StoredImage pushBlobs(Scheme scheme, Ref repo) throws IOException {
        for (Map.Entry<Descriptor, byte[]> blob : blobs.entrySet()) {
            scheme.putBlob(repo, blob.getKey(), BlobSource.ofBytes(blob.getValue()));
        }
        return this;
    }

    /** Stores everything, the manifest under the reference. */
    public StoredImage push(Scheme scheme, Ref ref) throws IOException {
        pushBlobs(scheme, ref);
        scheme.putManifest(ref, manifest, ManifestPut.top());
        return this;
    }

    /** Stores everything, the manifest by digest as part of something else. */
    public StoredImage pushChild(Scheme scheme, Ref repo) throws IOException {
        pushBlobs(scheme, repo);
        scheme.putManifest(repo.withDigest(manifest.digest()), manifest, ManifestPut.child());
        return this;
    }
}
