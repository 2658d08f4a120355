// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

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
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PackagedProgram;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** docs/regsync-gates.md: signatures without keys, by the packaged program and the Java runtime it brings along. */
@ExtendWith(RegistryExtension.class)
class KeylessIT {
    private static final SampleImage IMAGE = ImageFixture.small(1);
    private static final String SIGN = "https://sigstore.dev/cosign/sign/v1";
    private static final String LIBRARIES =
            ".*\\b(dev\\.sigstore|com\\.google\\.(common|protobuf|gson)|org\\.bouncycastle"
                    + "|io\\.regclient\\.regsync\\.keyless)\\..*";

    private final InProcessRegistry registry;
    private final Path directory;

    KeylessIT(InProcessRegistry registry, @TempDir Path directory) {
        this.registry = registry;
        this.directory = directory;
    }

    private ExternalProgram once(TestRepository source, TestRepository target, String gates) throws IOException {
        Path config = Files.writeString(
                directory.resolve("regsync.yml"),
                "creds: [{registry: '" + registry.host() + "', tls: disabled}]\n"
                        + Mirroring.sync(Mirroring.entry(source, target, "image", gates)));
        Files.deleteIfExists(directory.resolve("classes"));
        return PackagedProgram.of("regsync", directory)
                .with("REGCLIENT_JAVA_OPTS", "-Xlog:class+load:file=" + directory.resolve("classes"))
                .run("once", "-c", config.toString());
    }

    private List<String> loaded() throws IOException {
        return Files.readAllLines(directory.resolve("classes")).stream()
                .filter(line -> line.matches(LIBRARIES))
                .toList();
    }

    private static String gate(Path root, String identity) {
        return "gates: {cosign: {trustedRoot: '" + root + "', identity: '" + identity + "', issuer: '.*'}}";
    }

    @Test
    @DisplayName(
            "a signed image is copied without another word, one by somebody else is not; who asks for neither pays nothing")
    void packaged(TestRepository source, TestRepository target) throws Exception {
        PrivateSigstore sigstore = new PrivateSigstore();
        Path root = Files.writeString(directory.resolve("root.json"), sigstore.trustedRoot());
        source.put(IMAGE, "v1");
        try (RegClient client = RegClient.builder()
                .hosts(HostTable.builder(warning -> {})
                        .add(HostConfig.builder(registry.host())
                                .tls(TlsMode.DISABLED)
                                .build())
                        .build())
                .build()) {
            String bundle =
                    new PrivateLog(sigstore, NOW).bundle(sigstore.certify(), statement(IMAGE.digest(), SIGN, ""));
            new SignedImages(client, source).bundle(IMAGE, bundle);
        }

        ExternalProgram denied = once(source, target, gate(root, "nobody"));
        assertThat(denied.exitCode()).isEqualTo(1);
        assertThat(denied.output()).contains("the signature is by " + PrivateSigstore.SIGNER);
        assertThat(target.lines()).noneMatch(line -> line.startsWith("PUT"));

        ExternalProgram allowed = once(source, target, gate(root, ".*"));
        assertThat(allowed.output())
                .doesNotContain("WARN")
                .doesNotContain("Unsafe")
                .doesNotContain("level=warn");
        assertThat(allowed.exitCode()).isZero();
        assertThat(loaded()).anyMatch(line -> line.contains("dev.sigstore."));

        assertThat(once(source, target, "").exitCode()).isZero();
        assertThat(loaded()).isEmpty();
    }
}
