// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.model.MediaType;
import io.regclient.server.samples.SampleImage;
import io.regclient.tarball.ExportOptions;
import io.regclient.tarball.ImportOptions;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tar files to and from skopeo, which reads and writes them as podman and docker do. */
class TarExchangeIT {
    @TempDir
    private Path root;

    private final InProcessRegistry registry = InProcessRegistry.start();
    private final RegClient client = ClientFixture.client(registry);
    private final SampleImage image = ImageFixture.small(1);

    @BeforeEach
    void store() {
        Assumptions.assumeTrue(DockerRegistry.onPath("skopeo"), "skopeo is not on PATH: skipped");
        registry.put("app", image, "v1");
    }

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    private static String skopeo(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(arguments));
        return ExternalProgram.run(command).requireSuccess();
    }

    private Path export(String name, ExportOptions options) throws IOException {
        Path file = root.resolve("image.tar");
        try (OutputStream out = Files.newOutputStream(file)) {
            client.images().exportTar(ref(registry, name), out, options);
        }
        return file;
    }

    @Test
    @DisplayName("EX-1: skopeo reads the archive as OCI layout, with the same digest")
    void exportsOciArchives() throws IOException {
        Path file = export("app:v1", ExportOptions.PLAIN);

        assertThat(skopeo("inspect", "oci-archive:" + file + ":v1"))
                .contains(image.digest().toString());
        skopeo("copy", "--preserve-digests", "oci-archive:" + file + ":v1", "dir:" + root.resolve("dir"));
        assertThat(root.resolve("dir/manifest.json"))
                .hasBinaryContent(image.root().bytes());
    }

    @Test
    @DisplayName("EX-1: tar lists files of nobody, made at the epoch, with the modes 0644 and 0755")
    void isReadByTar() throws IOException {
        Path file = export("app:v1", ExportOptions.PLAIN);

        List<String> lines = ExternalProgram.run(List.of("tar", "--utc", "--full-time", "-tvf", file.toString()))
                .requireSuccess()
                .lines()
                .toList();

        assertThat(lines).hasSize(3 + 2 + 1 + image.blobs().size());
        assertThat(lines).allMatch(line -> line.matches("(-rw-r--r--|drwxr-xr-x) 0/0 +\\d+ 1970-01-01 00:00:00 .*"));
    }

    @Test
    @DisplayName("EX-3: skopeo reads the archive as that of docker save, also under a name of its own")
    void exportsDockerArchives() throws IOException {
        Path file = export("app:v1", ExportOptions.PLAIN.withName(ref("example.com/renamed:v2")));

        skopeo("copy", "docker-archive:" + file + ":example.com/renamed:v2", "dir:" + root.resolve("dir"));

        assertThat(root.resolve("dir/" + image.blobs().getFirst().digest().hex()))
                .hasBinaryContent(image.blobs().getFirst().bytes());
    }

    @Test
    @DisplayName("IM-3, IM-4: archives that skopeo wrote are imported, those of docker save as schema 2")
    void importsArchives() throws IOException {
        String source = "docker://" + registry.host() + "/app:v1";
        Path oci = root.resolve("oci.tar");
        Path docker = root.resolve("docker.tar");
        skopeo("copy", "--src-tls-verify=false", source, "oci-archive:" + oci + ":any");
        skopeo("copy", "--src-tls-verify=false", source, "docker-archive:" + docker + ":app:v1");

        assertThat(client.images()
                        .importTar(ref(registry, "oci:v1"), oci, ImportOptions.PLAIN)
                        .digest())
                .contains(image.digest());
        client.images().importTar(ref(registry, "docker:v1"), docker, ImportOptions.PLAIN);

        assertThat(client.manifests()
                        .get(ref(registry, "docker:v1"), Optional.empty())
                        .mediaType())
                .isEqualTo(MediaType.DOCKER_MANIFEST);
        assertThat(client.images()
                        .readConfig(ref(registry, "docker:v1"), Optional.empty())
                        .image()
                        .rootFs())
                .isEqualTo(client.images()
                        .readConfig(ref(registry, "app:v1"), Optional.empty())
                        .image()
                        .rootFs());
    }
}
