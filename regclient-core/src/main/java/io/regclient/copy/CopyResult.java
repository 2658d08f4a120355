// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.digest.Digest;
import io.regclient.ref.Ref;

/**
 * What a copy did.
 *
 * @param target the reference that was asked for
 * @param digest digest of the manifest that is now there
 * @param manifestsPushed manifests written, referrers and digest tags included
 * @param manifestsSkipped manifests that were there
 * @param blobsCopied blobs transferred
 * @param blobsMounted blobs the target registry took from another of its repositories
 * @param blobsSkipped blobs that were there
 * @param bytes bytes of the transferred blobs
 */
public record CopyResult(
        Ref target,
        Digest digest,
        int manifestsPushed,
        int manifestsSkipped,
        int blobsCopied,
        int blobsMounted,
        int blobsSkipped,
        long bytes) {}
