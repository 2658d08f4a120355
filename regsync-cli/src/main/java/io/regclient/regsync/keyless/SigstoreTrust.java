// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import dev.sigstore.encryption.certificates.Certificates;
import dev.sigstore.encryption.signers.Verifiers;
import dev.sigstore.fulcio.client.FulcioVerificationException;
import dev.sigstore.fulcio.client.FulcioVerifier;
import dev.sigstore.rekor.client.RekorEntry;
import dev.sigstore.rekor.client.RekorVerificationException;
import dev.sigstore.rekor.client.RekorVerifier;
import dev.sigstore.timestamp.client.ImmutableTimestampResponse;
import dev.sigstore.timestamp.client.TimestampException;
import dev.sigstore.timestamp.client.TimestampResponse;
import dev.sigstore.timestamp.client.TimestampVerificationException;
import dev.sigstore.timestamp.client.TimestampVerifier;
import dev.sigstore.trustroot.SigstoreTrustedRoot;
import dev.sigstore.trustroot.TransparencyLog;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The authorities and logs that are trusted, and what they say about a signature. The library's own check of a whole
 * signature is not used: version 2.0.0 does not compare the time of the log with the validity of the certificate, refuses
 * a subject without a name, which is what cosign writes, and wants a proof that older signatures lack. Thread-safe.
 */
final class SigstoreTrust {
    private final SigstoreTrustedRoot root;
    private final FulcioVerifier authorities;
    private final RekorVerifier logs;

    private SigstoreTrust(SigstoreTrustedRoot root, FulcioVerifier authorities) {
        this.root = root;
        this.authorities = authorities;
        this.logs = RekorVerifier.newRekorVerifier(root);
    }

    /**
     * Takes a trusted root.
     *
     * @throws RegistryException of kind INVALID_INPUT for one by which no signature could be right
     */
    static SigstoreTrust of(SigstoreTrustedRoot root) throws RegistryException {
        require("certificate authority", root.getCAs());
        require("transparency log (tlogs)", root.getTLogs());
        require("log of certificates (ctlogs)", root.getCTLogs());
        try {
            return new SigstoreTrust(root, FulcioVerifier.newFulcioVerifier(root));
        } catch (GeneralSecurityException e) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, LibraryMessage.of(e), e);
        }
    }

    private static void require(String what, List<?> found) throws RegistryException {
        if (found.isEmpty()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "there is no " + what + " in it");
        }
    }

    /**
     * Checks that a trusted authority gave the certificate to sign with, and that a trusted log of certificates knows
     * it. Of a chain that came along nothing is taken: the root has the whole one.
     */
    void requireCertificate(X509Certificate certificate) throws UntrustedSignatureException {
        try {
            authorities.verifySigningCertificate(Certificates.toCertPath(certificate));
            List<String> usage = certificate.getExtendedKeyUsage();
            if (usage == null || !usage.contains("1.3.6.1.5.5.7.3.3")) {
                throw UntrustedSignatureException.of("the certificate of a signature is not for signing");
            }
        } catch (FulcioVerificationException | GeneralSecurityException | IOException e) {
            throw UntrustedSignatureException.of(
                    "the certificate of a signature is not trusted: " + LibraryMessage.of(e));
        }
    }

    /**
     * Checks that a trusted log has the entry, or has promised to take it in.
     *
     * @return when the entry was made; empty when the log did not sign that
     */
    Optional<Instant> requireEntry(RekorEntry entry) throws UntrustedSignatureException {
        String promise = Optional.ofNullable(entry.getVerification().getSignedEntryTimestamp())
                .orElse("");
        boolean isProved = entry.getVerification().getInclusionProof() != null;
        TransparencyLog log = TransparencyLog.find(
                        root.getTLogs(), HexFormat.of().parseHex(entry.getLogID()))
                .orElseThrow(() -> UntrustedSignatureException.of("the log of a signature is not a trusted one"));
        try {
            if (isProved) {
                logs.verifyEntry(entry);
            }
            if (promise.isEmpty()) {
                if (!isProved) {
                    throw UntrustedSignatureException.of("a signature has neither a proof nor a promise of a log");
                }
                return Optional.empty();
            }
            if (!Verifiers.newVerifier(log.getPublicKey().toJavaPublicKey())
                    .verify(entry.getSignableContent(), WrappedBase64.decode(promise))) {
                throw UntrustedSignatureException.of("the log entry of a signature is not signed by the log");
            }
        } catch (RekorVerificationException | GeneralSecurityException e) {
            throw UntrustedSignatureException.of("the log entry of a signature is not right: " + LibraryMessage.of(e));
        }
        Instant at = entry.getIntegratedTimeInstant();
        if (!log.getPublicKey().getValidFor().contains(at)) {
            throw UntrustedSignatureException.of("the log of a signature was not trusted at " + at);
        }
        return Optional.of(at);
    }

    /** Checks that trusted authorities have signed when the signature was there, and tells when. */
    List<Instant> requireTimestamps(CertifiedSignature signature) throws UntrustedSignatureException {
        List<Instant> times = new ArrayList<>();
        if (signature.timestamps().isEmpty()) {
            return times;
        }
        try {
            TimestampVerifier verifier = TimestampVerifier.newTimestampVerifier(root);
            for (byte[] encoded : signature.timestamps()) {
                TimestampResponse response =
                        ImmutableTimestampResponse.builder().encoded(encoded).build();
                verifier.verify(response, signature.signature());
                times.add(response.getGenTime().toInstant());
            }
            return times;
        } catch (TimestampException | TimestampVerificationException | GeneralSecurityException e) {
            throw UntrustedSignatureException.of("a timestamp of a signature is not right: " + LibraryMessage.of(e));
        }
    }
}
