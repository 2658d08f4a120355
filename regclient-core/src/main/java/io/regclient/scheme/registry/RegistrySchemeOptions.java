// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.scheme.registry.upload.UploadSizes;
import java.time.Duration;

/**
 * Settings of all registries of a client (contract section 1, BL-10, BL-13, G-1).
 *
 * @param cacheAge how long an unused manifest or referrers list is kept
 * @param cacheCount number of manifests and of referrers lists that are kept; 0 keeps none
 * @param readBytes memory for manifests that were read by digest and are not read again soon; 0 keeps none
 * @param uploads sizes of uploads for hosts without settings of their own
 */
public record RegistrySchemeOptions(Duration cacheAge, int cacheCount, long readBytes, UploadSizes uploads) {
    /** No cache, chunks of 1 MiB, blobs of known size in one request. */
    public static final RegistrySchemeOptions DEFAULT =
            new RegistrySchemeOptions(Duration.ZERO, 0, 0, UploadSizes.DEFAULT);

    public RegistrySchemeOptions withCache(Duration age, int count) {
        return new RegistrySchemeOptions(age, count, readBytes, uploads);
    }

    public RegistrySchemeOptions withReadBytes(long bytes) {
        return new RegistrySchemeOptions(cacheAge, cacheCount, bytes, uploads);
    }

    /** Like {@link UploadSizes}. */
    public RegistrySchemeOptions withBlobSizes(long chunk, long max, long limit) {
        return new RegistrySchemeOptions(cacheAge, cacheCount, readBytes, new UploadSizes(chunk, max, limit));
    }
}
