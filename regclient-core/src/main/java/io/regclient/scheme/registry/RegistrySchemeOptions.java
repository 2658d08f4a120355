// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import java.time.Duration;

/**
 * Settings of all registries of a client (contract section 1, BL-10, BL-13, G-1).
 *
 * @param cacheAge how long an unused manifest or referrers list is kept
 * @param cacheCount number of manifests and of referrers lists that are kept; 0 keeps none
 * @param blobChunk size of an upload chunk in bytes for hosts without a setting of their own
 * @param blobMax above this size in bytes blobs are uploaded in chunks, for hosts without a setting; -1 never
 * @param blobLimit upper limit in bytes for chunks and for blobs sent in one request; 0 for no limit
 */
public record RegistrySchemeOptions(Duration cacheAge, int cacheCount, long blobChunk, long blobMax, long blobLimit) {
    /** Chunk size unless configured: 1 MiB. */
    public static final long DEFAULT_CHUNK = 1 << 20;

    /** No cache, chunks of 1 MiB, blobs of known size in one request. */
    public static final RegistrySchemeOptions DEFAULT =
            new RegistrySchemeOptions(Duration.ZERO, 0, DEFAULT_CHUNK, -1, 0);

    public RegistrySchemeOptions withCache(Duration age, int count) {
        return new RegistrySchemeOptions(age, count, blobChunk, blobMax, blobLimit);
    }

    public RegistrySchemeOptions withBlobSizes(long chunk, long max, long limit) {
        return new RegistrySchemeOptions(cacheAge, cacheCount, chunk, max, limit);
    }
}
