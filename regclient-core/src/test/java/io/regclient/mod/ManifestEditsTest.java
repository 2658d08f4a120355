// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static io.regclient.mod.ModFixture.BASE_DIGEST;
import static io.regclient.mod.ModFixture.BASE_NAME;
import static io.regclient.mod.ModFixture.bytes;
import static io.regclient.mod.ModFixture.descriptor;
import static io.regclient.mod.ModFixture.digest;
import static io.regclient.mod.ModFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.server.samples.SampleImage;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Operations of phase M: annotations, data, digests of manifests. */
class ManifestEditsTest extends ModSetup {
    @BeforeEach
    void putImages() {
        SampleImage amd = ImageFixture.image("linux/amd64")
                .layer("a", "amd")
                .annotation("own", "amd")
                .annotation("same", "x")
                .label("l", "label of amd")
                .build();
        SampleImage arm = ImageFixture.image("linux/arm64")
                .layer("a", "arm")
                .annotation("same", "x")
                .annotation("differs", "2")
                .build();
        fixture.put(
                "multi:v1", ImageFixture.index(amd, arm).annotation("top", "1").build());
    }

    private Map<String, String> annotations(Ref index, int entry) throws IOException {
        return fixture.child(index, entry).annotations();
    }

    @Test
    @DisplayName("MO-15, annotation: golden bytes and digest of an OCI image, unknown fields are gone (MF-21)")
    void annotatesAsWrittenByHand() throws IOException {
        String config = ModFixture.CONFIG;
        String head = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",";
        String body = "\"config\":" + descriptor(MediaType.OCI_CONFIG, config) + ",\"layers\":[]";
        fixture.putRaw(
                "raw:v1",
                MediaType.OCI_MANIFEST,
                head + body + ",\"annotations\":{\"z\":\"1\",\"b\":\"\u00e9\"},\"x-unknown\":true}",
                config);

        Ref result =
                fixture.modify("raw:v1", ManifestEdits.annotation("a", "<new>"), ManifestEdits.annotation("z", ""));

        String golden = head + body + ",\"annotations\":{\"a\":\"\\u003cnew\\u003e\",\"b\":\"\u00e9\"}}";
        assertThat(text(fixture.manifest(result))).isEqualTo(golden);
        assertThat(result.digest()).contains(digest(golden).toString());
    }

    @Test
    @DisplayName("annotation: without prefix it reaches index and children, with one only images of the platforms")
    void annotatesByPlatform() throws IOException {
        Ref all = fixture.modify("multi:v1", ManifestEdits.annotation("n", "v"));
        Ref starred = fixture.modify("multi:v1", ManifestEdits.annotation("[*]n", "v"));
        Ref arm = fixture.modify("multi:v1", ManifestEdits.annotation("[linux/arm64,linux/s390x]n", "v"));

        assertThat(starred).isEqualTo(all);
        assertThat(fixture.manifest(all).annotations()).containsEntry("n", "v").containsEntry("top", "1");
        assertThat(annotations(all, 0)).containsEntry("n", "v");
        assertThat(fixture.manifest(arm).annotations()).doesNotContainKey("n");
        assertThat(annotations(arm, 0)).doesNotContainKey("n");
        assertThat(annotations(arm, 1)).containsEntry("n", "v");
    }

    @Test
    @DisplayName("annotation: an empty value removes")
    void removesAnnotations() throws IOException {
        Ref result = fixture.modify("multi:v1", ManifestEdits.annotation("same", ""));

        assertThat(annotations(result, 0)).containsOnlyKeys("own");
        assertThat(annotations(result, 1)).containsOnlyKeys("differs");
    }

    @Test
    @DisplayName("annotationOCIBase: name and digest on every manifest of the tree")
    void saysTheBase() throws IOException {
        Digest base = digest("base");
        Ref result = fixture.modify("multi:v1", ManifestEdits.annotationOciBase(Ref.parse("alpine:3"), base));

        for (Map<String, String> each :
                List.of(fixture.manifest(result).annotations(), annotations(result, 0), annotations(result, 1))) {
            assertThat(each)
                    .containsEntry(BASE_NAME, "docker.io/library/alpine:3")
                    .containsEntry(BASE_DIGEST, base.toString());
        }
    }

    @Test
    @DisplayName("annotationPromoteCommon: what all children share is copied to the index, the children keep theirs")
    void promotesSharedAnnotations() throws IOException {
        Ref result = fixture.modify("multi:v1", ManifestEdits.annotationPromoteCommon());

        assertThat(fixture.manifest(result).annotations()).containsOnly(Map.entry("top", "1"), Map.entry("same", "x"));
        assertThat(annotations(result, 0)).containsOnlyKeys("own", "same");
        assertThat(annotations(result, 1)).containsOnlyKeys("differs", "same");
        assertThat(fixture.count("PUT", "/manifests/")).isEqualTo(1);
    }

    @Test
    @DisplayName("annotationPromoteCommon: children changed by an earlier edit count as they are now")
    void promotesAfterOtherEdits() throws IOException {
        Ref result = fixture.modify(
                "multi:v1",
                ManifestEdits.annotation("[linux/amd64]differs", "2"),
                ManifestEdits.annotationPromoteCommon());

        assertThat(fixture.manifest(result).annotations()).containsOnlyKeys("top", "same", "differs");
        assertThat(annotations(result, 0)).containsOnlyKeys("own", "same", "differs");
    }

