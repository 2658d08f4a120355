// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.ref.NameFilter;

/**
 * What of a repository is copied, and how (contract regctl 9.10.1).
 *
 * @param tags which tags
 * @param newTagsOnly tags that the target has stay as they are
 * @param concurrent tags that are copied at the same time; zero and negative numbers: as many as there are, 256 at most
 * @param image how each image is copied
 */
public record RepoCopyOptions(NameFilter tags, boolean newTagsOnly, int concurrent, CopyOptions image) {
    /** Each of them holds the manifests of its image. */
    private static final int MAX_CONCURRENT = 256;

    /** Tags that are copied at the same time. */
    int width() {
        return concurrent <= 0 ? MAX_CONCURRENT : Math.min(concurrent, MAX_CONCURRENT);
    }
}
