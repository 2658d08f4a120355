// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.regsync.keyless.WrappedBase64;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A bundle of sigstore with one signature of an in-toto statement. One with the signature of a message is refused: it
 * does not say what the message is, and whoever signs files may have signed the manifest of an image among them.
 *
 * @param payload the statement
 * @param signature of the envelope that the statement is in, as base64
 */
@SuppressWarnings("ArrayRecordComponent") // shared read-only, and never compared
record SignatureBundle(byte[] payload, String signature) {
    static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /** Characters of a signature; the largest key makes less than 3,000. */
    static final int MAX_SIGNATURE = 16 << 10;

    private static final String STATEMENT = "application/vnd.in-toto+json";
    private static final String BUNDLE = "sigstore bundle";

    /**
     * Reads a bundle.
     *
     * @throws RegistryException of kind PARSING_FAILED, UNSUPPORTED for content that is no statement
     */
    static SignatureBundle parse(byte[] content) throws RegistryException {
        JsonObject bundle = Json.parseUniqueObject(content, BUNDLE);
        Optional<JsonObject> envelope = bundle.object("dsseEnvelope");
        if (envelope.isPresent()) {
            return ofEnvelope(envelope.get());
        }
        if (bundle.has("messageSignature")) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED,
                    BUNDLE + ": the signature of a message does not say that an image is signed (try: cosign sign)");
        }
        throw RegistryException.of(ErrorKind.PARSING_FAILED, BUNDLE + ": neither dsseEnvelope nor messageSignature");
    }

    private static SignatureBundle ofEnvelope(JsonObject envelope) throws RegistryException {
        if (!envelope.string("payloadType").equals(STATEMENT)) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, BUNDLE + ": the payload is no in-toto statement");
        }
        byte[] payload = decode(envelope.string("payload"), "the payload of a bundle");
        if (payload.length > SignatureStore.MAX_PAYLOAD) {
            throw SignatureStore.tooLong(payload.length, SignatureStore.MAX_PAYLOAD);
        }
        List<JsonObject> signatures = envelope.objects("signatures");
        if (signatures.size() != 1) {
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED, BUNDLE + ": one signature is expected, found " + signatures.size());
        }
        return new SignatureBundle(payload, signatures.getFirst().string("sig"));
    }

    /** What is signed of an envelope (DSSE, "PAE"): the type and the payload, each with its length in front. */
    static byte[] signedBytes(byte[] payload) {
        byte[] head = ("DSSEv1 " + STATEMENT.length() + " " + STATEMENT + " " + payload.length + " ")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] signed = new byte[head.length + payload.length];
        System.arraycopy(head, 0, signed, 0, head.length);
        System.arraycopy(payload, 0, signed, head.length, payload.length);
        return signed;
    }

    /** The bytes of a signature; kind PARSING_FAILED for what is not base64. */
    static byte[] decodeSignature(String base64) throws RegistryException {
        if (base64.length() > MAX_SIGNATURE) {
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED, "a signature is longer than " + MAX_SIGNATURE + " characters");
        }
        return decode(base64, "a signature");
    }

    private static byte[] decode(String base64, String what) throws RegistryException {
        try {
            return WrappedBase64.decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, what + " is not base64", e);
        }
    }
}
