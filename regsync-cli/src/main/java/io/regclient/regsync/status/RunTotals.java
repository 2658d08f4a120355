// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import java.time.Duration;

/**
 * What all runs of an entry came to since the server started.
 *
 * @param succeeded runs without any error
 * @param failed runs with at least one
 * @param time that all runs took
 * @param images that were copied or brought up to date
 * @param errors of all kinds
 * @param manifests that were written
 * @param sent what was sent to the target
 * @param mounted what the target had elsewhere and was told to use
 */
public record RunTotals(
        long succeeded,
        long failed,
        Duration time,
        long images,
        long errors,
        long manifests,
        BlobCount sent,
        BlobCount mounted) {
    static final RunTotals NONE = new RunTotals(0, 0, Duration.ZERO, 0, 0, 0, BlobCount.NONE, BlobCount.NONE);

    /**
     * Some blobs.
     *
     * @param count how many
     * @param bytes how large they are together
     */
    public record BlobCount(long count, long bytes) {
        static final BlobCount NONE = new BlobCount(0, 0);

        BlobCount plus(long more, long moreBytes) {
            return new BlobCount(count + more, bytes + moreBytes);
        }
    }
}
