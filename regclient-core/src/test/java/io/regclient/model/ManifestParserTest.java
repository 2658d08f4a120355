// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestParserTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Manifest parse(String mediaType, String body) throws RegistryException {
        return Manifest.parse(mediaType, Optional.empty(), utf8(body));
    }

    private static void assertFails(ErrorKind kind, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.getMessage()).contains(message);
        });
    }

    @ParameterizedTest
    @DisplayName("MF-6: where the media type comes from")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            O:image.manifest.v1+json; charset=utf-8 | {"schemaVersion":2}             | O:image.manifest.v1+json
            Application/vnd.OCI.image.index.v1+json | {"manifests":[]}                | O:image.index.v1+json
            `` | {"mediaType":"D:distribution.manifest.v2+json"}                      | D:distribution.manifest.v2+json
            `` | {"schemaVersion":1}                                                  | D:distribution.manifest.v1+json
            `` | {"manifests":[{"mediaType":"D:distribution.manifest.v2+json"}]} | D:distribution.manifest.list.v2+json
            `` | {"manifests":[{"mediaType":"O:image.manifest.v1+json"}]}             | O:image.index.v1+json
            `` | {"manifests":[{}],"layers":[{}]}                                     | O:image.index.v1+json
            `` | {"layers":[{"mediaType":"D:image.rootfs.diff.tar.gzip"}]}            | D:distribution.manifest.v2+json
            `` | {"layers":[{"mediaType":"O:image.layer.v1.tar"}]}                    | O:image.manifest.v1+json
            """)
    void resolvesTheMediaType(String announced, String body, String type) throws RegistryException {
        assertThat(parse(full(announced), full(body)).mediaType()).isEqualTo(full(type));
    }

    @ParameterizedTest
    @DisplayName("MF-6, MF-7: types that are refused")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            application/json          | {"mediaType":"O:image.index.v1+json"} | "application/json"
            text/plain; charset=utf-8 | {}                                    | "text/plain; charset=utf-8"
            ``                        | {}                                    | does not tell the type
            ``                        | {"manifests":[],"layers":[]}          | does not tell the type
            ``                        | {"mediaType":"application/json"}      | "application/json"
            O:image.manifest.v1+json  | {"mediaType":"O:image.index.v1+json"} | expected O:image.manifest.v1+json,
            """)
    void refusesMediaTypes(String announced, String body, String message) {
        assertFails(ErrorKind.UNSUPPORTED_MEDIA_TYPE, full(message), () -> parse(full(announced), full(body)));
    }

    /** Tables write {@code O:} and {@code D:} for the long prefixes of media types. */
    private static String full(String text) {
        return text.replace("O:", "application/vnd.oci.").replace("D:", "application/vnd.docker.");
    }

    @Test
    @DisplayName("MF-5: the body is hashed with the algorithm of the expected digest")
    void verifiesTheDigest() throws RegistryException {
        byte[] body = utf8("{\"schemaVersion\":2}");
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Digest digest = algorithm.digest(body);
            Manifest manifest = Manifest.parse(MediaType.OCI_MANIFEST, Optional.of(digest), body);
            assertThat(manifest.digest()).isEqualTo(digest);
            assertThat(manifest.descriptor().size()).isEqualTo(19);
        }
        Digest other = Digest.sha256(utf8("x"));
        assertFails(
                ErrorKind.DIGEST_MISMATCH,
                "expected " + other + ", computed " + Digest.sha256(body),
                () -> Manifest.parse(MediaType.OCI_MANIFEST, Optional.of(other), body));
        assertFails(
                ErrorKind.DIGEST_MISMATCH,
                "computed",
                () -> Manifest.parse(MediaType.OCI_MANIFEST, Optional.of(other), utf8("{\"cut")));
        assertFails(
                ErrorKind.DIGEST_MISMATCH,
                "computed",
                () -> Manifest.parse("", Optional.of(other), utf8("{\"layers\":[{}]}")));
    }

    @Test
    void computesSha256WithoutExpectedDigest() throws RegistryException {
        byte[] body = utf8("{\"schemaVersion\":2}");
        assertThat(Manifest.parse(MediaType.OCI_MANIFEST, Optional.empty(), body)
                        .digest())
                .isEqualTo(Digest.sha256(body));
    }

    @Test
    void readsAllFieldsOfAnImage() throws RegistryException {
        Manifest m = parse(MediaType.OCI_MANIFEST, """
                {"schemaVersion":2,"artifactType":"a/b",
                 "config":{"mediaType":"c","digest":"%1$s","size":2,"data":"e30="},
                 "layers":[{"mediaType":"l","digest":"%1$s","size":7,"urls":["http://u"],
                   "annotations":{"z":"1","a":""}}],
                 "subject":{"mediaType":"s","digest":"%1$s","size":1},"annotations":{"k":"v"},"unknown":[1]}
                """.formatted(DIGEST));
        assertThat(m).isInstanceOf(ImageManifest.class);
        assertThat(m.artifactType()).isEqualTo("a/b");
        assertThat(m.config().orElseThrow().data()).contains("e30=");
        Descriptor layer = m.layers().getFirst();
        assertThat(layer.urls()).containsExactly("http://u");
        assertThat(layer.annotations()).containsExactly(Map.entry("z", "1"), Map.entry("a", ""));
        assertThat(layer.size()).isEqualTo(7);
        assertThat(layer.digest()).contains(Digest.parse(DIGEST));
        assertThat(m.subject().orElseThrow().mediaType()).isEqualTo("s");
        assertThat(m.annotations()).containsEntry("k", "v");
        assertThat(new String(m.raw(), StandardCharsets.UTF_8)).contains("unknown");
        assertThat(m.asImage()).isSameAs(m);
        assertFails(ErrorKind.UNSUPPORTED_MEDIA_TYPE, "index or manifest list is needed", m::asIndex);
    }

    @Test
    void readsPlatformsOfAnIndex() throws RegistryException {
        Manifest m = parse(MediaType.DOCKER_LIST, """
                {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"m","digest":"%s","size":5,
                 "platform":{"architecture":"arm","os":"linux","variant":"v6","os.version":"1","os.features":["f"],
                 "features":["g"]},"artifactType":"t"}]}""".formatted(MediaType.DOCKER_LIST, DIGEST));
        Descriptor entry = m.asIndex().manifests().getFirst();
        assertThat(entry.platform()).contains(new Platform("linux", "arm", "v6", "1", List.of("f"), List.of("g")));
        assertThat(entry.artifactType()).isEqualTo("t");
        assertThat(m.isIndex()).isTrue();
        assertFails(ErrorKind.UNSUPPORTED_MEDIA_TYPE, "image manifest is needed", m::asImage);
    }

    @Test
    @DisplayName("MF-22: the layers of an artifact manifest are its blobs")
    void readsArtifactManifests() throws RegistryException {
        Manifest m = parse(
                MediaType.OCI_ARTIFACT,
                "{\"artifactType\":\"x/y\",\"blobs\":[{\"mediaType\":\"b\",\"digest\":\"" + DIGEST
                        + "\",\"size\":1}]}");
        assertThat(m).isInstanceOf(ArtifactManifest.class);
        assertThat(m.layers()).hasSize(1);
        assertThat(m.config()).isEmpty();
        assertThat(m.artifactType()).isEqualTo("x/y");
    }

    @Test
    @DisplayName("MF-23: Docker's types have neither subject nor artifact type")
    void ignoresSubjectOfDockerTypes() throws RegistryException {
        String body = "{\"artifactType\":\"x\",\"subject\":{\"digest\":\"" + DIGEST + "\",\"size\":1}}";
        for (String type : List.of(MediaType.DOCKER_MANIFEST, MediaType.DOCKER_LIST)) {
            assertThat(parse(type, body).subject()).isEmpty();
            assertThat(parse(type, body).artifactType()).isEmpty();
        }
        assertThat(parse(MediaType.OCI_INDEX, body).subject()).isPresent();
    }

    @ParameterizedTest
    @DisplayName("OL-11: damaged descriptors are errors that name their place")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"layers":[{"digest":"sha256:../../x"}]} | PARSING_FAILED | layers[0]: digest: invalid checksum
            {"layers":[{"digest":"md5:00"}]} | UNSUPPORTED | layers[0]: digest: digest algorithm md5 is not available
            {"config":{"size":-1}} | PARSING_FAILED | config.size: invalid JSON: negative
            {"config":{"size":"5"}} | PARSING_FAILED | config.size: invalid JSON: expected an integer
            {"layers":{}} | PARSING_FAILED | layers: invalid JSON: expected an array
            {"annotations":{"a":1}} | PARSING_FAILED | annotations.a: invalid JSON: expected a string
            [] | PARSING_FAILED | a JSON object is expected
            {"layers":[ | PARSING_FAILED | invalid JSON: Unexpected end-of-input
            """)
    void namesThePlaceOfDamage(String body, ErrorKind kind, String message) {
        assertFails(kind, message, () -> parse(MediaType.OCI_MANIFEST, body));
    }

    @Test
    void keepsWhatIsAbsentApart() throws RegistryException {
        Descriptor config = parse(MediaType.OCI_MANIFEST, "{\"config\":{\"mediaType\":\"x\"},\"layers\":null}")
                .config()
                .orElseThrow();
        assertThat(config.digest()).isEmpty();
        assertThat(config.size()).isEqualTo(-1);
        assertThat(parse(MediaType.OCI_MANIFEST, "{}").config()).isEmpty();
    }

    private static String signed(String payload, String... signatures) {
        int cut = payload.length() - 2; // the last line feed and brace are the tail
        return payload.substring(0, cut) + ",\n   \"signatures\": [" + String.join(",", signatures) + "]\n}";
    }

    private static String signature(int length, String tail) {
        Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
        String header = "{\"formatLength\":" + length + ",\"formatTail\":\"" + url.encodeToString(utf8(tail)) + "\"}";
        return "{\"header\":{},\"signature\":\"x\",\"protected\":\"" + url.encodeToString(utf8(header)) + "\"}";
    }

    @Test
    @DisplayName("MF-8: digest and size of a signed schema 1 manifest are those of the payload, the bytes stay")
    void hashesThePayloadOfSignedManifests() throws RegistryException {
        String payload = "{\n   \"schemaVersion\": 1,\n   \"name\": \"r\",\n   \"tag\": \"t\",\n"
                + "   \"architecture\": \"amd64\",\n   \"fsLayers\": [{\"blobSum\": \"" + DIGEST + "\"}],\n"
                + "   \"history\": [{\"v1Compatibility\": \"{}\"}]\n}";
        byte[] raw = utf8(signed(payload, signature(payload.length() - 2, "\n}")));
        Digest digest = Digest.sha256(utf8(payload));
        for (String announced : List.of(MediaType.DOCKER_SCHEMA1_SIGNED, "")) {
            Manifest m = Manifest.parse(announced, Optional.of(digest), raw);
            assertThat(m.descriptor())
                    .isEqualTo(Descriptor.of(MediaType.DOCKER_SCHEMA1_SIGNED, digest, payload.length()));
            assertThat(m.raw()).isSameAs(raw);
            assertThat(m).isInstanceOfSatisfying(SchemaOneManifest.class, one -> {
                assertThat(one.name()).isEqualTo("r");
                assertThat(one.tag()).isEqualTo("t");
                assertThat(one.architecture()).isEqualTo("amd64");
                assertThat(one.history()).containsExactly("{}");
                assertThat(one.layers())
                        .extracting(d -> d.digest().orElseThrow().toString())
                        .containsExactly(DIGEST);
            });
        }
        assertFails(
                ErrorKind.DIGEST_MISMATCH,
                "expected",
                () -> Manifest.parse(MediaType.DOCKER_SCHEMA1_SIGNED, Optional.of(Digest.sha256(raw)), raw));
    }

    @Test
    @DisplayName("MF-8: signatures that make no sense")
    void refusesBrokenSignatures() {
        String payload = "{\n   \"schemaVersion\": 1\n}";
        int cut = payload.length() - 2;
        String type = MediaType.DOCKER_SCHEMA1_SIGNED;
        assertFails(ErrorKind.PARSING_FAILED, "no signatures", () -> parse(type, payload));
        assertFails(
                ErrorKind.PARSING_FAILED,
                "formatLength 9999 outside",
                () -> parse(type, signed(payload, signature(9999, "\n}"))));
        assertFails(
                ErrorKind.PARSING_FAILED,
                "cover different content",
                () -> parse(type, signed(payload, signature(cut, "\n}"), signature(cut - 1, "\n}"))));
        assertFails(
                ErrorKind.PARSING_FAILED,
                "invalid base64",
                () -> parse(type, signed(payload, "{\"protected\":\"***\"}")));
    }

    @Test
    @DisplayName("MF-8: so many signatures that reading them would take long are refused")
    void limitsSignatures() throws RegistryException {
        String payload = "{\n   \"schemaVersion\": 1\n}";
        String[] most = new String[SignedPayload.MAX_SIGNATURES];
        Arrays.fill(most, signature(payload.length() - 2, "\n}"));
        assertThat(parse(MediaType.DOCKER_SCHEMA1_SIGNED, signed(payload, most))
                        .descriptor()
                        .size())
                .isEqualTo(payload.length());
        String[] more = Arrays.copyOf(most, most.length + 1);
        more[most.length] = most[0];
        assertFails(
                ErrorKind.PARSING_FAILED,
                "more than 32 signatures",
                () -> parse(MediaType.DOCKER_SCHEMA1_SIGNED, signed(payload, more)));
    }

    @Test
    @DisplayName("MF-23: only lists have entries, only images have config and layers; anything else is refused")
    void castsFail() throws RegistryException {
        Manifest one = parse(MediaType.DOCKER_SCHEMA1, "{\"schemaVersion\":1}");
        Manifest artifact = parse(MediaType.OCI_ARTIFACT, "{}");
        for (Manifest m : List.of(one, artifact)) {
            assertFails(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE, "image manifest is needed, found " + m.mediaType(), m::asImage);
            assertFails(ErrorKind.UNSUPPORTED_MEDIA_TYPE, "list is needed, found " + m.mediaType(), m::asIndex);
        }
    }

    @Test
    @DisplayName("MF-20: schema 1 is immutable")
    void schemaOneCannotBeChanged() throws RegistryException {
        Manifest m = parse(MediaType.DOCKER_SCHEMA1, "{\"schemaVersion\":1}");
        assertFails(ErrorKind.UNSUPPORTED_MEDIA_TYPE, "cannot be changed", () -> m.withAnnotation("a", "b"));
        assertFails(ErrorKind.UNSUPPORTED_MEDIA_TYPE, "cannot be changed", () -> m.withSubject(Optional.empty()));
        assertFails(
                ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                "cannot be changed",
                () -> m.withDigestAlgorithm(DigestAlgorithm.SHA512));
    }

    @Test
    void equalityIsByBytesAndType() throws RegistryException {
        Manifest a = parse(MediaType.OCI_MANIFEST, "{}");
        assertThat(a).isEqualTo(parse(MediaType.OCI_MANIFEST, "{}"));
        assertThat(a).hasSameHashCodeAs(parse(MediaType.OCI_MANIFEST, "{}"));
        assertThat(a.withHeaders(Map.of("X", List.of("y")))).isEqualTo(a);
        assertThat(a).isNotEqualTo(parse(MediaType.OCI_MANIFEST, "{ }"));
        assertThat(a).isNotEqualTo(parse(MediaType.DOCKER_MANIFEST, "{}"));
        assertThat(a.toString()).startsWith("image manifest sha256:").doesNotContain("{");
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.image.config.v1+json, application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.container.image.v1+json, application/vnd.docker.distribution.manifest.v2+json"
    })
    @DisplayName("MF-6: without any type an image without layers is known by its config")
    void imageWithoutLayers(String config, String type) throws RegistryException {
        String body = "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"" + config + "\"},\"layers\":[]}";
        assertThat(Manifest.parse("", Optional.empty(), body.getBytes(StandardCharsets.UTF_8))
                        .mediaType())
                .isEqualTo(type);
    }
}
