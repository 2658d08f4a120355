// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("docs/regsync-gates.md: whatever is copied of an image is looked at, as the image itself is")
@ExtendWith(RegistryExtension.class)
class GatedContentTest {
    private static final SampleImage GOOD = ImageFixture.image("linux/amd64")
            .layer("a", "1234")
            .label("team", "tools")
            .build();

    /** Without labels. */
    private static final SampleImage BAD =
            ImageFixture.image("linux/arm64").layer("b", "5678").build();

    private static final String LABELS = "gates: {labels: {team: ''}}";
    private static final String AMD64 = ",\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}";
    private static final String UNKNOWN = ",\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"}";
    private static final String ATTESTATION =
            ",\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"}";

    private final Mirroring mirroring;
    private final TestRepository source;
    private final TestRepository target;
    private final RawContent raw;

    GatedContentTest(
            InProcessRegistry registry, TestRepository source, TestRepository target, @TempDir Path directory) {
        this.mirroring = new Mirroring(registry, directory);
        this.source = source;
        this.target = target;
        this.raw = RawContent.of(source);
    }

    @BeforeEach
    void store() {
        source.put(GOOD);
        source.put(BAD);
    }

    @AfterEach
    void close() {
        raw.close();
    }

    private CliResult once(String keys) {
        return mirroring.run(sync(entry(source, target, "repository", keys)), "once");
    }

    private void denies(String keys, String line) {
        once(keys).check().exits(1).errContains(line);
        assertThat(target.lines()).noneMatch(request -> request.startsWith("PUT"));
    }

    private static String of(SampleImage image, String more) {
        return RawContent.entry(image.descriptor(), image.descriptor().mediaType(), more);
    }

    /** An image whose only layer is a statement. */
    private Descriptor statement() throws IOException {
        return raw.manifest(
                MediaType.OCI_MANIFEST,
                RawContent.image(
                        raw.blob(
                                MediaType.OCI_CONFIG,
                                "{\"os\":\"unknown\",\"architecture\":\"unknown\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"),
                        raw.blob("application/vnd.in-toto+json", "{\"predicate\":{}}")));
    }

    @ParameterizedTest(name = "entry of the type \"{0}\"")
    @DisplayName("an index in an index is looked into whatever type its entry states")
    @ValueSource(strings = {"", "application/vnd.example", MediaType.OCI_INDEX})
    void nestedIndexes(String stated) throws IOException {
        Descriptor inner = raw.manifest(MediaType.OCI_INDEX, RawContent.index(of(BAD, "")));
        raw.tag("v1", MediaType.OCI_INDEX, RawContent.index(of(GOOD, ""), RawContent.entry(inner, stated, "")));

        denies(
                LABELS,
                stated.equals("application/vnd.example")
                        ? "unsupported media type"
                        : "the image " + BAD.digest() + " has no team");
        denies(
                "gates: {maxSize: 400}",
                stated.equals("application/vnd.example") ? "unsupported media type" : "gate maxSize");
    }

    /** A member of an entry with the content itself. */
    private static String data(String json) {
        return ",\"data\":\"" + Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)) + "\"";
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("a manifest that can be taken for two kinds is none that a gate has seen, also in the index itself")
    @ValueSource(strings = {"labels: {team: ''}", "maxSize: 1GiB", "platforms: [linux/amd64]"})
    void twoKinds(String gates) throws IOException {
        String two = RawContent.index(of(BAD, "")).replace("}]}", "}],\"layers\":[]}");
        Descriptor inner = raw.blob(MediaType.OCI_INDEX, two); // the registry would take it for no manifest
        raw.tag(
                "v1",
                MediaType.OCI_INDEX,
                RawContent.index(of(GOOD, AMD64), RawContent.entry(inner, MediaType.OCI_INDEX, data(two))));

        denies("gates: {" + gates + "}", "can be taken for an image as well, it has layers");
    }

    @ParameterizedTest(name = "{0} {1}")
    @DisplayName("a manifest in which another program finds something else is refused: a key twice, or in another case")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"layers\":[ | \"Layers\":[],\"layers\":[ | the key Layers is layers to some programs",
                "\"layers\":[ | \"layer\u017f\":[],\"layers\":[ | is layers to some programs",
                "\"config\":{ | \"CONFIG\":{},\"config\":{ | the key CONFIG is config to some programs",
                "\"config\":{ | \"MediaType\":\"a/b\",\"config\":{ | the key MediaType is mediaType to some programs",
                "\"config\":{ | \"Annotations\":{},\"config\":{ | the key Annotations is annotations to some programs",
                "\"size\":4 | \"size\":4,\"Size\":9 | the key Size is size to some programs",
                "\"size\":4 | \"size\":4,\"size\":4 | a key twice in one object"
            })
    void readInTwoWays(String from, String to, String line) throws IOException {
        String image = RawContent.image(
                raw.blob(MediaType.OCI_CONFIG, "{\"config\":{\"Labels\":{\"team\":\"a\"}}}"),
                raw.blob("text/plain", "1234"));
        assertThat(image).contains(from);
        raw.tag("v1", MediaType.OCI_MANIFEST, image.replace(from, to));

        for (String gate : List.of(LABELS, "gates: {maxSize: 1GiB}", "gates: {annotations: {a: ''}}")) {
            denies(gate, line);
        }
        once("").check().succeeds();
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("so is an index")
    @ValueSource(strings = {"\"Manifests\":[]", "\"manifests\":[]"})
    void indexInTwoWays(String more) throws IOException {
        raw.tag("v1", MediaType.OCI_INDEX, RawContent.index(of(GOOD, AMD64)).replaceFirst("\\{", "{" + more + ","));

        denies("gates: {platforms: [linux/amd64]}", "manifest sha256:");
    }

    @Test
    @DisplayName("so is the platform of an entry")
    void platformInTwoWays() throws IOException {
        raw.tag("v1", MediaType.OCI_INDEX, RawContent.index(of(GOOD, AMD64.replace("}", ",\"OS\":\"windows\"}"))));

        denies("gates: {platforms: [linux/amd64]}", "the key OS is os to some programs");
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("so is a config, where a gate looks at it; names of labels may differ in letter case")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"config\":{\"Labels\":{\"team\":\"a\"},\"labels\":{}}} | the key labels is Labels to some programs",
                "{\"config\":{\"Labels\":{\"team\":\"a\"}},\"Config\":{}} | the key Config is config to some programs",
                "{\"config\":{\"Labels\":{\"team\":\"a\"}},\"config\":{}} | a key twice in one object",
                "{\"config\":{\"Labels\":{\"team\":\"a\",\"Team\":\"b\"}}} | -"
            })
    void configInTwoWays(String config, String line) throws IOException {
        Descriptor image =
                raw.manifest(MediaType.OCI_MANIFEST, RawContent.image(raw.blob(MediaType.OCI_CONFIG, config)));
        raw.tag("v1", MediaType.OCI_INDEX, RawContent.index(RawContent.entry(image, MediaType.OCI_MANIFEST, AMD64)));

        if (line.equals("-")) {
            once(LABELS).check().succeeds();
        } else {
            denies(LABELS, line);
            once("gates: {maxSize: 1GiB}").check().succeeds();
        }
    }

    @Test
    @DisplayName("an index that lies in the index itself is looked into")
    void embedded() throws IOException {
        String inner = RawContent.index(of(BAD, ""));
        raw.tag(
                "v1",
                MediaType.OCI_INDEX,
                RawContent.index(
                        of(GOOD, AMD64), RawContent.entry(raw.manifest(MediaType.OCI_INDEX, inner), "", data(inner))));

        denies(LABELS, "the image " + BAD.digest() + " has no team");
    }

    @Test
    @DisplayName("an index whose entry says that it is an image is refused: it could be copied as either")
    void indexAsImage() throws IOException {
        Descriptor inner = raw.manifest(MediaType.OCI_INDEX, RawContent.index(of(BAD, "")));
        raw.tag(
                "v1",
                MediaType.OCI_INDEX,
                RawContent.index(of(GOOD, ""), RawContent.entry(inner, MediaType.OCI_MANIFEST, "")));

        denies(LABELS, "can be taken for an index as well");
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("what can be run is looked at, whatever the index calls it")
    @ValueSource(strings = {UNKNOWN, UNKNOWN + ATTESTATION, ATTESTATION, AMD64 + ATTESTATION})
    void runnable(String called) throws IOException {
        raw.tag("v1", MediaType.OCI_INDEX, RawContent.index(of(GOOD, AMD64), of(BAD, called)));

        denies(LABELS, "the image " + BAD.digest() + " has no team");
    }

    @ParameterizedTest
    @DisplayName("an attestation of BuildKit has no labels and needs none; called otherwise it does")
    @CsvSource({"true, 0", "false, 1"})
    void attestations(boolean marked, int exit) throws IOException {
        Descriptor statement = statement();
        raw.tag(
                "v1",
                MediaType.OCI_INDEX,
                RawContent.index(
                        of(GOOD, AMD64),
                        RawContent.entry(statement, MediaType.OCI_MANIFEST, marked ? UNKNOWN + ATTESTATION : UNKNOWN)));

        once(LABELS).check().exits(exit);
    }

    @ParameterizedTest(name = "{0} {1}")
    @DisplayName("a config that cannot be read as that of an image has no labels")
    @CsvSource(
            delimiter = '|',
            value = {
                "application/octet-stream | {} | has no image config",
                "application/vnd.oci.empty.v1+json | {} | has no image config",
                "application/vnd.oci.image.config.v1+json | [] | has an image config that cannot be read",
                "application/vnd.oci.image.config.v1+json | {\"config\":{\"Labels\":[]}} | has an image config that cannot be read",
                "application/vnd.oci.image.config.v1+json | {} | has no team"
            })
    void configs(String type, String config, String line) throws IOException {
        Descriptor image = raw.manifest(MediaType.OCI_MANIFEST, RawContent.image(raw.blob(type, config)));
        raw.tag(
                "v1",
                MediaType.OCI_INDEX,
                RawContent.index(of(GOOD, AMD64), RawContent.entry(image, MediaType.OCI_MANIFEST, "")));

        denies(LABELS, "the image " + image.digest().orElseThrow() + " " + line);
    }

    @Test
    @DisplayName("an image of the first format of Docker has no config, and so no labels")
    void schemaOne() throws IOException {
        Descriptor old = raw.manifest(
                MediaType.DOCKER_SCHEMA1,
                "{\"schemaVersion\":1,\"name\":\"a\",\"tag\":\"b\",\"architecture\":\"amd64\",\"fsLayers\":[],\"history\":[]}");
        raw.tag(
                "v1",
                MediaType.OCI_INDEX,
                RawContent.index(of(GOOD, AMD64), RawContent.entry(old, MediaType.DOCKER_SCHEMA1, "")));

        denies(LABELS, "the image " + old.digest().orElseThrow() + " has no image config");
    }

    @Test
    @DisplayName("an image that the index has twice is looked at by each of its entries")
    void twice() throws IOException {
        raw.tag(
                "v1",
                MediaType.OCI_INDEX,
                RawContent.index(of(GOOD, ""), of(BAD, UNKNOWN + ATTESTATION), of(BAD, AMD64)));

        denies(LABELS, "the image " + BAD.digest() + " has no team");
    }

    @Test
    @DisplayName("children that platforms of the entry leaves out are not copied and not looked at, at any depth")
    void leftOut() throws IOException {
        Descriptor inner = raw.manifest(
                MediaType.OCI_INDEX,
                RawContent.index(
                        of(GOOD, AMD64), of(BAD, ",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm64\"}")));
        raw.tag("v1", MediaType.OCI_INDEX, RawContent.index(RawContent.entry(inner, "", AMD64)));

        once("platforms: [linux/amd64], " + LABELS).check().succeeds();
        assertThat(target.lines()).noneMatch(request -> request.equals("PUT manifests/" + BAD.digest()));
    }

    @Test
    @DisplayName("maxSize: a layer that the target has with more bytes than the manifest says is not taken as it is")
    void understated() throws IOException {
        String layer = "x".repeat(1000);
        Descriptor config = raw.blob(MediaType.OCI_CONFIG, "{}");
        Descriptor stored = raw.blob("text/plain", layer);
        raw.tag("v1", MediaType.OCI_MANIFEST, RawContent.image(config, stored.withSize(10)));
        try (RawContent there = RawContent.of(target)) {
            there.blob("text/plain", layer);
        }
        int before = target.lines().size();

        once("gates: {maxSize: 100}")
                .check()
                .exits(1)
                .errContains(stored.digest().orElseThrow() + "");

        assertThat(target.lines().stream().skip(before)).noneMatch(line -> line.startsWith("PUT manifests"));
        once("gates: {maxSize: 9}").check().exits(1).errContains("layers and configs have 12 bytes, more than 9");
    }

    @Test
    @DisplayName("maxSize: a blob of which the manifests tell two sizes is refused")
    void twoSizes() throws IOException {
        Descriptor layer = raw.blob("text/plain", "x".repeat(1000));
        Descriptor config = raw.blob(MediaType.OCI_CONFIG, "{}");
        raw.tag("v1", MediaType.OCI_MANIFEST, RawContent.image(config, layer.withSize(10), layer));

        denies("gates: {maxSize: 100}", "that it has 10 bytes, and 1000");
    }
}
