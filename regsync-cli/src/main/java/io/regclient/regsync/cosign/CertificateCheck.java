// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.error.RegistryException;
import io.regclient.regsync.keyless.KeylessSignatures;
import io.regclient.regsync.keyless.SignedText;
import io.regclient.regsync.keyless.UntrustedSignatureException;
import java.util.Map;
import java.util.Optional;

/**
 * Trusts certificates. Loaded, with the library behind it, only for a gate that names an issuer.
 *
 * @param signatures checks them
 */
record CertificateCheck(KeylessSignatures signatures) implements SignatureCheck {
    /** What looks at one signature. */
    private interface Look {
        SignedText at(KeylessSignatures signatures) throws RegistryException, UntrustedSignatureException;
    }

    @Override
    public String keyOfName() {
        return "repository";
    }

    @Override
    public Optional<Signed> payload(byte[] payload, Map<String, String> annotations, Refusals refusals)
            throws RegistryException {
        return look(from -> from.ofPayload(payload, annotations), refusals);
    }

    @Override
    public Optional<Signed> bundle(byte[] json, Refusals refusals) throws RegistryException {
        return look(from -> from.ofBundle(json), refusals);
    }

    private Optional<Signed> look(Look look, Refusals refusals) throws RegistryException {
        try {
            SignedText text = look.at(signatures);
            return Optional.of(new Signed(text.payload(), text.isStatement(), Optional.of(text.at())));
        } catch (UntrustedSignatureException e) {
            Refusals.Kind kind = e.isOfOther() ? Refusals.Kind.OTHER_SIGNER : Refusals.Kind.NOT_TRUSTED;
            refusals.add(kind, Optional.ofNullable(e.getMessage()).orElse("a signature is not trusted"));
            return Optional.empty();
        }
    }
}
