// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.Compression;
import io.regclient.archive.TarReader;
import io.regclient.config.LocalPlatform;
import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.model.Rfc3339;
import io.regclient.ref.Ref;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleImageBuilder;
import io.regclient.server.samples.SampleLayer;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ImageFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Operations on layers: added, removed, compressed, digested, and what files leave of them. */
class LayerEditsTest extends ModSetup {
    private static final SampleLayer ADDED = SampleLayer.file("added.txt", "added");

    private SampleImage image;

    @BeforeEach
    void putImages() {
        image = fixture.put("app:v1", sample().build());
    }

    @AfterEach
    void leavesNoTemporaryFiles() throws IOException {
        assertThat(fixture.temporaryFiles()).as("MO-14").isEmpty();
    }

    private static SampleImageBuilder sample() {
        return ImageFixture.image()
                .layer("one.txt", "1")
                .layer("two.txt", "2")
                .layer(SampleLayer.builder()
                        .file("three.txt", "3")
                        .file("dir/four.txt", "4")
                        .build());
    }

    private static ImageEdit add(String... platforms) throws IOException {
        List<Platform> parsed = new ArrayList<>();
        for (String platform : platforms) {
            parsed.add(LocalPlatform.parse(platform));
        }
        return LayerEdits.layerAddTar(BlobSource.once(new ByteArrayInputStream(ADDED.tar())), Optional.empty(), parsed);
    }

    private byte[] tar(Ref repo, Descriptor layer) throws IOException {
        try (InputStream in = Compression.decompress(new ByteArrayInputStream(fixture.blob(repo, layer)))) {
            return in.readAllBytes();
        }
    }

    /** Layers, diff_ids and history agree with each other and with the content. */
    private void assertConsistent(Ref result) throws IOException {
        Manifest manifest = fixture.manifest(result);
        ImageConfig config = fixture.config(result);
        assertThat(config.rootFs().diffIds()).hasSameSizeAs(manifest.layers());
        assertThat(config.history()).filteredOn(step -> !step.emptyLayer()).hasSameSizeAs(manifest.layers());
        for (int i = 0; i < manifest.layers().size(); i++) {
            byte[] tar = tar(result, manifest.layers().get(i));
            Digest diffId = config.rootFs().diffIds().get(i);
            assertThat(diffId.algorithm().digest(tar)).isEqualTo(diffId);
        }
    }

    @Test
    @DisplayName("24.I 144, MO-4, layerStripFile: without its only file a layer goes, with diff_id and history entry")
    void removesAnEmptiedLayer() throws IOException {
        Ref result = fixture.modify("app:v1", FileEdits.layerStripFile("/two.txt"));

        assertConsistent(result);
        assertThat(fixture.manifest(result).layers())
                .containsExactly(
                        image.blobs().get(1).descriptor(), image.blobs().get(3).descriptor());
        assertThat(fixture.config(result).history())
                .extracting(HistoryEntry::createdBy)
                .containsExactly("add sample layer 1", "add sample layer 3");
        assertThat(fixture.count("PUT", "/blobs/")).as("only the config").isEqualTo(1);
    }

    @Test
    @DisplayName("MO-4: a changed layer is compressed as it was, the others stay as they are")
    void rewritesOneLayer() throws IOException {
        Ref result = fixture.modify("app:v1", FileEdits.layerStripFile("dir"));

        assertConsistent(result);
        List<Descriptor> layers = fixture.manifest(result).layers();
        assertThat(layers.subList(0, 2))
                .containsExactly(
                        image.blobs().get(1).descriptor(), image.blobs().get(2).descriptor());
        assertThat(layers.get(2).mediaType()).isEqualTo(MediaType.OCI_LAYER_GZIP);
        assertThat(tar(result, layers.get(2))).asString().contains("three.txt").doesNotContain("four.txt");
        assertThat(fixture.count("PUT", "/blobs/")).isEqualTo(2);
    }

