// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

/**
 * Sizes of uploads for hosts without settings of their own (contract BL-10, BL-13).
 *
 * @param chunk size of an upload chunk in bytes
 * @param max above this size in bytes blobs are uploaded in chunks; -1 never
 * @param limit upper limit in bytes for chunks and for blobs sent in one request; 0 for no limit
 */
public record UploadSizes(long chunk, long max, long limit) {
    /** Chunk size unless configured: 1 MiB. */
    public static final long DEFAULT_CHUNK = 1 << 20;

    /** Chunks of 1 MiB, blobs of known size in one request. */
    public static final UploadSizes DEFAULT = new UploadSizes(DEFAULT_CHUNK, -1, 0);
}
