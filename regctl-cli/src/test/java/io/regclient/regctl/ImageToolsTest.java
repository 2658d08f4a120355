// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code image ratelimit}, {@code check-base}, {@code get-file} and {@code create} (contract regctl 9.6). */
class ImageToolsTest extends WithRegistry {
    private static final String MEDIA_DOCKER = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String BASE_NAME = "org.opencontainers.image.base.name";

    ImageToolsTest() {
        super(InProcessRegistry.builder().pullLimit(100, Duration.ofHours(6)).start());
    }

    @Test
    @DisplayName("regctl 9.6.12: one HEAD tells the pull limit, and that a layout has none")
    void showsTheRateLimit() {
        registry.put("repo", ImageFixture.small(1), "v1");

        regctl("image", "ratelimit", ref("repo:v1")).check().succeeds().out("""
                        {
                          "Remain": 100,
                          "Limit": 100,
                          "Reset": 0,
                          "Set": true,
                          "Policies": [
                            "100;w=21600"
                          ]
                        }
                        """);
        assertThat(registry.requests().lines()).containsExactly("HEAD /v2/repo/manifests/v1");

        regctl("image", "copy", ref("repo:v1"), "ocidir://layout:v1").check().succeeds();
        regctl("image", "rate-limit", "ocidir://layout:v1", "--format", "{{.Set}} {{.Policies}} {{len .Policies}}")
                .check()
                .succeeds()
                .out("false [] 0");
        regctl("image", "ratelimit", "ocidir://layout:v1").check().outContains("\"Policies\": null");
        regctl("image", "ratelimit", ref("repo:none"))
                .check()
                .exits(1)
                .errContains("failed to request manifest head " + ref("repo:none"));
    }

    @Test
    @DisplayName(
            "regctl 9.6.1, 13.17: a base that matches, and one that has changed: text on stdout, nothing on stderr")
    void checksTheBase() {
        SampleImage base = ImageFixture.image().layer("base", "1").build();
        SampleImage other = ImageFixture.image().layer("base", "2").build();
        registry.put("base", base, "v1");
        registry.put("base", other, "v2");
        registry.put(
                "app",
                ImageFixture.image()
                        .layer("base", "1")
                        .layer("app", "1")
                        .annotation(BASE_NAME, ref("base:v1"))
                        .build(),
                "v1");

        regctl("image", "check-base", ref("app:v1"))
                .check()
                .succeeds()
                .out("base image matches\n")
                .errIsEmpty();
        regctl("image", "check-base", ref("app:v1"), "--base", ref("base:v2"))
                .check()
                .exits(1)
                .out("base image has changed\n")
                .errIsEmpty();
        regctl("image", "check-base", ref("app:v1"), "--base", ref("base:v2"), "--quiet", "-v", "info")
                .check()
                .exits(1)
                .out("")
                .errContains("level=INFO msg=\"base image has changed\" err=", "layer 1 of " + ref("app:v1"));
        regctl("image", "check-base", ref("app:v1"), "--quiet")
                .check()
                .succeeds()
                .out("");
    }

    @Test
    @DisplayName("regctl 9.6.1: with a digest one HEAD of the base decides; what cannot be told is an error")
    void checksTheDigestOfTheBase() {
        SampleImage base = ImageFixture.image().layer("base", "1").build();
        registry.put("base", base, "v1");
        registry.requests().clear();

        regctl(
                        "image",
                        "check-base",
                        ref("app:none"),
                        "--base",
                        ref("base:v1"),
                        "--digest",
                        base.digest().toString())
                .check()
                .succeeds();
        assertThat(registry.requests().lines()).containsExactly("HEAD /v2/base/manifests/v1");

        regctl("image", "check-base", ref("base:v1"))
                .check()
                .exits(1)
                .out("")
                .err("image does not have a base annotation, base image must be provided: " + ref("base:v1")
                        + ", use --base IMAGE\n");
        regctl("image", "check-base", ref("base:v1"), "--digest", "sha256:12")
                .check()
                .exits(1)
                .errContains("invalid argument \"sha256:12\" for \"--digest\" flag: ");
    }

