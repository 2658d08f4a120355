// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static io.regclient.server.registry.WireClient.bytes;
import static io.regclient.server.registry.WireClient.emptyIndex;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.MediaType;
import io.regclient.server.registry.WireClient.Answer;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on disk: plain layouts that survive a kill, foreign writers and parallel pushes. */
class LayoutStorageTest {
    private static final Digest ABSENT = Digest.sha256(bytes("absent"));

    @TempDir
    Path root;

    private RegistryServer start() throws IOException {
        return RegistryServer.start(RegistryOptions.builder(root).build());
    }

    private static WireClient client(RegistryServer server, String repository) {
        return new WireClient(server.uri().resolve("/v2/" + repository + "/"));
    }

    @Test
    @DisplayName("OL-4: a repository is a plain OCI layout, compact, in the usual member order")
    void repositoryIsALayout() throws IOException {
        try (RegistryServer server = start()) {
            client(server, "a/b").pushTag("v1", "x");
        }
        byte[] manifest = emptyIndex("x");
        Digest digest = Digest.sha256(manifest);
        Path layout = root.resolve("a/b");
        assertThat(layout.resolve("oci-layout")).content().isEqualTo("{\"imageLayoutVersion\":\"1.0.0\"}");
        assertThat(layout.resolve("index.json"))
                .content()
                .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX
                        + "\",\"manifests\":[{\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"digest\":\"" + digest
                        + "\",\"size\":" + manifest.length
                        + ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"v1\"}}]}");
        assertThat(layout.resolve("blobs/sha256").resolve(digest.hex())).hasBinaryContent(manifest);
    }

    @Test
    @DisplayName("OL-2: files have the permissions of the umask, not those of temporary files")
    void filesAreReadableByOthers() throws IOException {
        Path reference = Files.createFile(root.resolve("reference"));
        String expected = PosixFilePermissions.toString(Files.getPosixFilePermissions(reference));
        try (RegistryServer server = start()) {
            client(server, "a").pushTag("v1", "x");
            client(server, "a").upload(bytes("blob"));
        }
        try (Stream<Path> files = Files.walk(root.resolve("a"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void contentSurvivesARestart() throws IOException {
        SampleImage image = ImageFixture.small(1);
        try (RegistryServer server = start()) {
            server.put("a", image, List.of("v1"));
        }
        try (RegistryServer server = start()) {
            assertThat(client(server, "a").get("manifests/v1").body())
                    .isEqualTo(image.root().bytes());
        }
    }

    @Test
    void leftoversOfAKilledServerDoNoHarm() throws IOException {
        try (RegistryServer server = start()) {
            client(server, "a").pushTag("v1", "x");
        }
        Files.writeString(root.resolve(".uploads/half-a-blob"), "half");
        Files.writeString(root.resolve("a/index.json.123.tmp"), "{\"schemaVersion\":2,\"manif");
        Files.writeString(root.resolve("a/blobs/sha256/" + ABSENT.hex() + ".123.tmp"), "half");
        Files.createDirectories(root.resolve("b")); // killed before the first file of a new repository
        Files.createDirectories(root.resolve("c"));
        Files.write(root.resolve("c/index.json"), RepositoryIndex.empty().json()); // killed before oci-layout
        try (RegistryServer server = start()) {
            assertThat(root.resolve(".uploads/half-a-blob")).doesNotExist();
            for (String name : List.of("a", "b", "c")) {
                assertThat(client(server, name).pushTag("v2", "y").status()).isEqualTo(201);
                assertThat(client(server, name).get("manifests/v2").status()).isEqualTo(200);
                assertThat(client(server, name).get("blobs/" + ABSENT).status()).isEqualTo(404);
            }
            assertThat(root.resolve("c/oci-layout")).exists();
        }
    }

    @Test
    @DisplayName("OL-8: a damaged or foreign layout is an error and stays as it is")
    void damagedLayoutIsNotReplaced() throws IOException {
        List<String> indexes = List.of("{\"manifests\":", "[]", "{\"manifests\":[{\"digest\":\"sha256:../../x\"}]}");
        try (RegistryServer server = start()) {
            for (String index : indexes) {
                Path layout = Files.createDirectories(root.resolve("r" + indexes.indexOf(index)));
                Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
                Files.writeString(layout.resolve("index.json"), index);
                String name = layout.getFileName().toString();
                Answer answer = client(server, name).pushTag("v1", "x");
                assertThat(answer.status()).isEqualTo(500);
                assertThat(answer.text()).contains("UNKNOWN");
                assertThat(client(server, name).get("tags/list").status()).isEqualTo(500);
                assertThat(layout.resolve("index.json")).content().isEqualTo(index);
            }
            Path layout = Files.createDirectories(root.resolve("version"));
            Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.1.0\"}");
            Files.write(layout.resolve("index.json"), RepositoryIndex.empty().json());
            assertThat(client(server, "version").pushTag("v1", "x").status()).isEqualTo(500);
        }
    }

    @Test
    void layoutWithoutIndexIsNotTakenOver() throws IOException {
        Files.createDirectories(root.resolve("a"));
        Files.writeString(root.resolve("a/oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        try (RegistryServer server = start()) {
            assertThat(client(server, "a").pushTag("v1", "x").status()).isEqualTo(500);
        }
        assertThat(root.resolve("a/index.json")).doesNotExist();
    }

    @Test
    @DisplayName("OL-5: layouts of other tools are served: children without entry, full names, unknown members")
    void foreignLayoutIsServed() throws IOException {
        SampleImage image = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        Path layout = root.resolve("a");
        ImageFixture.writeLayout(image, layout, "docker.io/library/x:1.0");
        ImageFixture.writeLayout(ImageFixture.small(2), layout, "plain");
        Path index = layout.resolve("index.json");
        Files.writeString(index, Files.readString(index).replaceFirst("\\{", "{\"vendor\":{\"x\":[1,2.5,null]},"));
        try (RegistryServer server = start()) {
            WireClient client = client(server, "a");
            assertThat(client.get("tags/list").text()).contains("[\"1.0\",\"plain\"]");
            assertThat(client.get("manifests/1.0").body())
                    .isEqualTo(image.root().bytes());
            SampleImage.Content child = image.manifests().getFirst();
            Answer answer = client.get("manifests/" + child.digest());
            assertThat(answer.body()).isEqualTo(child.bytes());
            assertThat(answer.header("Content-Type")).isEqualTo(child.mediaType());
            Digest config = image.blobs().getFirst().digest();
            assertThat(client.get("manifests/" + config).status()).isEqualTo(404);
            client.pushTag("new", "x");
            assertThat(index)
                    .content()
                    .contains("\"vendor\":{\"x\":[1,2.5,null]}")
                    .contains("docker.io/library/x:1.0");
            assertThat(client.delete("manifests/1.0").status()).isEqualTo(202);
            assertThat(client.get("tags/list").text()).contains("[\"new\",\"plain\"]");
        }
    }

    @Test
    void changesOfOtherToolsAreSeenAtOnce() throws IOException {
        try (RegistryServer server = start()) {
            WireClient client = client(server, "a");
            client.pushTag("v1", "x");
            assertThat(client.get("tags/list").text()).contains("[\"v1\"]");
            Path copy = root.resolve("copy.json");
            Files.writeString(
                    copy, Files.readString(root.resolve("a/index.json")).replace("\"v1\"", "\"v2\""));
            Files.move(copy, root.resolve("a/index.json"), StandardCopyOption.ATOMIC_MOVE);
            assertThat(client.get("tags/list").text()).contains("[\"v2\"]");
        }
    }

    @Test
    @DisplayName("OL-3: parallel pushes lose no tag")
    void parallelPushesKeepAllTags() throws Exception {
        try (RegistryServer server = start();
                ExecutorService pool = Executors.newFixedThreadPool(20)) {
            WireClient client = client(server, "a");
            List<Future<Integer>> pushes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String tag = "t" + i;
                pushes.add(pool.submit(() -> client.pushTag(tag, tag).status()));
            }
            for (Future<Integer> push : pushes) {
                assertThat(push.get()).isEqualTo(201);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("manifests/t" + i).body()).isEqualTo(emptyIndex("t" + i));
            }
        }
    }

    @Test
    void parallelUploadsOfOneBlobBothSucceed() throws Exception {
        byte[] content = new byte[3 << 20];
        Digest digest = Digest.sha256(content);
        try (RegistryServer server = start();
                ExecutorService pool = Executors.newFixedThreadPool(4)) {
            WireClient client = client(server, "a");
            List<Future<Digest>> uploads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                uploads.add(pool.submit(() -> client.upload(content)));
            }
            for (Future<Digest> upload : uploads) {
                assertThat(upload.get()).isEqualTo(digest);
            }
            assertThat(client.get("blobs/" + digest).body()).isEqualTo(content);
        }
        try (Stream<Path> leftovers = Files.list(root.resolve(".uploads"))) {
            assertThat(leftovers).isEmpty();
        }
    }

    @Test
    void oneServerAtATime() throws IOException {
        try (RegistryServer server = start()) {
            assertThat(server.root()).isEqualTo(root);
            Assertions.assertThatThrownBy(this::start)
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO))
                    .hasMessage("registry directory " + root + " is in use by another registry server, process "
                            + ProcessHandle.current().pid() + " at " + server.uri());
        }
        start().close();
    }

    @Test
    void directoryThatCannotBeMade() throws IOException {
        Files.writeString(root.resolve("file"), "");
        Assertions.assertThatThrownBy(() -> RegistryServer.start(
                        RegistryOptions.builder(root.resolve("file/below")).build()))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("open registry directory");
    }
}
