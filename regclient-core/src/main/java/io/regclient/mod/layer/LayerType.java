// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.layer;

import io.regclient.archive.Compression;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.model.MediaType;
import java.util.Arrays;
import java.util.Optional;

/**
 * The media types of layers that are tar archives and may be changed (MO-4). Foreign layers are none of them: they are
 * fetched from where they are.
 */
public enum LayerType {
    OCI(MediaType.OCI_LAYER, Compression.NONE),
    OCI_GZIP(MediaType.OCI_LAYER_GZIP, Compression.GZIP),
    OCI_ZSTD(MediaType.OCI_LAYER_ZSTD, Compression.ZSTD),
    DOCKER(MediaType.DOCKER_LAYER, Compression.NONE),
    DOCKER_GZIP(MediaType.DOCKER_LAYER_GZIP, Compression.GZIP),
    DOCKER_ZSTD(MediaType.DOCKER_LAYER_ZSTD, Compression.ZSTD);

    private final String mediaType;
    private final Compression compression;

    LayerType(String mediaType, Compression compression) {
        this.mediaType = mediaType;
        this.compression = compression;
    }

    /** The type of a media type; empty for anything that is not to be touched. */
    public static Optional<LayerType> of(String mediaType) {
        return Arrays.stream(values())
                .filter(each -> each.mediaType.equals(mediaType))
                .findFirst();
    }

    /**
     * The type of a media type.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for one that is none
     */
    public static LayerType require(String mediaType) throws RegistryException {
        return of(mediaType)
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                        "unsupported media type of a layer: " + VisibleText.orQuotes(mediaType) + ", use "
                                + OCI.mediaType + ", the same with +gzip or +zstd, or one of Docker's for layers"));
    }

    /** A layer that is usually fetched from somewhere else. */
    static boolean isForeign(String mediaType) {
        return MediaType.toOci(mediaType).startsWith(MediaType.OCI_FOREIGN);
    }

    public String mediaType() {
        return mediaType;
    }

    public Compression compression() {
        return compression;
    }

    /**
     * The type of the same family for another compression.
     *
     * @throws RegistryException of kind UNSUPPORTED for one that no layer has
     */
    public LayerType with(Compression wanted) throws RegistryException {
        boolean docker = MediaType.isDocker(mediaType);
        return Arrays.stream(values())
                .filter(each -> each.compression == wanted && MediaType.isDocker(each.mediaType) == docker)
                .findFirst()
                .orElseThrow(
                        () -> RegistryException.of(ErrorKind.UNSUPPORTED, "unsupported layer compression: " + wanted));
    }
}
