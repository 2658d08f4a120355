// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.model.MediaType;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("docs/regsync-gates.md: what refers to an image and what rides along with it")
@ExtendWith(RegistryExtension.class)
class RidingAlongTest {
    private static final SampleImage IMAGE =
            ImageFixture.image("linux/amd64").layer("a", "1234").build();
    private static final SampleImage OTHER = ImageFixture.small(1);
    private static final String SBOM = "application/spdx+json";
    private static final String TEXT = "x".repeat(5000);

    private final Mirroring mirroring;
    private final TestRepository source;
    private final TestRepository target;

    RidingAlongTest(InProcessRegistry registry, TestRepository source, TestRepository target, @TempDir Path directory) {
        this.mirroring = new Mirroring(registry, directory);
        this.source = source;
        this.target = target;
    }

    private CliResult once(String keys) {
        return mirroring.run(sync(entry(source, target, "image", keys)), "once");
    }

    private void denies(String keys, String line) {
        once(keys).check().exits(1).errContains(line);
        assertThat(target.lines()).noneMatch(request -> request.startsWith("PUT"));
    }

    private static SampleImage large(SampleImage subject) {
        return ImageFixture.artifact(SBOM)
                .blob("text/plain", TEXT)
                .subject(subject)
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("maxSize counts what rides along, and nothing else")
    @CsvSource(
            delimiter = '|',
            value = {
                "referrers: true | 1",
                "referrers: true, referrerFilters: [{artifactType: application/spdx+json}] | 1",
                "referrers: true, referrerFilters: [{artifactType: a/b}] | 0",
                "digestTags: true | 0",
                "referrers: false | 0"
            })
    void countsReferrers(String keys, int exit) {
        source.put(IMAGE, "v1");
        source.put(large(IMAGE));

        once(keys + ", gates: {maxSize: 4kB}").check().exits(exit);
    }

    @Test
    @DisplayName("the line says that more than the image was counted")
    void tells() {
        source.put(IMAGE, "v1");
        source.put(large(IMAGE));

        denies(
                "referrers: true, gates: {maxSize: 4kB}",
                "gate maxSize, " + IMAGE.digest()
                        + ": layers and configs, with those of the referrers and digest tags");
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("digest tags ride along as well, whatever they are")
    @CsvSource(
            delimiter = '|',
            value = {"digestTags: true | 1", "referrers: true | 0", "digestTags: false | 0"})
    void countsDigestTags(String keys, int exit) {
        source.put(IMAGE, "v1");
        source.put(
                ImageFixture.artifact(SBOM).blob("text/plain", TEXT).build(),
                "sha256-" + IMAGE.digest().hex() + ".sig");

        once(keys + ", gates: {maxSize: 4kB}").check().exits(exit);
    }

    @Test
    @DisplayName("what refers to a referrer, or to a child of an index, rides along, too")
    void countsChains() {
        SampleImage first = ImageFixture.artifact("a/b")
                .blob("text/plain", "1")
                .subject(IMAGE)
                .build();
        source.put(ImageFixture.index(IMAGE).build(), "v1");
        source.put(first);
        source.put(large(first));

        denies("referrers: true, gates: {maxSize: 4kB}", "gate maxSize");
        once("referrers: true, gates: {maxSize: 8kB}").check().succeeds();
    }

    @Test
    @DisplayName("the other gates look at the image alone")
    void othersDoNotLook() {
        source.put(
                ImageFixture.image("linux/amd64")
                        .label("team", "x")
                        .layer("a", "1")
                        .build(),
                "v1");
        source.put(
                ImageFixture.small(2),
                "sha256-"
                        + ImageFixture.image("linux/amd64")
                                .label("team", "x")
                                .layer("a", "1")
                                .build()
                                .digest()
                                .hex()
                        + ".x");

        once("digestTags: true, gates: {labels: {team: ''}}").check().succeeds();
    }

    /** The registry lists something as a referrer of every image. */
    private void lists(SampleImage referrer) {
        lists(referrer, SBOM);
    }

    private void lists(SampleImage referrer, String type) {
        String list = RawContent.index(RawContent.entry(
                referrer.descriptor(), referrer.descriptor().mediaType(), ",\"artifactType\":\"" + type + "\""));
        source.fault(
                "GET",
                "referrers/",
                Occurrence.always(),
                new Fault.Status(200, Map.of("Content-Type", MediaType.OCI_INDEX), list));
    }

    @Test
    @DisplayName("a referrer that the registry lists and that refers to another image is none")
    void ofAnotherImage() {
        source.put(IMAGE, "v1");
        source.put(OTHER);
        lists(source.put(large(OTHER)));

        denies(
                "gates: {referrers: ['" + SBOM + "']}",
                "there is none of the type " + SBOM + ": " + large(OTHER).digest() + " is listed, but refers to "
                        + OTHER.digest());
    }

    @ParameterizedTest(name = "\"{0}\"")
    @DisplayName("a referrer that the list has by the type of its config, or by none, is looked at itself")
    @ValueSource(strings = {"", MediaType.OCI_EMPTY, MediaType.OCI_CONFIG, MediaType.DOCKER_CONFIG})
    void listedByConfig(String type) {
        source.put(IMAGE, "v1");
        lists(source.put(large(IMAGE)), type);

        denies("gates: {referrers: [a/b]}", "there is none of the type a/b\"");
        once("gates: {referrers: ['" + SBOM + "']}").check().succeeds();
    }

    @Test
    @DisplayName("a referrer that is of another type than the registry says is none")
    void ofAnotherType() {
        SampleImage referrer = ImageFixture.artifact("a/b")
                .blob("text/plain", "1")
                .subject(IMAGE)
                .build();
        source.put(IMAGE, "v1");
        lists(source.put(referrer));

        denies("gates: {referrers: ['" + SBOM + "']}", referrer.digest() + " is listed, but is of the type a/b");
    }

    @Test
    @DisplayName("a referrer that is listed and is not there is none")
    void absent() {
        source.put(IMAGE, "v1");
        lists(large(IMAGE));

        denies("gates: {referrers: ['" + SBOM + "']}", "one is listed, but cannot be read");
    }

    @Test
    @DisplayName("a referrer that cannot be read now fails the tag, unless another one is right")
    void unreadable() {
        SampleImage broken = source.put(large(IMAGE));
        source.put(IMAGE, "v1");
        source.fault(
                "GET",
                "manifests/" + broken.digest(),
                Occurrence.always(),
                new Fault.Status(403, Map.of(), "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\"}]}"));
        String keys = "gates: {referrers: ['" + SBOM + "']}";

        denies(keys, "referrer for the gate");
        source.put(ImageFixture.artifact(SBOM)
                .blob("text/plain", "1")
                .subject(IMAGE)
                .build());
        once(keys).check().succeeds();
    }
}