    @Test
    @DisplayName("regctl 9.6.1: --platform checks one entry of an index, --no-config leaves out the history")
    void checksOnePlatform() {
        SampleImage base = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        registry.put("base", base, "v1");
        String[] check = {"image", "check-base", ref("base:v1"), "--base", ref("base:v1"), "--no-config"};

        regctl(check).check().succeeds();
        List<String> one = new ArrayList<>(List.of(check));
        one.addAll(List.of("--platform", "linux/arm64"));
        registry.requests().clear();
        regctl(one.toArray(String[]::new)).check().succeeds();

        assertThat(registry.requests().lines()).noneMatch(line -> line.contains("/blobs/"));
    }

    @Test
    @DisplayName("regctl 9.6.7: the newest layer that has a file counts, and its bytes go to stdout or a file")
    void getsAFile() throws IOException {
        registry.put(
                "repo",
                ImageFixture.image()
                        .layer("etc/motd", "old")
                        .layer("etc/motd", "new")
                        .layer("other", "x")
                        .build(),
                "v1");

        regctl("image", "get-file", ref("repo:v1"), "/etc/motd")
                .check()
                .succeeds()
                .out("new")
                .errIsEmpty();
        regctl("image", "cat", ref("repo:v1"), "etc/motd", "out.txt")
                .check()
                .succeeds()
                .out("");
        assertThat(directory.resolve("out.txt")).hasContent("new");
        regctl("image", "get-file", ref("repo:v1"), "etc")
                .check()
                .succeeds()
                .out("")
                .errContains("level=WARN msg=\"Not a regular file, it has no content\" file=etc");
        regctl("image", "copy", ref("repo:v1"), "ocidir://layout:v1").check().succeeds();
        regctl("image", "get-file", "ocidir://layout:v1", "etc/motd", "-")
                .check()
                .out("new");

        Files.writeString(directory.resolve("out.txt"), "before");
        regctl("image", "get-file", ref("repo:v1"), "etc/none", "out.txt")
                .check()
                .exits(1)
                .out("")
                .err("get etc/none of " + ref("repo:v1") + ": file not found: etc/none\n");
        assertThat(directory.resolve("out.txt")).hasContent("before");
    }

    @Test
    @DisplayName("regctl 9.6.7, 13.13: a whiteout of the file or of its directory ends the search")
    void findsNoDeletedFile() {
        registry.put(
                "repo",
                ImageFixture.image()
                        .layer("etc/motd", "old")
                        .layer(SampleLayer.builder().whiteout("etc").build())
                        .build(),
                "v1");

        regctl("image", "get-file", ref("repo:v1"), "etc/motd")
                .check()
                .exits(1)
                .err("get etc/motd of " + ref("repo:v1") + ": failed pulling from layer 1: file deleted: etc/motd\n");
        regctl("image", "get-file", ref("repo:v1"), "etc/.wh.motd")
                .check()
                .exits(1)
                .errContains(".wh. prefix is reserved for whiteout files");
    }

    @Test
    @DisplayName("regctl 9.6.7: an index gives the file of a platform, this machine's unless another is asked for")
    void getsAFileOfAPlatform() {
        SampleImage arm = ImageFixture.image("linux/arm64").layer("a", "arm").build();
        SampleImage amd = ImageFixture.image("linux/amd64").layer("a", "amd").build();
        registry.put("repo", ImageFixture.index(amd, arm).build(), "v1");

        regctl("image", "get-file", "-p", "linux/arm64", ref("repo:v1"), "a")
                .check()
                .out("arm");
        regctl("image", "get-file", "-p", "linux/riscv64", ref("repo:v1"), "a")
                .check()
                .exits(1)
                .errContains("platform not found: linux/riscv64");
    }

    @Test
    @DisplayName("regctl 7.7, 9.6.7: a template sees the header of the file with Go's names, and no content")
    void showsTheHeaderOfAFile() {
        registry.put(
                "repo",
                ImageFixture.image()
                        .layer(SampleLayer.builder()
                                .executable("bin/tool", "12345")
                                .symlink("bin/link", "tool")
                                .build())
                        .build(),
                "v1");
        String format = "{{.Header.Name}} {{.Header.Linkname}} {{.Header.Size}} {{printf \"%o\" .Header.Mode}}"
                + " {{.Header.Uid}} {{.Header.Gid}} {{printf \"%c\" .Header.Typeflag}} {{.Header.ModTime}}";

        regctl("image", "get-file", "--format", format, ref("repo:v1"), "bin/tool")
                .check()
                .succeeds()
                .out("bin/tool  5 755 0 0 0 2026-01-01 00:00:00 +0000 UTC");
        regctl("image", "get-file", "--format", format, ref("repo:v1"), "bin/link")
                .check()
                .succeeds()
                .out("bin/link tool 0 777 0 0 2 2026-01-01 00:00:00 +0000 UTC");
        regctl("image", "get-file", ref("repo:v1"), "bin/link")
                .check()
                .succeeds()
                .out("");
        regctl("image", "get-file", "--format", "{{.Nope}}", ref("repo:v1"), "bin/tool")
                .check()
                .exits(1)
                .errContains("can't evaluate field Nope");
    }

