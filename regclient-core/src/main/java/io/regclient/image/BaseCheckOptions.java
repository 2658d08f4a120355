// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.digest.Digest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.util.Optional;

/**
 * What a {@link BaseCheck} compares (contract CB-2 to CB-7).
 *
 * @param base base image; without it the image's annotations name it
 * @param digest digest the base had when the image was built; then nothing but the digest is compared. An annotation
 *     replaces it when the base comes from annotations
 * @param skipConfig do not compare the history in the configs
 * @param platform the only platform that is looked at; without it every platform of an index
 */
public record BaseCheckOptions(
        Optional<Ref> base, Optional<Digest> digest, boolean skipConfig, Optional<Platform> platform) {
    /** Everything from the image's annotations, history included. */
    public static final BaseCheckOptions PLAIN =
            new BaseCheckOptions(Optional.empty(), Optional.empty(), false, Optional.empty());

    public BaseCheckOptions withBase(Ref newBase) {
        return new BaseCheckOptions(Optional.of(newBase), digest, skipConfig, platform);
    }

    public BaseCheckOptions withDigest(Digest newDigest) {
        return new BaseCheckOptions(base, Optional.of(newDigest), skipConfig, platform);
    }

    public BaseCheckOptions withoutConfig() {
        return new BaseCheckOptions(base, digest, true, platform);
    }

    public BaseCheckOptions withPlatform(Platform newPlatform) {
        return new BaseCheckOptions(base, digest, skipConfig, Optional.of(newPlatform));
    }
}
