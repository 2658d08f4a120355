// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.model.MediaType;
import io.regclient.server.registry.RegistryFeature;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.TestTls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushing, comparing and deleting manifests (contract regctl 9.8, 9.6.4). */
class ManifestCommandsTest extends WithRegistry {
    private static final String INDEX =
            "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[]}";

    private static final Digest INDEX_DIGEST = Digest.sha256(INDEX.getBytes(StandardCharsets.UTF_8));
    private static final String ABSENT = "sha256:" + "0".repeat(64);

    @Override
    CliResult regctl(String... args) {
        return reading("", args);
    }

    private CliResult reading(String input, String... args) {
        return reading(registry, input, args);
    }

    private CliResult reading(InProcessRegistry host, String input, String... args) {
        CliRunner runner = ProgramRunner.of(Regctl.PROGRAM, directory).stdin(input);
        List<String> all = new ArrayList<>(List.of("--host", TestHosts.host(host)));
        all.addAll(List.of(args));
        return runner.run(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "layout"})
    @DisplayName("regctl 9.8.5, 13.1: the bytes are pushed as they are, nothing is printed")
    void pushes(String storage) {
        String target = storage.equals("layout") ? "ocidir://layout:v1" : ref("new:v1");
        String body = " " + INDEX + "\n";

        reading(body, "manifest", "put", target).check().succeeds().out("").errIsEmpty();

        regctl("manifest", "get", "--format", "body", target).check().out(body);
    }

    @Test
    @DisplayName("regctl 9.8.5: a push is one request, and one by digest makes no tag and prints the digest (13.19)")
    void pushesByDigest() {
        reading(INDEX, "manifest", "push", "--by-digest", ref("new:v1")).check().out(INDEX_DIGEST + "\n");
        reading(INDEX, "manifest", "put", "--by-digest", "--format", "", ref("new"))
                .check()
                .out(INDEX_DIGEST + "\n");

        assertThat(registry.requests().lines())
                .containsExactly("PUT /v2/new/manifests/" + INDEX_DIGEST, "PUT /v2/new/manifests/" + INDEX_DIGEST);
        reading(
                        INDEX,
                        "manifest",
                        "put",
                        "--format",
                        "{{.Manifest.GetMediaType}} {{len .Manifest.Manifests}}",
                        ref("new"))
                .check()
                .out(MediaType.OCI_INDEX + " 0");
        regctl("tag", "ls", ref("new")).check().outLines("latest");
    }

    @Test
    @DisplayName("regctl 9.8.5: the type comes from the flag, the body or the content, and must not differ")
    void findsTheType() {
        String untyped = "{\"schemaVersion\":2,\"manifests\":[]}";
        reading(untyped, "manifest", "put", "-t", MediaType.OCI_INDEX, ref("new:flag"))
                .check()
                .succeeds();
        regctl("manifest", "head", "--format", "{{.GetMediaType}}", ref("new:flag"))
                .check()
                .out(MediaType.OCI_INDEX);

        registry.requests().clear();
        reading(untyped, "manifest", "put", ref("new:v1"))
                .check()
                .exits(1)
                .errContains("failed to put manifest " + ref("new:v1") + ": unsupported media type: \"\"");
        reading(INDEX, "manifest", "put", "-t", MediaType.DOCKER_LIST, ref("new:v1"))
                .check()
                .exits(1)
                .errContains("manifest contains an unexpected media type: expected " + MediaType.DOCKER_LIST
                        + ", received " + MediaType.OCI_INDEX + "\n");
        reading(INDEX, "manifest", "put", "-t", "text/plain", ref("new:v1"))
                .check()
                .exits(1)
                .errContains("unsupported media type: \"text/plain\"");
        reading("no json", "manifest", "put", ref("new:v1")).check().exits(1).out("");
        assertThat(registry.requests().lines()).isEmpty();
    }

