// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import dev.sigstore.VerificationOptions.CertificateMatcher;
import dev.sigstore.VerificationOptions.UncheckedCertificateException;
import dev.sigstore.encryption.signers.Verifiers;
import dev.sigstore.strings.StringMatcher;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.regsync.schema.SignatureRules.Keyless;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Checks signatures that were made with a certificate for the moment: by whom, and that the certificate was valid when a
 * log or a timestamp authority saw the signature. What is signed is for the caller to read. Immutable.
 */
public final class KeylessSignatures {
    private static final String STATEMENT = "application/vnd.in-toto+json";

    /** Characters of a name from a certificate in a reason. */
    private static final int MAX_SHOWN = 200;

    private final Keyless wanted;
    private final SigstoreTrust trust;

    private KeylessSignatures(Keyless wanted, SigstoreTrust trust) {
        this.wanted = wanted;
        this.trust = trust;
    }

    /**
     * Reads who is trusted.
     *
     * @param wanted whose signatures count
     * @throws RegistryException when it cannot be read who is trusted
     */
    public static KeylessSignatures of(Keyless wanted, TrustedRoots roots) throws RegistryException {
        return new KeylessSignatures(wanted, roots.get(wanted.trustedRoot()));
    }

    /**
     * Checks a bundle of sigstore.
     *
     * @throws RegistryException of kind PARSING_FAILED or UNSUPPORTED for one that cannot be read
     */
    public SignedText ofBundle(byte[] json) throws RegistryException, UntrustedSignatureException {
        return check(StoredSignatures.ofBundle(json));
    }

    /**
     * Checks what stands beside a payload of the form "simple signing".
     *
     * @param annotations of its layer
     * @throws RegistryException of kind PARSING_FAILED or UNSUPPORTED for one that cannot be read
     */
    public SignedText ofPayload(byte[] payload, Map<String, String> annotations)
            throws RegistryException, UntrustedSignatureException {
        return check(StoredSignatures.ofAnnotations(payload, annotations));
    }

    /** Whatever else the library throws for what somebody made up, the signature does not count. */
    private SignedText check(CertifiedSignature signature) throws RegistryException, UntrustedSignatureException {
        try {
            trust.requireCertificate(signature.certificate());
            requireSigned(signature);
            requireSame(signature, LogBody.of(signature.entry()));
            Instant at = requireValid(signature);
            requireSigner(signature.certificate());
            return new SignedText(signature.payload(), signature.isStatement(), at);
        } catch (RuntimeException e) {
            throw UntrustedSignatureException.of("a signature cannot be checked: " + LibraryMessage.of(e));
        }
    }

    private static void requireSigned(CertifiedSignature signature) throws UntrustedSignatureException {
        byte[] payload = signature.payload();
        try {
            byte[] signed = signature.isStatement() ? envelope(payload) : payload;
            if (!Verifiers.newVerifier(signature.certificate().getPublicKey()).verify(signed, signature.signature())) {
                throw UntrustedSignatureException.of("a signature is not that of its certificate");
            }
        } catch (GeneralSecurityException e) {
            throw UntrustedSignatureException.of("a signature is not that of its certificate: " + LibraryMessage.of(e));
        }
    }

    /** What is signed of an envelope (DSSE, "PAE"); the library counts characters where bytes are meant. */
    private static byte[] envelope(byte[] payload) {
        byte[] head = ("DSSEv1 " + STATEMENT.length() + " " + STATEMENT + " " + payload.length + " ")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] signed = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, signed, head.length, payload.length);
        return signed;
    }

    private static void requireSame(CertifiedSignature signature, LogBody logged) throws UntrustedSignatureException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(signature.payload());
            if (logged.isStatement() == signature.isStatement()
                    && Arrays.equals(logged.hash(), hash)
                    && Arrays.equals(logged.signature(), signature.signature())
                    && Arrays.equals(
                            logged.certificate(), signature.certificate().getEncoded())) {
                return;
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256", e);
        } catch (GeneralSecurityException e) {
            throw UntrustedSignatureException.of(
                    "the certificate of a signature cannot be read: " + LibraryMessage.of(e));
        }
        throw UntrustedSignatureException.of("the log entry of a signature is that of another one");
    }

    /** The certificate was valid at each time that somebody trusted has signed; the last of them counts. */
    private Instant requireValid(CertifiedSignature signature) throws UntrustedSignatureException {
        List<Instant> times = new ArrayList<>(trust.requireTimestamps(signature));
        trust.requireEntry(signature.entry()).ifPresent(times::add);
        X509Certificate certificate = signature.certificate();
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        for (Instant time : times) {
            if (time.isBefore(from) || time.isAfter(until)) {
                throw UntrustedSignatureException.of(
                        "the certificate of a signature was not valid when it was made, at " + time + ", but from "
                                + from + " to " + until);
            }
        }
        return times.stream()
                .max(Instant::compareTo)
                .orElseThrow(() -> UntrustedSignatureException.of("nobody trusted says when a signature was made"));
    }

    private void requireSigner(X509Certificate certificate) throws UntrustedSignatureException {
        Heard identity = new Heard();
        Heard issuer = new Heard();
        CertificateMatcher names = CertificateMatcher.fulcio()
                .subjectAlternativeName(identity)
                .issuer(issuer)
                .build();
        try {
            names.test(certificate);
        } catch (UncheckedCertificateException e) {
            throw UntrustedSignatureException.of(
                    "the certificate of a signature names nobody: " + LibraryMessage.of(e));
        }
        if (!wanted.identity().accepts(identity.text) || !wanted.issuer().accepts(issuer.text)) {
            throw UntrustedSignatureException.ofOther("the signature is by "
                    + VisibleText.name(identity.text, MAX_SHOWN)
                    + " of " + VisibleText.name(issuer.text, MAX_SHOWN) + ", wanted is "
                    + wanted.identity().text() + " of " + wanted.issuer().text());
        }
    }

    /** Takes what the library reads in a certificate: its own patterns may run exponentially long. */
    private static final class Heard implements StringMatcher {
        private String text = "";

        @Override
        public boolean test(String found) {
            text = found;
            return true;
        }
    }
}
