// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.model.MediaType;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Indexes and their entries (contract regctl 9.7, 13.29, 14). */
class IndexCommandsTest extends WithRegistry {
    private static final String PLATFORMS = "{{range .Manifests}}{{println .Platform}}{{end}}";

    private final SampleImage amd =
            ImageFixture.image("linux/amd64").layer("a", "amd").build();
    private final SampleImage arm =
            ImageFixture.image("linux/arm64").layer("a", "arm").build();
    private final SampleImage old =
            ImageFixture.image("linux/arm/v7").layer("a", "old").build();

    private void putSource() {
        registry.put("src", ImageFixture.index(amd, arm, old).build(), "v1");
    }

    @Test
    @DisplayName("regctl 9.7.1, 14: two platforms of an index are copied by digest before the index is pushed")
    void createsFromPlatforms() {
        putSource();
        regctl("index", "create", ref("tgt:v1"), "--ref", ref("src:v1"), "--platform", "linux/amd64")
                .check()
                .succeeds()
                .out("")
                .err("");
        regctl(
                        "index",
                        "create",
                        ref("tgt:v1"),
                        "--ref",
                        ref("src:v1"),
                        "--platform=linux/amd64",
                        "--platform=linux/arm64",
                        "--desc-annotation",
                        "a=b",
                        "--annotation",
                        "c=d")
                .check()
                .succeeds();

        regctl("manifest", "get", "--format", PLATFORMS, ref("tgt:v1")).check().outLines("linux/amd64", "linux/arm64");
        regctl("manifest", "get", "--format", "{{(index .Manifests 0).Annotations.a}}{{.Annotations.c}}", ref("tgt:v1"))
                .check()
                .out("bd");
        regctl("image", "digest", ref("tgt@" + old.digest())).check().exits(1);
        regctl("tag", "ls", ref("tgt")).check().outLines("v1");
    }

    @Test
    @DisplayName("regctl 9.7.1, 9.7.3: a platform that no source has is an error, a deletion of nothing a warning")
    void tellsWhatIsNotThere() {
        putSource();
        regctl("index", "create", ref("tgt:v1"), "--ref", ref("src:v1"), "--platform", "linux/riscv64")
                .check()
                .exits(1)
                .errContains("platform not found: linux/riscv64, " + ref("src:v1") + " has linux/amd64");
        regctl("index", "create", ref("tgt:v1"), "--ref", ref("src:v1")).check().succeeds();
        regctl("index", "delete", ref("tgt:v1")).check().succeeds().errContains("--digest or --platform");
    }

    @Test
    @DisplayName("regctl 9.7.1: an empty index is legal; --by-digest prints its digest; the JSON is in order")
    void createsAnEmptyIndex() {
        CliResult result = regctl("index", "create", ref("tgt"), "--by-digest");
        result.check().succeeds();
        assertThat(result.out()).matches("sha256:[0-9a-f]{64}\n");
        regctl("manifest", "get", "--format", "body", ref("tgt@" + result.out().strip()))
                .check()
                .out("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[]}");
        regctl("tag", "ls", ref("tgt")).check().out("");
        regctl("index", "create", ref("tgt:v1"), "--by-digest", "--format", "{{.Manifest.GetMediaType}}")
                .check()
                .out(MediaType.OCI_INDEX);
    }

    @Test
    @DisplayName("regctl 9.7.1: without --platform an index becomes one nested entry, repetitions are one")
    void nestsAnIndex() {
        putSource();
        registry.put("tgt", amd, "amd");
        regctl(
                        "index",
                        "create",
                        ref("tgt:v1"),
                        "--ref",
                        ref("src:v1"),
                        "--digest",
                        amd.digest().toString(),
                        "--digest",
                        amd.digest().toString())
                .check()
                .succeeds();
        regctl(
                        "manifest",
                        "get",
                        "--format",
                        "{{range .Manifests}}{{println .MediaType .Platform}}{{end}}",
                        ref("tgt:v1"))
                .check()
                .outLines(MediaType.OCI_MANIFEST + " linux/amd64", MediaType.OCI_INDEX + " <nil>");
    }

    @Test
    @DisplayName("regctl 9.7.1, 14: subject and artifact type of an OCI index, ignored for Docker's list")
    void createsAReferrer() {
        registry.put("tgt", amd, "latest");
        String[] about = {"--subject", "latest", "--artifact-type", "application/example"};
        regctl(join(new String[] {"index", "create", ref("tgt:v1")}, about))
                .check()
                .succeeds()
                .err("");
        regctl("artifact", "list", "--format", "{{(index .Descriptors 0).ArtifactType}}", ref("tgt:latest"))
                .check()
                .out("application/example");
        regctl("manifest", "get", "--format", "{{.Subject.Digest}}", ref("tgt:v1"))
                .check()
                .out(amd.digest().toString());

        regctl(join(new String[] {"index", "create", ref("tgt:d"), "-m", MediaType.DOCKER_LIST}, about))
                .check()
                .succeeds()
                .errContains("neither subject nor artifact type");
        regctl("index", "create", ref("tgt:x"), "-m", "text/plain")
                .check()
                .exits(1)
                .errContains("unsupported manifest media type: text/plain");
        regctl("index", "create", ref("tgt:x"), "--subject", "gone")
                .check()
                .exits(1)
                .errContains("gone");
    }

