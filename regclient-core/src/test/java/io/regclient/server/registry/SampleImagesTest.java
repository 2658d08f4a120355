// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleImages;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleImagesTest {

    @Test
    void digestsDoNotDependOnTheMachine() {
        assertThat(SampleImages.all().stream()
                        .map(s -> s.repository() + ":" + s.tags().getFirst() + "@"
                                + s.image().digest()))
                .containsExactly(
                        "sample/hello:1.0.0@sha256:4388e6f199b3a4b09ff7438a1f2fb096b4d7b870fa89da41e333d483ecf0ff50",
                        "sample/hello:1.1.0@sha256:21128a37fbe82e5e56d6fdf71c4e4a721796f11fca465b3ae564f644e3841a7c",
                        "sample/tools:2.0.0@sha256:0229f8aa3c1ad57fc548154e49419c21bf9bc4638eb61eeda8a2104861a412d7",
                        "sample/legacy:1.0.0@sha256:0d0dac1bc530605cb59ddee588e669af856f2d0d5f68ce41dbb9e529fb54b8d0");
    }

    @Test
    void samplesAreCompleteAndServed(@TempDir Path root) throws IOException {
        try (RegistryServer server =
                RegistryServer.start(RegistryOptions.builder(root).build())) {
            server.putSamples();
            for (SampleImages.Sample sample : SampleImages.all()) {
                WireClient client = new WireClient(server.uri().resolve("/v2/" + sample.repository() + "/"));
                for (String tag : sample.tags()) {
                    assertThat(client.get("manifests/" + tag).body())
                            .isEqualTo(sample.image().root().bytes());
                }
                for (SampleImage.Content manifest : sample.image().manifests()) {
                    ManifestFacts facts = ManifestFacts.parse(manifest.mediaType(), manifest.bytes());
                    facts.references()
                            .forEach(d -> assertThat(client.get("blobs/" + d).status())
                                    .isEqualTo(200));
                }
            }
            WireClient hello = new WireClient(server.uri().resolve("/v2/sample/hello/"));
            Digest latest = Digest.parse(hello.head("manifests/latest").header("Docker-Content-Digest"));
            assertThat(Json.parseObject(hello.get("referrers/" + latest).body(), "referrers")
                            .objects("manifests"))
                    .hasSize(1);
        }
    }

    @Test
    void samplesLieInLayouts(@TempDir Path root) throws IOException {
        try (RegistryServer server =
                RegistryServer.start(RegistryOptions.builder(root).build())) {
            server.putSamples();
        }
        assertThat(Files.readString(root.resolve("sample/tools/index.json")))
                .contains("\"org.opencontainers.image.ref.name\":\"2.0.0\"");
    }

    @Test
    void layerIsAProperTar() throws IOException {
        SampleLayer layer = SampleLayer.builder()
                .file("a/b/file.txt", "content")
                .executable("bin/run", "#!/bin/sh\n")
                .symlink("link", "a/b/file.txt")
                .whiteout("a/gone")
                .directory("empty")
                .build();
        List<String> found = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(layer.gzip())))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String content = new String(tar.readAllBytes(), StandardCharsets.UTF_8);
                found.add(entry.getName() + " " + Integer.toOctalString(entry.getMode()) + " "
                        + (entry.isSymbolicLink() ? entry.getLinkName() : content.strip()));
            }
        }
        assertThat(found)
                .containsExactly(
                        "a/ 755 ",
                        "a/.wh.gone 644 ",
                        "a/b/ 755 ",
                        "a/b/file.txt 644 content",
                        "bin/ 755 ",
                        "bin/run 755 #!/bin/sh",
                        "empty/ 755 ",
                        "link 777 a/b/file.txt");
    }

    @Test
    void gzipOfSeveralStoredBlocksIsReadBack() throws IOException {
        SampleLayer layer = SampleLayer.random(7, 200_000);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(layer.gzip()))) {
            assertThat(in.readAllBytes()).isEqualTo(layer.tar());
        }
        assertThat(layer.tar()).hasSizeGreaterThan(200_000);
    }

    @Test
    void dockerImageUsesDockerTypesThroughout() throws RegistryException {
        SampleImage image =
                ImageFixture.image("linux/arm/v7").layer("a", "b").docker().build();
        JsonObject manifest = Json.parseObject(image.root().bytes(), "manifest");
        assertThat(image.root().mediaType()).startsWith("application/vnd.docker.");
        assertThat(manifest.object("config").orElseThrow().string("mediaType")).startsWith("application/vnd.docker.");
        assertThat(manifest.objects("layers").getFirst().string("mediaType"))
                .isEqualTo("application/vnd.docker.image.rootfs.diff.tar.gzip");
        SampleImage list = ImageFixture.index(image).docker().build();
        JsonObject platform = Json.parseObject(list.root().bytes(), "list")
                .objects("manifests")
                .getFirst()
                .object("platform")
                .orElseThrow();
        assertThat(platform.string("variant")).isEqualTo("v7");
    }

    @Test
    void namesAndTagsAreCheckedBeforeAnythingIsWritten() {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            SampleImage image = ImageFixture.small(1);
            for (String[] wrong : new String[][] {{"../x", "a"}, {"x", "-a"}}) {
                assertThatThrownBy(() -> registry.put(wrong[0], image, wrong[1]))
                        .hasCauseInstanceOf(RegistryException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                RegistryException.class,
                                e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_REFERENCE));
            }
            assertThat(registry.root().resolve("x")).doesNotExist();
        }
    }
}
