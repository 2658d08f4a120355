// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.TarEntry;
import io.regclient.archive.TarReader;
import io.regclient.error.ErrorKind;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.server.SampleImage;
import io.regclient.tarball.ExportOptions;
import io.regclient.tarball.ImportOptions;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Export and import between registries and tar files: contract EX-1 to EX-5, IM-3. */
class RegClientTarTest {
    @TempDir
    private Path root;

    private final InProcessRegistry one = InProcessRegistry.start();
    private final InProcessRegistry two = InProcessRegistry.start();
    private final RegClient client = ClientFixture.client(one, two);
    private final SampleImage image = ImageFixture.small(1);
    private final SampleImage index = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");

    RegClientTarTest() {
        one.put("app", image, "v1");
        one.put("multi", index, "v1");
    }

    @AfterEach
    void close() {
        client.close();
        one.close();
        two.close();
    }

    private byte[] export(String name, ExportOptions options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        client.exportImage(ref(one, name), out, options);
        return out.toByteArray();
    }

    private static List<TarEntry> entries(byte[] tar, Map<String, String> small) throws IOException {
        List<TarEntry> entries = new ArrayList<>();
        try (TarReader reader = TarReader.open(new ByteArrayInputStream(tar), ArchiveLimits.DEFAULT)) {
            for (Optional<TarEntry> e = reader.next(); e.isPresent(); e = reader.next()) {
                entries.add(e.get());
                if (e.get().name().endsWith(".json")) {
                    small.put(e.get().name(), new String(reader.content().readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return entries;
    }

    private static String path(SampleImage.Content content) {
        return "blobs/sha256/" + content.digest().hex();
    }

    @Test
    @DisplayName("EX-1, EX-2, EX-3: members in the order of the contract, the same bytes every time")
    void exportsAnImage() throws IOException {
        byte[] tar = export("app:v1", ExportOptions.PLAIN);

        Map<String, String> json = new TreeMap<>();
        List<TarEntry> entries = entries(tar, json);
        List<String> names = new ArrayList<>(
                List.of("oci-layout", "index.json", "manifest.json", "blobs", "blobs/sha256", path(image.root())));
        image.blobs().forEach(blob -> names.add(path(blob)));
        assertThat(entries).extracting(TarEntry::name).containsExactlyElementsOf(names);
        assertThat(entries).filteredOn(TarEntry::isFile).allMatch(e -> e.mode() == 0644);
        assertThat(json.get("index.json"))
                .isEqualTo("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,"
                                .formatted(
                                        image.root().mediaType(),
                                        image.digest(),
                                        image.root().bytes().length)
                        + "\"annotations\":{\"io.containerd.image.name\":\"" + one.host() + "/app:v1\","
                        + "\"org.opencontainers.image.ref.name\":\"v1\"}}]}");
        assertThat(json.get("manifest.json"))
                .startsWith("[{\"Config\":\"" + path(image.blobs().getFirst()) + "\",\"RepoTags\":[\"" + one.host()
                        + "/app:v1\"],\"Layers\":[\"" + path(image.blobs().get(1)) + "\",")
                .contains("\"LayerSources\":{\"sha256:");
        assertThat(export("app:v1", ExportOptions.PLAIN)).isEqualTo(tar);
    }

    @Test
    @DisplayName("EX-3, EX-5: an index has no manifest.json, a name of its own changes names only")
    void exportsUnderAnotherName() throws IOException {
        Map<String, String> json = new TreeMap<>();
        List<TarEntry> whole = entries(export("multi:v1", ExportOptions.PLAIN), json);
        assertThat(json).containsOnlyKeys("index.json");
        assertThat(whole).hasSize(4 + index.manifests().size() + index.blobs().size());

        Map<String, String> named = new TreeMap<>();
        ExportOptions options = ExportOptions.PLAIN
                .withName(ref("ocidir://../My_Images/x:v9"))
                .withPlatform(Platform.parse("linux/arm64"));
        entries(export("multi:v1", options), named);
        assertThat(named.get("index.json")).contains("\"io.containerd.image.name\":\"ocidir://../My_Images/x:v9\"");
        assertThat(named.get("manifest.json")).contains("\"RepoTags\":[\"localhost/my-images/x:v9\"]");

        Map<String, String> platform = new TreeMap<>();
        entries(export("multi:v1", ExportOptions.PLAIN.withPlatform(Platform.parse("linux/arm64"))), platform);
        String child = index.manifests().get(1).digest().toString();
        assertThat(platform.get("index.json")).contains("\"" + one.host() + "/multi:v1@" + child + "\"");
    }

    @Test
    @DisplayName("row 138: export and import give the same digest, for images and indexes, compressed or not")
    void comesBack() throws IOException {
        Path plain = Files.write(root.resolve("app.tar"), export("app:v1", ExportOptions.PLAIN));
        Path gzip = Files.write(root.resolve("multi.tar.gz"), export("multi:v1", ExportOptions.PLAIN.compressed()));

        assertThat(client.importImage(ref(two, "app:v2"), plain, ImportOptions.PLAIN)
                        .digest())
                .contains(image.digest());
        assertThat(client.importImage(ref(two, "multi:v2"), gzip, ImportOptions.PLAIN)
                        .digest())
                .contains(index.digest());

        Manifest stored = client.getManifest(ref(two, "multi:v2"), Optional.empty());
        assertThat(stored.raw()).isEqualTo(index.root().bytes());
        assertThat(client.imageConfig(ref(two, "multi:v2"), Optional.of(Platform.parse("linux/arm64")))
                        .platform()
                        .architecture())
                .isEqualTo("arm64");
    }

    @Test
    @DisplayName("IM-3: what the target has is not sent again")
    void sendsNothingTwice() throws IOException {
        Path tar = Files.write(root.resolve("app.tar"), export("app:v1", ExportOptions.PLAIN));
        client.importImage(ref(two, "app:v1"), tar, ImportOptions.PLAIN);
        two.requests().clear();

        client.importImage(ref(two, "app:v1"), tar, ImportOptions.PLAIN);

        assertThat(two.requests().count("POST", "/uploads/")).isZero();
        assertThat(two.requests().count("HEAD", "/blobs/"))
                .isEqualTo(image.blobs().size());
    }

    @Test
    @DisplayName("IM-3: an upload that fails starts again from the archive")
    void uploadsAgain() throws IOException {
        Path tar = Files.write(root.resolve("app.tar.gz"), export("app:v1", ExportOptions.PLAIN.compressed()));
        two.faults().on("PUT", "/blobs/uploads/", FaultPlan.Occurrence.first(1), new Fault.Status(502));

        client.importImage(ref(two, "app:v1"), tar, ImportOptions.PLAIN);

        assertThat(client.getManifest(ref(two, "app:v1"), Optional.empty()).digest())
                .isEqualTo(image.digest());
    }

    @Test
    @DisplayName("EX-4: a stream that fails is LOCAL_IO, an image that is not there NOT_FOUND")
    void reportsFailures() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThat(failure(() -> client.exportImage(ref(one, "app:v1"), full, ExportOptions.PLAIN))
                        .kind())
                .isEqualTo(ErrorKind.LOCAL_IO);
        assertThat(failure(() -> client.exportImage(ref(one, "app:none"), full, ExportOptions.PLAIN))
                        .kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(failure(() -> client.importImage(ref(two, "app:v1"), root.resolve("none"), ImportOptions.PLAIN))
                        .kind())
                .isEqualTo(ErrorKind.LOCAL_IO);
    }
}
