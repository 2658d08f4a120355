// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.schema.Age;
import io.regclient.regsync.schema.GateRules.Wanted;
import io.regclient.regsync.schema.Gates.Cosign;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whose signatures count, parsed.
 *
 * @param keys files with a public key, or its PEM text; empty where certificates count
 * @param repository name of the image that a signature must be for; empty for the source
 * @param keyless whose certificates count instead
 */
public record SignatureRules(List<String> keys, String repository, Optional<Keyless> keyless) {
    public SignatureRules {
        keys = List.copyOf(keys);
    }

    /**
     * Whose certificates count.
     *
     * @param identity of who has signed
     * @param issuer that says so
     * @param trustedRoot file with authorities and logs, empty for those of the public instance of sigstore
     * @param minAge how long ago the signature must have been made
     */
    public record Keyless(Wanted identity, Wanted issuer, Optional<String> trustedRoot, Duration minAge) {}

    static SignatureRules of(Cosign keys) throws RegistryException {
        boolean byIssuer = !keys.issuer().isEmpty();
        if (keys.keys().isEmpty()) {
            if (!byIssuer) {
                throw invalid("cosign needs at least one of keys, or issuer and identity");
            }
            if (keys.identity().isEmpty()) {
                throw invalid("cosign with issuer needs identity, the pattern of who must have signed");
            }
            return new SignatureRules(List.of(), keys.repository(), Optional.of(keyless(keys)));
        }
        if (byIssuer) {
            throw invalid("cosign has keys and issuer, one of them counts (try: an entry for each)");
        }
        if (!keys.repository().isEmpty()) {
            throw invalid("repository of cosign is for signatures without keys (try: identity)");
        }
        if (!keys.trustedRoot().isEmpty() || keys.minSignatureAge().isPresent()) {
            throw invalid("trustedRoot and minSignatureAge of cosign are for signatures without keys");
        }
        return new SignatureRules(keys.keys(), keys.identity(), Optional.empty());
    }

    private static Keyless keyless(Cosign keys) throws RegistryException {
        return new Keyless(
                Wanted.parse("identity", keys.identity()),
                Wanted.parse("issuer", keys.issuer()),
                Optional.of(keys.trustedRoot()).filter(file -> !file.isEmpty()),
                keys.minSignatureAge().map(Age::duration).orElse(Duration.ZERO));
    }

    private static RegistryException invalid(String why) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, why);
    }
}
