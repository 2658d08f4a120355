// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.archive.TarDirectory;
import io.regclient.digest.Digest;
import io.regclient.server.registry.RegistryFeature;
import io.regclient.server.samples.SampleArtifactBuilder;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Finding and downloading artifacts (contract regctl 9.1.1, 9.1.2, 14). */
class ArtifactCommandsTest extends WithRegistry {
    private final SampleImage image = ImageFixture.small(1);

    private SampleImage referrer(String type, String text, String preference) {
        return ImageFixture.artifact(type)
                .blob("application/example.layer", text)
                .annotation("preference", preference)
                .subject(image)
                .build();
    }

    private void putReferrers() {
        registry.put(
                "repo",
                image.withReferrer(referrer("application/example.sbom", "eggs", "2"))
                        .withReferrer(referrer("application/example.sig", "bacon", "1")),
                "v2");
    }

    @Test
    @DisplayName("regctl 9.1.2: a list costs a HEAD and a GET, and shows what refers to the image")
    void listsReferrers() {
        putReferrers();
        CliResult result = regctl("artifact", "list", ref("repo:v2"));

        result.check()
                .succeeds()
                .outContains(
                        "Subject:",
                        ref("repo@" + image.digest()),
                        "Referrers:",
                        "application/example.sbom",
                        "application/example.sig");
        assertThat(registry.requests().lines())
                .containsExactly("HEAD /v2/repo/manifests/v2", "GET /v2/repo/referrers/" + image.digest());
    }

    @Test
    @DisplayName("regctl 9.1.2, 14: filters, order, --latest with --sort-annotation, and templates")
    void filtersAndSortsReferrers() {
        putReferrers();
        String type = "{{ ( index .Descriptors 0 ).ArtifactType }}";
        regctl("artifact", "ls", "--sort-annotation", "preference", "--format", type, ref("repo:v2"))
                .check()
                .out("application/example.sig");
        regctl("artifact", "ls", "--sort-annotation=preference", "--sort-desc", "--format", type, ref("repo:v2"))
                .check()
                .out("application/example.sbom");
        regctl(
                        "artifact",
                        "ls",
                        "--filter-annotation",
                        "preference=2",
                        "--format",
                        "{{len .Descriptors}} {{.Subject.Digest}} {{.Source.IsZero}}",
                        ref("repo:v2"))
                .check()
                .out("1 " + image.digest() + " true");
        regctl("artifact", "ls", "--latest", "--sort-annotation", "x", ref("repo:v2"))
                .check()
                .exits(1)
                .err("--latest cannot be used with --sort-annotation\n");
    }

    @Test
    @DisplayName("regctl 9.1.2: the platform of an index is resolved, its referrers are listed")
    void listsReferrersOfAPlatform() {
        SampleImage arm = ImageFixture.image("linux/arm64").layer("a", "arm").build();
        SampleImage index = ImageFixture.index(image, arm).build();
        registry.put(
                "repo",
                index.withReferrer(
                        ImageFixture.artifact("application/arm").subject(arm).build()),
                "v1");

        regctl("artifact", "list", "-p", "linux/arm64", "--format", "{{json .Descriptors}}", ref("repo:v1"))
                .check()
                .outContains("\"artifactType\":\"application/arm\"");
        assertThat(registry.requests().lines())
                .containsExactly("GET /v2/repo/manifests/v1", "GET /v2/repo/referrers/" + arm.digest());
    }

    @Test
    @DisplayName("regctl 9.1.2: digest tags are appended with their names, without the fallback tag")
    void listsDigestTags() {
        try (InProcessRegistry old = InProcessRegistry.builder()
                .without(RegistryFeature.REFERRERS_API)
                .start()) {
            registry.close();
            registry = old;
            String prefix = "sha256-" + image.digest().hex();
            registry.put("repo", image, "v2");
            registry.put("repo", ImageFixture.small(2), prefix + ".sig");
            registry.put("repo", ImageFixture.index().build(), prefix);

            regctl(
                            "artifact",
                            "list",
                            "--digest-tags",
                            "--format",
                            "{{range .Descriptors}}{{println (index .Annotations \"org.opencontainers.image.ref.name\")}}{{end}}",
                            ref("repo:v2"))
                    .check()
                    .outLines(prefix + ".sig");
            registry = InProcessRegistry.start();
        }
    }

    @Test
    @DisplayName("regctl 9.1.2: --external lists what another repository holds")
    void listsFromAnotherRepository() {
        registry.put("repo", image, "v2");
        registry.put("other", referrer("application/example.sbom", "eggs", "1"), "a1");

        regctl("artifact", "list", "--external", ref("other"), ref("repo:v2"))
                .check()
                .outContains("Source:", ref("other"), ref("other@sha256:"), "application/example.sbom");
        regctl("artifact", "get", "--external", ref("other"), "--subject", ref("repo:v2"))
                .check()
                .out("eggs");
    }

