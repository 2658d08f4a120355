// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.archive.Compression;
import io.regclient.digest.Digest;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Images of unusual shapes: many layers, layers without files, indexes in indexes. */
class ImageShapesTest extends ModSetup {
    private static final SampleLayer EMPTY = SampleLayer.builder().build();

    /** Layers, diff_ids and history agree with each other and with the content. */
    private void assertConsistent(Ref repository, Manifest image, int layers) throws IOException {
        ImageConfig config = fixture.config(repository, image);
        assertThat(image.layers()).hasSize(layers);
        assertThat(config.history()).filteredOn(step -> !step.emptyLayer()).hasSize(layers);
        assertThat(config.rootFs().diffIds()).hasSize(layers);
        for (int i = 0; i < layers; i++) {
            byte[] blob = fixture.blob(repository, image.layers().get(i));
            try (InputStream tar = Compression.decompress(new ByteArrayInputStream(blob))) {
                assertThat(config.rootFs().diffIds().get(i)).isEqualTo(Digest.sha256(tar.readAllBytes()));
            }
        }
    }

    @Test
    @DisplayName("MO-7: of 127 layers some change, some go, one comes; what is left agrees")
    void changesManyLayers() throws IOException {
        SampleImageBuilder many = ImageFixture.image();
        for (int i = 0; i < 127; i++) {
            SampleLayer.Builder layer = SampleLayer.builder();
            if (i % 3 != 0) {
                layer.file("junk", "of layer " + i);
            }
            many.layer((i % 3 == 1 ? layer : layer.file("file" + i, "content")).build());
        }
        fixture.put("app:v1", many.build());

        Ref result = fixture.modify(
                "app:v1",
                LayerEdits.layerAddTar(BlobSource.ofBytes(EMPTY.tar()), Optional.empty(), List.of()),
                FileEdits.layerStripFile("junk"));

        // 42 had nothing but that; the one that came never had anything
        assertConsistent(result, fixture.manifest(result), 127 - 42 + 1);
    }

    @Test
    @DisplayName("MO-4: a layer that was without files before stays with every edit, one that loses its last file goes")
    void keepsLayersWithoutFiles() throws IOException {
        fixture.put(
                "app:v1",
                ImageFixture.image()
                        .layer(EMPTY)
                        .layer("a", "1")
                        .layer(EMPTY)
                        .layer("b", "2")
                        .build());

        for (ImageEdit edit : List.of(
                ConfigEdits.label("x", "1"),
                LayerEdits.layerCompression(Compression.ZSTD),
                FileEdits.layerReproducible(),
                FileEdits.layerTimestamp(TimeChange.to(Rfc3339.parse("2020-01-01T00:00:00Z"))),
                FileEdits.fileTarTime("c", TimeChange.to(Rfc3339.parse("2020-01-01T00:00:00Z"))))) {
            Ref result = fixture.modify("app:v1", edit);
            assertConsistent(result, fixture.manifest(result), 4);
        }
        Ref stripped =
                fixture.modify("app:v1", LayerEdits.layerCompression(Compression.ZSTD), FileEdits.layerStripFile("a"));
        assertConsistent(stripped, fixture.manifest(stripped), 3);
    }

    @Test
    @DisplayName("MO-1, MO-9: an index in an index: its images change, every level follows")
    void changesNestedIndexes() throws IOException {
        SampleImage amd = ImageFixture.image("linux/amd64")
                .layer("a", "1")
                .layer("b", "2")
                .build();
        SampleImage arm = ImageFixture.image("linux/arm64").layer("a", "1").build();
        fixture.put(
                "app:v1",
                ImageFixture.index(ImageFixture.index(amd).build(), arm).build());

        Ref result = fixture.modify(
                "app:v1",
                FileEdits.layerStripFile("b"),
                ConfigEdits.label("[linux/amd64]x", "1"),
                ManifestEdits.annotation("y", "1"));

        Manifest inner = fixture.child(result, 0);
        Manifest image =
                fixture.client.manifests().get(result, inner.manifests().getFirst());
        assertThat(List.of(fixture.manifest(result), inner, image, fixture.child(result, 1)))
                .allSatisfy(each -> assertThat(each.annotations()).containsEntry("y", "1"));
        assertThat(fixture.config(result, image).config().labels()).containsEntry("x", "1");
        assertThat(fixture.config(result, fixture.child(result, 1)).config().labels())
                .isEmpty();
        assertConsistent(result, image, 1);
    }
}
