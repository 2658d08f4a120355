// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import dev.sigstore.bundle.Bundle;
import dev.sigstore.bundle.Bundle.DsseEnvelope;
import dev.sigstore.bundle.BundleParseException;
import dev.sigstore.encryption.certificates.Certificates;
import dev.sigstore.rekor.client.ImmutableRekorEntry;
import dev.sigstore.rekor.client.ImmutableVerification;
import dev.sigstore.rekor.client.RekorEntry;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/** Reads signatures with certificates in the forms in which cosign stores them. */
final class StoredSignatures {
    private static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
    private static final String ENTRY = "dev.sigstore.cosign/bundle";
    private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
    private static final String STATEMENT = "application/vnd.in-toto+json";
    private static final String BUNDLE = "sigstore bundle";
    private static final String LOG_ENTRY = "log entry of a signature";

    /** Characters of an annotation; a certificate has some 3,000, a log entry some 8,000. */
    private static final int MAX_TEXT = 64 << 10;

    private StoredSignatures() {}

    /**
     * Reads a bundle. One with the signature of a message is refused: it does not say what the message is, and whoever
     * signs files may have signed the manifest of an image among them.
     *
     * @throws RegistryException of kind PARSING_FAILED, UNSUPPORTED for what is no statement
     */
    static CertifiedSignature ofBundle(byte[] json) throws RegistryException {
        Json.parseUniqueObject(json, BUNDLE);
        Bundle bundle = parse(json);
        if (bundle.getDsseEnvelope().isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED,
                    BUNDLE + ": the signature of a message does not say that an image is signed (try: cosign sign)");
        }
        DsseEnvelope envelope = bundle.getDsseEnvelope().get();
        if (!envelope.getPayloadType().equals(STATEMENT)) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, BUNDLE + ": the payload is no in-toto statement");
        }
        requireOne("signature", envelope.getSignatures());
        requireOne("log entry", bundle.getEntries());
        return new CertifiedSignature(
                envelope.getPayload(),
                true,
                envelope.getSignatures().getFirst().getSig(),
                Certificates.getLeaf(bundle.getCertPath()),
                bundle.getEntries().getFirst(),
                bundle.getTimestamps().stream()
                        .map(Bundle.Timestamp::getRfc3161Timestamp)
                        .toList());
    }

    private static Bundle parse(byte[] json) throws RegistryException {
        try {
            return Bundle.from(new StringReader(new String(json, StandardCharsets.UTF_8)));
        } catch (BundleParseException | RuntimeException e) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, BUNDLE + ": " + LibraryMessage.of(e), e);
        }
    }

    /** Only one is looked at; which one it would be of several nobody can tell. */
    private static void requireOne(String what, List<?> found) throws RegistryException {
        if (found.size() != 1) {
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED, BUNDLE + ": one " + what + " is expected, found " + found.size());
        }
    }

    /**
     * Reads the annotations that stand beside a payload.
     *
     * @throws RegistryException of kind PARSING_FAILED
     */
    static CertifiedSignature ofAnnotations(byte[] payload, Map<String, String> annotations) throws RegistryException {
        if (!annotations.containsKey(CERTIFICATE)) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, "a signature has no certificate: a key has made it");
        }
        if (!annotations.containsKey(ENTRY)) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, "a signature has no entry of a log");
        }
        return new CertifiedSignature(
                payload,
                false,
                base64(annotation(annotations, SIGNATURE)),
                certificate(annotation(annotations, CERTIFICATE)),
                entry(annotation(annotations, ENTRY)),
                List.of());
    }

    private static String annotation(Map<String, String> annotations, String name) throws RegistryException {
        String text = annotations.getOrDefault(name, "");
        if (text.isEmpty()) {
            throw broken("a layer has no annotation " + name);
        }
        if (text.length() > MAX_TEXT) {
            throw broken("the annotation " + name + " is longer than " + MAX_TEXT + " characters");
        }
        return text;
    }

    private static X509Certificate certificate(String pem) throws RegistryException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (CertificateException e) {
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED,
                    "the certificate of a signature cannot be read: " + LibraryMessage.of(e),
                    e);
        }
    }

    /** The log's promise to take the entry in, which its key has signed; a proof that it did so is not stored there. */
    private static RekorEntry entry(String json) throws RegistryException {
        JsonObject stored = Json.parseUniqueObject(json.getBytes(StandardCharsets.UTF_8), LOG_ENTRY);
        JsonObject entry = stored.object("Payload").orElseThrow(() -> stored.invalid("Payload", "is missing"));
        String promise = stored.string("SignedEntryTimestamp");
        base64(promise);
        base64(entry.string("body"));
        return ImmutableRekorEntry.builder()
                .body(entry.string("body"))
                .integratedTime(entry.integer("integratedTime", 0))
                .logIndex(entry.integer("logIndex", 0))
                .logID(entry.string("logID"))
                .verification(ImmutableVerification.builder()
                        .signedEntryTimestamp(promise)
                        .build())
                .build();
    }

    private static byte[] base64(String text) throws RegistryException {
        try {
            return WrappedBase64.decode(text);
        } catch (IllegalArgumentException e) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, "a signature is not base64", e);
        }
    }

    private static RegistryException broken(String why) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, why);
    }
}