    @Test
    @DisplayName("regctl 9.1.1: a command line that names nothing, a missing tag, a directory that is none")
    void refusesWhatCannotBeFound() throws IOException {
        regctl("artifact", "get").check().exits(1).err("either a reference or subject must be provided\n");
        regctl("artifact", "get", "invalid*ref").check().exits(1).errContains("invalid reference \"invalid*ref\"");
        regctl("artifact", "get", ref("repo:gone")).check().exits(1).errContains("404");
        regctl("artifact", "get", "-o", "gone", ref("repo:v1"))
                .check()
                .exits(1)
                .err("output directory unavailable: stat gone: no such file or directory\n");
        Files.writeString(directory.resolve("file"), "");
        regctl("artifact", "get", "-o", "file", ref("repo:v1"))
                .check()
                .exits(1)
                .err("output must be a directory: \"file\"\n");
        registry.put("repo", image, "v2");
        regctl("artifact", "get", "--subject", ref("repo:v2"))
                .check()
                .exits(1)
                .errContains("no matching referrers to " + ref("repo:v2"));
    }

    @Test
    @DisplayName("regctl 9.1.1, 14: the one layer goes to stdout, filters choose among several")
    void printsALayer() {
        registry.put(
                "repo",
                ImageFixture.artifact("application/x")
                        .blob("text/plain", "eggs")
                        .build(),
                "a1");
        registry.put(
                "repo",
                ImageFixture.artifact("application/x")
                        .blob("application/example.layer.1", "1")
                        .blob("application/example.layer.2", "2")
                        .build(),
                "a3");
        regctl("artifact", "get", ref("repo:a1")).check().succeeds().out("eggs").err("");
        regctl("artifact", "get", "-m", "application/example.layer.2", ref("repo:a3"))
                .check()
                .out("2");
        regctl("artifact", "get", ref("repo:a3"))
                .check()
                .exits(1)
                .out("")
                .err("more than one matching layer found, add filters or specify output dir\n");
        regctl("artifact", "get", "-m", "unknown/type", ref("repo:a3"))
                .check()
                .exits(1)
                .errContains("no matching layers found in the artifact, verify media-type and filename");
        regctl("artifact", "get", "--config", ref("repo:a3")).check().out("{}");
        regctl("artifact", "get", "--config", "--config-file", "c.json", ref("repo:a3"))
                .check()
                .succeeds()
                .out("");
        regctl("artifact", "get", "--config-file", "d.json", ref("repo:a1"))
                .check()
                .out("eggs");
        assertThat(directory.resolve("c.json")).hasContent("{}");
        assertThat(directory.resolve("d.json")).hasContent("{}");
    }

    @Test
    @DisplayName("regctl 9.1.1, 14: of several referrers the first is taken with a warning, or the first in order")
    void getsAReferrer() {
        putReferrers();
        regctl("artifact", "get", "--subject", ref("repo:v2"), "--filter-artifact-type", "application/example.sbom")
                .check()
                .out("eggs")
                .err("");
        regctl("artifact", "get", "--subject", ref("repo:v2"), "--sort-annotation", "preference")
                .check()
                .out("bacon")
                .err("");
        regctl("artifact", "get", "--subject", ref("repo:v2"))
                .check()
                .errContains("multiple referrers match, using first match", "\"match count\"=2");
        regctl("artifact", "get", "--refers", ref("repo:v2"), "--filter-annotation", "preference=1")
                .check()
                .out("bacon")
                .errContains("--refers is deprecated");
    }

    @Test
    @DisplayName("regctl 9.1.1, 14: an index is searched by annotation and platform")
    void getsAnEntryOfAnIndex() {
        SampleImage sbom =
                ImageFixture.artifact("application/x").blob("a/b", "eggs").build();
        SampleImage other =
                ImageFixture.artifact("application/x").blob("a/b", "ham").build();
        registry.put(
                "repo",
                SampleImage.index()
                        .add(other, Optional.empty(), Map.of("type", "sig"))
                        .add(sbom, Optional.empty(), Map.of("type", "sbom"))
                        .build(),
                "ai");

        regctl("artifact", "get", "--filter-annotation", "type=sbom", ref("repo:ai"))
                .check()
                .out("eggs");
        regctl("artifact", "get", "--filter-annotation", "type=sbom", "--config", ref("repo:ai"))
                .check()
                .out("{}");
        regctl("artifact", "get", "--filter-annotation", "type=none", ref("repo:ai"))
                .check()
                .exits(1)
                .errContains("no matching artifacts found in index: not found");
    }

