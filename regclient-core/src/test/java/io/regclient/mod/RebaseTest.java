// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static io.regclient.mod.ModFixture.BASE_DIGEST;
import static io.regclient.mod.ModFixture.BASE_NAME;
import static io.regclient.mod.ModFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.ContainerConfig;
import io.regclient.model.Descriptor;
import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import io.regclient.model.ImageManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleImageBuilder;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rebase operation. */
class RebaseTest extends ModSetup {

    private SampleImage oldBase;
    private SampleImage newBase;

    @BeforeEach
    void putImages() {
        oldBase = fixture.put("base:1", base("old").build());
        newBase = fixture.put(
                "base:2", base("new").layer("etc/more", "one more layer").build());
    }

    private static SampleImageBuilder base(String content) {
        return base("linux/amd64", content);
    }

    private static SampleImageBuilder base(String platform, String content) {
        return ImageFixture.image(platform)
                .layer("etc/base", platform + content)
                .env("FROM", content);
    }

    private SampleImageBuilder annotated(SampleImageBuilder image, SampleImage base) {
        return image.layer("app", "the application")
                .annotation(BASE_NAME, fixture.registry.host() + "/base:1")
                .annotation(BASE_DIGEST, base.digest().toString());
    }

    private void moveTag(SampleImage image) {
        fixture.put("base:1", image);
    }

    @Test
    @DisplayName("rebase: layers, diff_ids and history of the old base give way to those its tag has now")
    void exchangesTheBase() throws IOException {
        SampleImage image =
                fixture.put("app:v1", annotated(base("old"), oldBase).build());
        moveTag(newBase);

        Ref result = fixture.modifyTo("app:v1", "app:v2", ManifestEdits.rebase());

        Manifest changed = fixture.manifest(result);
        List<Descriptor> layers = changed.layers();
        assertThat(layers).hasSize(3);
        assertThat(layers.subList(0, 2))
                .isEqualTo(newBase.blobs().stream()
                        .skip(1)
                        .map(SampleImage.Content::descriptor)
                        .toList());
        assertThat(layers.get(2)).isEqualTo(image.blobs().get(2).descriptor());
        ImageConfig config = fixture.config(result);
        ImageConfig before = ImageConfig.parse(image.blobs().getFirst().bytes());
        ImageConfig base = ImageConfig.parse(newBase.blobs().getFirst().bytes());
        assertThat(config.rootFs().diffIds().subList(0, 2))
                .isEqualTo(base.rootFs().diffIds());
        assertThat(config.rootFs().diffIds().get(2))
                .isEqualTo(before.rootFs().diffIds().get(1));
        assertThat(config.history().subList(0, 2)).isEqualTo(base.history());
        assertThat(config.history().get(2)).isEqualTo(before.history().get(1));
        assertThat(config.config().env())
                .as("settings are not merged")
                .isEqualTo(before.config().env());
        for (Descriptor layer : layers) {
            assertThat(fixture.client.blobs().head(result, layer))
                    .as(layer.toString())
                    .isPresent();
        }
    }

    @Test
    @DisplayName("register 38: the annotation of the base digest names the new base afterwards")
    void refreshesTheAnnotation() throws IOException {
        fixture.put("app:v1", annotated(base("old"), oldBase).build());
        moveTag(newBase);

        Manifest changed = fixture.manifest(fixture.modify("app:v1", ManifestEdits.rebase()));

        assertThat(changed.annotations())
                .containsEntry(BASE_DIGEST, newBase.digest().toString())
                .containsEntry(BASE_NAME, fixture.registry.host() + "/base:1");
    }

    @Test
    @DisplayName("rebase: a base that is still the same changes nothing")
    void keepsAnUnchangedBase() throws IOException {
        SampleImage image =
                fixture.put("app:v1", annotated(base("old"), oldBase).build());

        assertThat(fixture.modify("app:v1", ManifestEdits.rebase()).digest())
                .contains(image.digest().toString());
        assertThat(fixture.writes()).isEmpty();
    }

