// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.RecordedRequest;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Copying and looking at images (contract regctl 9.6, 9.8, 10). */
class ImageCommandsTest extends WithRegistry {
    @Test
    @DisplayName("regctl 9.6.2: copy prints the target's full name, and a second copy costs two HEADs (10.1)")
    void copiesOnceAndThenOnlyLooks() {
        SampleImage image = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        registry.put("src", image, "v1");
        regctl("image", "copy", ref("src:v1"), ref("tgt"))
                .check()
                .succeeds()
                .out(ref("tgt:latest") + "\n")
                .err("");
        registry.requests().clear();

        regctl("image", "copy", ref("src:v1"), ref("tgt")).check().succeeds();

        assertThat(registry.requests().lines())
                .containsExactlyInAnyOrder("HEAD /v2/src/manifests/v1", "HEAD /v2/tgt/manifests/latest");
        regctl("image", "digest", ref("tgt")).check().out(image.digest() + "\n");
    }

    @Test
    @DisplayName("IC-8: a retag in one repository costs three requests")
    void retagsWithThreeRequests() {
        registry.put("src", ImageFixture.small(1), "v1");
        registry.requests().clear();

        regctl("image", "copy", ref("src:v1"), ref("src:v2")).check().succeeds();

        assertThat(registry.requests().all().stream().map(RecordedRequest::method))
                .containsExactlyInAnyOrder("HEAD", "GET", "PUT");
    }

    @Test
    @DisplayName("regctl 10.7: --platform pushes the one image at the tag")
    void copiesOnePlatform() {
        SampleImage arm = ImageFixture.image("linux/arm64").layer("a", "arm").build();
        SampleImage amd = ImageFixture.image("linux/amd64").layer("a", "amd").build();
        registry.put("src", ImageFixture.index(amd, arm).build(), "v1");

        regctl("image", "copy", "--platform", "linux/arm64", ref("src:v1"), ref("tgt:v1"))
                .check()
                .succeeds();

        regctl("manifest", "head", ref("tgt:v1")).check().out(arm.digest() + "\n");
    }

    @Test
    @DisplayName("IC-21: registry to layout and back keeps the digest")
    void copiesThroughALayout() {
        SampleImage image = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        registry.put("src", image, "v1");
        String layout = "ocidir://" + directory.resolve("layout") + ":v1";

        regctl("image", "copy", ref("src:v1"), layout).check().succeeds().out(layout + "\n");
        regctl("image", "copy", layout, ref("back:v1")).check().succeeds();

        regctl("image", "digest", layout).check().out(image.digest() + "\n");
        regctl("image", "digest", ref("back:v1")).check().out(image.digest() + "\n");
    }

    @Test
    @DisplayName("regctl 9.6.2: referrers travel on request, and options that need them are refused without")
    void copiesReferrers() {
        SampleImage image = ImageFixture.small(3);
        registry.put(
                "src",
                image.withReferrer(ImageFixture.artifact("application/example")
                        .subject(image)
                        .build()),
                "v1");
        regctl("image", "copy", "--referrers-src", ref("other"), ref("src:v1"), ref("tgt:v1"))
                .check()
                .exits(1)
                .err("referrers must be enabled to specify an external referrers source or target\n");

        regctl("image", "copy", "--referrers", ref("src:v1"), ref("tgt:v1"))
                .check()
                .succeeds();

        registry.requests().clear();
        regctl("image", "copy", "--referrers", ref("src:v1"), ref("tgt:v1"))
                .check()
                .succeeds();
        assertThat(registry.requests().count("PUT", ".*")).isZero();
    }

    @Test
    @DisplayName("regctl 9.8.4: an unknown platform is not found")
    void reportsAMissingPlatform() {
        registry.put("src", ImageFixture.multiPlatform("linux/amd64"), "v1");
        CliResult result = regctl("manifest", "head", "-p", "linux/foo", ref("src:v1"));
        result.check().exits(1).errContains("platform not found: linux/foo");
        assertThat(result.err().lines()).hasSize(1);
    }

