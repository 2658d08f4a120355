// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import io.regclient.digest.Digest;
import java.io.IOException;

/**
 * Hears of the image that takes a tag over for a moment so that both can be deleted (contract TG-7). Whoever is killed in
 * that moment leaves the tag on it; with its digest a later run can tell.
 */
@FunctionalInterface
public interface StandIn {
    /** Nobody has to know. */
    StandIn UNTOLD = _ -> {};

    /** The tag is about to stand for this image; an exception leaves the tag as it is. */
    void takesOver(Digest image) throws IOException;
}
