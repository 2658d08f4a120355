// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import static io.regclient.regsync.cosign.SignedImages.base64;
import static io.regclient.regsync.cosign.SignedImages.ec;
import static io.regclient.regsync.cosign.SignedImages.envelope;
import static io.regclient.regsync.cosign.SignedImages.payload;
import static io.regclient.regsync.cosign.SignedImages.pem;
import static io.regclient.regsync.cosign.SignedImages.sign;
import static io.regclient.regsync.cosign.SignedImages.signed;
import static io.regclient.regsync.cosign.SignedImages.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.RegClient;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.model.Descriptor;
import io.regclient.regsync.cosign.SignedImages.Signed;
import io.regclient.regsync.gate.Verdict;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("docs/regsync-gates.md, cosign: signatures by public keys")
@ExtendWith(RegistryExtension.class)
class CosignVerifierTest {
    private static final SampleImage IMAGE = ImageFixture.small(1);
    private static final SampleImage OTHER = ImageFixture.small(2);
    private static final String SIGN = SignedClaim.SIGNING;

    private final RegClient client;
    private final TestRepository repository;
    private final SignedImages images;
    private final KeyPair key = ec("secp256r1");

    CosignVerifierTest(InProcessRegistry registry, TestRepository repository) throws GeneralSecurityException {
        this.client = RegClient.builder()
                .hosts(HostTable.builder(warning -> {})
                        .add(HostConfig.builder(registry.host())
                                .tls(TlsMode.DISABLED)
                                .build())
                        .build())
                .build();
        this.repository = repository;
        this.images = new SignedImages(client, repository);
        repository.put(IMAGE, "v1");
    }

    @AfterEach
    void close() {
        client.close();
    }

    private Optional<String> verify(KeyPair trusted, String identity) throws IOException {
        return verify(List.of(pem(trusted)), identity, IMAGE);
    }

    private Optional<String> verify(List<String> keys, String identity, SampleImage image) throws IOException {
        Verdict verdict = CosignVerifier.of(keys, identity)
                .verify(client, repository.ref("v1"), repository.ref("v1"), image.digest(), Instant.now());
        return verdict instanceof Verdict.Deny deny ? Optional.of(deny.reason()) : Optional.empty();
    }

    private void refuses(String reason) throws IOException {
        assertThat(verify(key, ""))
                .hasValueSatisfying(text -> assertThat(text).contains(reason).doesNotContain("\n"));
    }

    private String own(SampleImage image) {
        return payload(repository.fullName(), image.digest());
    }

    @ParameterizedTest(name = "{0} {2}")
    @DisplayName("a signature by each kind of key and scheme of cosign is right")
    @CsvSource({
        "secp256r1, EC, SHA256withECDSA",
        "secp384r1, EC, SHA384withECDSA",
        "secp384r1, EC, SHA256withECDSA",
        "secp521r1, EC, SHA512withECDSA",
        "secp521r1, EC, SHA256withECDSA",
        "2048, RSA, SHA256withRSA",
        "3072, RSA, SHA256withRSA",
        "'', Ed25519, Ed25519"
    })
    void kindsOfKeys(String size, String kind, String scheme) throws Exception {
        KeyPair keys = pair(size, kind);
        images.tag(IMAGE, new Signed(own(IMAGE), base64(sign(keys, scheme, bytes(own(IMAGE))))));

        assertThat(verify(keys, "")).isEmpty();
        refuses("one signature was made by another key");
    }

    private static KeyPair pair(String size, String kind) throws GeneralSecurityException {
        if (kind.equals("EC")) {
            return ec(size);
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        if (!size.isEmpty()) {
            generator.initialize(Integer.parseInt(size));
        }
        return generator.generateKeyPair();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "salt of {0} bytes")
    @DisplayName("RSA-PSS with a salt as long as the hash, and as long as it can be")
    @CsvSource({"32, true", "222, true", "20, false"})
    void pss(int salt, boolean right) throws Exception {
        KeyPair keys = pair("2048", "RSA");
        Signature signer = Signature.getInstance("RSASSA-PSS");
        signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, salt, 1));
        signer.initSign(keys.getPrivate());
        signer.update(bytes(own(IMAGE)));
        images.tag(IMAGE, new Signed(own(IMAGE), base64(signer.sign())));

