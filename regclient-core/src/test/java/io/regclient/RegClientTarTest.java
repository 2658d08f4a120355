// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.Compression;
import io.regclient.archive.TarEntry;
import io.regclient.archive.TarReader;
import io.regclient.config.LocalPlatform;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.MediaType;
import io.regclient.scheme.ManifestPut;
import io.regclient.server.registry.RegistryFeature;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.stream.BlobSource;
import io.regclient.tarball.ExportOptions;
import io.regclient.tarball.ImportOptions;
import io.regclient.testing.DigestWalk;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Export and import between registries and tar files: contract EX-1 to EX-5, IM-3. */
class RegClientTarTest extends TwoRegistries {
    private final SampleImage index = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");

    RegClientTarTest() {
        one.put("multi", index, "v1");
    }

    private byte[] export(String name, ExportOptions options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        client.images().exportTar(ref(one, name), out, options);
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
                .withPlatform(LocalPlatform.parse("linux/arm64"));
        entries(export("multi:v1", options), named);
        assertThat(named.get("index.json")).contains("\"io.containerd.image.name\":\"ocidir://../My_Images/x:v9\"");
        assertThat(named.get("manifest.json")).contains("\"RepoTags\":[\"localhost/my-images/x:v9\"]");

        Map<String, String> platform = new TreeMap<>();
        entries(export("multi:v1", ExportOptions.PLAIN.withPlatform(LocalPlatform.parse("linux/arm64"))), platform);
        String child = index.manifests().get(1).digest().toString();
        assertThat(platform.get("index.json")).contains("\"" + one.host() + "/multi:v1@" + child + "\"");
    }

    @ParameterizedTest
    @CsvSource({"app, false", "app, true", "multi, false", "multi, true"})
    @DisplayName("24.I 138, EX-1, IM-3: export and import to an empty registry keep digest, children and blobs")
    void comesBack(String name, boolean compressed) throws IOException {
        SampleImage exported = name.equals("app") ? image : index;
        ExportOptions options = compressed ? ExportOptions.PLAIN.compressed() : ExportOptions.PLAIN;
        Path tar = Files.write(root.resolve("image.tar"), export(name + ":v1", options));

        Descriptor imported = client.images().importTar(ref(two, "new:v2"), tar, ImportOptions.PLAIN);

        assertThat(imported.digest()).contains(exported.digest());
        assertThat(client.manifests().get(ref(two, "new:v2"), Optional.empty()).raw())
                .isEqualTo(exported.root().bytes());
        DigestWalk.registry(two.host(), "new", "v2", exported.digest().toString());
        assertThat(two.requests().lines().stream().filter(line -> line.startsWith("PUT /v2/new/manifests/")))
                .hasSize(exported.manifests().size())
                .endsWith("PUT /v2/new/manifests/v2");
    }

    @Test
    @DisplayName("IM-3: what the target has is not sent again")
    void sendsNothingTwice() throws IOException {
        Path tar = Files.write(root.resolve("app.tar"), export("app:v1", ExportOptions.PLAIN));
        client.images().importTar(ref(two, "app:v1"), tar, ImportOptions.PLAIN);
        two.requests().clear();

        client.images().importTar(ref(two, "app:v1"), tar, ImportOptions.PLAIN);

        assertThat(two.requests().count("POST", "/uploads/")).isZero();
        assertThat(two.requests().count("HEAD", "/blobs/"))
                .isEqualTo(image.blobs().size());
    }

    @Test
    @DisplayName("IM-3: an upload that fails starts again from the archive")
    void uploadsAgain() throws IOException {
        Path tar = Files.write(root.resolve("app.tar.gz"), export("app:v1", ExportOptions.PLAIN.compressed()));
        two.faults().on("PUT", "/blobs/uploads/", FaultPlan.Occurrence.first(1), new Fault.Status(502));

        client.images().importTar(ref(two, "app:v1"), tar, ImportOptions.PLAIN);

        assertThat(client.manifests().get(ref(two, "app:v1"), Optional.empty()).digest())
                .isEqualTo(image.digest());
    }