    @Test
    @DisplayName("24.I 145, MO-7, layerAddTar: added to two of three platforms, read once and pushed once")
    void addsALayerToSomePlatforms() throws IOException {
        SampleImage index =
                fixture.put("multi:v1", ImageFixture.multiPlatform("linux/amd64", "linux/arm64", "linux/arm/v7"));

        Ref result = fixture.modify("multi:v1", add("linux/amd64", "linux/arm/v7"));

        Digest diffId = Digest.sha256(ADDED.tar());
        for (int i = 0; i < 3; i++) {
            Manifest child = fixture.child(result, i);
            ImageConfig config = fixture.config(result, child);
            if (i == 1) {
                assertThat(child.digest()).isEqualTo(index.manifests().get(1).digest());
            } else {
                assertThat(child.layers()).hasSize(2);
                assertThat(tar(result, child.layers().get(1))).isEqualTo(ADDED.tar());
                assertThat(config.rootFs().diffIds()).endsWith(diffId);
                assertThat(config.history().getLast())
                        .isEqualTo(new HistoryEntry(
                                Optional.of(Rfc3339.parse(ModFixture.STARTED)), "", "", "regclient", false));
            }
        }
        assertThat(fixture.count("PUT", "/blobs/")).as("layer and two configs").isEqualTo(3);
    }

    @Test
    @DisplayName("MO-7: a config without history gets none when a layer is added")
    void addsNoHistory() throws IOException {
        putWithHistory("plain:v1", List.of());

        assertThat(fixture.config(fixture.modify("plain:v1", add())).history()).isEmpty();
        Ref removed = fixture.modify("plain:v1", LayerEdits.layerRmIndex(1));
        assertThat(fixture.config(removed).rootFs().diffIds()).hasSize(2);
    }

    private void putWithHistory(String name, List<HistoryEntry> history) throws IOException {
        put(name, ImageConfig.parse(image.blobs().getFirst().bytes()).withHistory(history));
    }

    /** The image with another config. */
    private void put(String name, ImageConfig config) throws IOException {
        for (SampleImage.Content layer : image.blobs().subList(1, 4)) {
            fixture.client.blobs().put(fixture.ref(name), layer.descriptor(), BlobSource.ofBytes(layer.bytes()));
        }
        Descriptor blob = Descriptor.ofContent(MediaType.OCI_CONFIG, config.raw());
        Manifest manifest = fixture.manifest(fixture.ref("app:v1")).asImage().withConfig(blob);
        String json = new String(config.raw(), StandardCharsets.UTF_8);
        fixture.putRaw(name, manifest.mediaType(), ModFixture.text(manifest), json);
    }

