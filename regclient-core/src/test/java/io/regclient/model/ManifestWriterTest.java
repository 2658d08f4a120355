// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManifestWriterTest {
    private static final Digest DIGEST =
            new Digest(DigestAlgorithm.SHA256, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    private static final Descriptor EMPTY = Descriptor.of(MediaType.OCI_EMPTY, DIGEST, 2);
    private static final String EMPTY_JSON =
            "{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":\"" + DIGEST + "\",\"size\":2";

    private static String text(Manifest m) {
        return new String(m.raw(), StandardCharsets.UTF_8);
    }

    private static void assertUnsupported(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNSUPPORTED_MEDIA_TYPE));
    }

    private static void assertReadsBack(Manifest m) throws RegistryException {
        assertThat(Manifest.parse(m.mediaType(), Optional.of(m.digest()), m.raw()))
                .isEqualTo(m);
    }

    @Test
    @DisplayName("24.I 152, JS-1, JS-2: field order of a descriptor, sorted keys, escaped HTML, omitted empty fields")
    void writesDescriptors() throws RegistryException {
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put("z", "<a&b>");
        annotations.put("A", "\u00e9\ud83d\ude00");
        Descriptor full = EMPTY.withArtifactType("t/x")
                .withData(Optional.of("{}".getBytes(StandardCharsets.UTF_8)))
                .withPlatform(Optional.of(new Platform("linux", "arm", "v7", "5", List.of("f"), List.of("g"))))
                .withUrls(List.of("https://h/x?a=1&b=2"))
                .withAnnotations(annotations);
        IndexManifest index = IndexManifest.of(MediaType.OCI_INDEX, List.of(full));
        assertThat(text(index))
                .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
                        + "\"manifests\":[" + EMPTY_JSON + ",\"urls\":[\"https://h/x?a=1\\u0026b=2\"],"
                        + "\"annotations\":{\"A\":\"\u00e9\ud83d\ude00\",\"z\":\"\\u003ca\\u0026b\\u003e\"},"
                        + "\"data\":\"e30=\",\"platform\":{\"architecture\":\"arm\",\"os\":\"linux\","
                        + "\"os.version\":\"5\",\"os.features\":[\"f\"],\"variant\":\"v7\",\"features\":[\"g\"]},"
                        + "\"artifactType\":\"t/x\"}]}");
        assertReadsBack(index);
        assertThat(index.digest()).isEqualTo(Digest.sha256(index.raw()));
        assertThat(index.descriptor().size()).isEqualTo(index.raw().length);
    }

    @Test
    @DisplayName("JS-2: field order of OCI image and index, artifact, Docker image and list")
    void writesEachKind() throws RegistryException {
        Manifest image = ImageManifest.of(MediaType.OCI_MANIFEST, EMPTY, List.of(EMPTY))
                .withArtifactType("t/x")
                .withSubject(Optional.of(EMPTY))
                .withAnnotation("k", "v");
        assertThat(text(image))
                .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                        + "\"artifactType\":\"t/x\",\"config\":" + EMPTY_JSON + "},\"layers\":[" + EMPTY_JSON + "}],"
                        + "\"subject\":" + EMPTY_JSON + "},\"annotations\":{\"k\":\"v\"}}");
        assertReadsBack(image);
        Manifest index = IndexManifest.of(MediaType.OCI_INDEX, List.of())
                .withArtifactType("t/x")
                .withSubject(Optional.of(EMPTY))
                .withAnnotation("k", "v");
        assertThat(text(index))
                .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
                        + "\"artifactType\":\"t/x\",\"manifests\":[],\"subject\":" + EMPTY_JSON
                        + "},\"annotations\":{\"k\":\"v\"}}");
        assertReadsBack(index);
        Manifest artifact = ArtifactManifest.of("t/x", List.of(EMPTY), Optional.of(EMPTY), Map.of("k", "v"));
        assertThat(text(artifact))
                .isEqualTo("{\"mediaType\":\"application/vnd.oci.artifact.manifest.v1+json\","
                        + "\"artifactType\":\"t/x\",\"blobs\":[" + EMPTY_JSON + "}],\"subject\":" + EMPTY_JSON
                        + "},\"annotations\":{\"k\":\"v\"}}");
        assertReadsBack(artifact);
        Manifest docker =
                ImageManifest.of(MediaType.DOCKER_MANIFEST, EMPTY, List.of()).withAnnotation("k", "v");
        assertThat(text(docker))
                .isEqualTo("{\"schemaVersion\":2,"
                        + "\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\",\"config\":"
                        + EMPTY_JSON + "},\"layers\":[],\"annotations\":{\"k\":\"v\"}}");
        assertReadsBack(docker);
        assertThat(text(IndexManifest.of(MediaType.DOCKER_LIST, List.of())))
                .isEqualTo("{\"schemaVersion\":2,"
                        + "\"mediaType\":\"application/vnd.docker.distribution.manifest.list.v2+json\","
                        + "\"manifests\":[]}");
    }

    @Test
    @DisplayName("JS-1, regctl 9.6.3: a list that is null or absent is written as null, an empty one as []")
    void keepsNullLists() throws RegistryException {
        ImageManifest created = ImageManifest.withoutLayers(MediaType.OCI_MANIFEST, EMPTY);
        assertThat(text(created)).endsWith("},\"layers\":null}");
        assertThat(text(created.withAnnotation("k", "v"))).contains("\"layers\":null,\"annotations\"");
        assertThat(text(created.withLayers(List.of(EMPTY)))).contains("\"layers\":[{");
        assertThat(text(created.withMediaType(MediaType.DOCKER_MANIFEST))).endsWith("\"layers\":null}");
        for (String absent : List.of("", ",\"manifests\":null")) {
            byte[] raw = ("{\"schemaVersion\":2" + absent + "}").getBytes(StandardCharsets.UTF_8);
            Manifest index = Manifest.parse(MediaType.OCI_INDEX, Optional.empty(), raw);
            assertThat(text(index.withAnnotation("k", "v")))
                    .isEqualTo("{\"schemaVersion\":2,\"manifests\":null,\"annotations\":{\"k\":\"v\"}}");
        }
        byte[] empty = "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(StandardCharsets.UTF_8);
        assertThat(text(Manifest.parse(MediaType.OCI_INDEX, Optional.empty(), empty)
                        .withAnnotation("k", "v")))
                .contains("\"manifests\":[]");
    }

    @Test
    @DisplayName("MF-21: unknown fields are lost by a change and only then, a missing mediaType stays missing")
    void changesLoseUnknownFields() throws RegistryException {
        byte[] raw =
                "{\"layers\":[], \"x\":1,\"config\":{\"size\":3},\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
        Manifest read = Manifest.parse(MediaType.OCI_MANIFEST, Optional.empty(), raw);
        assertThat(read.withHeaders(Map.of()).raw()).isSameAs(raw);
        assertThat(text(read.withAnnotation("k", "v")))
                .isEqualTo("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"\",\"digest\":\"\",\"size\":3},"
                        + "\"layers\":[],\"annotations\":{\"k\":\"v\"}}");
        assertThat(text(read.asImage().withMediaType(MediaType.DOCKER_MANIFEST)))
                .startsWith("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.docker");
    }

    @Test
    @DisplayName("MF-20: an empty value removes an annotation")
    void emptyValueRemovesAnAnnotation() throws RegistryException {
        for (Manifest m : List.of(
                ImageManifest.of(MediaType.DOCKER_MANIFEST, EMPTY, List.of()),
                IndexManifest.of(MediaType.DOCKER_LIST, List.of()),
                ArtifactManifest.of("", List.of(), Optional.empty(), Map.of()))) {
            Manifest set = m.withAnnotation("k", "v").withAnnotation("l", "w");
            assertThat(set.annotations()).containsExactly(Map.entry("k", "v"), Map.entry("l", "w"));
            assertThat(set.withAnnotation("k", "").annotations()).containsOnlyKeys("l");
            assertThat(set.withAnnotation("k", "").withAnnotation("l", "")).isEqualTo(m);
        }
    }

    @Test
    @DisplayName("MF-23: Docker's types take neither subject nor artifact type")
    void dockerTypesRefuseSubjects() throws RegistryException {
        ImageManifest docker = ImageManifest.of(MediaType.DOCKER_MANIFEST, EMPTY, List.of());
        assertUnsupported(() -> docker.withSubject(Optional.of(EMPTY)));
        assertUnsupported(() -> docker.withArtifactType("x/y"));
        assertThat(docker.withSubject(Optional.empty()).withArtifactType("")).isEqualTo(docker);
        IndexManifest list = IndexManifest.of(MediaType.DOCKER_LIST, List.of());
        assertUnsupported(() -> list.withSubject(Optional.of(EMPTY)));
        assertUnsupported(() -> list.withArtifactType("x/y"));
        ImageManifest artifact =
                ImageManifest.of(MediaType.OCI_MANIFEST, EMPTY, List.of()).withArtifactType("x/y");
        assertUnsupported(() -> artifact.withMediaType(MediaType.DOCKER_MANIFEST));
        IndexManifest referrer =
                IndexManifest.of(MediaType.OCI_INDEX, List.of()).withSubject(Optional.of(EMPTY));
        assertUnsupported(() -> referrer.withMediaType(MediaType.DOCKER_LIST));
    }

    @Test
    @DisplayName("SH-1: a changed object keeps the algorithm of its digest")
    void keepsTheDigestAlgorithm() throws RegistryException {
        Manifest m =
                ImageManifest.of(MediaType.OCI_MANIFEST, EMPTY, List.of()).withDigestAlgorithm(DigestAlgorithm.SHA512);
        assertThat(m.digest()).isEqualTo(DigestAlgorithm.SHA512.digest(m.raw()));
        Manifest changed = m.withAnnotation("k", "v");
        assertThat(changed.digest()).isEqualTo(DigestAlgorithm.SHA512.digest(changed.raw()));
        IndexManifest index = IndexManifest.of(MediaType.OCI_INDEX, List.of())
                .withDigestAlgorithm(DigestAlgorithm.SHA384)
                .withManifests(List.of(changed.descriptor()));
        assertThat(index.digest().algorithm()).isEqualTo(DigestAlgorithm.SHA384);
        assertThat(index.manifests()).containsExactly(changed.descriptor());
    }

    @Test
    void replacesConfigLayersAndBlobs() throws RegistryException {
        Descriptor other = Descriptor.ofContent("x/y", "abc".getBytes(StandardCharsets.UTF_8));
        ImageManifest image = ImageManifest.of(MediaType.OCI_MANIFEST, EMPTY, List.of(EMPTY))
                .withConfig(other)
                .withLayers(List.of(other, EMPTY));
        assertThat(image.config()).contains(other);
        assertThat(image.layers()).containsExactly(other, EMPTY);
        assertReadsBack(image);
        ArtifactManifest artifact = ArtifactManifest.of("t/x", List.of(), Optional.empty(), Map.of())
                .withBlobs(List.of(other));
        assertThat(artifact.layers()).containsExactly(other);
        assertReadsBack(artifact);
        assertReadsBack(artifact.withSubject(Optional.of(EMPTY)).withDigestAlgorithm(DigestAlgorithm.SHA512));
    }
}
