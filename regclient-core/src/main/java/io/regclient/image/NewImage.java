// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.ContainerConfig;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.ImageManifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.Guard;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.Scheme;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image without layers, which other tools then fill (contract regctl 9.6.3).
 *
 * @param mediaType of the manifest: OCI's or Docker's type of images
 * @param created when it was made; empty: the config does not say
 * @param platform what it runs on; empty: the fields of the config are empty
 * @param labels labels of the config
 * @param annotations annotations of the manifest
 */
public record NewImage(
        String mediaType,
        Optional<OffsetDateTime> created,
        Optional<Platform> platform,
        Map<String, String> labels,
        Map<String, String> annotations) {

    public NewImage {
        if (!isSupported(mediaType)) {
            throw new IllegalArgumentException("no type of an image: " + mediaType);
        }
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    private static boolean isSupported(String mediaType) {
        return mediaType.equals(MediaType.OCI_MANIFEST) || mediaType.equals(MediaType.DOCKER_MANIFEST);
    }

    /**
     * The type itself when an image can have it.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE
     */
    public static String requireMediaType(String mediaType) throws RegistryException {
        if (!isSupported(mediaType)) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE, "unsupported manifest media type: " + mediaType);
        }
        return mediaType;
    }

    /**
     * Pushes config and manifest.
     *
     * @param target a repository alone gets the image by its digest
     */
    public ImageManifest push(Scheme scheme, Ref target) throws IOException {
        ImageConfig config = config();
        boolean docker = MediaType.isDocker(mediaType);
        Descriptor blob = Descriptor.ofContent(docker ? MediaType.DOCKER_CONFIG : MediaType.OCI_CONFIG, config.raw());
        ImageManifest manifest = ImageManifest.withoutLayers(mediaType, blob).withAnnotations(annotations);
        boolean named = target.tag().isPresent() || target.digest().isPresent();
        try (Guard _ = scheme.guard(target)) {
            scheme.putBlob(target.withoutVersion(), blob, BlobSource.ofBytes(config.raw()));
            scheme.putManifest(named ? target : target.withDigest(manifest.digest()), manifest, ManifestPut.top());
        }
        return manifest;
    }

    private ImageConfig config() {
        return ImageConfig.of(
                created,
                "",
                platform.orElseGet(() -> Platform.of("", "", "")),
                ContainerConfig.EMPTY.toBuilder().labels(labels).build(),
                ImageConfig.RootFs.ofLayers(List.of()),
                List.of());
    }
}