    @Test
    @DisplayName("24.I 149, rebase: an image that was not built on the old base is refused")
    void refusesAnotherBase() throws IOException {
        fixture.put("app:v1", annotated(base("something else"), oldBase).build());
        moveTag(newBase);

        RegistryException e = fixture.failure("app:v1", ManifestEdits.rebase());

        assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH);
        assertThat(e)
                .hasMessageContaining("layer 1 of")
                .hasMessageContaining("does not match base")
                .hasMessageContaining("/base:1");
        assertThat(fixture.writes()).isEmpty();
    }

    @Test
    @DisplayName("rebase: equal layers with another history are refused as well")
    void refusesAnotherHistory() throws IOException {
        SampleImage image =
                fixture.put("app:v1", annotated(base("old"), oldBase).build());
        ImageConfig config = ImageConfig.parse(image.blobs().getFirst().bytes());
        HistoryEntry first = config.history().getFirst().withCreatedBy("someone else");
        putWith(config.withHistory(List.of(first, config.history().get(1))), "app:other");

        RegistryException e =
                fixture.failure("app:other", ManifestEdits.rebase(fixture.ref("base:1"), fixture.ref("base:2")));

        assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH);
        assertThat(e).hasMessageContaining("history entry 1 of");
    }

    private void putWith(ImageConfig config, String name) throws IOException {
        ImageManifest manifest = fixture.manifest(fixture.ref("app:v1")).asImage();
        Descriptor blob = Descriptor.ofContent(MediaType.OCI_CONFIG, config.raw());
        fixture.client.blobs().put(fixture.ref(name), blob, BlobSource.ofBytes(config.raw()));
        fixture.client.manifests().put(fixture.ref(name), manifest.withConfig(blob), ManifestPut.top());
    }

    @Test
    @DisplayName("rebase: without annotations the bases must be given")
    void needsAnnotations() {
        fixture.put("app:v1", base("old").build());

        RegistryException e = fixture.failure("app:v1", ManifestEdits.rebase());

        assertThat(e.kind()).isEqualTo(ErrorKind.MISSING_ANNOTATION);
        assertThat(e).hasMessageContaining(BASE_NAME).hasMessageContaining("must be given");
    }

    @Test
    @DisplayName("rebaseRefs: one base for another, annotations that name the old one follow, into another repository")
    void exchangesNamedBases() throws IOException {
        fixture.put("app:v1", annotated(base("old"), oldBase).build());

        Ref result = fixture.modifyTo(
                "app:v1", "copy:v2", ManifestEdits.rebase(fixture.ref("base:1"), fixture.ref("base:2")));

        Manifest changed = fixture.manifest(result);
        assertThat(changed.layers()).hasSize(3);
        assertThat(changed.annotations())
                .containsEntry(BASE_DIGEST, newBase.digest().toString())
                .containsEntry(BASE_NAME, fixture.registry.host() + "/base:2");
        assertThat(fixture.count("POST", "from=")).as("every layer").isEqualTo(3);
    }

    @Test
    @DisplayName("rebase: layers of the new base get the media types of the image")
    void keepsTheFamily() throws IOException {
        fixture.put("base:1", base("old").docker().build());
        fixture.put("app:v1", base("old").docker().layer("app", "1").build());

        Ref result = fixture.modify("app:v1", ManifestEdits.rebase(fixture.ref("base:1"), fixture.ref("base:2")));

        assertThat(fixture.manifest(result).layers())
                .hasSize(3)
                .extracting(Descriptor::mediaType)
                .containsOnly(MediaType.DOCKER_LAYER_GZIP);
    }

    @Test
    @DisplayName("rebase: every platform gets the base of its platform, an index base is read once")
    void exchangesByPlatform() throws IOException {
        SampleImage one = index("old");
        SampleImage two = index("new");
        fixture.put("base:1", one);
        SampleImage amd = base("linux/amd64", "old").layer("app", "1").build();
        SampleImage arm = base("linux/arm64", "old").layer("app", "2").build();
        fixture.put(
                "app:v1",
                ImageFixture.index(amd, arm)
                        .annotation(BASE_NAME, fixture.registry.host() + "/base:1")
                        .annotation(BASE_DIGEST, one.digest().toString())
                        .build());
        moveTag(two);

        Ref result = fixture.modify("app:v1", ManifestEdits.rebase());

        for (int i = 0; i < 2; i++) {
            assertThat(fixture.child(result, i).layers().getFirst())
                    .isEqualTo(two.blobs().get(2 * i + 1).descriptor());
        }
        assertThat(fixture.manifest(result).annotations())
                .containsEntry(BASE_DIGEST, two.digest().toString());
        assertThat(fixture.count("GET", "/base/manifests/1")).isEqualTo(1);
        assertThat(fixture.count("GET", "/base/manifests/sha256")).isEqualTo(1 + 4);
    }

    private static SampleImage index(String content) {
        return ImageFixture.index(
                        base("linux/amd64", content).build(),
                        base("linux/arm64", content).build())
                .build();
    }

    @Test
    @DisplayName("rebase: an image without history gets none, history entries without time are compared")
    void toleratesAbsentHistory() throws IOException {
        String layer = "layer of the old base";
        Digest diffId = ModFixture.digest(layer);
        ImageConfig config = ImageConfig.of(
                Optional.empty(),
                "",
                Platform.of("linux", "amd64", ""),
                ContainerConfig.EMPTY,
                ImageConfig.RootFs.ofLayers(List.of(diffId)),
                List.of());
        Descriptor blob = Descriptor.ofContent(MediaType.OCI_LAYER, bytes(layer));
        Descriptor configBlob = Descriptor.ofContent(MediaType.OCI_CONFIG, config.raw());
        Manifest manifest = ImageManifest.of(MediaType.OCI_MANIFEST, configBlob, List.of(blob));
        for (String name : List.of("plain:base", "plain:app")) {
            fixture.client.blobs().put(fixture.ref(name), blob, BlobSource.ofBytes(bytes(layer)));
            fixture.client.blobs().put(fixture.ref(name), configBlob, BlobSource.ofBytes(config.raw()));
            fixture.client.manifests().put(fixture.ref(name), manifest, ManifestPut.top());
        }

        Ref result =
                fixture.modify("plain:app", ManifestEdits.rebase(fixture.ref("plain:base"), fixture.ref("base:2")));

        assertThat(fixture.manifest(result).layers()).hasSize(2);
        assertThat(fixture.config(result).history()).isEmpty();
        assertThat(fixture.config(result).rootFs().diffIds()).hasSize(2);
    }
}
