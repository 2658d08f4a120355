// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import static io.regclient.regsync.keyless.PrivateLog.bytes;
import static io.regclient.regsync.keyless.PrivateSigstore.ISSUER;
import static io.regclient.regsync.keyless.PrivateSigstore.NOW;
import static io.regclient.regsync.keyless.PrivateSigstore.SIGNER;
import static io.regclient.regsync.keyless.PrivateSigstore.base64;
import static io.regclient.regsync.keyless.PrivateSigstore.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.RegistryException;
import io.regclient.regsync.keyless.PrivateSigstore.Certified;
import io.regclient.regsync.keyless.PrivateSigstore.Wish;
import io.regclient.regsync.schema.WrittenRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("docs/regsync-gates.md, cosign: signatures by certificates, of a private instance of sigstore")
class KeylessSignaturesTest {
    private static final String STATEMENT = "{\"predicateType\":\"x\",\"subject\":[{\"digest\":{\"sha256\":\"00\"}}]}";
    private static final String PAYLOAD = "{\"critical\":{}}";

    private final PrivateSigstore sigstore = new PrivateSigstore();
    private final Certified signer = sigstore.certify();
    private final PrivateLog log = new PrivateLog(sigstore, NOW.plusSeconds(5));
    private final Path root;

    KeylessSignaturesTest(@TempDir Path directory) throws Exception {
        root = Files.writeString(directory.resolve("root.json"), sigstore.trustedRoot());
    }

    private KeylessSignatures trusted() throws Exception {
        return trusted(SIGNER.replace(".", "\\."), ISSUER);
    }

    private KeylessSignatures trusted(String identity, String issuer) throws Exception {
        return KeylessSignatures.of(WrittenRules.keyless(identity, issuer, root.toString()), new TrustedRoots());
    }

    private void refuses(String bundle, String reason) throws Exception {
        KeylessSignatures trusted = trusted();
        assertThatThrownBy(() -> trusted.ofBundle(bytes(bundle)))
                .isInstanceOfAny(RegistryException.class, UntrustedSignatureException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(reason).doesNotContain("\n"));
    }

    private void refuses(Map<String, String> annotations, String reason) throws Exception {
        KeylessSignatures trusted = trusted();
        assertThatThrownBy(() -> trusted.ofPayload(bytes(PAYLOAD), annotations))
                .isInstanceOfAny(RegistryException.class, UntrustedSignatureException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(reason).doesNotContain("\n"));
    }

