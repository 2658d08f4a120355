// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static io.regclient.regsync.cosign.SignedImages.ec;
import static io.regclient.regsync.cosign.SignedImages.payload;
import static io.regclient.regsync.cosign.SignedImages.pem;
import static io.regclient.regsync.cosign.SignedImages.signed;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.RegClient;
import io.regclient.regsync.cosign.SignedImages;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("docs/regsync-gates.md, cosign")
@ExtendWith(RegistryExtension.class)
class CosignGateTest {
    private static final SampleImage IMAGE = ImageFixture.small(1);
    private static final SampleImage OTHER = ImageFixture.small(2);

    private final Mirroring mirroring;
    private final RegClient client;
    private final KeyPair key = ec("secp256r1");
    private final Path file;

    CosignGateTest(InProcessRegistry registry, @TempDir Path directory) throws IOException, GeneralSecurityException {
        this.mirroring = new Mirroring(registry, directory);
        this.file = Files.writeString(directory.resolve("cosign.pub"), pem(key));
        this.client = RawContent.client(registry);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private String config(TestRepository source, TestRepository target, String more) {
        String tags = ", tags: {deny: ['sha256-.*']}";
        return sync(
                entry(source, target, "repository", "gates: {cosign: {keys: ['" + file + "']" + more + "}}" + tags));
    }

    @Test
    @DisplayName("a signed image is copied; one without a signature fails and nothing is tagged")
    void once(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "good");
        source.put(OTHER, "bad");
        SignedImages signatures = new SignedImages(client, source);
        signatures.tag(IMAGE, signatures.signed(key, IMAGE));

        mirroring
                .run(config(source, target, ""), "once")
                .check()
                .exits(1)
                .errContains("sync " + source.fullName() + ":bad to " + target.fullName()
                        + ":bad: denied by the gate cosign, " + OTHER.digest() + ": no cosign signature was found");

        assertThat(mirroring.tags(target)).containsExactly("good");
        assertThat(mirroring.digest(target, "good")).isEqualTo(IMAGE.digest().toString());
    }

    @Test
    @DisplayName("a signature for another repository is refused unless identity names it")
    void identity(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        new SignedImages(client, source).tag(IMAGE, signed(key, payload("example.org/team/app", IMAGE.digest())));

        mirroring
                .run(config(source, target, ""), "once")
                .check()
                .exits(1)
                .errContains("the signature is for example.org/team/app, wanted is " + source.fullName());
        assertThat(target.lines()).noneMatch(line -> line.startsWith("PUT") || line.startsWith("POST"));

        mirroring
                .run(config(source, target, ", identity: example.org/team/app"), "once")
                .check()
                .succeeds();
        assertThat(mirroring.digest(target, "v1")).isEqualTo(IMAGE.digest().toString());
    }

    @Test
    @DisplayName("a key that cannot be read fails the tag, and nothing is copied")
    void noKey(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        Files.delete(file);

        mirroring
                .run(config(source, target, ""), "once")
                .check()
                .exits(1)
                .errContains("public key " + file + ": no such file or directory");
        assertThat(target.lines()).noneMatch(line -> line.startsWith("PUT") || line.startsWith("POST"));
    }
}