        assertThat(verify(keys, "").isEmpty()).isEqualTo(right);
    }

    @Test
    @DisplayName("Ed25519 over the hash of the content")
    void hashedEd25519() throws Exception {
        KeyPair keys = pair("", "Ed25519");
        Signature signer = Signature.getInstance("Ed25519");
        signer.setParameter(new EdDSAParameterSpec(true));
        signer.initSign(keys.getPrivate());
        signer.update(bytes(own(IMAGE)));
        images.tag(IMAGE, new Signed(own(IMAGE), base64(signer.sign())));

        assertThat(verify(keys, "")).isEmpty();
    }

    @Test
    @DisplayName("the forms of storage: a manifest that refers to the image, and a bundle with a statement")
    void forms() throws Exception {
        images.refer(IMAGE, images.signed(key, IMAGE));
        assertThat(verify(key, "")).isEmpty();

        SampleImage index = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        repository.put(index, "index");
        images.bundle(index, envelope(key, statement(index.digest(), SIGN, "")));
        assertThat(verify(List.of(pem(key)), "", index)).isEmpty();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @DisplayName(
            "a referrer whose type the list does not tell, as cosign 3 writes it without the API, is looked at itself")
    @ValueSource(
            strings = {
                "application/vnd.oci.empty.v1+json",
                "application/vnd.oci.image.config.v1+json",
                "application/vnd.docker.container.image.v1+json",
                ""
            })
    void listedByConfig(String type) throws Exception {
        images.bundleWithoutApi(IMAGE, envelope(key, statement(IMAGE.digest(), SIGN, "")), SIGN, type);

        assertThat(verify(key, "")).isEmpty();
        assertThat(verify(ec("secp256r1"), ""))
                .hasValueSatisfying(text -> assertThat(text).contains("made by another key"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @DisplayName("a referrer that says itself, or whose list says, that it is something else is not opened")
    @CsvSource({
        "https://slsa.dev/provenance/v1, application/vnd.oci.empty.v1+json",
        "https://sigstore.dev/cosign/sign/v1, application/spdx+json"
    })
    void listedAsOther(String predicate, String type) throws Exception {
        images.bundleWithoutApi(IMAGE, envelope(key, statement(IMAGE.digest(), SIGN, "")), predicate, type);

        refuses("no cosign signature was found");
        assertThat(repository.lines()).noneMatch(line -> line.startsWith("GET blobs/"));
    }

    @Test
    @DisplayName("a bundle with the signature of a message does not count, though the message is the image's manifest")
    void message() throws Exception {
        String signature = base64(sign(key, "SHA256withECDSA", IMAGE.root().bytes()));
        images.bundle(IMAGE, "{\"messageSignature\":{\"signature\":\"" + signature + "\"}}");

        refuses("the signature of a message does not say that an image is signed");
    }

    @Test
    @DisplayName("no signature: the reason says where one was looked for")
    void unsigned() throws Exception {
        refuses("no cosign signature was found, neither under the tag sha256-"
                + IMAGE.digest().hex() + ".sig nor as a referrer");
    }

    @Test
    @DisplayName("of several signatures one that is right is enough, by one of several keys")
    void oneIsEnough() throws Exception {
        KeyPair other = ec("secp256r1");
        images.tag(
                IMAGE,
                new Signed(own(IMAGE), "?"),
                images.signed(other, IMAGE),
                images.signed(key, OTHER),
                images.signed(key, IMAGE));

        assertThat(verify(key, "")).isEmpty();
        assertThat(verify(List.of(pem(ec("secp384r1")) + pem(ec("secp256r1")), pem(other)), "", IMAGE))
                .isEmpty();
    }

    @Test
    @DisplayName("a signature of another image, moved to this one, does not count in any form")
    void otherImage() throws Exception {
        images.tag(IMAGE, images.signed(key, OTHER));
        refuses("the signature is for another image, " + OTHER.digest());

        images.bundle(IMAGE, envelope(key, statement(OTHER.digest(), SIGN, "")));
        refuses("the signature is for another image");
    }

    @Test
    @DisplayName(
            "docker-reference is the source repository unless identity says otherwise; a tag counts where one is wanted")
    void identity() throws Exception {
        images.tag(IMAGE, signed(key, payload("index.docker.io/library/hello:v1", IMAGE.digest())));

        refuses("the signature is for index.docker.io/library/hello:v1, wanted is " + repository.fullName());
        assertThat(verify(key, "docker.io/library/hello")).isEmpty();
        assertThat(verify(key, "hello:v1")).isEmpty();
        assertThat(verify(key, "hello:v2")).isPresent();
        assertThat(verify(key, "docker.io/library/hell")).isPresent();
        assertThat(verify(key, "hello:v1@" + IMAGE.digest())).isPresent();
    }

    @Test
    @DisplayName("a tag that identity names must be written in the signature, also latest; a digest as well")
    void identityWithLatest() throws Exception {
        images.tag(IMAGE, signed(key, payload("docker.io/library/hello", IMAGE.digest())));
        assertThat(verify(key, "hello")).isEmpty();
        assertThat(verify(key, "hello:latest")).isPresent();
        assertThat(verify(key, "hello@" + IMAGE.digest())).isPresent();

        images.tag(IMAGE, signed(key, payload("docker.io/library/hello:latest", IMAGE.digest())));
        assertThat(verify(key, "hello:latest")).isEmpty();

        images.tag(IMAGE, signed(key, payload("docker.io/library/hello@" + IMAGE.digest(), IMAGE.digest())));
        assertThat(verify(key, "hello@" + IMAGE.digest())).isEmpty();
        assertThat(verify(key, "hello@" + OTHER.digest())).isPresent();
    }

    @Test
    @DisplayName("a bundle names no repository: it is right unless identity asks for one, or it names another one")
    void nameOfBundle() throws Exception {
        images.bundle(IMAGE, envelope(key, statement(IMAGE.digest(), SIGN, "")));
        assertThat(verify(key, "")).isEmpty();
        assertThat(verify(key, "example.org/a"))
                .hasValueSatisfying(text -> assertThat(text).contains("names no repository, wanted is example.org/a"));

        repository.put(OTHER, "other");
        images.bundle(OTHER, envelope(key, statement(OTHER.digest(), SIGN, "\"name\":\"example.org/a\",")));
        assertThat(verify(List.of(pem(key)), "", OTHER)).isPresent();
        assertThat(verify(List.of(pem(key)), "example.org/a", OTHER)).isEmpty();
    }

    @Test
    @DisplayName("an attestation that the key has signed is no signature of the image")
    void attestation() throws Exception {
        images.bundle(IMAGE, envelope(key, statement(IMAGE.digest(), "https://slsa.dev/provenance/v1", "")));

        refuses("the type https://slsa.dev/provenance/v1 is no signature of an image");
    }

    @ParameterizedTest(name = "{1}")
    @DisplayName("a signed text that does not say what a signature has to say does not count")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "no JSON ; invalid JSON",
                "[] ; a JSON object is expected",
                "{} ; the key critical is missing",
                "{\"critical\":{}} ; the key critical.image is missing",
                "{\"critical\":{\"image\":{\"docker-manifest-digest\":7},\"identity\":{},"
                        + "\"type\":\"cosign container image signature\"}} ; expected a string, found an integer",
                "{\"critical\":{\"image\":{},\"identity\":{},\"type\":\"x\"}} ; the type x is no signature of an image",
                "{\"critical\":{\"image\":{},\"image\":{}}} ; a key twice in one object"
            })
    void payloads(String text, String reason) throws Exception {
        images.tag(IMAGE, signed(key, text));

        refuses(reason);
    }

    @Test
    @DisplayName("a payload with the right digest twice, or in another letter case, is not read two ways")
    void twice() throws Exception {
        String right = own(IMAGE);
        images.tag(
                IMAGE,
                signed(
                        key,
                        right.replace(
                                "\"docker-manifest-digest\"",
                                "\"docker-manifest-digest\":\"\",\"docker-manifest-digest\"")),
                signed(key, right.replace("docker-manifest-digest", "Docker-Manifest-Digest")));

        assertThat(verify(key, "")).isPresent();
    }

    @ParameterizedTest
    @DisplayName("a signature may be wrapped in lines, as openssl writes it")
    @ValueSource(strings = {"\n", "\r\n"})
    void wrappedInLines(String end) throws Exception {
        Signed right = images.signed(key, IMAGE);
        String wrapped = Base64.getMimeEncoder(20, end.getBytes(StandardCharsets.US_ASCII))
                .encodeToString(Base64.getDecoder().decode(right.signature()));
        images.tag(IMAGE, new Signed(right.payload(), wrapped + end));
        assertThat(verify(key, "")).isEmpty();

        images.tag(IMAGE, new Signed(right.payload(), right.signature().replaceFirst("(.{20})", "$1 ")));
        refuses("a signature is not base64");
    }

    @Test
    @DisplayName("a signature that is not base64, empty, cut off or changed does not count")
    void brokenSignatures() throws Exception {
        Signed right = images.signed(key, IMAGE);
        byte[] raw = Base64.getDecoder().decode(right.signature());
        byte[] cut = Arrays.copyOf(raw, raw.length - 1);
        raw[raw.length - 1] ^= 1;
        images.tag(IMAGE, new Signed(right.payload(), "%%%"), new Signed(right.payload(), ""));
        refuses("a signature is truncated or damaged");
        images.tag(IMAGE, new Signed(right.payload(), base64(cut)), new Signed(right.payload(), base64(raw)));
        refuses("2 signatures were made by other keys");
        images.tag(IMAGE, new Signed(right.payload() + " ", right.signature()));
        refuses("one signature was made by another key");
        images.tag(IMAGE, new Signed(right.payload(), "A".repeat(20_000)));
        refuses("longer than 16384 characters");
    }

    @Test
    @DisplayName("a payload above the limit is not read, whatever its descriptor says")
    void hugePayload() throws Exception {
        String huge = own(IMAGE) + " ".repeat(SignatureStore.MAX_PAYLOAD);
        images.tag(IMAGE, signed(key, huge));
        refuses("more than the limit of 65536");
        assertThat(repository.lines()).noneMatch(line -> line.startsWith("GET blobs/"));

        images.bundle(IMAGE, envelope(key, statement(IMAGE.digest(), SIGN, "") + " ".repeat(70_000)));
        refuses("more than the limit of 65536");
    }

    @Test
    @DisplayName("a layer that is gone, or is not what its digest says, does not count")
    void stripped() throws Exception {
        images.tag(IMAGE, images.signed(key, IMAGE));
        repository.fault("GET", "blobs/", Occurrence.first(1), new Fault.Status(404));
        refuses("a signature is truncated or damaged");

        Descriptor blob = images.blob(SignedImages.SIMPLE, own(IMAGE));
        images.put(
                repository.ref("sha256-" + IMAGE.digest().hex() + ".sig"),
                List.of(blob.withSize(blob.size() + 1)
                        .withAnnotations(Map.of(
                                "dev.cosignproject.cosign/signature",
                                images.signed(key, IMAGE).signature()))),
                Optional.empty(),
                "");
        refuses("a signature is truncated or damaged");
    }

    @Test
    @DisplayName("what cannot be read may be the signature: that is a failure, unless another signature is right")
    void unreadable() throws Exception {
        repository.fault("GET", "manifests/sha256-", Occurrence.always(), new Fault.Status(403));
        assertThatThrownBy(() -> verify(key, ""))
                .hasMessageContaining("read cosign signatures of " + IMAGE.digest())
                .hasMessageContaining("403");

        images.refer(IMAGE, images.signed(key, IMAGE));
        assertThat(verify(key, "")).isEmpty();
    }

    @Test
    @DisplayName("no more than 100 signatures are looked at")
    void tooMany() throws Exception {
        List<Signed> many = new ArrayList<>();
        KeyPair other = ec("secp256r1");
        for (int i = 0; i < CosignVerifier.MAX_SIGNATURES; i++) {
            many.add(images.signed(other, IMAGE));
        }
        many.add(images.signed(key, IMAGE));
        images.tag(IMAGE, many.toArray(Signed[]::new));

        refuses("none of the first 100 signatures is right, and no more are looked at");
        assertThat(verify(other, "")).isEmpty();
    }

    @Test
    @DisplayName("a right signature under the tag costs two requests")
    void requests() throws Exception {
        images.tag(IMAGE, images.signed(key, IMAGE));
        int before = repository.requests().size();

        assertThat(verify(key, "")).isEmpty();

        assertThat(repository.requests()).hasSize(before + 2);
    }

    @Test
    @DisplayName("a key is read from a file; what is no public key is told without its content")
    void keyFiles(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("cosign.pub"), pem(key));
        images.tag(IMAGE, images.signed(key, IMAGE));

        assertThat(verify(List.of(file.toString()), "", IMAGE)).isEmpty();
        assertThatThrownBy(() ->
                        CosignVerifier.of(List.of(directory.resolve("absent").toString()), ""))
                .hasMessageContaining("absent: no such file or directory");
        String secret = pem(key).replace("PUBLIC", "ENCRYPTED COSIGN PRIVATE");
        assertThatThrownBy(() -> CosignVerifier.of(List.of(secret), ""))
                .hasMessage(
                        "public key of cosign: this is a private key (try: the public one, and keep the private one "
                                + "elsewhere)");
        assertThatThrownBy(() -> CosignVerifier.of(List.of(pem(key).replace("\nM", "\nA")), ""))
                .hasMessageContaining("this is no public key that can be read");
        assertThatThrownBy(() -> CosignVerifier.of(List.of(pem(pair("1024", "RSA"))), ""))
                .hasMessageContaining("an RSA key of 1024 bits, 2048 to 16384 are supported");
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("a curve that has the size of a known one and is another is told, not tried")
    @CsvSource({
        "secp256k1, MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAE4iKoHG2doPHesb5GU5mqSSDAIChxLhZNb45OzdvGq9BLJKVf5vyTXyB/"
                + "K5QGt3VqS+WxxzEmcjE9vZ3GHxTMKg==",
        "brainpoolP256r1, MFowFAYHKoZIzj0CAQYJKyQDAwIIAQEHA0IABGhVIrDFQ4eFu7qdaXXwW8zwwZFyNCtNYJiNsFdErkomVftA"
                + "lxq6sxNNlQrJ8RHcB3VQqyEaCTF/2xwkuJh75o4="
    })
    void otherCurves(String curve, String der) {
        String pem = "-----BEGIN PUBLIC KEY-----\n" + der + "\n-----END PUBLIC KEY-----\n";

        assertThatThrownBy(() -> CosignVerifier.of(List.of(pem), ""))
                .as(curve)
                .hasMessageContaining("of elliptic curves P-256, P-384 and P-521 are supported");
    }
}
