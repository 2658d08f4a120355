// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A public key whose signatures count, with the schemes that cosign signs with under such a key. Immutable.
 *
 * @param key the key
 * @param schemes of signatures
 */
record TrustedKey(PublicKey key, List<Scheme> schemes) {
    /** Bits; below it nothing is safe, above it one signature takes long. */
    private static final int MIN_RSA = 2048;

    private static final int MAX_RSA = 16_384;

    /** Bytes of a SHA-256 hash, the usual length of a salt. */
    private static final int HASH = 32;

    TrustedKey {
        schemes = List.copyOf(schemes);
    }

    /**
     * How a signature is made.
     *
     * @param name of Java
     * @param parameters empty where the name says all
     */
    record Scheme(String name, Optional<AlgorithmParameterSpec> parameters) {
        static Scheme of(String name) {
            return new Scheme(name, Optional.empty());
        }

        static Scheme of(String name, AlgorithmParameterSpec parameters) {
            return new Scheme(name, Optional.of(parameters));
        }
    }

    /**
     * Takes a key.
     *
     * @throws InvalidKeyException for one of a kind that is not supported, or too small; the message says which
     */
    static TrustedKey of(PublicKey key) throws InvalidKeyException {
        return switch (key) {
            case ECPublicKey ec -> new TrustedKey(key, ofCurve(ec));
            case EdECPublicKey ed
            when ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName()) ->
                new TrustedKey(key, List.of(Scheme.of("Ed25519"), Scheme.of("Ed25519", new EdDSAParameterSpec(true))));
            case RSAPublicKey rsa -> new TrustedKey(key, ofRsa(rsa));
            default -> throw new InvalidKeyException("keys of the kind " + key.getAlgorithm() + " are not supported");
        };
    }

    private static List<Scheme> ofCurve(ECPublicKey key) throws InvalidKeyException {
        Scheme sha256 = Scheme.of("SHA256withECDSA");
        if (isOf(key, "secp256r1")) {
            return List.of(sha256);
        }
        if (isOf(key, "secp384r1")) {
            return List.of(Scheme.of("SHA384withECDSA"), sha256);
        }
        if (isOf(key, "secp521r1")) {
            return List.of(Scheme.of("SHA512withECDSA"), sha256);
        }
        throw new InvalidKeyException("of elliptic curves P-256, P-384 and P-521 are supported");
    }

    /** True for a key of the curve; others have fields of the same size. */
    private static boolean isOf(ECPublicKey key, String curve) {
        try {
            AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
            named.init(new ECGenParameterSpec(curve));
            return named.getParameterSpec(ECParameterSpec.class)
                    .getCurve()
                    .equals(key.getParams().getCurve());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + curve, e);
        }
    }

    /** A salt is as long as the hash, or as long as it can be, which is what signers of the Go language do. */
    private static List<Scheme> ofRsa(RSAPublicKey key) throws InvalidKeyException {
        int bits = key.getModulus().bitLength();
        if (bits < MIN_RSA || bits > MAX_RSA) {
            throw new InvalidKeyException(
                    "an RSA key of " + bits + " bits, " + MIN_RSA + " to " + MAX_RSA + " are supported");
        }
        List<Scheme> schemes = new ArrayList<>();
        if (key.getAlgorithm().equals("RSA")) {
            schemes.add(Scheme.of("SHA256withRSA"));
        }
        int longest = (bits - 1 + Byte.SIZE - 1) / Byte.SIZE - 2 - HASH;
        for (int salt : new int[] {HASH, longest}) {
            schemes.add(Scheme.of(
                    "RSASSA-PSS",
                    new PSSParameterSpec(
                            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, salt, PSSParameterSpec.TRAILER_FIELD_BC)));
        }
        return schemes;
    }

    /** True when the key has signed the content. */
    boolean hasSigned(byte[] content, byte[] signature) {
        for (Scheme scheme : schemes) {
            if (hasSigned(scheme, content, signature)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasSigned(Scheme scheme, byte[] content, byte[] signature) {
        try {
            Signature check = Signature.getInstance(scheme.name());
            if (scheme.parameters().isPresent()) {
                check.setParameter(scheme.parameters().get());
            }
            check.initVerify(key);
            check.update(content);
            return check.verify(signature);
        } catch (SignatureException | InvalidKeyException | InvalidAlgorithmParameterException e) {
            return false; // no signature of this key by this scheme
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + scheme.name(), e);
        }
    }
}
