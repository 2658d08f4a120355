// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** A switchable part of the server. Switching parts off imitates registries that lack them. */
public enum RegistryFeature {
    /** Deletion of manifests by digest, of tags and of blobs; without it they are answered by 405. */
    DELETE,
    /** Deletion of tags; without it only digests can be deleted. */
    TAG_DELETE,
    /** The referrers API and the {@code OCI-Subject} header; without it {@code /referrers/} is answered by 404. */
    REFERRERS_API,
    /** HEAD requests; without it they are answered by 405. */
    HEAD,
    /** The {@code Docker-Content-Digest} header. */
    DIGEST_HEADER,
    /** Refusal of manifests whose blobs or child manifests are absent (400 MANIFEST_BLOB_UNKNOWN). */
    REFERENCE_VALIDATION,
    /** Mounting of a blob from the repository named by {@code from}; without it a mount opens an upload (202). */
    MOUNT,
    /** Mounting without {@code from}: any repository that has the blob will do. Off unless asked for. */
    CONTENT_DISCOVERY,
    /** The {@code tag} query parameter of a manifest pushed by digest, confirmed by {@code OCI-Tag} headers. */
    TAG_PARAMETER,
    /** The {@code digest} query parameter of a manifest pushed by tag, which chooses the digest algorithm. */
    DIGEST_PARAMETER,
    /** Files are forced to the disk before a push is confirmed. */
    SYNC_WRITES,
    /** Sample images, stored before the first request is answered. Off unless asked for. */
    SAMPLES;

    private static final Set<RegistryFeature> DEFAULTS =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(CONTENT_DISCOVERY, SAMPLES)));

    /** What a server has unless told otherwise: everything but {@link #CONTENT_DISCOVERY} and {@link #SAMPLES}. */
    public static Set<RegistryFeature> defaults() {
        return DEFAULTS;
    }
}
