// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import dev.sigstore.rekor.client.RekorEntry;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.List;

/**
 * What the log of signatures (Rekor) has written down: the hash of a payload, a signature and its certificate. The entry
 * of another signature proves nothing, so that all three must be those of the signature at hand.
 *
 * @param isStatement true for an envelope, false for a payload that is signed as it is
 * @param hash of the payload, SHA-256
 * @param signature of the envelope or payload
 * @param certificate encoded as DER
 */
@SuppressWarnings("ArrayRecordComponent") // shared read-only, and never compared
record LogBody(boolean isStatement, byte[] hash, byte[] signature, byte[] certificate) {
    private static final String ENTRY = "log entry of a signature";
    private static final String SHA256 = "sha256";
    private static final int MAX_SHOWN = 60;

    /**
     * Reads the entry: of the types that cosign writes, both versions.
     *
     * @throws RegistryException of kind PARSING_FAILED, UNSUPPORTED for another type
     */
    static LogBody of(RekorEntry entry) throws RegistryException {
        JsonObject body = Json.parseUniqueObject(base64(entry.getBody()), ENTRY);
        JsonObject spec = need(body, "spec");
        String type = body.string("kind") + " " + body.string("apiVersion");
        return switch (type) {
            case "hashedrekord 0.0.1" -> ofHash(spec);
            case "hashedrekord 0.0.2" -> ofHash2(need(spec, "hashedRekordV002"));
            case "dsse 0.0.1" -> ofEnvelope(spec);
            case "dsse 0.0.2" -> ofEnvelope2(need(spec, "dsseV002"));
            default ->
                throw RegistryException.of(
                        ErrorKind.UNSUPPORTED,
                        ENTRY + ": the type " + VisibleText.orQuotes(VisibleText.name(type.strip(), MAX_SHOWN))
                                + " is not supported");
        };
    }

    private static LogBody ofHash(JsonObject spec) throws RegistryException {
        JsonObject signature = need(spec, "signature");
        return new LogBody(
                false,
                hash(need(need(spec, "data"), "hash")),
                base64(signature.string("content")),
                pem(need(signature, "publicKey").string("content")));
    }

    private static LogBody ofHash2(JsonObject spec) throws RegistryException {
        JsonObject signature = need(spec, "signature");
        return new LogBody(
                false, hash2(need(spec, "data")), base64(signature.string("content")), certificate(signature));
    }

    private static LogBody ofEnvelope(JsonObject spec) throws RegistryException {
        JsonObject signature = one(spec);
        return new LogBody(
                true,
                hash(need(spec, "payloadHash")),
                base64(signature.string("signature")),
                pem(signature.string("verifier")));
    }

    private static LogBody ofEnvelope2(JsonObject spec) throws RegistryException {
        JsonObject signature = one(spec);
        return new LogBody(
                true, hash2(need(spec, "payloadHash")), base64(signature.string("content")), certificate(signature));
    }

    private static JsonObject one(JsonObject spec) throws RegistryException {
        List<JsonObject> signatures = spec.objects("signatures");
        if (signatures.size() != 1) {
            throw spec.invalid("signatures", "has " + signatures.size() + " entries, one is expected");
        }
        return signatures.getFirst();
    }

    private static byte[] hash(JsonObject hash) throws RegistryException {
        requireAlgorithm(hash, SHA256);
        try {
            return HexFormat.of().parseHex(hash.string("value"));
        } catch (IllegalArgumentException e) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, ENTRY + ": a hash is not hexadecimal", e);
        }
    }

    private static byte[] hash2(JsonObject hash) throws RegistryException {
        requireAlgorithm(hash, "SHA2_256");
        return base64(hash.string("digest"));
    }

    private static void requireAlgorithm(JsonObject hash, String wanted) throws RegistryException {
        if (!hash.string("algorithm").equals(wanted)) {
            throw hash.invalid("algorithm", "is not " + wanted);
        }
    }

    private static byte[] certificate(JsonObject signature) throws RegistryException {
        return base64(need(need(signature, "verifier"), "x509Certificate").string("rawBytes"));
    }

    private static byte[] pem(String base64) throws RegistryException {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(base64(base64)))
                    .getEncoded();
        } catch (CertificateException e) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED, ENTRY + ": there is no certificate in it, but a key or something else", e);
        }
    }

    private static JsonObject need(JsonObject object, String key) throws RegistryException {
        return object.object(key).orElseThrow(() -> object.invalid(key, "is missing"));
    }

    private static byte[] base64(String text) throws RegistryException {
        try {
            return WrappedBase64.decode(text);
        } catch (IllegalArgumentException e) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, ENTRY + ": a value is not base64", e);
        }
    }
}
