// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.server.registry.RegistryFeature;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs (contract regctl 9.2). */
class BlobCommandsTest extends WithRegistry {
    private static final String TEXT = "hello world";
    private static final Digest DIGEST = Digest.sha256(TEXT.getBytes(StandardCharsets.UTF_8));
    private static final String ABSENT = "sha256:" + "0".repeat(64);

    @Override
    CliResult regctl(String... args) {
        return reading(new byte[0], args);
    }

    private CliResult reading(byte[] input, String... args) {
        List<String> all = new ArrayList<>(List.of("--host", TestHosts.host(registry)));
        all.addAll(List.of(args));
        return ProgramRunner.of(Regctl.PROGRAM, directory).stdin(input).run(all.toArray(String[]::new));
    }

    private String put(String repo, String text) {
        CliResult result = reading(text.getBytes(StandardCharsets.UTF_8), "blob", "put", repo);
        result.check().succeeds().errIsEmpty();
        return result.out().strip();
    }

    private String place(String storage) {
        return storage.equals("layout") ? "ocidir://layout" : ref("repo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "layout"})
    @DisplayName("regctl 9.2, 14: put, get, head and delete a blob; in a layout it stays although nothing refers to it")
    void keepsABlob(String storage) {
        String repo = place(storage);

        assertThat(put(repo, TEXT)).isEqualTo(DIGEST.toString());

        regctl("blob", "get", repo, DIGEST.toString()).check().out(TEXT);
        regctl("layer", "pull", "--format", "body", repo, DIGEST.toString())
                .check()
                .out(TEXT);
        regctl("blob", "get", "--format", "{{printPretty .}}", repo, DIGEST.toString())
                .check()
                .out(TEXT);
        regctl("blob", "digest", "--format", "{{.GetDescriptor.Digest}} {{.Length}}", repo, DIGEST.toString())
                .check()
                .out(DIGEST + " 11");
        regctl("blob", "rm", repo, DIGEST.toString()).check().succeeds().out("").errIsEmpty();
        regctl("blob", "get", repo, DIGEST.toString()).check().exits(1).out("").errContains(DIGEST.toString());
        regctl("blob", "head", repo, DIGEST.toString())
                .check()
                .exits(1)
                .out("")
                .errContains(DIGEST.toString(), "not found");
    }

    @Test
    @DisplayName("regctl 9.2.5, 7.6, 7.7: forms of a blob, each by one GET")
    void printsABlob() {
        put(ref("repo"), TEXT);
        registry.requests().clear();

        regctl("blob", "get", "--format", "raw-headers", ref("repo"), DIGEST.toString())
                .check()
                .outContains("Content-Length: 11\n", "Docker-Content-Digest: " + DIGEST + "\n");
        assertThat(regctl("blob", "get", "--format", "raw", ref("repo"), DIGEST.toString())
                        .out())
                .startsWith("Accept-Ranges:")
                .endsWith("\n\n" + TEXT);
        regctl(
                        "blob",
                        "get",
                        "--format",
                        "{{json .}}{{printf \"%s\" .RawBody}} {{.MediaType}}",
                        ref("repo"),
                        DIGEST.toString())
                .check()
                .out("{}\n" + TEXT + " application/octet-stream");
        regctl("blob", "get", "--format", "{{index .RawHeaders \"Content-Length\"}}", ref("repo"), DIGEST.toString())
                .check()
                .out("[11]");
        assertThat(registry.requests().lines()).hasSize(4).allMatch(("GET /v2/repo/blobs/" + DIGEST)::equals);
    }

    @Test
    @DisplayName(
            "regctl 9.2.7, 7.6: head prints headers by one HEAD, in a layout nothing; only that word is no template")
    void printsHeaders() {
        put(ref("repo"), TEXT);
        put("ocidir://layout", TEXT);
        registry.requests().clear();

        regctl("blob", "head", ref("repo"), DIGEST.toString()).check().outContains("Content-Length: 11\n");
        regctl("blob", "head", "ocidir://layout", DIGEST.toString())
                .check()
                .succeeds()
                .out("");
        regctl("blob", "head", "--format", "body", ref("repo"), DIGEST.toString())
                .check()
                .out("body");
        regctl("blob", "head", "--format", "{{.RawBody}}", ref("repo"), DIGEST.toString())
                .check()
                .exits(1)
                .errContains("blob has no reader: unexpected EOF");
        assertThat(registry.requests().lines()).hasSize(3).allMatch(("HEAD /v2/repo/blobs/" + DIGEST)::equals);
        regctl("blob", "head", ref("repo"), ABSENT)
                .check()
                .exits(1)
                .errContains("failed to request blob head, digest " + ABSENT + ", ref " + ref("repo"), "[http 404]");
    }

    @ParameterizedTest
    @CsvSource({
        "get REPO nothing, invalid checksum digest format",
        "get REPO sha256:12, invalid checksum digest length",
        "head REPO sha256:12, invalid checksum digest length",
        "delete REPO sha256:12, invalid checksum digest length",
        "copy REPO REPO x, invalid checksum digest format",
        "diff-config REPO x REPO x, invalid checksum digest format",
        "get REPO, 'accepts 2 arg(s), received 1'",
        "copy REPO REPO, 'accepts 3 arg(s), received 2'",
        "put, 'accepts 1 arg(s), received 0'",
        "get-file REPO x, 'accepts between 3 and 4 arg(s), received 2'",
        "diff-layer REPO x, 'accepts 4 arg(s), received 2'"
    })
    @DisplayName("regctl 9.2.5, 1.3: wrong digests and numbers of arguments are told in one line, without a request")
    void refusesWrongArguments(String line, String message) {
        List<String> words = new ArrayList<>(List.of("blob"));
        words.addAll(List.of(line.replace("REPO", ref("repo")).split(" ")));

        CliResult result = regctl(words.toArray(String[]::new));

        result.check().exits(1).out("").errContains(message);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(registry.requests().lines()).isEmpty();
    }

    @Test
    @DisplayName("regctl 9.2.8, 8.8: content of unknown size goes in chunks, and comes back as it was")
    void uploadsInChunks() {
        byte[] content = new byte[(5 << 20) / 2];
        new Random(1).nextBytes(content);

        reading(content, "blob", "push", ref("repo"), "--format", "{{.Digest}} {{.Size}}")
                .check()
                .out(Digest.sha256(content) + " " + content.length);

        assertThat(registry.requests().count("PATCH", ".*")).isEqualTo(3);
        assertThat(registry.requests().count("POST", "/v2/repo/blobs/uploads/")).isEqualTo(1);
        assertThat(regctl("blob", "get", ref("repo"), Digest.sha256(content).toString())
                        .outBytes())
                .isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "layout"})
    @DisplayName("regctl 9.2.8: content with another digest than the expected one is not stored")
    void verifiesTheExpectedDigest(String storage) {
        byte[] input = TEXT.getBytes(StandardCharsets.UTF_8);

        reading(input, "blob", "put", "--digest", ABSENT, place(storage))
                .check()
                .exits(1)
                .out("")
                .errContains("digest mismatch, expected " + ABSENT + ", computed " + DIGEST);
        regctl("blob", "head", place(storage), DIGEST.toString()).check().exits(1);

        reading(input, "blob", "put", "--digest", DIGEST.toString(), place(storage))
                .check()
                .out(DIGEST + "\n");
    }

    @Test
    @DisplayName("regctl 13.34: an expected digest that is none is ignored, with a warning; old options are INFO")
    void ignoresWhatItCannotUse() {
        byte[] input = TEXT.getBytes(StandardCharsets.UTF_8);
        reading(input, "blob", "put", "--digest", "sha256:12", ref("repo"))
                .check()
                .out(DIGEST + "\n")
                .errContains("level=WARN", "digest=sha256:12");
        reading(input, "blob", "put", "-v", "info", "--content-type", "text/plain", ref("repo"))
                .check()
                .succeeds()
                .errContains("level=INFO msg=\"Specifying the blob media type is deprecated\" mt=text/plain");
        regctl("blob", "get", "--media-type", "text/plain", ref("repo"), DIGEST.toString())
                .check()
                .out(TEXT)
                .errIsEmpty();
    }

    @Test
    @DisplayName("regctl 9.2.1, BL-20: within a registry a blob is mounted, in one repository nothing is asked")
    void mounts() {
        put(ref("repo"), TEXT);
        registry.requests().clear();

        regctl("blob", "cp", ref("repo"), ref("repo"), DIGEST.toString())
                .check()
                .succeeds()
                .out("");
        assertThat(registry.requests().lines()).isEmpty();
        regctl("blob", "copy", ref("repo"), ref("other"), DIGEST.toString())
                .check()
                .succeeds()
                .out("");
        assertThat(registry.requests().lines()).hasSize(2).first().isEqualTo("HEAD /v2/other/blobs/" + DIGEST);

        regctl("blob", "get", ref("other"), DIGEST.toString()).check().out(TEXT);
        registry.requests().clear();
        regctl("blob", "copy", ref("repo"), ref("other"), DIGEST.toString())
                .check()
                .succeeds();
        assertThat(registry.requests().lines()).containsExactly("HEAD /v2/other/blobs/" + DIGEST);
    }

    @Test
    @DisplayName("regctl 9.2.1: across registries and layouts; what is not there is named")
    void copiesAnywhere() {
        put(ref("repo"), TEXT);
        try (InProcessRegistry other = InProcessRegistry.start()) {
            regctl("--host", TestHosts.host(other), "blob", "copy", ref("repo"), other.host() + "/a", DIGEST.toString())
                    .check()
                    .succeeds();
            regctl("--host", TestHosts.host(other), "blob", "get", other.host() + "/a", DIGEST.toString())
                    .check()
                    .out(TEXT);
        }
        regctl("blob", "copy", ref("repo"), "ocidir://one", DIGEST.toString())
                .check()
                .succeeds();
        regctl("blob", "copy", "ocidir://one", "ocidir://two", DIGEST.toString())
                .check()
                .succeeds();
        regctl("blob", "get", "ocidir://two", DIGEST.toString()).check().out(TEXT);

        regctl("blob", "copy", ref("repo"), ref("other"), ABSENT)
                .check()
                .exits(1)
                .errContains(ABSENT, "not found");
    }

    @Test
    @DisplayName("regctl 9.2.2: a delete is one request; a registry without deletes says so")
    void deletes() {
        put(ref("repo"), TEXT);
        registry.requests().clear();

        regctl("blob", "del", ref("repo"), DIGEST.toString()).check().succeeds();

        assertThat(registry.requests().lines()).containsExactly("DELETE /v2/repo/blobs/" + DIGEST);
        regctl("blob", "delete", ref("repo"), DIGEST.toString())
                .check()
                .exits(1)
                .errContains("failed to delete blob, digest " + DIGEST + ", ref " + ref("repo"), "[http 404]");
        try (InProcessRegistry closed =
                InProcessRegistry.builder().without(RegistryFeature.DELETE).start()) {
            regctl("--host", TestHosts.host(closed), "blob", "delete", closed.host() + "/repo", DIGEST.toString())
                    .check()
                    .exits(1)
                    .errContains("[http 405]");
        }
    }

    @Test
    @DisplayName("regctl 9.2.3: configs are compared as indented JSON")
    void comparesConfigs() {
        String before = put(ref("repo"), "{\"architecture\":\"amd64\",\"os\":\"linux\",\"author\":\"a & b\"}");
        String after = put(ref("repo"), "{ \"architecture\":\"amd64\", \"os\":\"linux\",\"author\":\"c\"}");
        registry.requests().clear();

        regctl("blob", "diff-config", ref("repo"), before, ref("repo"), after, "--context", "1")
                .check()
                .succeeds()
                .outLines(
                        "@@ -3,3 +3,3 @@",
                        "    \"os\": \"linux\",",
                        "-   \"author\": \"a \\u0026 b\"",
                        "+   \"author\": \"c\"",
                        "  }");
        assertThat(registry.requests().lines())
                .containsExactly("GET /v2/repo/blobs/" + before, "GET /v2/repo/blobs/" + after);
        regctl("blob", "diff-config", ref("repo"), before, ref("repo"), before)
                .check()
                .succeeds()
                .out("\n");
        String text = put(ref("repo"), TEXT);
        regctl("blob", "diff-config", ref("repo"), before, ref("repo"), text)
                .check()
                .exits(1)
                .out("");
    }

    /** Puts an image whose only layer is this one and tells the layer's digest. */
    private String layer(SampleLayer layer) {
        SampleImage image = ImageFixture.image().layer(layer).build();
        registry.put("repo", image, "t" + image.digest().hex().substring(0, 8));
        return Digest.sha256(layer.gzip()).toString();
    }

    @Test
    @DisplayName("regctl 9.2.4: files of layers as lines: mode, owner, size, name in 40 columns, digest")
    void comparesLayers() {
        String before = layer(SampleLayer.builder()
                .file("etc/conf", "1")
                .executable("run", "same")
                .build());
        String after = layer(SampleLayer.builder()
                .file("etc/conf", "22")
                .executable("run", "same")
                .build());
        registry.requests().clear();

        regctl("blob", "diff-layer", ref("repo"), before, ref("repo"), after, "--ignore-timestamp")
                .check()
                .succeeds()
                .outLines(
                        "@@ -1,3 +1,3 @@",
                        "  -rwxr-xr-x 0/0        0 etc/                                    ",
                        "- -rw-r--r-- 0/0        1 etc/conf                                 " + sha256("1"),
                        "+ -rw-r--r-- 0/0        2 etc/conf                                 " + sha256("22"),
                        "  -rwxr-xr-x 0/0        4 run                                      " + sha256("same"));
        assertThat(registry.requests().lines())
                .containsExactly("GET /v2/repo/blobs/" + before, "GET /v2/repo/blobs/" + after);

        String time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                Instant.parse("2026-01-01T00:00:00Z").atZone(ZoneId.systemDefault()));
        regctl("blob", "diff-layer", ref("repo"), before, ref("repo"), after)
                .check()
                .outContains("- -rw-r--r-- 0/0        1 " + time + " etc/conf   ");
        regctl("blob", "diff-layer", ref("repo"), before, ref("repo"), before)
                .check()
                .out("\n");
    }

