// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import static io.regclient.regsync.keyless.PrivateSigstore.base64;
import static io.regclient.regsync.keyless.PrivateSigstore.json;
import static io.regclient.regsync.keyless.PrivateSigstore.sha256;

import io.regclient.regsync.keyless.PrivateSigstore.Certified;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A log of signatures as Rekor is: entries with a promise and a proof, and the bundles and annotations of cosign that have
 * them.
 */
public final class PrivateLog {
    static final String HOST = "rekor.example.org";
    private static final String STATEMENT = "application/vnd.in-toto+json";
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private final KeyPair keys;
    private final Instant at;

    public PrivateLog(PrivateSigstore sigstore, Instant at) {
        this(sigstore.log(), at);
    }

    PrivateLog(KeyPair keys, Instant at) {
        this.keys = keys;
        this.at = at;
    }

    private byte[] id() throws GeneralSecurityException {
        return sha256(keys.getPublic().getEncoded());
    }

    /** The entry of a payload that is signed as it is. */
    static String body(Certified by, byte[] payload, byte[] signature) throws GeneralSecurityException {
        return "{\"apiVersion\":\"0.0.1\",\"kind\":\"hashedrekord\",\"spec\":{\"data\":{\"hash\":{\"algorithm\":\"sha256\","
                + "\"value\":\"" + HexFormat.of().formatHex(sha256(payload)) + "\"}},\"signature\":{\"content\":\""
                + base64(signature) + "\",\"publicKey\":{\"content\":\"" + base64(bytes(pem(by))) + "\"}}}}";
    }

    /** The entry of a statement in an envelope. */
    static String envelopeBody(Certified by, byte[] payload, byte[] signature) throws GeneralSecurityException {
        return "{\"apiVersion\":\"0.0.1\",\"kind\":\"dsse\",\"spec\":{\"envelopeHash\":{\"algorithm\":\"sha256\",\"value\":\""
                + "00\"},\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\""
                + HexFormat.of().formatHex(sha256(payload)) + "\"},\"signatures\":[{\"signature\":\""
                + base64(signature)
                + "\",\"verifier\":\"" + base64(bytes(pem(by))) + "\"}]}}";
    }

    /** The same by the second version of the log. */
    static String envelopeBody2(Certified by, byte[] payload, byte[] signature) throws GeneralSecurityException {
        return "{\"apiVersion\":\"0.0.2\",\"kind\":\"dsse\",\"spec\":{\"dsseV002\":{\"payloadHash\":{\"algorithm\":"
                + "\"SHA2_256\",\"digest\":\"" + base64(sha256(payload)) + "\"},\"signatures\":[{\"content\":\""
                + base64(signature) + "\",\"verifier\":{\"keyDetails\":\"PKIX_ECDSA_P256_SHA_256\",\"x509Certificate\":"
                + "{\"rawBytes\":\"" + base64(by.certificate().getEncoded()) + "\"}}}]}}}";
    }

    /** The annotations of a payload that somebody signs. */
    public Map<String, String> annotations(Certified by, String payload) throws GeneralSecurityException {
        byte[] signature = by.sign(bytes(payload));
        return annotations(by, signature, body(by, bytes(payload), signature));
    }

    Map<String, String> annotations(Certified by, byte[] signature, String body) throws GeneralSecurityException {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("SignedEntryTimestamp", base64(promise(body)));
        entry.put(
                "Payload",
                Map.of(
                        "body",
                        base64(bytes(body)),
                        "integratedTime",
                        at.getEpochSecond(),
                        "logIndex",
                        1L,
                        "logID",
                        HexFormat.of().formatHex(id())));
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put("dev.cosignproject.cosign/signature", base64(signature));
        annotations.put("dev.sigstore.cosign/certificate", pem(by));
        annotations.put("dev.sigstore.cosign/bundle", json(entry));
        return annotations;
    }

    /** A bundle of a statement that somebody signs. */
    public String bundle(Certified by, String statement) throws GeneralSecurityException, IOException {
        return json(bundleTree(by, statement));
    }

    Map<String, Object> bundleTree(Certified by, String statement) throws GeneralSecurityException, IOException {
        byte[] signature = by.sign(envelope(statement));
        return bundleTree(by, statement, signature, envelopeBody(by, bytes(statement), signature));
    }

    /** A tree that tests may change. */
    Map<String, Object> bundleTree(Certified by, String statement, byte[] signature, String body)
            throws GeneralSecurityException, IOException {
        Map<String, Object> material = new LinkedHashMap<>();
        material.put("certificate", Map.of("rawBytes", base64(by.certificate().getEncoded())));
        material.put("tlogEntries", List.of(entry(body)));
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("mediaType", BUNDLE);
        bundle.put("verificationMaterial", material);
        bundle.put(
                "dsseEnvelope",
                Map.of(
                        "payload",
                        base64(bytes(statement)),
                        "payloadType",
                        STATEMENT,
                        "signatures",
                        List.of(Map.of("sig", base64(signature)))));
        return bundle;
    }

    /** The second of two entries, with the promise and the proof that it is there. */
    Map<String, Object> entry(String body) throws GeneralSecurityException, IOException {
        byte[] first = sha256(bytes("first"));
        byte[] root = sha256(joined(new byte[] {1}, first, sha256(joined(new byte[] {0}, bytes(body)))));
        String head = HOST + " - 1\n2\n" + base64(root) + "\n";
        byte[] hint = Arrays.copyOf(id(), 4);
        String checkpoint =
                head + "\n\u2014 " + HOST + " " + base64(joined(hint, PrivateSigstore.sign(keys, bytes(head)))) + "\n";
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("logIndex", "1");
        entry.put("logId", Map.of("keyId", base64(id())));
        entry.put("integratedTime", Long.toString(at.getEpochSecond()));
        entry.put("inclusionPromise", Map.of("signedEntryTimestamp", base64(promise(body))));
        entry.put(
                "inclusionProof",
                Map.of(
                        "logIndex",
                        "1",
                        "rootHash",
                        base64(root),
                        "treeSize",
                        "2",
                        "hashes",
                        List.of(base64(first)),
                        "checkpoint",
                        Map.of("envelope", checkpoint)));
        entry.put("canonicalizedBody", base64(bytes(body)));
        return entry;
    }

    private byte[] promise(String body) throws GeneralSecurityException {
        String signed = "{\"body\":\"" + base64(bytes(body)) + "\",\"integratedTime\":" + at.getEpochSecond()
                + ",\"logID\":\"" + HexFormat.of().formatHex(id()) + "\",\"logIndex\":1}";
        return PrivateSigstore.sign(keys, bytes(signed));
    }

    static byte[] envelope(String statement) {
        byte[] payload = bytes(statement);
        return joined(bytes("DSSEv1 28 " + STATEMENT + " " + payload.length + " "), payload);
    }

    static String pem(Certified by) throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(by.certificate().getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