    private static String[] join(String[] first, String[] second) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(second));
        return all.toArray(String[]::new);
    }

    @Test
    @DisplayName("regctl 9.7.1: --desc-platform replaces the platform of the config; what has no config has none")
    void setsPlatforms() {
        registry.put("tgt", amd, "amd");
        SampleImage artifact = ImageFixture.artifact("application/x").build();
        registry.put("tgt", artifact, "art");
        regctl("index", "create", ref("tgt:v1"), "--digest", amd.digest().toString(), "--desc-platform", "linux/s390x")
                .check()
                .succeeds();
        regctl("index", "add", ref("tgt:v1"), "--digest", artifact.digest().toString())
                .check()
                .succeeds();
        regctl("manifest", "get", "--format", PLATFORMS, ref("tgt:v1")).check().outLines("linux/s390x", "<nil>");
        regctl("index", "create", ref("tgt:v2"), "--desc-platform", "no/such!thing")
                .check()
                .exits(1)
                .errContains("--desc-platform");
        regctl("index", "create", ref("tgt:v2"), "--digest", "sha256:" + "0".repeat(64))
                .check()
                .exits(1)
                .errContains("0000");
    }

    @Test
    @DisplayName(
            "regctl 9.7.2, 13.29, 14: add keeps entries of the same platform, and brings referrers and digest tags")
    void addsEntries() {
        SampleImage signed = arm.withReferrer(
                ImageFixture.artifact("application/arms").subject(arm).build());
        registry.put("src", signed, "arm");
        registry.put("src", old, "sha256-" + arm.digest().hex() + ".sig");
        registry.put("tgt", ImageFixture.index(arm).build(), "v1");
        registry.put("src2", ImageFixture.image("linux/arm64").layer("b", "2").build(), "v1");

        regctl("index", "add", ref("tgt:v1"), "--ref", ref("src:arm"), "--referrers", "--digest-tags")
                .check()
                .succeeds()
                .out("");
        regctl("index", "append", ref("tgt:v1"), "--ref", ref("src2:v1"))
                .check()
                .succeeds();

        regctl("manifest", "get", "--format", PLATFORMS, ref("tgt:v1")).check().outLines("linux/arm64", "linux/arm64");
        regctl("tag", "ls", ref("tgt"))
                .check()
                .outLines("sha256-" + arm.digest().hex() + ".sig", "v1");
        regctl("artifact", "get", "--subject", ref("tgt@" + arm.digest()))
                .check()
                .out("{}");
    }

    @Test
    @DisplayName("regctl 9.7.2, 9.7.3: what is no index is refused")
    void refusesImages() {
        registry.put("tgt", amd, "v1");
        String message = "current manifest is not an index/manifest list, \"" + MediaType.OCI_MANIFEST
                + "\": unsupported media type: " + ref("tgt:v1") + "\n";
        regctl("index", "add", ref("tgt:v1")).check().exits(1).err(message);
        regctl("index", "rm", ref("tgt:v1")).check().exits(1).err(message);
    }

    @Test
    @DisplayName("regctl 9.7.3, 13.29: delete removes every match exactly, and pushes when there is none")
    void deletesEntries() {
        registry.put("tgt", ImageFixture.index(amd, arm, old).build(), "v1");
        regctl(
                        "index",
                        "delete",
                        ref("tgt:v1"),
                        "--platform",
                        "linux/arm",
                        "--digest",
                        amd.digest().toString())
                .check()
                .succeeds()
                .out("");
        regctl("manifest", "get", "--format", PLATFORMS, ref("tgt:v1")).check().outLines("linux/arm64");

        registry.requests().clear();
        regctl("index", "delete", ref("tgt:v1"), "--platform", "linux/riscv64")
                .check()
                .succeeds();
        assertThat(registry.requests().lines()).containsExactly("GET /v2/tgt/manifests/v1", "PUT /v2/tgt/manifests/v1");
    }

    @Test
    @DisplayName("regctl 9.7.2: an index that is named by its digest alone stays, the digest of the new one is printed")
    void changesWithoutATag() {
        SampleImage index = ImageFixture.index(amd, arm).build();
        registry.put("tgt", index, "v1");
        CliResult result = regctl("index", "delete", ref("tgt@" + index.digest()), "--platform", "linux/arm64");
        result.check().succeeds();
        regctl(
                        "manifest",
                        "get",
                        "--format",
                        PLATFORMS,
                        ref("tgt@" + result.out().strip()))
                .check()
                .outLines("linux/amd64");
        regctl("image", "digest", ref("tgt:v1")).check().out(index.digest() + "\n");
    }

    @Test
    @DisplayName("regctl 9.7, 12.4: in a layout children are not listed, and stay when garbage is collected")
    void worksOnALayout() {
        putSource();
        String layout = "ocidir://layout";
        regctl("index", "create", layout + ":v1", "--ref", ref("src:v1"), "--platform", "linux/amd64")
                .check()
                .succeeds();
        regctl("index", "add", layout + ":v1", "--ref", ref("src:v1"), "--platform", "linux/arm64")
                .check()
                .succeeds();
        regctl("image", "copy", layout + ":v1", ref("back:v1")).check().succeeds();
        regctl("manifest", "get", "--format", PLATFORMS, ref("back:v1")).check().outLines("linux/amd64", "linux/arm64");
        regctl("tag", "ls", layout).check().outLines("v1");
        regctl("index", "delete", layout + ":v1", "--platform", "linux/amd64")
                .check()
                .succeeds();
        assertThat(directory.resolve("layout/blobs/sha256/" + amd.digest().hex()))
                .doesNotExist();
    }
}