    @Test
    @DisplayName("a bundle with certificate, promise and proof of the log")
    void bundle() throws Exception {
        SignedText text = trusted().ofBundle(bytes(log.bundle(signer, STATEMENT)));

        assertThat(text.payload()).isEqualTo(bytes(STATEMENT));
        assertThat(text.isStatement()).isTrue();
        assertThat(text.at()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    @DisplayName("a statement with letters that have several bytes")
    void letters() throws Exception {
        String statement = STATEMENT.replace("x", "\u00e4\u20ac");
        assertThat(trusted().ofBundle(bytes(log.bundle(signer, statement))).payload())
                .isEqualTo(bytes(statement));
    }

    @Test
    @DisplayName("a signature beside a payload may be wrapped in lines")
    void wrappedInLines() throws Exception {
        Map<String, String> annotations = log.annotations(signer, PAYLOAD);
        annotations.computeIfPresent(
                "dev.cosignproject.cosign/signature", (_, text) -> text.replaceAll("(.{20})", "$1\r\n") + "\n");

        assertThat(trusted().ofPayload(bytes(PAYLOAD), annotations).isStatement())
                .isFalse();
    }

    @Test
    @DisplayName("a payload with certificate and promise in its annotations")
    void annotations() throws Exception {
        SignedText text = trusted().ofPayload(bytes(PAYLOAD), log.annotations(signer, PAYLOAD));

        assertThat(text.isStatement()).isFalse();
        assertThat(text.at()).isEqualTo(NOW.plusSeconds(5));
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @DisplayName("identity and issuer are patterns for the whole name; addresses are names as well")
    @CsvSource({
        ".*/release\\.yml@refs/heads/.*, https://issuer\\..*, true",
        "ci\\.example\\.org, .*, false",
        "https://ci\\.example\\.org/team, .*, false",
        "team/app/release.yml@refs/heads/main, .*, false",
        ".*, https://issuer, false",
        ".*, issuer\\.example\\.org, false",
        "(?m:^x$|^https.*), .*, true",
        "a|.*, b|.*, true"
    })
    void patterns(String identity, String issuer, boolean right) throws Exception {
        KeylessSignatures trusted = trusted(identity, issuer);
        byte[] bundle = bytes(log.bundle(signer, STATEMENT));
        if (right) {
            assertThat(trusted.ofBundle(bundle).isStatement()).isTrue();
        } else {
            assertThatThrownBy(() -> trusted.ofBundle(bundle))
                    .isInstanceOfSatisfying(
                            UntrustedSignatureException.class,
                            e -> assertThat(e.isOfOther()).isTrue())
                    .hasMessageContaining(
                            "the signature is by " + SIGNER + " of " + ISSUER + ", wanted is " + identity);
        }
    }

    @Test
    @DisplayName("somebody else, or the same name at another issuer, does not count")
    void others() throws Exception {
        Certified mail = sigstore.certify(Wish.of("dev@example.org", ISSUER));
        refuses(log.bundle(mail, STATEMENT), "the signature is by dev@example.org of " + ISSUER);
        refuses(log.annotations(mail, PAYLOAD), "the signature is by dev@example.org of " + ISSUER);
        assertThat(trusted("dev@example\\.org", ISSUER)
                        .ofBundle(bytes(log.bundle(mail, STATEMENT)))
                        .isStatement())
                .isTrue();

        Certified elsewhere = sigstore.certify(Wish.of(SIGNER, "https://other.example.org"));
        refuses(log.bundle(elsewhere, STATEMENT), "of https://other.example.org, wanted is");
    }

    @Test
    @DisplayName("a certificate of another authority, of no log of certificates, or not for signing does not count")
    void certificates() throws Exception {
        Certified stranger = new PrivateSigstore().certify();
        refuses(log.bundle(stranger, STATEMENT), "the certificate of a signature is not trusted");
        refuses(log.annotations(stranger, PAYLOAD), "the certificate of a signature is not trusted");

        Certified unlogged = sigstore.certify(new Wish(SIGNER, ISSUER, NOW, false, KeyPurposeId.id_kp_codeSigning));
        refuses(log.bundle(unlogged, STATEMENT), "No valid SCTs were found");

        Certified server = sigstore.certify(new Wish(SIGNER, ISSUER, NOW, true, KeyPurposeId.id_kp_serverAuth));
        refuses(log.bundle(server, STATEMENT), "the certificate of a signature is not for signing");
    }

    @Test
    @DisplayName("a certificate that was not valid when the log saw the signature does not count")
    void expired() throws Exception {
        for (Duration off : List.of(Duration.ofMinutes(11), Duration.ofSeconds(-1), Duration.ofDays(400))) {
            PrivateLog then = new PrivateLog(sigstore, NOW.plus(off));
            String reason = "the certificate of a signature was not valid when it was made, at " + NOW.plus(off);
            refuses(then.bundle(signer, STATEMENT), reason);
            refuses(then.annotations(signer, PAYLOAD), reason);
        }
    }

    @Test
    @DisplayName("a log that is not trusted does not count, nor an entry that is missing or that of another signature")
    void logs() throws Exception {
        PrivateLog stranger = new PrivateLog(PrivateSigstore.ec(), NOW);
        refuses(stranger.bundle(signer, STATEMENT), "the log of a signature is not a trusted one");
        refuses(stranger.annotations(signer, PAYLOAD), "the log of a signature is not a trusted one");

        Map<String, Object> bundle = log.bundleTree(signer, STATEMENT);
        Map<String, Object> without = changed(bundle, "tlogEntries", List.of());
        refuses(json(without), "Could not find any tlog entries");

        Map<String, String> annotations = log.annotations(signer, PAYLOAD);
        annotations.remove("dev.sigstore.cosign/bundle");
        refuses(annotations, "a signature has no entry of a log");

        byte[] signature = signer.sign(PrivateLog.envelope(STATEMENT));
        String another = "the log entry of a signature is that of another one";
        String other = PrivateLog.envelopeBody(signer, bytes("other"), signature);
        refuses(json(log.bundleTree(signer, STATEMENT, signature, other)), another);
        String again = PrivateLog.envelopeBody(signer, bytes(STATEMENT), signer.sign(bytes("x")));
        refuses(json(log.bundleTree(signer, STATEMENT, signature, again)), another);
        String by = PrivateLog.envelopeBody(sigstore.certify(), bytes(STATEMENT), signature);
        refuses(json(log.bundleTree(signer, STATEMENT, signature, by)), another);
        String plain = PrivateLog.body(signer, bytes(STATEMENT), signature);
        refuses(json(log.bundleTree(signer, STATEMENT, signature, plain)), another);

        byte[] signed = signer.sign(bytes(PAYLOAD));
        refuses(log.annotations(signer, signed, PrivateLog.body(signer, bytes("other"), signed)), another);
        refuses(
                log.annotations(signer, signed, "{\"apiVersion\":\"0.0.1\",\"kind\":\"intoto\",\"spec\":{}}"),
                "the type intoto 0.0.1 is not supported");
    }

    private static Map<String, Object> changed(Map<String, Object> bundle, String key, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>(bundle);
        Map<String, Object> material = new LinkedHashMap<>();
        if (bundle.get("verificationMaterial") instanceof Map<?, ?> there) {
            there.forEach((name, each) -> material.put((String) name, each));
        }
        material.put(key, value);
        copy.put("verificationMaterial", material);
        return copy;
    }

    private String withEntry(String key, Object value) throws Exception {
        byte[] signature = signer.sign(PrivateLog.envelope(STATEMENT));
        Map<String, Object> entry = log.entry(PrivateLog.envelopeBody(signer, bytes(STATEMENT), signature));
        entry.put(key, value);
        return json(changed(signed(signature), "tlogEntries", List.of(entry)));
    }

    private Map<String, Object> signed(byte[] signature) throws Exception {
        return log.bundleTree(
                signer, STATEMENT, signature, PrivateLog.envelopeBody(signer, bytes(STATEMENT), signature));
    }

    @Test
    @DisplayName("an entry whose time, place, promise, proof or checkpoint was changed does not count")
    void changedEntries() throws Exception {
        String time = Long.toString(NOW.getEpochSecond());
        refuses(withEntry("integratedTime", time), "Entry SET was not valid");
        refuses(withEntry("logIndex", "7"), "Entry SET was not valid");
        refuses(withEntry("inclusionPromise", Map.of("signedEntryTimestamp", "AAAA")), "log entry of a signature");
        refuses(withEntry("inclusionPromise", Map.of()), "No timestamp verification");
        Map<String, Object> proof = Map.of(
                "logIndex",
                "1",
                "rootHash",
                base64(new byte[32]),
                "treeSize",
                "2",
                "hashes",
                List.of(),
                "checkpoint",
                Map.of("envelope", "x"));
        refuses(withEntry("inclusionProof", proof), "Inclusion proof");

        Map<String, String> annotations = log.annotations(signer, PAYLOAD);
        annotations.computeIfPresent(
                "dev.sigstore.cosign/bundle",
                (_, text) -> text.replace(Long.toString(NOW.plusSeconds(5).getEpochSecond()), time));
        refuses(annotations, "the log entry of a signature is not signed by the log");
    }

    @Test
    @DisplayName(
            "a log that signs no times needs a timestamp of a trusted authority, of this signature, at a valid time")
    void timestamps() throws Exception {
        byte[] signature = signer.sign(PrivateLog.envelope(STATEMENT));
        Map<String, Object> entry = log.entry(PrivateLog.envelopeBody2(signer, bytes(STATEMENT), signature));
        entry.remove("inclusionPromise");
        entry.remove("integratedTime");
        Map<String, Object> bundle = changed(signed(signature), "tlogEntries", List.of(entry));
        PrivateClock clock = sigstore.clock();

        SignedText text = trusted().ofBundle(bytes(stamped(bundle, clock.timestamp(signature, NOW.plusSeconds(9)))));
        assertThat(text.at()).isEqualTo(NOW.plusSeconds(9));

        String late = stamped(bundle, clock.timestamp(signature, NOW.plusSeconds(3600)));
        refuses(late, "was not valid when it was made");
        refuses(stamped(bundle, clock.timestamp(bytes("other"), NOW)), "a timestamp of a signature is not right");
        PrivateClock stranger = new PrivateSigstore().clock();
        refuses(stamped(bundle, stranger.timestamp(signature, NOW)), "a timestamp of a signature is not right");
        refuses(stamped(bundle, new byte[] {1, 2}), "a timestamp of a signature is not right");
        refuses(json(bundle), "No timestamp verification");
        entry.put("integratedTime", Long.toString(NOW.getEpochSecond()));
        refuses(json(changed(signed(signature), "tlogEntries", List.of(entry))), "No timestamp verification");
    }

    private static String stamped(Map<String, Object> bundle, byte[] timestamp) {
        return json(changed(
                bundle,
                "timestampVerificationData",
                Map.of("rfc3161Timestamps", List.of(Map.of("signedTimestamp", base64(timestamp))))));
    }

    @Test
    @DisplayName("two entries do not count, since nobody can tell which one is looked at")
    void twoEntries() throws Exception {
        byte[] signature = signer.sign(PrivateLog.envelope(STATEMENT));
        Map<String, Object> entry = log.entry(PrivateLog.envelopeBody(signer, bytes(STATEMENT), signature));
        refuses(
                json(changed(log.bundleTree(signer, STATEMENT), "tlogEntries", List.of(entry, entry))),
                "one log entry is expected, found 2");
    }

    @Test
    @DisplayName("what was changed after it was signed does not count")
    void changedContent() throws Exception {
        Map<String, String> annotations = log.annotations(signer, PAYLOAD + " ");
        refuses(annotations, "a signature is not that of its certificate");

        byte[] signature = sigstore.certify().sign(PrivateLog.envelope(STATEMENT));
        refuses(
                json(log.bundleTree(
                        signer, STATEMENT, signature, PrivateLog.envelopeBody(signer, bytes(STATEMENT), signature))),
                "a signature is not that of its certificate");
    }

    @Test
    @DisplayName("a bundle with the signature of a message does not count, whatever the message is")
    void message() throws Exception {
        Map<String, Object> bundle = log.bundleTree(signer, STATEMENT);
        bundle.remove("dsseEnvelope");
        bundle.put("messageSignature", Map.of("signature", base64(signer.sign(bytes(STATEMENT)))));
        refuses(json(bundle), "the signature of a message does not say that an image is signed");
    }

    @Test
    @DisplayName("what is cut off anywhere, has a key twice, or is no signature at all does not count")
    void broken() throws Exception {
        String bundle = log.bundle(signer, STATEMENT);
        for (int end = 0; end < bundle.length(); end += 97) {
            refuses(bundle.substring(0, end), "");
        }
        refuses(bundle.replace("{\"mediaType\"", "{\"mediaType\":\"\",\"mediaType\""), "a key twice");
        refuses("{}", "sigstore bundle");
        refuses("[]", "sigstore bundle");
        refuses(bundle.replace("bundle.v0.3", "bundle.v9"), "Unsupported bundle media type");

        Map<String, String> whole = log.annotations(signer, PAYLOAD);
        for (String key : whole.keySet()) {
            Map<String, String> cut = new LinkedHashMap<>(whole);
            cut.computeIfPresent(key, (_, text) -> text.substring(0, text.length() / 2));
            refuses(cut, "");
            cut.put(key, "x".repeat(70_000));
            refuses(cut, "longer than 65536 characters");
            cut.remove(key);
            refuses(cut, "");
        }
    }
}