    @Test
    @DisplayName("regctl 7.6: forms of a manifest")
    void printsAManifest() {
        SampleImage image = ImageFixture.small(4);
        registry.put("src", image, "v1");
        String body = new String(image.root().bytes(), java.nio.charset.StandardCharsets.UTF_8);

        regctl("manifest", "get", "--format", "body", ref("src:v1")).check().out(body);
        regctl("manifest", "get", "--format", "{{json .}}", ref("src:v1"))
                .check()
                .out(body + "\n");
        regctl("manifest", "get", "--format", "{{ (index .Layers 0).MediaType }}", ref("src:v1"))
                .check()
                .out("application/vnd.oci.image.layer.v1.tar+gzip");
        regctl("manifest", "get", "--format", "headers", ref("src:v1"))
                .check()
                .outContains("Docker-Content-Digest: " + image.digest() + "\n");
        regctl("manifest", "get", ref("src:v1"))
                .check()
                .outContains("Name:        " + ref("src:v1"), "Digest:      " + image.digest(), "Layers:");
        regctl("manifest", "get", "--format", "{{.Nope}}", ref("src:v1"))
                .check()
                .exits(1)
                .errContains("can't evaluate field Nope in type");
    }

    @Test
    @DisplayName("regctl 9.6.9: labels of the local platform")
    void inspectsAnImage() {
        registry.put(
                "src",
                ImageFixture.image()
                        .label("version", "3")
                        .created(Instant.parse("2021-01-02T03:04:05Z"))
                        .layer("a", "b")
                        .build(),
                "v1");
        regctl("image", "inspect", "--format", "{{ index .Config.Labels \"version\" }}", ref("src:v1"))
                .check()
                .out("3");
        regctl("image", "inspect", "--format", "{{ .GetConfig.OS }} {{ .Created }}", ref("src:v1"))
                .check()
                .out("linux 2021-01-02 03:04:05 +0000 UTC");
        regctl("image", "inspect", ref("src:v1")).check().outContains("\"architecture\": \"amd64\"");
    }

    @Test
    @DisplayName("regctl 9.6.9: an artifact is no image")
    void refusesToInspectAnArtifact() {
        registry.put("src", ImageFixture.artifact("application/example").build(), "a1");
        regctl("image", "inspect", ref("src:a1"))
                .check()
                .exits(1)
                .err("artifacts are not supported with \"regctl image inspect\", use \"regctl artifact get --config\""
                        + " instead: unsupported config media type application/vnd.oci.empty.v1+json:"
                        + " unsupported media type\n");
    }

    @Test
    @DisplayName("regctl 9.6.9: a platform that an image does not have")
    void inspectsAnAbsentPlatform() {
        registry.put("src", ImageFixture.multiPlatform("linux/amd64"), "v1");
        regctl("image", "inspect", "-p", "linux/foo", ref("src:v1"))
                .check()
                .exits(1)
                .out("")
                .err("failed to get manifest: platform not found: linux/foo, " + ref("src:v1") + " has linux/amd64\n");
        regctl("image", "inspect", ref("src:gone"))
                .check()
                .exits(1)
                .errContains("failed to get manifest " + ref("src:gone") + ": request failed: not found [http 404]");
    }

    @Test
    @DisplayName("regctl 7.6: the config of a registry has headers, that of a layout has none")
    void inspectsHeaders() {
        SampleImage image = ImageFixture.image("linux/amd64").layer("a", "b").build();
        registry.put("src", image, "v1");
        regctl("image", "copy", ref("src:v1"), "ocidir://layout:v1").check().succeeds();
        String[] inspect = {"image", "inspect", "-p", "linux/amd64", "--format"};

        String headers = regctl(with(inspect, "raw-headers", ref("src:v1"))).out();
        String body = regctl(with(inspect, "body", ref("src:v1"))).out();
        assertThat(headers.lines())
                .isSorted()
                .contains("Content-Length: " + body.length(), "Content-Type: application/octet-stream");
        assertThat(regctl(with(inspect, "raw", ref("src:v1"))).out())
                .endsWith("\n\n" + body)
                .startsWith("Accept-Ranges");
        regctl(with(inspect, "headers", "ocidir://layout:v1"))
                .check()
                .succeeds()
                .out("");
        regctl(with(inspect, "raw", "ocidir://layout:v1")).check().out("\n" + body);
        regctl(with(inspect, "{{.RawHeaders.Get \"content-length\"}}", ref("src:v1")))
                .check()
                .out(Integer.toString(body.length()));
    }

    private static String[] with(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }
}