    private static String sha256(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Test
    @DisplayName("regctl 9.2.4, 9.2.6: what is no layer, and a layer with wrong bytes, are named")
    void refusesDamagedLayers() throws IOException {
        String text = put("ocidir://layout", "x".repeat(600));
        regctl("blob", "diff-layer", "ocidir://layout", text, "ocidir://layout", text)
                .check()
                .exits(1)
                .out("")
                .errContains("read blob " + text + " of ocidir://layout", "damaged");

        SampleLayer layer = SampleLayer.file("a", "b");
        String digest = put("ocidir://layout", "placeholder");
        Files.write(directory.resolve("layout/blobs/sha256/" + digest.substring("sha256:".length())), layer.gzip());
        regctl("blob", "diff-layer", "ocidir://layout", digest, "ocidir://layout", digest)
                .check()
                .exits(1)
                .out("")
                .errContains("digest mismatch, expected " + digest);
        regctl("blob", "get", "ocidir://layout", digest)
                .check()
                .exits(1)
                .errContains("digest mismatch, expected " + digest);
    }

    @Test
    @DisplayName("regctl 9.2.6: a file of a layer goes to stdout or into a file, which it replaces")
    void getsAFile() throws IOException {
        String layer = layer(SampleLayer.builder().file("etc/conf", TEXT).build());
        Files.writeString(directory.resolve("out"), "something longer than the content of the file");
        registry.requests().clear();

        regctl("blob", "get-file", ref("repo"), layer, "/etc/conf").check().out(TEXT);
        assertThat(registry.requests().lines()).containsExactly("GET /v2/repo/blobs/" + layer);
        regctl("layer", "cat", ref("repo"), layer, "etc/conf", "out")
                .check()
                .succeeds()
                .out("");

        assertThat(directory.resolve("out")).hasContent(TEXT);
        regctl(
                        "blob",
                        "get-file",
                        "--format",
                        "{{.Header.Name}} {{.Header.Size}}",
                        ref("repo"),
                        layer,
                        "etc/conf",
                        "none")
                .check()
                .out("etc/conf 11");
        assertThat(directory.resolve("none")).doesNotExist();
        regctl("blob", "get-file", ref("repo"), layer, "etc").check().succeeds().out("");
    }

    @ParameterizedTest
    @CsvSource({
        "etc/absent, file not found",
        "gone, file deleted",
        "gone/below, file deleted",
        "etc/.wh.conf, .wh. prefix is reserved for whiteout files"
    })
    @DisplayName("regctl 9.2.6, 13.13: what is not there, what is deleted, and names of whiteouts")
    void findsNoFile(String name, String message) {
        String layer = layer(
                SampleLayer.builder().file("etc/conf", TEXT).whiteout("gone").build());

        CliResult result = regctl("blob", "get-file", ref("repo"), layer, name, "out");

        result.check().exits(1).out("").errContains(message);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(directory.resolve("out")).doesNotExist();
    }
}
