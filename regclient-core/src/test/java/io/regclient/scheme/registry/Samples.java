// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small manifests and blobs. */
public final class Samples {
    static final Descriptor EMPTY_CONFIG = Descriptor.ofContent(MediaType.OCI_EMPTY, bytes("{}"));

    private Samples() {}

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Content without repetition within 251 bytes. */
    public static byte[] content(int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (i % 251);
        }
        return content;
    }

    public static byte[] part(byte[] content, int from, int to) {
        return Arrays.copyOfRange(content, from, to);
    }

    static Descriptor blob(byte[] content) {
        return Descriptor.ofContent(MediaType.OCTET_STREAM, content);
    }

    /** An OCI image whose only layer is the text. */
    static ImageManifest image(String layer) {
        return ImageManifest.of(
                MediaType.OCI_MANIFEST,
                Descriptor.ofContent(MediaType.OCI_CONFIG, bytes("{}")),
                List.of(Descriptor.ofContent(MediaType.OCI_LAYER_GZIP, bytes(layer))));
    }

    static ImageManifest dockerImage(String layer) {
        return ImageManifest.of(
                MediaType.DOCKER_MANIFEST,
                Descriptor.ofContent(MediaType.DOCKER_CONFIG, bytes("{}")),
                List.of(Descriptor.ofContent(MediaType.DOCKER_LAYER_GZIP, bytes(layer))));
    }

    /** An artifact that refers to a subject. */
    static Manifest referrer(Manifest subject, String artifactType, Map<String, String> annotations)
            throws RegistryException {
        return ImageManifest.of(MediaType.OCI_MANIFEST, EMPTY_CONFIG, List.of(EMPTY_CONFIG))
                .withArtifactType(artifactType)
                .withSubject(Optional.of(subject.descriptor()))
                .withAnnotations(annotations);
    }

    static IndexManifest index(Descriptor... entries) {
        return IndexManifest.of(MediaType.OCI_INDEX, List.of(entries));
    }

    /** An entry of an index, told apart by its name. */
    static Descriptor entry(String name, String artifactType, Map<String, String> annotations) {
        return Descriptor.ofContent(MediaType.OCI_MANIFEST, bytes(name))
                .withArtifactType(artifactType)
                .withAnnotations(annotations);
    }

    static String type(Manifest manifest) {
        return "Content-Type: " + manifest.mediaType();
    }

    static String digestHeader(Digest digest) {
        return "Docker-Content-Digest: " + digest;
    }

    static String length(Manifest manifest) {
        return "Content-Length: " + manifest.raw().length;
    }
}
