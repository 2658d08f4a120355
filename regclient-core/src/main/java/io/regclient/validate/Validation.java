// SPDX-License-Identifier: Apache-2.0
package io.regclient.validate;

import java.util.List;

/**
 * What was looked at, and what is wrong with it.
 *
 * @param name the image
 * @param manifests manifests that were read
 * @param blobs blobs that were looked at
 * @param bytes bytes of all of them, as far as their sizes are known
 * @param flaws ordered by their paths; at most {@link #MAX_FLAWS}
 * @param unlisted flaws beyond these
 */
public record Validation(String name, long manifests, long blobs, long bytes, List<Flaw> flaws, long unlisted) {
    /** What is listed at most. */
    public static final int MAX_FLAWS = 1000;

    public Validation {
        flaws = List.copyOf(flaws);
    }

    /** True when nothing is wrong. */
    public boolean isValid() {
        return flaws.isEmpty();
    }
}