    @Test
    @DisplayName("EX-1: an archive compressed by gzip is the plain one, compressed; the same bytes every time")
    void compressesTheArchive() throws IOException {
        byte[] compressed = export("multi:v1", ExportOptions.PLAIN.compressed());

        assertThat(Compression.detect(compressed)).isEqualTo(Compression.GZIP);
        assertThat(Compression.decompress(new ByteArrayInputStream(compressed)).readAllBytes())
                .isEqualTo(export("multi:v1", ExportOptions.PLAIN));
        assertThat(export("multi:v1", ExportOptions.PLAIN.compressed())).isEqualTo(compressed);
    }

    @Test
    @DisplayName("EX-2: content that is listed several times is written once")
    void writesSharedContentOnce() throws IOException {
        SampleLayer shared = SampleLayer.file("shared", "by all");
        SampleImage amd = ImageFixture.image().layer(shared).layer(shared).build();
        SampleImage arm = ImageFixture.image("linux/arm64").layer(shared).build();
        one.put("shared", ImageFixture.index(amd, arm, amd).build(), "v1");

        List<TarEntry> entries = entries(export("shared:v1", ExportOptions.PLAIN), new TreeMap<>());

        assertThat(entries).extracting(TarEntry::name).doesNotHaveDuplicates();
        assertThat(entries).filteredOn(TarEntry::isFile).hasSize(2 + 3 + 2 + 1);
    }

    @Test
    @DisplayName("EX-4: a foreign layer is taken from its URL; one of another size than it should have fails")
    void exportsForeignLayers() throws IOException {
        byte[] content = "served elsewhere".getBytes(StandardCharsets.UTF_8);
        Descriptor layer = Descriptor.ofContent(MediaType.OCI_FOREIGN_GZIP, content);
        client.blobs().put(ref(two, "elsewhere"), layer, BlobSource.ofBytes(content));
        String url = two.uri() + "v2/elsewhere/blobs/" + layer.digest().orElseThrow();
        try (InProcessRegistry lax = InProcessRegistry.builder()
                        .without(RegistryFeature.REFERENCE_VALIDATION)
                        .start();
                RegClient other = ClientFixture.client(lax, two)) {
            lax.put("app", image);
            ImageManifest plain =
                    (ImageManifest) other.manifests().get(ref(lax, "app@" + image.digest()), Optional.empty());
            for (long size : new long[] {content.length, content.length + 1}) {
                Descriptor foreign = layer.withUrls(List.of(url)).withSize(size);
                other.manifests().put(ref(lax, "app:" + size), plain.withLayers(List.of(foreign)), ManifestPut.top());
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();

            other.images().exportTar(ref(lax, "app:" + content.length), out, ExportOptions.PLAIN);
            RegistryException e = failure(() -> other.images()
                    .exportTar(
                            ref(lax, "app:" + (content.length + 1)),
                            OutputStream.nullOutputStream(),
                            ExportOptions.PLAIN));

            assertThat(entries(out.toByteArray(), new TreeMap<>()))
                    .extracting(TarEntry::name)
                    .contains("blobs/sha256/" + layer.digest().orElseThrow().hex());
            assertThat(e.is(ErrorKind.SHORT_READ)).as("%s", e.getMessage()).isTrue();
        }
    }

    @Test
    @DisplayName("EX-3, IM-3: an artifact is exported with its blobs, and comes back")
    void exportsArtifacts() throws IOException {
        SampleImage chart = ImageFixture.artifact("application/vnd.cncf.helm.config.v1+json")
                .blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", "chart")
                .build();
        one.put("chart", chart, "v1");
        Path tar = Files.write(root.resolve("chart.tar"), export("chart:v1", ExportOptions.PLAIN));

        client.images().importTar(ref(two, "chart:v1"), tar, ImportOptions.PLAIN);

        DigestWalk.registry(two.host(), "chart", "v1", chart.digest().toString());
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

        assertThat(failure(() -> client.images().exportTar(ref(one, "app:v1"), full, ExportOptions.PLAIN))
                        .kind())
                .isEqualTo(ErrorKind.LOCAL_IO);
        assertThat(failure(() -> client.images().exportTar(ref(one, "app:none"), full, ExportOptions.PLAIN))
                        .kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(failure(() -> client.images()
                                .importTar(ref(two, "app:v1"), root.resolve("none"), ImportOptions.PLAIN))
                        .kind())
                .isEqualTo(ErrorKind.LOCAL_IO);
    }
}
