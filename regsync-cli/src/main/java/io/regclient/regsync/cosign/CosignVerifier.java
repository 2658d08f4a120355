// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Looks for a signature of cosign by one of some public keys. Immutable. */
public final class CosignVerifier {
    /** Signatures of an image that are looked at, and manifests that may have some. */
    static final int MAX_SIGNATURES = 100;

    private final List<TrustedKey> keys;
    private final String identity;

    private CosignVerifier(List<TrustedKey> keys, String identity) {
        this.keys = keys;
        this.identity = identity;
    }

    /**
     * Reads the keys.
     *
     * @param keys names of files with public keys, or their PEM texts
     * @param identity the name that a signature has to be for, empty for the repository of the source
     * @throws RegistryException of kind LOCAL_IO for a file that cannot be read, INVALID_INPUT for what is no public key
     */
    public static CosignVerifier of(List<String> keys, String identity) throws RegistryException {
        return new CosignVerifier(KeyRing.read(keys), identity);
    }

    /**
     * Looks for a signature of an image.
     *
     * @param source repository of the image
     * @param referrers repository that is asked for what refers to the image, mostly the same
     * @return empty when one is right, otherwise the reason in one line
     * @throws IOException when none is right and some could not be read
     */
    public Optional<String> verify(RegClient client, Ref source, Ref referrers, Digest image) throws IOException {
        SignatureStore store = new SignatureStore(client, source, referrers, image);
        return new Verification(store, keys, ClaimedName.of(identity, source)).run();
    }
}
