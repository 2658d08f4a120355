// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static io.regclient.regsync.cosign.SignedImages.ec;
import static io.regclient.regsync.cosign.SignedImages.payload;
import static io.regclient.regsync.cosign.SignedImages.statement;
import static io.regclient.regsync.keyless.PrivateSigstore.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.RegClient;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.regsync.cosign.SignedImages;
import io.regclient.regsync.keyless.PrivateLog;
import io.regclient.regsync.keyless.PrivateSigstore;
import io.regclient.regsync.keyless.PrivateSigstore.Certified;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("docs/regsync-gates.md, cosign: without keys")
@ExtendWith(RegistryExtension.class)
class KeylessGateTest {
    private static final SampleImage IMAGE = ImageFixture.small(1);
    private static final SampleImage OTHER = ImageFixture.small(2);
    private static final String SIGN = "https://sigstore.dev/cosign/sign/v1";
    private static final String WANTED =
            "identity: 'https://ci\\.example\\.org/team/app/.*', " + "issuer: 'https://issuer\\.example\\.org'";

    private final Mirroring mirroring;
    private final RegClient client;
    private final PrivateSigstore sigstore = new PrivateSigstore();
    private final Certified signer = sigstore.certify();
    private final PrivateLog log = new PrivateLog(sigstore, NOW.plusSeconds(2));
    private final Path root;

