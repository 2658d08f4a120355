// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.digest.Digest;
import io.regclient.ref.Ref;

/**
 * What a copy did, or would do.
 *
 * @param target the reference that was asked for
 * @param digest digest of the manifest that is now there
 * @param manifestsPushed manifests written, referrers and digest tags included
 * @param manifestsSkipped manifests that were there
 * @param blobs blobs the copy looked at; those of an image that was there are not among them
 * @param bytes their bytes, without those of unknown size
 */
public record CopyResult(
        Ref target, Digest digest, int manifestsPushed, int manifestsSkipped, CopyTally blobs, CopyTally bytes) {}
