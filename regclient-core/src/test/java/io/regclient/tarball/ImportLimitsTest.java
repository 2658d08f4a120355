// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.archive.ArchiveLimits;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.JsonWriter;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ocidir.OciDirScheme;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.TarBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from an archive has a limit: the largest that works, and one more (IM-5, IM-6). */
class ImportLimitsTest {
    private static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";
    private static final int MAX = Manifest.MAX_PULL_BYTES;

    @TempDir
    private Path directory;

    private final OciDirScheme scheme = OciDirScheme.builder().build();
    private final SampleImage image = ImageFixture.small(1);
    private int passes;

    @AfterEach
    void close() {
        scheme.close();
    }

    private Descriptor load(byte[] tar, ImportOptions options) throws IOException {
        Path file = Files.write(directory.resolve("image.tar"), tar);
        Ref target = Ref.parse("ocidir://" + directory.resolve("target") + ":v1");
        try (SeekableByteChannel channel = new Counting(FileChannel.open(file))) {
            return new ImageImporter(scheme).importImage(target, channel, options);
        }
    }

    private Descriptor load(TarBytes tar) throws IOException {
        return load(tar.build(), ImportOptions.PLAIN);
    }

    private ErrorKind failure(TarBytes tar) {
        return failure(tar, ImportOptions.PLAIN);
    }

    private ErrorKind failure(TarBytes tar, ImportOptions options) {
        RegistryException e = catchThrowableOfType(RegistryException.class, () -> load(tar.build(), options));
        assertThat(e).as("expected failure").isNotNull();
        assertThat(e.getMessage()).hasLineCount(1);
        return e.kind();
    }

    /** Counts how often the archive is read from its beginning. */
    private final class Counting implements SeekableByteChannel {
        private final SeekableByteChannel file;