    @Test
    @DisplayName("labelToAnnotation: every label of a config becomes an annotation of that image")
    void copiesLabels() throws IOException {
        Ref result = fixture.modify("multi:v1", ManifestEdits.labelToAnnotation());

        assertThat(annotations(result, 0)).containsEntry("l", "label of amd");
        assertThat(annotations(result, 1)).doesNotContainKey("l");
    }

    @Test
    @DisplayName("24.I 150, data: content up to the limit is embedded, 0 takes it out, golden bytes")
    void embedsData() throws IOException {
        String config = ModFixture.CONFIG;
        String layer = "x".repeat(3000);
        String plain = image(descriptor(MediaType.OCI_CONFIG, config), descriptor("text/plain", layer));
        fixture.putRaw("raw:v1", MediaType.OCI_MANIFEST, plain, config, layer);

        Ref result = fixture.modifyTo("raw:v1", "raw:v2", ManifestEdits.data(2048));

        assertThat(text(fixture.manifest(result)))
                .isEqualTo(
                        image(with(descriptor(MediaType.OCI_CONFIG, config), config), descriptor("text/plain", layer)));
        assertThat(text(fixture.manifest(fixture.modify("raw:v2", ManifestEdits.data(0)))))
                .isEqualTo(plain);
        assertThat(fixture.modify("raw:v2", ManifestEdits.data(-1)).digest())
                .contains(fixture.manifest(result).digest().toString());
    }

    private static String image(String config, String layer) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":" + config
                + ",\"layers\":[" + layer + "]}";
    }

    private static String with(String descriptor, String data) {
        return descriptor.replace("}", ",\"data\":\"" + Base64.getEncoder().encodeToString(bytes(data)) + "\"}");
    }

    @Test
    @DisplayName("register 33, data: entries of an index hold the bytes of the child, not of the index")
    void embedsChildren() throws IOException {
        Ref result = fixture.modify("multi:v1", ManifestEdits.data(100_000));

        Manifest index = fixture.manifest(result);
        assertThat(index.manifests()).hasSize(2);
        for (Descriptor entry : index.manifests()) {
            byte[] child = fixture.manifest(result.withDigest(entry.digest().orElseThrow()))
                    .raw();
            assertThat(entry.embeddedContent()).hasValue(child);
            assertThat(Manifest.parse(entry.mediaType(), entry.digest(), child)
                            .layers()
                            .getFirst()
                            .embeddedContent())
                    .isPresent();
        }
    }

    @Test
    @DisplayName("data: what is embedded follows its content when that changes")
    void refreshesData() throws IOException {
        fixture.modifyTo("multi:v1", "multi:v2", ManifestEdits.data(100_000));

        Ref result = fixture.modify("multi:v2", ConfigEdits.author("me"));

        Descriptor entry = fixture.manifest(result).manifests().getFirst();
        assertThat(entry.embeddedContent()).isPresent();
        Descriptor config = fixture.child(result, 0).config().orElseThrow();
        assertThat(config.embeddedContent().orElseThrow()).asString().contains("\"author\":\"me\"");
    }

    @Test
    @DisplayName("MO-6: manifests and configs of sha512 stay sha512 when they change")
    void keepsTheAlgorithm() throws IOException {
        SampleImage image = ImageFixture.image()
                .digests(DigestAlgorithm.SHA512)
                .layer("a", "1")
                .build();
        fixture.put("long:v1", image);

        Ref result = fixture.modifyTo("long:v1", "long:v2", ConfigEdits.label("a", "1"));

        Manifest changed = fixture.manifest(result);
        assertThat(changed.config().orElseThrow().digestAlgorithm()).isEqualTo(DigestAlgorithm.SHA512);
        Ref byDigest = fixture.modify("long:v1", ManifestEdits.annotation("a", "1"));
        assertThat(byDigest.digest().orElseThrow()).startsWith("sha512:");
    }

    @Test
    @DisplayName("MF-20: schema 1 cannot be changed, the message names the image and the type")
    void refusesSchemaOne() throws IOException {
        String layer = "layer";
        String manifest = "{\"schemaVersion\":1,\"name\":\"old\",\"tag\":\"v1\",\"architecture\":\"amd64\","
                + "\"fsLayers\":[{\"blobSum\":\"" + digest(layer) + "\"}],\"history\":[{\"v1Compatibility\":\"{}\"}]}";
        fixture.putRaw("old:v1", MediaType.DOCKER_SCHEMA1, manifest, layer);

        for (ImageEdit edit : List.of(
                ManifestEdits.annotation("a", "1"),
                ManifestEdits.manifestToOci(),
                FileEdits.layerReproducible(),
                LayerEdits.layerRmIndex(0),
                LayerEdits.layerAddTar(BlobSource.ofBytes(new byte[1024]), Optional.empty(), List.of()),
                ManifestEdits.digestAlgorithm(DigestAlgorithm.SHA512))) {
            RegistryException e = fixture.failure("old:v1", edit);
            assertThat(e.kind()).isEqualTo(ErrorKind.UNSUPPORTED_MEDIA_TYPE);
            assertThat(e).hasMessageContaining("/old:v1").hasMessageContaining(MediaType.DOCKER_SCHEMA1);
        }
        assertThat(fixture.writes()).isEmpty();
    }
}
