// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The bytes that were signed in a Docker schema 1 manifest: the start of the document up to {@code formatLength}
 * followed by {@code formatTail}, both from the protected header of the signatures (contract MF-8). The signatures are
 * not checked.
 */
final class SignedPayload {
    /** Most signatures that are looked at: each one costs a copy of the document. */
    static final int MAX_SIGNATURES = 32;

    private SignedPayload() {}

    static byte[] of(byte[] raw, JsonObject body) throws RegistryException {
        List<JsonObject> signatures = body.objects("signatures");
        if (signatures.isEmpty()) {
            throw failed("no signatures");
        }
        if (signatures.size() > MAX_SIGNATURES) {
            throw failed("more than " + MAX_SIGNATURES + " signatures");
        }
        byte[] payload = payload(raw, signatures.getFirst());
        for (JsonObject signature : signatures.subList(1, signatures.size())) {
            if (!Arrays.equals(payload, payload(raw, signature))) {
                throw failed("the signatures cover different content");
            }
        }
        return payload;
    }

    private static byte[] payload(byte[] raw, JsonObject signature) throws RegistryException {
        JsonObject header =
                Json.parseObject(decode(signature.string("protected")), "protected header of a signed manifest");
        long length = header.integer("formatLength", -1);
        if (length < 0 || length > raw.length) {
            throw failed("formatLength " + length + " outside of the document");
        }
        byte[] tail = decode(header.string("formatTail"));
        byte[] payload = Arrays.copyOf(raw, (int) length + tail.length);
        System.arraycopy(tail, 0, payload, (int) length, tail.length);
        return payload;
    }

    private static byte[] decode(String base64) throws RegistryException {
        try {
            return Base64.getUrlDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED, "signed manifest: invalid base64 in a protected header", e);
        }
    }

    private static RegistryException failed(String why) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, "signed manifest: " + why);
    }
}
