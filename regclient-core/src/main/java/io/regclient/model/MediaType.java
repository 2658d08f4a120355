// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import java.util.List;
import java.util.Locale;

/** Media types of manifests, configs and layers (contract sections 10, 15 IC-7, 18 DE-1). */
public final class MediaType {
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_ARTIFACT = "application/vnd.oci.artifact.manifest.v1+json";
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String OCI_EMPTY = "application/vnd.oci.empty.v1+json";
    public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    public static final String OCI_LAYER_GZIP = OCI_LAYER + "+gzip";
    public static final String OCI_LAYER_ZSTD = OCI_LAYER + "+zstd";
    public static final String OCI_FOREIGN = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    public static final String OCI_FOREIGN_GZIP = OCI_FOREIGN + "+gzip";
    public static final String OCI_FOREIGN_ZSTD = OCI_FOREIGN + "+zstd";
    public static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+json";
    public static final String DOCKER_SCHEMA1_SIGNED = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    public static final String DOCKER_LAYER_GZIP = DOCKER_LAYER + ".gzip";
    public static final String DOCKER_LAYER_ZSTD = DOCKER_LAYER + ".zstd";
    public static final String DOCKER_FOREIGN_GZIP = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    public static final String BUILDKIT_CACHE = "application/vnd.buildkit.cacheconfig.v0";
    public static final String OCTET_STREAM = "application/octet-stream";

    /** The Accept values of a manifest request, in the order of MF-1. */
    public static final List<String> MANIFESTS = List.of(
            OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST, DOCKER_SCHEMA1_SIGNED, DOCKER_SCHEMA1, OCI_ARTIFACT);

    private MediaType() {}

    /** Any of Docker's own types. */
    public static boolean isDocker(String mediaType) {
        return mediaType.startsWith("application/vnd.docker.");
    }

    public static boolean isIndex(String mediaType) {
        return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_LIST);
    }

    public static boolean isManifest(String mediaType) {
        return MANIFESTS.contains(mediaType);
    }

    /** Config, layer and buildkit cache types that a copy treats as blobs without asking for a manifest (IC-7). */
    public static boolean isKnownBlob(String mediaType) {
        return switch (mediaType) {
            case OCI_CONFIG, DOCKER_CONFIG, BUILDKIT_CACHE, OCI_EMPTY -> true;
            default ->
                mediaType.startsWith(OCI_LAYER)
                        || mediaType.startsWith(OCI_FOREIGN)
                        || mediaType.startsWith(DOCKER_LAYER)
                        || mediaType.equals(DOCKER_FOREIGN_GZIP);
        };
    }

    public static boolean isImageConfig(String mediaType) {
        return mediaType.equals(OCI_CONFIG) || mediaType.equals(DOCKER_CONFIG);
    }

    /** The value of a Content-Type header without parameters, trimmed and in lower case (MF-6). */
    public static String base(String headerValue) {
        int semicolon = headerValue.indexOf(';');
        String base = semicolon < 0 ? headerValue : headerValue.substring(0, semicolon);
        return base.trim().toLowerCase(Locale.ROOT);
    }

    /** The OCI counterpart of a Docker type (DE-1); any other type unchanged. */
    public static String toOci(String mediaType) {
        return switch (mediaType) {
            case DOCKER_LIST -> OCI_INDEX;
            case DOCKER_MANIFEST -> OCI_MANIFEST;
            case DOCKER_CONFIG -> OCI_CONFIG;
            case DOCKER_LAYER -> OCI_LAYER;
            case DOCKER_LAYER_GZIP -> OCI_LAYER_GZIP;
            case DOCKER_LAYER_ZSTD -> OCI_LAYER_ZSTD;
            case DOCKER_FOREIGN_GZIP -> OCI_FOREIGN_GZIP;
            default -> mediaType;
        };
    }
}
