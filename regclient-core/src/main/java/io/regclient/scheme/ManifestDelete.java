// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import io.regclient.model.Manifest;
import java.util.Optional;

/**
 * How a manifest is deleted (contract MF-17).
 *
 * @param updateReferrers read the manifest first and take it out of the referrers list of its subject
 * @param known the manifest when the caller has it already
 */
public record ManifestDelete(boolean updateReferrers, Optional<Manifest> known) {
    public static ManifestDelete plain() {
        return new ManifestDelete(false, Optional.empty());
    }

    public static ManifestDelete withReferrers() {
        return new ManifestDelete(true, Optional.empty());
    }
}
