// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.Compression;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.JsonWriter;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ocidir.OciDirScheme;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.HostileNames;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.TarBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Archives of all kinds, also hostile ones, into a layout: contract IM-1 to IM-6. */
class ImageImporterTest {
    private static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

    @TempDir
    private Path directory;

    private final OciDirScheme scheme = OciDirScheme.builder().build();
    private final SampleImage image = ImageFixture.small(1);

    @AfterEach
    void close() {
        scheme.close();
    }

    private Ref target(String version) throws IOException {
        return Ref.parse("ocidir://" + directory.resolve("target") + version);
    }

    private Descriptor load(byte[] tar, String version, ImportOptions options) throws IOException {
        Path file = Files.write(directory.resolve("image.tar"), tar);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return new ImageImporter(scheme).importImage(target(version), channel, options);
        }
    }

    private Descriptor load(byte[] tar) throws IOException {
        return load(tar, ":v1", ImportOptions.PLAIN);
    }

    private RegistryException failure(byte[] tar, String version, ImportOptions options) {
        RegistryException e = catchThrowableOfType(RegistryException.class, () -> load(tar, version, options));
        assertThat(e).as("expected failure").isNotNull();
        return e;
    }

    private ErrorKind failure(byte[] tar) {
        return failure(tar, ":v1", ImportOptions.PLAIN).kind();
    }

    private static String path(Digest digest) {
        return "blobs/" + digest.algorithm().id() + "/" + digest.hex();
    }

    private static TarBytes with(TarBytes tar, List<SampleImage.Content> contents) {
        contents.forEach(content -> tar.file(path(content.digest()), content.bytes()));
        return tar;
    }

    private static String index(Map<String, SampleImage> images) {
        List<Map<String, Object>> entries = images.entrySet().stream()
                .map(e -> e.getValue()
                        .descriptor()
                        .withAnnotations(Map.of("org.opencontainers.image.ref.name", e.getKey()))
                        .toTree())
                .toList();
        return new String(JsonWriter.compact(Map.of("schemaVersion", 2, "manifests", entries)), UTF_8);
    }

    private static byte[] compress(Compression compression, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean bzip2 = compression == Compression.BZIP2;
        try (OutputStream encoder = bzip2 ? new BZip2CompressorOutputStream(out) : compression.compress(out)) {
            encoder.write(content);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    @DisplayName("IM-1, IM-3: the order of members does not matter, neither do ./ and compression")
    void importsAnyOrder(Compression compression) throws IOException {
        TarBytes tar = new TarBytes().directory("./blobs/");
        image.blobs().forEach(blob -> tar.file("./" + path(blob.digest()), blob.bytes()));
        image.manifests().forEach(m -> tar.file("./" + path(m.digest()), m.bytes()));
        byte[] archive = tar.file("./index.json", index(Map.of("any", image)))
                .file("./oci-layout", LAYOUT)
                .build();

        assertThat(load(compress(compression, archive)).digest()).contains(image.digest());

        Manifest stored = scheme.getManifest(target(":v1"));
        assertThat(stored.raw()).isEqualTo(image.root().bytes());
        for (Descriptor layer : stored.layers()) {
            assertThat(scheme.headBlob(target(""), layer)).isPresent();
        }
    }

    @Test
    @DisplayName(
            "IM-2, OL-1: a bad entry of the index does not hide the others, but does not leave a choice open either")
    void importsBesideABadEntry() throws IOException {
        String index = index(Map.of("good", image)).replace("\"manifests\":[", "\"manifests\":[{\"size\":-1},");
        TarBytes tar = new TarBytes().file("oci-layout", LAYOUT).file("index.json", index);
        byte[] archive = with(with(tar, image.manifests()), image.blobs()).build();

        assertThat(load(archive, ":good", ImportOptions.PLAIN).digest()).contains(image.digest());
        assertThat(failure(archive)).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    @DisplayName("24.I 139, IM-2: of several images one is chosen by digest, name or tag; a missing one is an error")
    void choosesAnImage() throws IOException {
        SampleImage second = ImageFixture.small(2);
        SampleImage third = ImageFixture.small(3);
        Map<String, SampleImage> images = new LinkedHashMap<>();
        images.put("one", image);
        images.put("two", second);
        images.put("three", third);
        TarBytes tar = new TarBytes().file("oci-layout", LAYOUT).file("index.json", index(images));
        images.values().forEach(i -> with(with(tar, i.manifests()), i.blobs()));
        byte[] archive = tar.build();

        assertThat(load(archive, ":two", ImportOptions.PLAIN).digest()).contains(second.digest());
        assertThat(load(archive, ":v1", ImportOptions.PLAIN.withName("three")).digest())
                .contains(third.digest());
        assertThat(load(archive, "@" + image.digest(), ImportOptions.PLAIN).digest())
                .contains(image.digest());
        String absent = ImageFixture.small(4).digest().toString();
        ImportOptions named = ImportOptions.PLAIN.withName("none");
        for (RegistryException missing : List.of(
                failure(archive, ":none", ImportOptions.PLAIN),
                failure(archive, ":two", named),
                failure(archive, "", named))) {
            assertThat(missing.kind()).isEqualTo(ErrorKind.NOT_FOUND);
            assertThat(missing).hasMessageContaining("could not find requested tag in index.json, none");
        }
        assertThat(failure(archive, "", ImportOptions.PLAIN)).hasMessageContaining("index.json, latest");
        assertThat(failure(archive, "@" + absent, ImportOptions.PLAIN)).hasMessageContaining("index.json, " + absent);
    }

    @Test
    @DisplayName("IM-5, IC-7: an entry of an index that is a blob, of a known or an unknown type, is stored as one")
    void importsBlobsOfIndexes() throws IOException {
        byte[] cache = "cache".getBytes(UTF_8);
        Descriptor layer = Descriptor.ofContent(MediaType.OCI_LAYER_GZIP, cache);
        byte[] other = "{\"some\":\"json\"}".getBytes(UTF_8);
        Descriptor unknown = Descriptor.ofContent("application/x-unknown", other);
        byte[] list = JsonWriter.compact(Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MediaType.OCI_INDEX,
                "manifests",
                List.of(layer.toTree(), unknown.toTree())));
        Descriptor root = Descriptor.ofContent(MediaType.OCI_INDEX, list);
        byte[] archive = new TarBytes()
                .file("oci-layout", LAYOUT)
                .file("index.json", new String(JsonWriter.compact(Map.of("manifests", List.of(root.toTree()))), UTF_8))
                .file(path(root.digest().orElseThrow()), list)
                .file(path(layer.digest().orElseThrow()), cache)
                .file(path(unknown.digest().orElseThrow()), other)
                .build();

        load(archive);

        assertThat(scheme.getManifest(target(":v1")).digest())
                .isEqualTo(root.digest().orElseThrow());
        assertThat(scheme.headBlob(target(""), layer)).isPresent();
        assertThat(scheme.headBlob(target(""), unknown)).isPresent();
    }

    private byte[] dockerSave(String tags, TarBytes tar) {
        String manifest = "[{\"Config\":\"config.json\",\"RepoTags\":[" + tags
                + "],\"Layers\":[\"a/layer.tar\",\"b/layer.tar\",\"c/layer.tar\"]}]";
        return tar.file("manifest.json", manifest).build();
    }

    @Test
    @DisplayName("24.I 140, IM-1, IM-4: layers of docker save, links among them, become gzip; diff_ids stay")
    void importsDockerSave() throws IOException {
        SampleLayer base = SampleLayer.file("base", "base");
        SampleLayer top = SampleLayer.file("top", "top");
        SampleImage saved =
                ImageFixture.image().layer(base).layer(top).layer(base).docker().build();
        byte[] config = saved.blobs().getFirst().bytes();
        byte[] archive = dockerSave(
                "\"app:v1\"",
                new TarBytes()
                        .symbolicLink("c/layer.tar", "../a/layer.tar")
                        .file("a/layer.tar", base.tar())
                        .file("b/real.tar", top.tar())
                        .symbolicLink("b/layer.tar", "real.tar")
                        .file("config.json", config));

        load(archive, ":v1", ImportOptions.PLAIN.withName("app:v1"));

        Manifest stored = scheme.getManifest(target(":v1"));
        assertThat(stored.mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST);
        assertThat(stored.config().orElseThrow().digest()).contains(Digest.sha256(config));
        assertThat(stored.layers()).extracting(Descriptor::mediaType).containsOnly(MediaType.DOCKER_LAYER_GZIP);
        assertThat(stored.layers().get(0)).isEqualTo(stored.layers().get(2));
        assertThat(content(stored.layers().get(1))).isEqualTo(top.tar());
        List<Digest> uncompressed = new ArrayList<>();
        for (Descriptor layer : stored.layers()) {
            uncompressed.add(Digest.sha256(content(layer)));
        }
        try (var pushed = scheme.getBlob(target(""), stored.config().orElseThrow())) {
            assertThat(ImageConfig.parse(pushed.readAllBytes()).rootFs().diffIds())
                    .isEqualTo(uncompressed);
        }
        assertThat(scheme.listTags(target(""), ListOptions.ALL).tags()).containsExactly("v1");
    }

    @Test
    @DisplayName("IM-2, IM-4: names an archive gives its images become no tags and no files")
    void usesNoNameOfTheArchive() throws IOException {
        for (String name : HostileNames.TAGS) {
            TarBytes layout = new TarBytes().file("oci-layout", LAYOUT).file("index.json", index(Map.of(name, image)));
            String quoted = new String(JsonWriter.compact(Map.of("", name)), UTF_8).replaceFirst("\\{\"\":(.*)}", "$1");
            TarBytes docker =
                    new TarBytes().file("config.json", image.blobs().getFirst().bytes());
            for (byte[] archive :
                    List.of(with(with(layout, image.manifests()), image.blobs()).build(), dockerSave(quoted, docker))) {
                try {
                    load(archive, ":v1", ImportOptions.PLAIN);
                    assertThat(scheme.listTags(target(""), ListOptions.ALL).tags())
                            .as(name)
                            .containsExactly("v1");
                } catch (RegistryException e) {
                    assertThat(e.getMessage()).as(name).isNotBlank();
                }
                try (Stream<Path> files = Files.list(directory)) {
                    assertThat(files.map(file -> file.getFileName().toString()))
                            .as(name)
                            .isSubsetOf("image.tar", "target");
                }
            }
        }
    }

    @Test
    @DisplayName("IM-4: of several saved images the first is taken, or the one with the name")
    void choosesASavedImage() throws IOException {
        SampleLayer layer = SampleLayer.file("one", "one");
        SampleImage first =
                ImageFixture.image().layer(layer).label("n", "1").docker().build();
        SampleImage second =
                ImageFixture.image().layer(layer).label("n", "2").docker().build();
        byte[] archive = new TarBytes()
                .file("one.json", first.blobs().getFirst().bytes())
                .file("two.json", second.blobs().getFirst().bytes())
                .file("layer.tar", layer.tar())
                .file(
                        "manifest.json",
                        "[{\"Config\":\"one.json\",\"RepoTags\":null,\"Layers\":[\"layer.tar\"]},"
                                + "{\"Config\":\"two.json\",\"RepoTags\":[\"app:2\"],\"Layers\":[\"layer.tar\"]}]")
                .build();

        assertThat(config(load(archive))).isEqualTo(first.blobs().getFirst().digest());
        assertThat(config(load(archive, ":v1", ImportOptions.PLAIN.withName("app:2"))))
                .isEqualTo(second.blobs().getFirst().digest());
    }

    private Digest config(Descriptor imported) throws IOException {
        return scheme.getManifest(target("@" + imported.digest().orElseThrow()))
                .config()
                .orElseThrow()
                .digest()
                .orElseThrow();
    }

    @Test
    @DisplayName("IM-4: what LayerSources says of a layer is kept when the compressed layer is the same")
    void keepsLayerSources() throws IOException {
        SampleLayer layer = SampleLayer.file("one", "one");
        SampleImage saved = ImageFixture.image().layer(layer).docker().build();
        byte[] gzip = compress(Compression.GZIP, layer.tar());
        Descriptor source = Descriptor.ofContent(MediaType.OCI_LAYER_GZIP, gzip).withAnnotations(Map.of("kept", "yes"));
        String digest = source.digest().orElseThrow().toString();
        String sources = new String(JsonWriter.compact(Map.of(digest, source.toTree())), UTF_8);
        byte[] archive = new TarBytes()
                .file(
                        "manifest.json",
                        "[{\"Config\":\"c.json\",\"Layers\":[\"l.tar\"],\"LayerSources\":" + sources + "}]")
                .file("c.json", saved.blobs().getFirst().bytes())
                .file("l.tar", layer.tar())
                .build();

        load(archive);

        assertThat(scheme.getManifest(target(":v1")).layers()).containsExactly(source);
    }

    private byte[] content(Descriptor layer) throws IOException {
        try (var in = scheme.getBlob(target(""), layer)) {
            return Compression.decompress(new ByteArrayInputStream(in.readAllBytes()))
                    .readAllBytes();
        }
    }

    @Test
    @DisplayName("IM-4: a name that is not there fails and pushes nothing, so do layers of another image")
    void refusesWrongDockerArchives() throws IOException {
        TarBytes tar = new TarBytes()
                .file("a/layer.tar", "x")
                .file("b/layer.tar", "y")
                .file("c/layer.tar", "z")
                .file("config.json", image.blobs().getFirst().bytes());
        byte[] archive = dockerSave("\"app:v1\"", tar);

        RegistryException named = failure(archive, ":v1", ImportOptions.PLAIN.withName("app:v2"));
        assertThat(named.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(named).hasMessageContaining("app:v2");
        assertThat(failure(archive)).isEqualTo(ErrorKind.DIGEST_MISMATCH);
        assertThat(scheme.headManifest(target(":v1"))).isEmpty();
    }

    @Test
    @DisplayName("IM-2: another version of the layout is ignored, and so is what is no image at all")
    void refusesOtherArchives() {
        byte[] version = new TarBytes()
                .file("oci-layout", "{\"imageLayoutVersion\":\"2.0.0\"}")
                .file("index.json", index(Map.of("v1", image)))
                .build();

        assertThat(failure(version)).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(failure(new TarBytes().file("a", "b").build())).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(failure(new byte[0])).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(failure("no tar".repeat(1000).getBytes(UTF_8))).isEqualTo(ErrorKind.PARSING_FAILED);
    }

    @Test
    @DisplayName("IM-3: a missing or changed blob fails, and the tag is not written")
    void refusesIncompleteArchives() throws IOException {
        TarBytes head = new TarBytes().file("oci-layout", LAYOUT).file("index.json", index(Map.of("v1", image)));
        byte[] incomplete = with(head, image.manifests()).build();
        TarBytes changed = new TarBytes().file("oci-layout", LAYOUT).file("index.json", index(Map.of("v1", image)));
        with(changed, image.manifests());
        for (SampleImage.Content blob : image.blobs()) {
            byte[] other = blob.bytes().clone();
            other[other.length - 1] ^= 1;
            changed.file(path(blob.digest()), other);
        }
        byte[] longer = new TarBytes()
                .file("oci-layout", LAYOUT)
                .file("index.json", index(Map.of("v1", image)))
                .file(path(image.digest()), new byte[5000])
                .build();

        RegistryException missing = failure(incomplete, ":v1", ImportOptions.PLAIN);
        assertThat(missing.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(missing).hasMessageContaining("unable to read all files from tar: not found: blobs/sha256/");
        assertThat(failure(changed.build())).isEqualTo(ErrorKind.DIGEST_MISMATCH);
        assertThat(failure(longer)).isEqualTo(ErrorKind.MISMATCH);
        assertThat(scheme.headManifest(target(":v1"))).isEmpty();
    }

    @Test
    @DisplayName("IM-6: a JSON member of 1 GiB is refused without being read")
    void refusesHugeMembers() {
        byte[] huge = new TarBytes().file("oci-layout", LAYOUT).truncated("index.json", 1L << 30);

        assertThat(failure(huge)).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    @Test
    @DisplayName("IM-6: a small file that holds very much is refused at the limit")
    void refusesBombs() throws IOException {
        byte[] bomb = compress(
                Compression.ZSTD,
                new TarBytes().file("zeros", new byte[4 << 20]).build());
        ImportOptions limited = ImportOptions.PLAIN.withLimits(new ArchiveLimits(1 << 20, 100));

        assertThat(bomb.length).isLessThan(10_000);
        assertThat(failure(bomb, ":v1", limited).kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    @Test
    @DisplayName("IM-1, IM-6: links in a circle and names outside of the archive are failures, and touch no file")
    void refusesHostileLinks() {
        byte[] circle = dockerSave(
                "",
                new TarBytes()
                        .symbolicLink("a/layer.tar", "../b/layer.tar")
                        .symbolicLink("b/layer.tar", "../a/layer.tar"));
        byte[] outside = dockerSave(
                "",
                new TarBytes()
                        .symbolicLink("a/layer.tar", "/etc/passwd")
                        .symbolicLink("b/layer.tar", "../../../../etc/passwd")
                        .hardLink("c/layer.tar", "/etc/hosts")
                        .file("config.json", image.blobs().getFirst().bytes()));
        byte[] traversal = new TarBytes()
                .file("../../oci-layout", LAYOUT)
                .file("/index.json", index(Map.of("v1", image)))
                .build();

        assertThat(failure(circle)).isEqualTo(ErrorKind.LOOP_DETECTED);
        assertThat(failure(outside)).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(failure(traversal)).isEqualTo(ErrorKind.NOT_FOUND);
    }
}
