// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.copy.BlobCopier.Outcome;

/**
 * Blobs of a copy, or their bytes, by how they got to the target.
 *
 * @param sent transferred
 * @param mounted taken by the target registry from another of its repositories
 * @param skipped there already
 */
public record CopyTally(long sent, long mounted, long skipped) {
    public static final CopyTally NOTHING = new CopyTally(0, 0, 0);

    /** The sum of both. */
    public CopyTally plus(CopyTally other) {
        return new CopyTally(sent + other.sent, mounted + other.mounted, skipped + other.skipped);
    }

    CopyTally plus(Outcome outcome, long amount) {
        return switch (outcome) {
            case COPIED -> new CopyTally(sent + amount, mounted, skipped);
            case MOUNTED -> new CopyTally(sent, mounted + amount, skipped);
            case SKIPPED -> new CopyTally(sent, mounted, skipped + amount);
        };
    }
}