    KeylessGateTest(InProcessRegistry registry, @TempDir Path directory) throws IOException, GeneralSecurityException {
        this.mirroring = new Mirroring(registry, directory);
        this.root = Files.writeString(directory.resolve("root.json"), sigstore.trustedRoot());
        this.client = RegClient.builder()
                .hosts(HostTable.builder(warning -> {})
                        .add(HostConfig.builder(registry.host())
                                .tls(TlsMode.DISABLED)
                                .build())
                        .build())
                .build();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private CliResult once(TestRepository source, TestRepository target, String gate) {
        String keys = "gates: {cosign: {trustedRoot: '" + root + "', " + gate + "}}";
        return mirroring.run(sync(entry(source, target, "image", keys)), "once");
    }

    private void copies(TestRepository source, TestRepository target, String gate) {
        once(source, target, gate).check().succeeds();
        assertThat(mirroring.digest(target, "v1")).isEqualTo(IMAGE.digest().toString());
    }

    private void refuses(TestRepository source, TestRepository target, String gate, String... reason) {
        once(source, target, gate).check().exits(1).errContains(reason);
        assertNothingWritten(target);
    }

    private static void assertNothingWritten(TestRepository target) {
        assertThat(target.lines()).noneMatch(line -> line.startsWith("PUT") || line.startsWith("POST"));
    }

    private SignedImages signed(TestRepository source, SampleImage claimed) throws Exception {
        source.put(IMAGE, "v1");
        SignedImages images = new SignedImages(client, source);
        String text = payload(source.fullName(), claimed.digest());
        images.tag(IMAGE, text, log.annotations(signer, text));
        return images;
    }

    @Test
    @DisplayName("a payload under the signature tag")
    void tagged(TestRepository source, TestRepository target) throws Exception {
        signed(source, IMAGE);

        copies(source, target, WANTED);
    }

    @Test
    @DisplayName("a bundle among the referrers, behind one that does not count")
    void referrers(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        SignedImages images = new SignedImages(client, source);
        images.bundle(IMAGE, "{\"mediaType\":");
        images.bundle(IMAGE, log.bundle(new PrivateSigstore().certify(), statement(IMAGE.digest(), SIGN, "")));
        images.bundle(IMAGE, log.bundle(signer, statement(IMAGE.digest(), SIGN, "")));

        copies(source, target, WANTED);
    }

    @ParameterizedTest(name = "{1}")
    @DisplayName("signed by somebody else: the line says by whom, and nothing is copied")
    @CsvSource(
            delimiter = '|',
            value = {
                "identity: 'https://ci\\.example\\.org/other/.*', issuer: '.*' | wanted is https://ci\\.example\\.org/other/.*",
                "identity: '.*', issuer: 'https://accounts\\.example\\.org' | of https://issuer.example.org, wanted is"
            })
    void others(String gate, String reason, TestRepository source, TestRepository target) throws Exception {
        signed(source, IMAGE).bundle(IMAGE, log.bundle(signer, statement(IMAGE.digest(), SIGN, "")));

        refuses(
                source,
                target,
                gate,
                "denied by the gate cosign, " + IMAGE.digest() + ": the signature is by " + PrivateSigstore.SIGNER,
                reason);
    }

    @Test
    @DisplayName("the signature of another image, an attestation, and what says nothing of an image")
    void otherImage(TestRepository source, TestRepository target) throws Exception {
        SignedImages images = signed(source, OTHER);
        refuses(source, target, WANTED, "the signature is for another image, " + OTHER.digest());

        images.bundle(IMAGE, log.bundle(signer, statement(OTHER.digest(), SIGN, "")));
        images.bundle(IMAGE, log.bundle(signer, statement(IMAGE.digest(), "https://slsa.dev/provenance/v1", "")));
        images.bundle(IMAGE, log.bundle(signer, "{}"));
        refuses(source, target, WANTED, "the signature is for another image");
    }

    @Test
    @DisplayName("another authority, and a certificate that was not valid any more")
    void untrusted(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        SignedImages images = new SignedImages(client, source);
        String text = payload(source.fullName(), IMAGE.digest());
        images.tag(IMAGE, text, log.annotations(new PrivateSigstore().certify(), text));
        refuses(source, target, WANTED, "the certificate of a signature is not trusted");

        PrivateLog late = new PrivateLog(sigstore, NOW.plus(Duration.ofHours(1)));
        images.tag(IMAGE, text, late.annotations(signer, text));
        refuses(source, target, WANTED, "the certificate of a signature was not valid when it was made");
    }

    @Test
    @DisplayName("a signature by a key, one without its certificate, one cut off, and one of 10 MB")
    void stripped(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        SignedImages images = new SignedImages(client, source);
        images.tag(IMAGE, images.signed(ec("secp256r1"), IMAGE));
        refuses(source, target, WANTED, "a signature has no certificate: a key has made it");

        String bundle = log.bundle(signer, statement(IMAGE.digest(), SIGN, ""));
        images.bundle(IMAGE, bundle.substring(0, bundle.length() / 2));
        refuses(source, target, WANTED, "denied by the gate cosign");
        images.bundle(IMAGE, bundle + " ".repeat(10 << 20));
        refuses(source, target, WANTED, "denied by the gate cosign");

        String text = payload(source.fullName(), IMAGE.digest()) + " ".repeat(10 << 20);
        images.tag(IMAGE, text, log.annotations(signer, text));
        refuses(source, target, WANTED, "more than the limit of 65536");
    }

    @Test
    @DisplayName("the docker-reference is the source repository unless the key repository says otherwise")
    void repository(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        String text = payload("example.org/team/app", IMAGE.digest());
        new SignedImages(client, source).tag(IMAGE, text, log.annotations(signer, text));

        refuses(
                source,
                target,
                WANTED,
                "the signature is for example.org/team/app, wanted is " + source.fullName() + " (key repository)");
        copies(source, target, WANTED + ", repository: example.org/team/app");
    }

    @Test
    @DisplayName("minSignatureAge: until the signature is old enough the image waits, which is no failure")
    void minAge(TestRepository source, TestRepository target) throws Exception {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
        Certified now = sigstore.certify(start);
        source.put(IMAGE, "v1");
        String text = payload(source.fullName(), IMAGE.digest());
        new SignedImages(client, source)
                .tag(IMAGE, text, new PrivateLog(sigstore, start.plusSeconds(1)).annotations(now, text));

        CliResult result = once(source, target, WANTED + ", minSignatureAge: 1d");
        result.check()
                .succeeds()
                .errContains("the signature was made at " + start.plusSeconds(1) + " and counts from "
                        + start.plusSeconds(1).plus(Duration.ofDays(1)) + " on (key minSignatureAge)");
        assertNothingWritten(target);

        copies(source, target, WANTED + ", minSignatureAge: 30s");
    }

    @Test
    @DisplayName("a trusted root that cannot be read fails the tag, and nothing is copied")
    void noRoot(TestRepository source, TestRepository target) throws Exception {
        signed(source, IMAGE);
        Files.delete(root);

        refuses(source, target, WANTED, "trusted root " + root + ": no such file or directory");
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("a gate that makes no sense fails its entry, and nothing is copied")
    @CsvSource(
            delimiter = ';',
            value = {
                "issuer: a ; cosign with issuer needs identity",
                "identity: a ; cosign needs at least one of keys, or issuer and identity",
                "identity: a, issuer: a, keys: [x] ; cosign has keys and issuer",
                "identity: a, issuer: '(' ; invalid pattern of issuer",
                "identity: 'a)|(b', issuer: a ; invalid pattern of identity",
                "keys: [x] ; trustedRoot and minSignatureAge of cosign are for signatures without keys"
            })
    void nonsense(String gate, String reason, TestRepository source, TestRepository target) throws Exception {
        signed(source, IMAGE);

        refuses(source, target, gate, reason);
    }
}
