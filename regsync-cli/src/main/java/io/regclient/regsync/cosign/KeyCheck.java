// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trusts public keys.
 *
 * @param keys of which one must have signed
 */
record KeyCheck(List<TrustedKey> keys) implements SignatureCheck {
    private static final String SIGNATURE = "dev.cosignproject.cosign/signature";

    KeyCheck {
        keys = List.copyOf(keys);
    }

    @Override
    public String keyOfName() {
        return "identity";
    }

    @Override
    public Optional<Signed> payload(byte[] payload, Map<String, String> annotations, Refusals refusals)
            throws RegistryException {
        String text = annotations.getOrDefault(SIGNATURE, "");
        if (text.isEmpty()) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, "a layer has no annotation " + SIGNATURE);
        }
        return signed(payload, SignatureBundle.decodeSignature(text), refusals)
                ? Optional.of(new Signed(payload, false, Optional.empty()))
                : Optional.empty();
    }

    @Override
    public Optional<Signed> bundle(byte[] json, Refusals refusals) throws RegistryException {
        SignatureBundle bundle = SignatureBundle.parse(json);
        byte[] signature = SignatureBundle.decodeSignature(bundle.signature());
        return signed(SignatureBundle.signedBytes(bundle.payload()), signature, refusals)
                ? Optional.of(new Signed(bundle.payload(), true, Optional.empty()))
                : Optional.empty();
    }

    private boolean signed(byte[] content, byte[] signature, Refusals refusals) {
        for (TrustedKey key : keys) {
            if (key.hasSigned(content, signature)) {
                return true;
            }
        }
        refusals.addOtherKey();
        return false;
    }
}
