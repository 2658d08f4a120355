// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.error.RegistryException;
import io.regclient.regsync.schema.Gates.Cosign;
import io.regclient.regsync.schema.SignatureRules.Keyless;
import java.util.List;
import java.util.Optional;

/** Rules as a configuration has them, for tests that have no configuration. */
public final class WrittenRules {
    private WrittenRules() {}

    /** Whose certificates count. */
    public static Keyless keyless(String identity, String issuer, String trustedRoot) throws RegistryException {
        return SignatureRules.of(new Cosign(List.of(), identity, issuer, "", trustedRoot, Optional.empty()))
                .keyless()
                .orElseThrow();
    }
}