    @Test
    @DisplayName("regctl 14: --slow-referrers finds in a layout what no list names")
    void searchesALayoutSlowly() {
        Path layout = directory.resolve("layout");
        ImageFixture.writeLayout(image, layout, "v3");
        ImageFixture.writeLayout(referrer("application/eat", "oatmeal", "1"), layout, "child");

        regctl("artifact", "get", "--subject", "ocidir://layout:v3", "--slow-referrers")
                .check()
                .out("oatmeal");
        regctl("artifact", "get", "--subject", "ocidir://layout:v3").check().exits(1);
    }

    @Test
    @DisplayName("regctl 9.1.1, 13.31: --output makes files of titles, none leaves the directory")
    void writesFiles() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path out = Files.createDirectory(directory.resolve("out"));
        Files.createSymbolicLink(out.resolve("link"), outside);
        Files.writeString(outside.resolve("kept"), "kept");
        Files.createSymbolicLink(out.resolve("file"), outside.resolve("kept"));
        put("titles", "dir/one", "../../two", "", "file");

        regctl("artifact", "get", "-o", "out", ref("repo:titles"))
                .check()
                .succeeds()
                .out("");

        assertThat(out.resolve("dir/one")).hasContent("content 0");
        assertThat(out.resolve("two")).hasContent("content 1");
        assertThat(out.resolve(Digest.sha256(content(2)).hex())).hasContent("content 2");
        assertThat(out.resolve("file")).isRegularFile().hasContent("content 3");
        assertThat(outside.resolve("kept")).hasContent("kept");
        put("link", "link/three");
        regctl("artifact", "get", "-o", "out", ref("repo:link"))
                .check()
                .exits(1)
                .errContains("a symbolic link leads out of");
        regctl("artifact", "get", "-o", "out", "--strip-dirs", ref("repo:link"))
                .check()
                .succeeds();
        assertThat(out.resolve("three")).hasContent("content 0");
        assertThat(outside).isDirectoryNotContaining("glob:**/three");
    }

    private void put(String tag, String... titles) {
        SampleArtifactBuilder artifact = ImageFixture.artifact("application/x");
        for (int i = 0; i < titles.length; i++) {
            artifact.file(titles[i], "text/plain", content(i));
        }
        registry.put("repo", artifact.build(), tag);
    }

    private static byte[] content(int number) {
        return ("content " + number).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("regctl 9.1.1, 13.31: a title that ends in a slash is unpacked, links of the archive are dropped")
    void unpacksDirectories() throws IOException {
        Path source = Files.createDirectories(directory.resolve("source/sub"));
        Files.writeString(source.resolve("a.txt"), "a");
        Files.createSymbolicLink(source.resolve("escape"), Path.of("/"));
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(archive)) {
            TarDirectory.write(directory.resolve("source"), gzip);
        }
        registry.put(
                "repo",
                ImageFixture.artifact("application/x")
                        .file("x/folder/", "application/x-tgz", archive.toByteArray())
                        .build(),
                "dir");
        Files.createDirectory(directory.resolve("out"));
        Files.createDirectory(directory.resolve("flat"));

        regctl("artifact", "get", "-o", "out", ref("repo:dir"))
                .check()
                .succeeds()
                .errContains("Links and devices of the archive are left out", "count=1", "first=sub/escape");
        regctl("artifact", "get", "--strip-dirs", "-o", "flat", ref("repo:dir"))
                .check()
                .succeeds();

        assertThat(directory.resolve("out/x/folder/sub/a.txt")).hasContent("a");
        assertThat(directory.resolve("flat/sub/a.txt")).hasContent("a");
        assertThat(Files.exists(directory.resolve("flat/sub/escape"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    @DisplayName("regctl 9.1.1: two layers that would be the same file are refused, and nothing is written")
    void sameTitle() throws IOException {
        put("same", "one", "two", "one");
        put("cleaned", "dir/one", "../dir/./one");
        put("last", "a/one", "b/one");
        Path out = Files.createDirectory(directory.resolve("out"));

        regctl("artifact", "get", "-o", "out", ref("repo:same"))
                .check()
                .exits(1)
                .errContains("layers sha256:", " (one) and sha256:", "would both be written to one");
        regctl("artifact", "get", "-o", "out", ref("repo:cleaned"))
                .check()
                .exits(1)
                .errContains("(dir/one)", "(../dir/./one)", "would both be written to dir/one");
        regctl("artifact", "get", "-o", "out", "--strip-dirs", ref("repo:last"))
                .check()
                .exits(1)
                .errContains("(a/one)", "(b/one)", "would both be written to one");
        assertThat(out).isEmptyDirectory();
        regctl("artifact", "get", "-o", "out", ref("repo:last")).check().succeeds();
        assertThat(out.resolve("b/one")).hasContent("content 1");
    }
}