    @Test
    @DisplayName("MO-7: a history that is shorter than the layers is an error when the missing layer is removed")
    void refusesAShortHistory() throws IOException {
        ImageConfig config = ImageConfig.parse(image.blobs().getFirst().bytes());
        putWithHistory("short:v1", config.history().subList(0, 2));

        RegistryException e = fixture.failure("short:v1", LayerEdits.layerRmIndex(2));

        assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH);
        assertThat(e).hasMessageContaining("history").hasMessageContaining("/short:v1");
        assertThat(fixture.writes()).isEmpty();
    }

    @Test
    @DisplayName("layerAddTar: media type by option or by the family of the image, unknown types are refused")
    void choosesTheMediaType() throws IOException {
        fixture.put("docker:v1", ImageFixture.image().docker().layer("a", "1").build());
        ImageEdit zstd = LayerEdits.layerAddTar(
                BlobSource.ofBytes(ADDED.gzip()), Optional.of(MediaType.OCI_LAYER_ZSTD), List.of());

        Ref one = fixture.modify("app:v1", zstd);
        Ref two = fixture.modify("docker:v1", add());

        Descriptor layer = fixture.manifest(one).layers().getLast();
        assertThat(layer.mediaType()).isEqualTo(MediaType.OCI_LAYER_ZSTD);
        assertThat(Compression.detect(fixture.blob(one, layer))).isEqualTo(Compression.ZSTD);
        assertThat(tar(one, layer)).as("a compressed source is decompressed").isEqualTo(ADDED.tar());
        assertThat(fixture.manifest(two).layers().getLast().mediaType()).isEqualTo(MediaType.DOCKER_LAYER_GZIP);
        assertThat(ModFixture.failure(() -> LayerEdits.layerAddTar(
                                BlobSource.ofBytes(new byte[0]), Optional.of("text/plain"), List.of()))
                        .kind())
                .isEqualTo(ErrorKind.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    @DisplayName("layerAddTar with dir, AR-3: the content of a directory, in the order of names")
    void addsADirectory() throws IOException {
        Path content = Files.createDirectory(directory.resolve("content"));
        Files.writeString(content.resolve("b.txt"), "b");
        Files.createDirectory(content.resolve("a"));
        Files.createSymbolicLink(content.resolve("a/link"), Path.of("../b.txt"));

        Ref result = fixture.modify("app:v1", LayerEdits.layerAddDirectory(content, Optional.empty(), List.of()));

        assertConsistent(result);
        List<String> names = new ArrayList<>();
        byte[] tar = tar(result, fixture.manifest(result).layers().getLast());
        try (TarReader reader = TarReader.open(new ByteArrayInputStream(tar), ArchiveLimits.DEFAULT)) {
            for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                names.add(entry.get().name());
            }
        }
        assertThat(names).containsExactly("a", "a/link", "b.txt");
    }

    @Test
    @DisplayName("register 36: an artifact gets a layer only when no platform is asked for")
    void addsToArtifacts() throws IOException {
        fixture.put(
                "art:v1",
                ImageFixture.artifact("application/x").blob("text/plain", "1").build());

        fixture.modify("art:v1", add("linux/amd64"));
        assertThat(fixture.writes()).isEmpty();
        assertThat(fixture.manifest(fixture.modify("art:v1", add())).layers()).hasSize(2);
    }

    @Test
    @DisplayName("layerRmIndex: positions are those of the image as it was read")
    void removesByIndex() throws IOException {
        Ref result = fixture.modify("app:v1", LayerEdits.layerRmIndex(0), LayerEdits.layerRmIndex(2));

        assertConsistent(result);
        assertThat(fixture.manifest(result).layers())
                .containsExactly(image.blobs().get(2).descriptor());
        assertThat(fixture.count("GET", "/blobs/" + image.blobs().get(1).digest()))
                .isZero();
    }

    @Test
    @DisplayName("layerRmIndex: out of range and on an index are errors")
    void refusesWrongIndexes() {
        fixture.put("multi:v1", ImageFixture.multiPlatform("linux/amd64"));

        RegistryException range = fixture.failure("app:v1", LayerEdits.layerRmIndex(3));
        RegistryException index = fixture.failure("multi:v1", LayerEdits.layerRmIndex(0));

        assertThat(range).hasMessageContaining("layer not found").hasMessageContaining("/app:v1");
        assertThat(index).hasMessageContaining("remove layer by index requires v2 image manifest");
    }

    @Test
    @DisplayName("layerRmCreatedBy: matching layers go, in every image; no match is an error")
    void removesByHistory() throws IOException {
        Ref result = fixture.modify("app:v1", LayerEdits.layerRmCreatedBy("layer [13]$"));

        assertConsistent(result);
        assertThat(fixture.manifest(result).layers())
                .containsExactly(image.blobs().get(2).descriptor());
        RegistryException none = fixture.failure("app:v1", LayerEdits.layerRmCreatedBy("^nothing"));
        assertThat(none).hasMessageContaining("no layers match expression: ^nothing");
    }

    @Test
    @DisplayName("register 36, layerRmCreatedBy: an artifact is refused with a clear message")
    void refusesArtifacts() throws IOException {
        fixture.put(
                "art:v1",
                ImageFixture.artifact("application/x").blob("text/plain", "1").build());

        RegistryException e = fixture.failure("art:v1", LayerEdits.layerRmCreatedBy(".*"));

        assertThat(e.kind()).isEqualTo(ErrorKind.UNSUPPORTED_MEDIA_TYPE);
        assertThat(e).hasMessageContaining("has no image config");
    }

    @Test
    @DisplayName("layerCompression: layers of another compression change type, the diff_ids stay")
    void recompresses() throws IOException {
        Ref zstd = fixture.modifyTo("app:v1", "app:zstd", LayerEdits.layerCompression(Compression.ZSTD));
        Ref plain = fixture.modifyTo("app:zstd", "app:tar", LayerEdits.layerCompression(Compression.NONE));

        assertConsistent(zstd);
        assertConsistent(plain);
        assertThat(fixture.manifest(zstd).layers())
                .extracting(Descriptor::mediaType)
                .containsOnly(MediaType.OCI_LAYER_ZSTD);
        assertThat(fixture.manifest(plain).layers())
                .extracting(Descriptor::mediaType)
                .containsOnly(MediaType.OCI_LAYER);
        assertThat(fixture.config(plain).raw())
                .isEqualTo(image.blobs().getFirst().bytes());
        fixture.registry.requests().clear();
        fixture.modify("app:tar", LayerEdits.layerCompression(Compression.NONE));
        assertThat(fixture.writes()).isEmpty();
        assertThat(fixture.count("GET", "/blobs/")).isZero();
    }

    @Test
    @DisplayName("MO-3: a layer that several images share is read and pushed once, unless base layers differ")
    void rewritesASharedLayerOnce() throws IOException {
        SampleLayer shared = SampleLayer.file("shared", "1");
        fixture.put(
                "multi:v1",
                ImageFixture.index(
                                ImageFixture.image("linux/amd64")
                                        .layer(shared)
                                        .layer("own", "amd")
                                        .build(),
                                ImageFixture.image("linux/arm64")
                                        .layer("own", "arm")
                                        .layer(shared)
                                        .build())
                        .build());
        TimeChange time = TimeChange.to(Rfc3339.parse("2020-02-02T00:00:00Z"));

        Ref zstd = fixture.modifyTo(
                "multi:v1",
                "multi:zstd",
                LayerEdits.layerCompression(Compression.ZSTD),
                FileEdits.layerTimestamp(time));
        assertThat(fixture.count("GET", "/blobs/")).as("3 layers and 2 configs").isEqualTo(5);
        assertThat(fixture.count("PUT", "/blobs/")).as("3 layers and 2 configs").isEqualTo(5);
        assertConsistent(zstd.withDigest(fixture.child(zstd, 0).digest()));
        assertConsistent(zstd.withDigest(fixture.child(zstd, 1).digest()));

        Ref based = fixture.modifyTo("multi:v1", "multi:based", FileEdits.layerTimestamp(time.withBaseLayers(1)));
        Digest kept = fixture.child(based, 0).layers().getFirst().digest().orElseThrow();
        Digest changed = fixture.child(based, 1).layers().getLast().digest().orElseThrow();
        assertThat(kept).as("a base layer of one image only").isNotEqualTo(changed);
    }

    @Test
    @DisplayName("layerCompression: bzip2 and xz are refused by name")
    void refusesOtherCompressions() {
        for (Compression each : List.of(Compression.BZIP2, Compression.XZ)) {
            assertThat(ModFixture.failure(() -> LayerEdits.layerCompression(each)))
                    .hasMessage("unsupported layer compression: " + each);
        }
    }

    @Test
    @DisplayName("MO-5, register 35: compression together with a file step encodes changed and unchanged layers anew")
    void recompressesAndStrips() throws IOException {
        Ref result = fixture.modify(
                "app:v1", LayerEdits.layerCompression(Compression.ZSTD), FileEdits.layerStripFile("three.txt"));

        assertConsistent(result);
        for (Descriptor layer : fixture.manifest(result).layers()) {
            assertThat(layer.mediaType()).isEqualTo(MediaType.OCI_LAYER_ZSTD);
            assertThat(Compression.detect(fixture.blob(result, layer))).isEqualTo(Compression.ZSTD);
        }
        assertThat(tar(result, fixture.manifest(result).layers().get(2)))
                .asString()
                .doesNotContain("three.txt");
    }

    @Test
    @DisplayName("MO-4, MO-8: file steps together with a conversion to OCI give layers and config of OCI's types")
    void convertsAndStrips() throws IOException {
        fixture.put("docker:v1", sample().docker().build());

        Ref result = fixture.modify("docker:v1", FileEdits.layerStripFile("three.txt"), ManifestEdits.manifestToOci());

        assertConsistent(result);
        assertThat(ModFixture.text(fixture.manifest(result))).doesNotContain("docker");
    }

    @Test
    @DisplayName("MO-3: a layer that is added and one that came by rebase go through file steps too")
    void editsAddedLayers() throws IOException {
        Ref result = fixture.modify("app:v1", add(), FileEdits.layerStripFile("added.txt"));

        assertConsistent(result);
        assertThat(fixture.manifest(result).layers()).hasSize(3);
    }

    @Test
    @DisplayName("a dry run takes an added layer through the steps after it, though it was put nowhere")
    void plansAddedLayers() throws IOException {
        List<ImageEdit> edits = List.of(add(), LayerEdits.layerCompression(Compression.ZSTD));

        fixture.client
                .images()
                .modify(fixture.ref("app:v1"), Optional.empty(), edits, ModifyOptions.dryRun(what -> {}, change -> {}));

        assertThat(fixture.writes()).isEmpty();
    }

    @Test
    @DisplayName("an added layer that steps change is not fetched from where it was put")
    void keepsAddedLayers() throws IOException {
        Ref result = fixture.modify("app:v1", add(), LayerEdits.layerCompression(Compression.ZSTD));

        assertThat(fixture.count("GET", "/blobs/"))
                .as("config and three layers")
                .isEqualTo(4);
        assertConsistent(result);
    }

    @Test
    @DisplayName("a layer that steps read and leave as it is gets its right diff_id")
    void correctsTheDiffId() throws IOException {
        ImageConfig config = ImageConfig.parse(image.blobs().getFirst().bytes());
        List<Digest> wrong = new ArrayList<>(config.rootFs().diffIds());
        wrong.set(0, ModFixture.digest("another layer"));
        put("wrong:v1", config.withRootFs(ImageConfig.RootFs.ofLayers(wrong)));

        Ref result = fixture.modify("wrong:v1", FileEdits.layerStripFile("nothing"));

        assertThat(fixture.manifest(result).layers())
                .isEqualTo(fixture.manifest(fixture.ref("app:v1")).layers());
        assertConsistent(result);
    }

    @Test
    @DisplayName("24.I 151, digestAlgo: sha512 on a layout for manifests, configs, layers and diff_ids")
    void digestsAnew() throws IOException {
        Path layout = directory.resolve("layout");
        ImageFixture.writeLayout(ImageFixture.index(sample().build()).build(), layout, "v1");
        Ref ref = fixture.ref("ocidir://" + layout + ":v1");

        Ref result = fixture.client
                .images()
                .modify(
                        ref,
                        Optional.of(ref.withTag("v2")),
                        List.of(ManifestEdits.digestAlgorithm(DigestAlgorithm.SHA512)));

        Manifest index = fixture.manifest(result);
        Manifest child = fixture.child(result, 0);
        List<Digest> all = new ArrayList<>(List.of(index.digest(), child.digest()));
        child.layers().forEach(layer -> all.add(layer.digest().orElseThrow()));
        all.add(child.config().orElseThrow().digest().orElseThrow());
        all.addAll(fixture.config(result, child).rootFs().diffIds());
        assertThat(all).extracting(Digest::algorithm).containsOnly(DigestAlgorithm.SHA512);
        assertThat(all).hasSize(2 + 3 + 1 + 3);
        for (int i = 0; i < 3; i++) {
            byte[] tar = tar(result, child.layers().get(i));
            assertThat(fixture.config(result, child).rootFs().diffIds().get(i))
                    .isEqualTo(DigestAlgorithm.SHA512.digest(tar));
        }
    }

    @Test
    @DisplayName("digestAlgo: blobs of an artifact and its empty config are digested anew as they are")
    void digestsArtifacts() throws IOException {
        Path layout = directory.resolve("layout");
        ImageFixture.writeLayout(
                ImageFixture.artifact("application/x").blob("text/plain", "1").build(), layout, "v1");
        Ref ref = fixture.ref("ocidir://" + layout + ":v1");

        Ref result = fixture.client
                .images()
                .modify(ref, Optional.empty(), List.of(ManifestEdits.digestAlgorithm(DigestAlgorithm.SHA384)));

        Manifest artifact = fixture.manifest(result);
        assertThat(artifact.digest().algorithm()).isEqualTo(DigestAlgorithm.SHA384);
        assertThat(artifact.config().orElseThrow().digestAlgorithm()).isEqualTo(DigestAlgorithm.SHA384);
        assertThat(fixture.blob(result, artifact.layers().getFirst()))
                .asString()
                .isEqualTo("1");
    }

    @Test
    @DisplayName("MO-15: the same input and edits give the same digest, also with rewritten layers")
    void isReproducible() throws IOException {
        ImageEdit[] edits = {
            FileEdits.layerStripFile("dir"), FileEdits.layerReproducible(),
        };

        assertThat(fixture.modify("app:v1", edits)).isEqualTo(fixture.modify("app:v1", edits));
    }
}
