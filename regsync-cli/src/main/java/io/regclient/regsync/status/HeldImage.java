// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import java.time.Instant;
import java.util.Optional;

/**
 * An image that is not copied for now.
 *
 * @param target the tag it would get
 * @param digest of its manifest
 * @param reason why, in a few words
 * @param since when that began, empty when no state tells
 * @param until when it ends by itself, empty for never
 */
public record HeldImage(String target, String digest, String reason, Optional<Instant> since, Optional<Instant> until) {

    /** True when a hook holds it, which may let it through as well as somebody who releases it. */
    public boolean isHeldByHook() {
        return reason.startsWith("hook");
    }
}