    @Test
    @DisplayName("regctl 9.8.5, MF-13: another digest and more than 4 MiB are refused without a request")
    void refusesBadContent() {
        reading(INDEX, "manifest", "put", ref("new@" + ABSENT))
                .check()
                .exits(1)
                .errContains("manifest digest mismatch, expected " + ABSENT + ", computed " + INDEX_DIGEST);
        String large = " ".repeat(4 << 20) + INDEX;
        reading(large, "manifest", "put", ref("new:v1"))
                .check()
                .exits(1)
                .errContains("manifest on stdin is larger than the limit of 4194304 bytes");
        assertThat(registry.requests().lines()).isEmpty();
    }

    @Test
    @DisplayName("regctl 9.8.1, 13.5: a tag alone deletes nothing; a digest goes with all its tags")
    void deletesByDigest() {
        SampleImage image = ImageFixture.small(1);
        registry.put("repo", image, "v1", "v2");
        registry.requests().clear();

        regctl("manifest", "delete", ref("repo:v1"))
                .check()
                .exits(1)
                .err("digest required to delete manifest, reference " + ref("repo:v1")
                        + ", name a digest or use --force-tag-dereference\n");
        assertThat(registry.requests().lines()).isEmpty();

        regctl("manifest", "rm", ref("repo@" + image.digest()))
                .check()
                .succeeds()
                .out("");

        assertThat(registry.requests().lines()).containsExactly("DELETE /v2/repo/manifests/" + image.digest());
        regctl("image", "digest", ref("repo:v2")).check().exits(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image delete", "image del", "image rm", "image remove", "manifest del", "manifest remove"})
    @DisplayName("regctl 9.6.4, 9.8.1: the digest of a tag is deleted where that is asked for")
    void deletesByTag(String command) {
        SampleImage image = ImageFixture.small(1);
        registry.put("repo", image, "v1");
        registry.requests().clear();
        String[] words = command.split(" ", -1);

        regctl(words[0], words[1], ref("repo:v1"), "--force-tag-dereference")
                .check()
                .succeeds();

        assertThat(registry.requests().lines())
                .containsExactly("HEAD /v2/repo/manifests/v1", "DELETE /v2/repo/manifests/" + image.digest());
    }

    @Test
    @DisplayName("regctl 9.8.1: --ignore-missing lets nothing pass but a manifest that is not there")
    void ignoresOnlyWhatIsMissing() {
        SampleImage image = ImageFixture.small(1);
        registry.put("repo", image, "v1");

        assertMissing("repo@" + ABSENT);
        assertMissing("repo:gone", "--force-tag-dereference");
        regctl("manifest", "delete", ref("repo:v1"), "--ignore-missing").check().exits(1);

        try (InProcessRegistry secure =
                InProcessRegistry.builder().tls(TestTls.shared()).start()) {
            ProgramRunner.of(Regctl.PROGRAM, directory)
                    .run("manifest", "delete", "--ignore-missing", secure.host() + "/repo@" + ABSENT)
                    .check()
                    .exits(1)
                    .errContains("is not trusted");
        }
    }

    private void assertMissing(String name, String... flags) {
        List<String> words = new ArrayList<>(List.of("manifest", "delete", ref(name)));
        words.addAll(List.of(flags));
        regctl(words.toArray(String[]::new)).check().exits(1).errContains("not found");
        words.add("--ignore-missing");
        regctl(words.toArray(String[]::new)).check().succeeds().out("").errIsEmpty();
    }

    @Test
    @DisplayName("regctl 9.8.1: where deletes are off the manifest is there, so --ignore-missing does not help")
    void failsWhereDeletesAreOff() {
        SampleImage image = ImageFixture.small(1);
        try (InProcessRegistry closed =
                InProcessRegistry.builder().without(RegistryFeature.DELETE).start()) {
            closed.put("repo", image, "v1");
            reading(closed, "", "manifest", "delete", "--ignore-missing", closed.host() + "/repo@" + image.digest())
                    .check()
                    .exits(1)
                    .errContains("failed to delete manifest", "[http 405]");
        }
    }

    @Test
    @DisplayName("regctl 9.8.1: --referrers takes an artifact out of the fallback tag of its subject")
    void updatesReferrers() {
        SampleImage image = ImageFixture.small(1);
        SampleImage artifact =
                ImageFixture.artifact("application/example").subject(image).build();
        try (InProcessRegistry old = InProcessRegistry.builder()
                .without(RegistryFeature.REFERRERS_API)
                .start()) {
            old.put("repo", image, "v1");
            String root = new String(artifact.root().bytes(), StandardCharsets.UTF_8);
            old.put("repo", ImageFixture.artifact("application/example").build(), "blobs");
            String repo = old.host() + "/repo";
            reading(old, root, "manifest", "put", "--by-digest", repo).check().succeeds();
            String fallback = "sha256-" + image.digest().hex();
            reading(old, "", "tag", "ls", repo).check().outContains(fallback);

            reading(old, "", "manifest", "delete", "--referrers", repo + "@" + artifact.digest())
                    .check()
                    .succeeds();

            assertThat(reading(old, "", "tag", "ls", repo).out()).doesNotContain(fallback);
        }
    }

    @Test
    @DisplayName("regctl 9.8.1: deletes from a layout")
    void deletesFromALayout() {
        reading(INDEX, "manifest", "put", "ocidir://layout:v1").check().succeeds();

        regctl("manifest", "delete", "ocidir://layout@" + INDEX_DIGEST).check().succeeds();

        regctl("manifest", "head", "ocidir://layout:v1").check().exits(1);
        assertThat(directory.resolve("layout/blobs/sha256/" + INDEX_DIGEST.hex()))
                .doesNotExist();
    }

    @Test
    @DisplayName("regctl 9.8.2: the JSON of two manifests, line by line, as it would be printed indented")
    void compares() {
        String before = "{\"schemaVersion\": 2,\"mediaType\":\"" + MediaType.OCI_INDEX
                + "\",\"manifests\":[],\"annotations\":{\"a\":\"<1>\",\"b\":\"2\"}}";
        reading(before, "manifest", "put", ref("repo:v1")).check().succeeds();
        reading(before.replace("<1>", "<3>"), "manifest", "put", ref("repo:v2"))
                .check()
                .succeeds();
        registry.requests().clear();

        regctl("manifest", "diff", ref("repo:v1"), ref("repo:v2"), "--context", "1")
                .check()
                .succeeds()
                .outLines(
                        "@@ -5,3 +5,3 @@",
                        "    \"annotations\": {",
                        "-     \"a\": \"\\u003c1\\u003e\",",
                        "+     \"a\": \"\\u003c3\\u003e\",",
                        "      \"b\": \"2\"");
        assertThat(registry.requests().lines())
                .containsExactly("GET /v2/repo/manifests/v1", "GET /v2/repo/manifests/v2");
        regctl("manifest", "diff", ref("repo:v1"), ref("repo:v2"), "--context=0")
                .check()
                .outContains("@@ -6,1 +6,1 @@\n-  ");
        assertThat(regctl("manifest", "diff", "--context-full", ref("repo:v1"), ref("repo:v2"))
                        .lines())
                .startsWith("@@ -1,9 +1,9 @@", "  {", "    \"schemaVersion\": 2,")
                .endsWith("    }", "  }");
    }

    @Test
    @DisplayName("regctl 9.8.2: equal manifests are one empty line and exit 0; two arguments are needed")
    void comparesEqualOnes() {
        reading(INDEX, "manifest", "put", ref("repo:v1")).check().succeeds();

        regctl("manifest", "diff", ref("repo:v1"), ref("repo:v1"))
                .check()
                .succeeds()
                .out("\n");
        regctl("manifest", "diff", ref("repo:v1")).check().exits(1).err("accepts 2 arg(s), received 1\n");
    }

    @Test
    @DisplayName("regctl 7.5: a descriptor without a size is shown with 0 bytes")
    void showsAbsentSizes() {
        String body = """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/x","digest":"%s"},"layers":[]}""".formatted(MediaType.OCI_MANIFEST, ABSENT);
        reading(body, "manifest", "put", "ocidir://layout:v1").check().succeeds();

        CliResult shown = regctl("manifest", "get", "ocidir://layout:v1");

        shown.check().succeeds();
        assertThat(shown.out()).containsPattern("(?m)^  Size: +0B$");
    }
}
