// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
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

@DisplayName("docs/regsync-gates.md")
@ExtendWith(RegistryExtension.class)
class GatesTest {
    private static final SampleImage IMAGE = ImageFixture.image("linux/amd64")
            .layer("a", "1234")
            .label("team", "tools")
            .label("tier", "")
            .annotation("org.opencontainers.image.vendor", "example")
            .build();
    private static final String SBOM = "application/spdx+json";

    private final Mirroring mirroring;

    GatesTest(InProcessRegistry registry, @TempDir Path directory) {
        this.mirroring = new Mirroring(registry, directory);
    }

    private static String config(TestRepository source, TestRepository target, String gates) {
        return sync(entry(source, target, "repository", "gates: {" + gates + "}"));
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("an image that has what is wanted is copied")
    @ValueSource(
            strings = {
                "labels: {team: tools}",
                "labels: {team: 'to+ls|other', tier: ''}",
                "annotations: {org.opencontainers.image.vendor: ''}",
                "annotations: {org.opencontainers.image.vendor: 'ex.*'}",
                "maxSize: 1GiB",
                "maxSize: '9223372036854775807'",
                "platforms: [linux/amd64]",
                "referrers: [" + SBOM + "]",
                ""
            })
    void copies(String gates, TestRepository source, TestRepository target) {
        source.put(IMAGE, "v1");
        source.put(ImageFixture.artifact(SBOM)
                .blob("text/plain", "x")
                .subject(IMAGE)
                .build());

        mirroring.run(config(source, target, gates), "once").check().succeeds();

        assertThat(mirroring.digest(target, "v1")).isEqualTo(IMAGE.digest().toString());
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName(
            "an image that lacks it fails in one line that says what was found and what is wanted; nothing is tagged")
    @CsvSource(
            delimiter = ';',
            value = {
                "labels: {team: tool} ; gate labels, DIGEST: the image DIGEST has team=tools, wanted is tool",
                "labels: {team: 'x|tool'} ; has team=tools, wanted is x|tool",
                "labels: {owner: ''} ; gate labels, DIGEST: the image DIGEST has no owner",
                "annotations: {a.b: c} ; gate annotations, DIGEST: the manifest has no a.b",
                "maxSize: 10 ; gate maxSize, DIGEST: layers and configs have ",
                "platforms: [linux/amd64, linux/arm64] ; gate platforms, DIGEST: no image for linux/arm64, there is linux/amd64",
                "referrers: [a/b] ; gate referrers, DIGEST: there is none of the type a/b"
            })
    void denies(String gates, String reason, TestRepository source, TestRepository target) {
        source.put(IMAGE, "v1");
        String line = "sync " + source.fullName() + ":v1 to " + target.fullName() + ":v1: denied by the ";

        mirroring
                .run(config(source, target, gates), "once")
                .check()
                .exits(1)
                .errContains(
                        line, reason.replace("DIGEST", IMAGE.digest().toString()), "level=WARN msg=\"Image denied\"");

        assertThat(target.lines()).noneMatch(request -> request.startsWith("PUT") || request.startsWith("POST"));
    }

    /** The source answers every look at its tag but the first with another image. */
    private static void moves(TestRepository source, SampleImage to) {
        String digest = to.digest().toString();
        Map<String, String> headers = Map.of(
                "Docker-Content-Digest", digest, "Content-Type", to.root().mediaType());
        source.fault("HEAD", "manifests/v1$", new Occurrence(2, Integer.MAX_VALUE), new Fault.Status(200, headers, ""));
        source.fault(
                "GET",
                "manifests/v1$",
                Occurrence.always(),
                new Fault.RedirectTo(307, "/v2/" + source.name() + "/manifests/" + digest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gates: {labels: {team: ''}}, forceRecursive: true", "onRetag: fail, forceRecursive: true"})
    @DisplayName("a tag that moves after the look brings no image nobody has looked at, also where the target is equal")
    void tagsThatMove(String keys, TestRepository source, TestRepository target) {
        source.put(IMAGE, "v1");
        target.put(IMAGE, "v1");
        moves(source, source.put(ImageFixture.small(1), "other"));

        mirroring
                .run(sync(entry(source, target, "image", keys)), "once")
                .check()
                .succeeds();

        assertThat(mirroring.digest(target, "v1")).isEqualTo(IMAGE.digest().toString());
    }

    @Test
    @DisplayName("an index that was copied for one platform: forceRecursive brings no other child that a gate denies")
    void morePlatforms(TestRepository source, TestRepository target) {
        SampleImage index = source.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");
        target.put(index, "v1");
        String gate = "platforms: [linux/s390x]";

        mirroring.run(config(source, target, gate), "once").check().succeeds(); // the target has it
        mirroring
                .run(sync(entry(source, target, "image", "forceRecursive: true, gates: {" + gate + "}")), "once")
                .check()
                .exits(1)
                .errContains("denied by the gate platforms");
    }

    @Test
    @DisplayName("a denied tag does not keep the others from being copied, and keeps what the target has")
    void denialsAreOfOneTag(TestRepository source, TestRepository target) {
        source.put(IMAGE, "good");
        source.put(ImageFixture.small(1), "bad");
        target.put(ImageFixture.small(2), "bad");

        mirroring
                .run(config(source, target, "labels: {team: ''}"), "once")
                .check()
                .exits(1);

        assertThat(mirroring.digest(target, "good")).isEqualTo(IMAGE.digest().toString());
        assertThat(mirroring.digest(target, "bad"))
                .isEqualTo(ImageFixture.small(2).digest().toString());
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("check and plan look at gates, too, and end with 1")
    @ValueSource(strings = {"check", "plan"})
    void looksWithoutCopying(String command, TestRepository source, TestRepository target) {
        source.put(IMAGE, "v1");

        mirroring
                .run(config(source, target, "labels: {owner: ''}"), command)
                .check()
                .exits(1)
                .errContains("has no owner");
        assertThat(target.lines()).noneMatch(request -> request.startsWith("PUT"));
    }

    @Test
    @DisplayName("the report names the gate and the reason")
    void reports(TestRepository source, TestRepository target) {
        source.put(IMAGE, "v1");

        mirroring
                .run(config(source, target, "labels: {owner: ''}"), "once", "--report", "-")
                .check()
                .exits(1)
                .outContains("\"deny\"", "labels: the image " + IMAGE.digest() + " has no owner");
    }

    @Test
    @DisplayName("of an index every image that is copied is looked at")
    void looksIntoIndexes(TestRepository source, TestRepository target) {
        SampleImage other = ImageFixture.image("linux/arm64").layer("b", "1").build();
        source.put(ImageFixture.index(IMAGE, other).build(), "v1");
        String more = "platforms: [linux/amd64]";

        mirroring
                .run(config(source, target, "labels: {team: ''}"), "once")
                .check()
                .exits(1)
                .errContains("the image " + other.digest() + " has no team");
        mirroring
                .run(sync(entry(source, target, "repository", more + ", gates: {platforms: [linux/arm64]}")), "check")
                .check()
                .exits(1)
                .errContains("no image for linux/arm64, there is linux/amd64");
        mirroring
                .run(sync(entry(source, target, "repository", more + ", gates: {labels: {team: ''}}")), "check")
                .check()
                .succeeds();
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("a gate that is wrong fails its entry, and nothing is copied")
    @CsvSource(
            delimiter = '|',
            value = {
                "maxSize: 3 apples | invalid maxSize",
                "maxSize: \u0662 | invalid maxSize",
                "labels: {a: '('} | invalid pattern of labels a",
                "platforms: [linux/a/b/c/d] | platform",
                "platforms: [linux] | invalid platform \"linux\" of a gate, it needs a system and an architecture",
                "platforms: [linux/amd64, arm64] | invalid platform \"arm64\" of a gate",
                "platforms: [local] | invalid platform \"local\" of a gate",
                "platforms: [Local/amd64] | invalid platform \"Local/amd64\" of a gate"
            })
    void failsForWrongGates(String gates, String line, TestRepository source, TestRepository target) {
        source.put(IMAGE, "v1");

        mirroring.run(config(source, target, gates), "once").check().exits(1).errContains(line);
        assertThat(target.lines()).noneMatch(request -> request.startsWith("PUT"));
    }

    @Test
    @DisplayName("an entry without gates asks the same as ever; what the target has is not looked at again")
    void costsNothing(TestRepository source, TestRepository target) {
        source.put(IMAGE, "v1");
        target.put(IMAGE, "v1");
        mirroring
                .run(config(source, target, "labels: {team: other}"), "once")
                .check()
                .succeeds();
        assertThat(source.lines()).noneMatch(line -> line.startsWith("GET") && line.contains("/blobs/"));
    }
}