        private Counting(SeekableByteChannel file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            passes += file.position() == 0 ? 1 : 0;
            return file.read(target);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return file.write(source);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private static String path(Digest digest) {
        return "blobs/" + digest.algorithm().id() + "/" + digest.hex();
    }

    private static TarBytes member(TarBytes tar, Manifest manifest) {
        return tar.file(path(manifest.digest()), manifest.raw());
    }

    private static TarBytes members(TarBytes tar, List<SampleImage.Content> contents) {
        contents.forEach(content -> tar.file(path(content.digest()), content.bytes()));
        return tar;
    }

    private static String index(Descriptor entry) {
        return new String(JsonWriter.compact(Map.of("schemaVersion", 2, "manifests", List.of(entry.toTree()))), UTF_8);
    }

    private static TarBytes layout(Descriptor entry) {
        return new TarBytes().file("oci-layout", LAYOUT).file("index.json", index(entry));
    }

    private static String padded(String json, int length) {
        return json + " ".repeat(length - json.getBytes(UTF_8).length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci-layout", "index.json"})
    @DisplayName("IM-6: JSON members of a layout may have 8 MiB, not a byte more")
    void limitsLayoutMembers(String large) throws IOException {
        for (int length : new int[] {MAX, MAX + 1}) {
            TarBytes tar = new TarBytes();
            Map<String, String> members = Map.of("oci-layout", LAYOUT, "index.json", index(image.descriptor()));
            members.forEach((name, json) -> tar.file(name, name.equals(large) ? padded(json, length) : json));
            members(members(tar, image.manifests()), image.blobs());

            if (length == MAX) {
                assertThat(load(tar).digest()).contains(image.digest());
            } else {
                assertThat(failure(tar)).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest.json", "config.json"})
    @DisplayName("IM-6: manifest.json and the config of docker save may have 8 MiB, not a byte more")
    void limitsDockerMembers(String large) throws IOException {
        SampleLayer layer = SampleLayer.file("a", "a");
        SampleImage saved = ImageFixture.image().layer(layer).docker().build();
        String config = new String(saved.blobs().getFirst().bytes(), UTF_8);
        String manifest = "[{\"Config\":\"config.json\",\"Layers\":[\"layer.tar\"]}]";
        for (int length : new int[] {MAX, MAX + 1}) {
            TarBytes tar = new TarBytes().file("layer.tar", layer.tar());
            tar.file("manifest.json", large.equals("manifest.json") ? padded(manifest, length) : manifest);
            tar.file("config.json", large.equals("config.json") ? padded(config, length) : config);

            if (length == MAX) {
                assertThat(load(tar).mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST);
            } else {
                assertThat(failure(tar)).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
            }
        }
    }

    @Test
    @DisplayName("IM-5: a manifest above 8 MiB is refused before it is read")
    void limitsManifests() {
        byte[] large = new byte[MAX + 1];
        Descriptor entry = Descriptor.ofContent(MediaType.OCI_MANIFEST, large);

        assertThat(failure(layout(entry).file(path(entry.digest().orElseThrow()), large)))
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    @Test
    @DisplayName("IM-6: an archive may have as many entries as the limit says, not one more")
    void limitsEntries() throws IOException {
        TarBytes tar = members(members(layout(image.descriptor()), image.manifests()), image.blobs());
        int entries = 2 + image.manifests().size() + image.blobs().size();

        assertThat(load(tar.build(), ImportOptions.PLAIN.withLimits(new ArchiveLimits(1 << 20, entries)))
                        .digest())
                .contains(image.digest());
        TarBytes more = members(layout(image.descriptor()).file("more", "x"), image.manifests());
        members(more, image.blobs());
        assertThat(failure(more, ImportOptions.PLAIN.withLimits(new ArchiveLimits(1 << 20, entries))))
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    /** Indexes in indexes over the image, the outermost last. */
    private List<IndexManifest> nested(int levels) {
        List<IndexManifest> chain = new ArrayList<>();
        Descriptor below = image.descriptor();
        for (int i = 0; i < levels; i++) {
            chain.add(IndexManifest.of(MediaType.OCI_INDEX, List.of(below)));
            below = chain.getLast().descriptor();
        }
        return chain;
    }

    private TarBytes nestedTar(int levels) {
        List<IndexManifest> chain = nested(levels);
        TarBytes tar = members(members(new TarBytes(), image.blobs()), image.manifests());
        chain.forEach(each -> member(tar, each));
        return tar.file("index.json", index(chain.getLast().descriptor())).file("oci-layout", LAYOUT);
    }

    @Test
    @DisplayName("IM-3, OJ-1: indexes are followed 32 levels deep, each pass finds one more; 33 levels are refused")
    void limitsDepthAndPasses() throws IOException {
        assertThat(load(nestedTar(32)).mediaType()).isEqualTo(MediaType.OCI_INDEX);
        assertThat(passes).isEqualTo(1 + 32 + 2);

        assertThat(failure(nestedTar(33))).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    @Test
    @DisplayName("IM-3: one pass reads an archive in the order of an export, a second one blobs before their manifest")
    void readsOftenEnough() throws IOException {
        load(members(members(layout(image.descriptor()), image.manifests()), image.blobs()));
        assertThat(passes).isEqualTo(1);

        Files.delete(directory.resolve("image.tar"));
        passes = 0;
        load(members(members(layout(image.descriptor()), image.blobs()), image.manifests()));
        assertThat(passes).isEqualTo(2);
    }

    private TarBytes linkedTar(int links) {
        SampleLayer layer = SampleLayer.file("a", "a");
        TarBytes tar = new TarBytes()
                .file("manifest.json", "[{\"Config\":\"config.json\",\"Layers\":[\"0\"]}]")
                .file(
                        "config.json",
                        ImageFixture.image()
                                .layer(layer)
                                .docker()
                                .build()
                                .blobs()
                                .getFirst()
                                .bytes());
        for (int i = links - 1; i >= 0; i--) {
            tar.symbolicLink(Integer.toString(i), Integer.toString(i + 1));
        }
        return tar.file(Integer.toString(links), layer.tar());
    }

    @Test
    @DisplayName("IM-1, IM-6: 40 links in a row are followed, 41 are taken for a circle")
    void limitsChainsOfLinks() throws IOException {
        assertThat(load(linkedTar(40)).mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST);
        assertThat(failure(linkedTar(41))).isEqualTo(ErrorKind.LOOP_DETECTED);
    }

    @Test
    @DisplayName("IM-6: names of links that are kept may have 8 MiB together")
    void limitsAllLinks() {
        TarBytes tar = new TarBytes();
        for (int kept = 0; kept <= 8 << 20; kept += 200) {
            tar.symbolicLink("%0100d".formatted(kept), "x".repeat(100));
        }

        assertThat(failure(tar)).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    private static TarBytes indexOf(List<IndexManifest> children) {
        IndexManifest top = IndexManifest.of(
                MediaType.OCI_INDEX,
                children.stream().map(IndexManifest::descriptor).toList());
        TarBytes tar = member(layout(top.descriptor()), top);
        children.forEach(child -> member(tar, child));
        return tar;
    }

    @Test
    @DisplayName("IM-5: an image of more than 32 MiB of manifests is refused")
    void limitsTheBytesOfManifests() {
        List<IndexManifest> children = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Map<String, String> filler = Map.of("filler", i + "x".repeat(7 << 20));
            children.add(IndexManifest.of(MediaType.OCI_INDEX, List.of()).withAnnotations(filler));
        }
        assertThat(failure(indexOf(children))).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    @Test
    @DisplayName("IM-5: an image of more than 10,000 manifests is refused")
    void limitsTheNumberOfManifests() {
        List<IndexManifest> children = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            children.add(
                    IndexManifest.of(MediaType.OCI_INDEX, List.of()).withAnnotations(Map.of("i", Integer.toString(i))));
        }
        assertThat(failure(indexOf(children))).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }
}
