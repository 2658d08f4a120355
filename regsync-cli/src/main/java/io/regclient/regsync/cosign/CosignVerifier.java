// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.regsync.gate.Verdict;
import io.regclient.regsync.keyless.KeylessSignatures;
import io.regclient.regsync.keyless.TrustedRoots;
import io.regclient.regsync.schema.SignatureRules.Keyless;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Looks for a signature of cosign by somebody who is trusted. For one use after the other. */
public final class CosignVerifier {
    /** Signatures of an image that are looked at, and manifests that may have some. */
    static final int MAX_SIGNATURES = 100;

    private final SignatureCheck check;
    private final String name;
    private final Duration minAge;

    private CosignVerifier(SignatureCheck check, String name, Duration minAge) {
        this.check = check;
        this.name = name;
        this.minAge = minAge;
    }

    /**
     * Trusts keys.
     *
     * @param keys names of files with public keys, or their PEM texts
     * @param name that a signature has to be for, empty for the repository of the source
     * @throws RegistryException of kind LOCAL_IO for a file that cannot be read, INVALID_INPUT for what is no public key
     */
    public static CosignVerifier of(List<String> keys, String name) throws RegistryException {
        return new CosignVerifier(new KeyCheck(KeyRing.read(keys)), name, Duration.ZERO);
    }

    /**
     * Trusts certificates.
     *
     * @param wanted whose
     * @param name that a signature has to be for, empty for the repository of the source
     * @throws RegistryException when it cannot be read who gives such certificates
     */
    public static CosignVerifier of(Keyless wanted, TrustedRoots roots, String name) throws RegistryException {
        return new CosignVerifier(new CertificateCheck(KeylessSignatures.of(wanted, roots)), name, wanted.minAge());
    }

    /**
     * Looks for a signature of an image.
     *
     * @param source repository of the image
     * @param referrers repository that is asked for what refers to the image, mostly the same
     * @param now the time; a signature that is right and too young holds the image
     * @throws IOException when none is right and some could not be read
     */
    public Verdict verify(RegClient client, Ref source, Ref referrers, Digest image, Instant now) throws IOException {
        SignatureStore store = new SignatureStore(client, source, referrers, image);
        return new Verification(store, check, ClaimedName.of(name, source, check.keyOfName()), now, minAge).run();
    }
}
