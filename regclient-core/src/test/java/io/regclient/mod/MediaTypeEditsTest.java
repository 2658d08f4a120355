// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static io.regclient.mod.ModFixture.descriptor;
import static io.regclient.mod.ModFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.archive.Compression;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Conversion between Docker's and OCI's media types, and layers with URLs. */
class MediaTypeEditsTest extends ModSetup {
    private SampleImage docker;

    @BeforeEach
    void putImages() {
        SampleImage amd =
                ImageFixture.image("linux/amd64").docker().layer("a", "amd").build();
        SampleImage arm = ImageFixture.image("linux/arm64")
                .docker()
                .uncompressed()
                .layer("a", "arm")
                .build();
        docker = fixture.put("legacy:v1", ImageFixture.index(amd, arm).docker().build());
    }

    @Test
    @DisplayName("manifestToOCI: list, manifests, configs and layers, entry types follow; back again the same digest")
    void convertsThereAndBack() throws IOException {
        Ref oci = fixture.modifyTo("legacy:v1", "legacy:oci", ManifestEdits.manifestToOci());

        assertThat(fixture.count("*", "/blobs/")).isZero();
        Manifest index = fixture.manifest(oci);
        assertThat(index.mediaType()).isEqualTo(MediaType.OCI_INDEX);
        assertThat(text(index)).doesNotContain("docker");
        assertThat(text(fixture.child(oci, 0)))
                .contains(MediaType.OCI_CONFIG, MediaType.OCI_LAYER_GZIP, MediaType.OCI_MANIFEST)
                .doesNotContain("docker");
        assertThat(fixture.child(oci, 1).layers().getFirst().mediaType()).isEqualTo(MediaType.OCI_LAYER);
        assertThat(fixture.modify("legacy:oci", ManifestEdits.manifestToDocker())
                        .digest())
                .contains(docker.digest().toString());
    }

    @Test
    @DisplayName("24.I 146, MO-8, register 34: to OCI and a label give a config of OCI's type")
    void keepsTheTypeOfAChangedConfig() throws IOException {
        Ref result = fixture.modify("legacy:v1", ConfigEdits.label("a", "1"), ManifestEdits.manifestToOci());

        for (int entry = 0; entry < 2; entry++) {
            Manifest child = fixture.child(result, entry);
            assertThat(child.config().orElseThrow().mediaType()).isEqualTo(MediaType.OCI_CONFIG);
            ImageConfig config = fixture.config(result, child);
            assertThat(config.config().labels()).containsEntry("a", "1");
        }
    }

    @Test
    @DisplayName("manifestToDocker: an artifact type has no place there, the message names the manifest")
    void refusesArtifactTypes() throws IOException {
        fixture.put(
                "art:v1",
                ImageFixture.artifact("application/x").blob("text/plain", "1").build());

        RegistryException e = fixture.failure("art:v1", ManifestEdits.manifestToDocker());

        assertThat(e.kind()).isEqualTo(ErrorKind.UNSUPPORTED_MEDIA_TYPE);
        assertThat(e)
                .hasMessageContaining("unable to convert artifactType to docker manifest, ref "
                        + fixture.registry.host() + "/art@sha256:");
    }

    @Test
    @DisplayName("manifestToOCI: unknown layer types and artifact configs stay, foreign layers are converted")
    void keepsUnknownTypes() throws IOException {
        String config = "{}";
        String foreign = descriptor(MediaType.DOCKER_FOREIGN_GZIP, "f").replace("}", ",\"urls\":[\"http://x/f\"]}");
        fixture.putRaw(
                "odd:v1",
                MediaType.DOCKER_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.DOCKER_MANIFEST + "\",\"config\":"
                        + descriptor("application/x", config) + ",\"layers\":[" + descriptor("text/plain", "t") + ","
                        + foreign + "]}",
                config,
                "t");

        Manifest changed = fixture.manifest(fixture.modify("odd:v1", ManifestEdits.manifestToOci()));

        assertThat(changed.config().orElseThrow().mediaType()).isEqualTo("application/x");
        assertThat(changed.layers())
                .extracting(Descriptor::mediaType)
                .containsExactly("text/plain", MediaType.OCI_FOREIGN_GZIP);
        assertThat(changed.layers().get(1).urls()).containsExactly("http://x/f");
    }

    @Test
    @DisplayName("externalURLsRm: URLs go, foreign types become plain, the content is fetched into the repository")
    void bringsExternalLayersHome() throws IOException {
        String config = ModFixture.CONFIG;
        String content = "content of the foreign layer";
        fixture.putRaw("elsewhere:v1", MediaType.OCI_MANIFEST, image(config, ""), config, content);
        String url = fixture.registry.uri() + "v2/elsewhere/blobs/" + ModFixture.digest(content);
        String foreign = descriptor(MediaType.OCI_FOREIGN_GZIP, content).replace("}", ",\"urls\":[\"" + url + "\"]}");
        fixture.putRaw("win:v1", MediaType.OCI_MANIFEST, image(config, foreign), config);

        Ref here = fixture.modify("win:v1", ManifestEdits.externalUrlsRm());
        Ref there = fixture.modifyTo("win:v1", "copy:v1", ManifestEdits.externalUrlsRm());

        for (Ref result : List.of(here, there)) {
            Descriptor layer = fixture.manifest(result).layers().getFirst();
            assertThat(layer.mediaType()).isEqualTo(MediaType.OCI_LAYER_GZIP);
            assertThat(layer.urls()).isEmpty();
            assertThat(fixture.blob(result, layer)).asString().isEqualTo(content);
        }
    }

    @Test
    @DisplayName("MO-3: layers with URLs are left alone, also in another repository")
    void leavesExternalLayers() throws IOException {
        String config = ModFixture.CONFIG;
        String urls = ",\"urls\":[\"http://127.0.0.1:1/f\"]}";
        for (String type : List.of(MediaType.OCI_FOREIGN_GZIP, MediaType.OCI_LAYER_GZIP)) {
            String external = descriptor(type, "f").replace("}", urls);
            fixture.putRaw("win:v1", MediaType.OCI_MANIFEST, image(config, external), config);

            Ref there = fixture.modifyTo(
                    "win:v1",
                    "copy:v1",
                    FileEdits.layerReproducible(),
                    LayerEdits.layerCompression(Compression.ZSTD),
                    ManifestEdits.annotation("a", "1"));

            assertThat(fixture.manifest(there).layers())
                    .isEqualTo(fixture.manifest(fixture.ref("win:v1")).layers());
        }
    }

    private static String image(String config, String layer) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":"
                + descriptor(MediaType.OCI_CONFIG, config) + ",\"layers\":[" + layer + "]}";
    }
}
