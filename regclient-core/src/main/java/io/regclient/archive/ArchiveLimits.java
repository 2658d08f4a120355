// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

/**
 * How much is read from one archive before it is refused with SIZE_LIMIT_EXCEEDED: a small file may say that it holds
 * far more than it should.
 *
 * @param maxBytes largest size in bytes after decompression
 * @param maxEntries most entries
 */
public record ArchiveLimits(long maxBytes, long maxEntries) {
    /** 256 GiB and a million entries. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(256L << 30, 1_000_000);

    public ArchiveLimits {
        if (maxBytes <= 0 || maxEntries <= 0) {
            throw new IllegalArgumentException("limits must be positive: " + maxBytes + ", " + maxEntries);
        }
    }
}
