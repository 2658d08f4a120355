// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.mod.tree.LayerNode;
import io.regclient.mod.tree.ManifestNode;
import io.regclient.model.ArtifactManifest;
import io.regclient.model.ImageManifest;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.SchemaOneManifest;
import java.util.List;

/** The two families of media types and the way from one to the other (contract DE-1). */
enum MediaFamily {
    OCI {
        @Override
        String counterpart(String mediaType) {
            return MediaType.toOci(mediaType);
        }
    },
    DOCKER {
        @Override
        String counterpart(String mediaType) {
            return DOCKER_TYPES.stream()
                    .filter(docker -> MediaType.toOci(docker).equals(mediaType))
                    .findFirst()
                    .orElse(mediaType);
        }
    };

    private static final List<String> DOCKER_TYPES = List.of(
            MediaType.DOCKER_LIST,
            MediaType.DOCKER_MANIFEST,
            MediaType.DOCKER_CONFIG,
            MediaType.DOCKER_LAYER,
            MediaType.DOCKER_LAYER_GZIP,
            MediaType.DOCKER_LAYER_ZSTD,
            MediaType.DOCKER_FOREIGN_GZIP);

    /** The family of a manifest. */
    static MediaFamily of(Manifest manifest) {
        return MediaType.isDocker(manifest.mediaType()) ? DOCKER : OCI;
    }

    /** The type of this family for the same content; a type without counterpart unchanged. */
    abstract String counterpart(String mediaType);

    /** Gives a manifest, its config and its layers the types of this family. */
    void convert(ManifestNode node) throws RegistryException {
        node.requireChangeable();
        Manifest manifest = node.manifest();
        if (this == DOCKER && !manifest.artifactType().isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                    "unable to convert artifactType to docker manifest, ref " + node.name());
        }
        String type = counterpart(manifest.mediaType());
        node.change(
                switch (manifest) {
                    case ImageManifest image -> type.equals(image.mediaType()) ? image : image.withMediaType(type);
                    case IndexManifest index -> type.equals(index.mediaType()) ? index : index.withMediaType(type);
                    case ArtifactManifest artifact -> artifact;
                    case SchemaOneManifest old -> old;
                });
        node.content().config().ifPresent(config -> config.changeMediaType(counterpart(config.mediaType())));
        for (LayerNode layer : node.content().layers()) {
            String layerType = counterpart(layer.descriptor().mediaType());
            layer.describe(layer.descriptor().withMediaType(layerType));
        }
    }
}