    @Test
    @DisplayName("regctl 9.6.3: an image without layers, its fields in the order of the reference, silently")
    void createsAnImage() {
        regctl(
                        "image",
                        "create",
                        ref("new:v1"),
                        "--created",
                        "2026-01-02T03:04:05Z",
                        "--platform",
                        "linux/arm64",
                        "--label",
                        "b=2=3",
                        "--label",
                        "a",
                        "--annotation",
                        "z=<x>")
                .check()
                .succeeds()
                .out("")
                .errIsEmpty();

        regctl("image", "inspect", ref("new:v1"), "--format", "body")
                .check()
                .out("{\"created\":\"2026-01-02T03:04:05Z\",\"architecture\":\"arm64\",\"os\":\"linux\","
                        + "\"config\":{\"Labels\":{\"a\":\"\",\"b\":\"2=3\"}},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
        regctl("manifest", "get", ref("new:v1"), "--format", "body")
                .check()
                .outContains("\"layers\":null,\"annotations\":{\"z\":\"\\u003cx\\u003e\"}}");
    }

    @Test
    @DisplayName("regctl 9.6.3: without options config and platform are empty; --by-digest prints (13.19)")
    void createsAnEmptyImage() {
        String digest =
                regctl("image", "create", ref("new"), "--by-digest").out().strip();
        assertThat(digest).isEqualTo("sha256:98d90749727fff1c2b1c7aa74a72afe536bcb05d0074b1d748cd368e9de6dbca");

        regctl(
                        "image",
                        "create",
                        "--media-type",
                        MEDIA_DOCKER,
                        ref("new:docker"),
                        "--format",
                        "{{.Manifest.GetMediaType}}")
                .check()
                .succeeds()
                .out(MEDIA_DOCKER);
        regctl("image", "new", "--by-digest", "--format", "", ref("new"))
                .check()
                .out(digest + "\n");

        regctl("tag", "ls", ref("new")).check().out("docker\n");
        regctl("image", "inspect", ref("new@" + digest), "--format", "body")
                .check()
                .out("{\"architecture\":\"\",\"os\":\"\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
        regctl("image", "create", "ocidir://layout:v1").check().succeeds();
        regctl("manifest", "head", "ocidir://layout:v1").check().out(digest + "\n");
    }

    @Test
    @DisplayName("regctl 9.6.3: created now is the time of the run, or the one a build pinned")
    void createsAnImageNow() {
        ProgramRunner.of(Regctl.PROGRAM, directory)
                .env("SOURCE_DATE_EPOCH", "1767225600")
                .run("image", "init", "--created", "now", "ocidir://layout:pinned")
                .check()
                .succeeds();
        regctl("image", "create", "--created", "now", "ocidir://layout:now")
                .check()
                .succeeds();

        regctl("image", "inspect", "ocidir://layout:pinned", "--format", "{{.Created}}")
                .check()
                .out("2026-01-01 00:00:00 +0000 UTC");
        regctl("image", "inspect", "ocidir://layout:now", "--format", "{{.Created}}")
                .check()
                .outContains("+0000 UTC");
    }

    @Test
    @DisplayName("regctl 9.6.3: what no image can have is refused before any request")
    void refusesWrongValues() {
        regctl("image", "create", ref("new:v1"), "--media-type", "application/json")
                .check()
                .exits(1)
                .errContains("unsupported manifest media type: application/json");
        regctl("image", "create", ref("new:v1"), "--created", "yesterday")
                .check()
                .exits(1)
                .errContains(
                        "invalid argument \"yesterday\" for \"--created\" flag: failed to parse created time yesterday: ");

        assertThat(registry.requests().all()).isEmpty();
    }
}
