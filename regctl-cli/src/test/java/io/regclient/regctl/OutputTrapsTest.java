// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.registry.RegistryFeature;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.TestTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a naive port gets wrong in output and settings: section 13 of the contract, as far as no other test names it. */
class OutputTrapsTest extends WithRegistry {
    private static final String LABEL = "{{index .Config.Labels \"seed\"}}";

    private CliRunner runner() {
        return ProgramRunner.of(Regctl.PROGRAM, directory);
    }

    private CliResult run(String... args) {
        return runner().run(args);
    }

    private String digest(SampleImage image) {
        return image.digest().toString();
    }

    @Test
    @DisplayName("regctl 13.14: a line break follows names and digests, never a template, a body or a file")
    void endsLines() {
        SampleImage image = ImageFixture.small(1);
        registry.put("repo", image, "v1");
        String one = ref("repo:v1");
        regctl("image", "digest", one).check().out(digest(image) + "\n");
        regctl("image", "copy", one, ref("repo:v2")).check().out(ref("repo:v2\n"));
        regctl("image", "mod", "--replace", "--label", "x=y", ref("repo:v2"))
                .check()
                .out(ref("repo:v2\n"));
        regctl("image", "check-base", "--base", one, one).check().out("base image matches\n");
        regctl("image", "inspect", "--format", LABEL, one).check().out("1");
        regctl("image", "get-file", one, "seed.txt").check().out("seed 1\n");
        regctl("manifest", "get", "--format", "body", one)
                .check()
                .out(new String(image.root().bytes(), java.nio.charset.StandardCharsets.UTF_8));
        runner().stdin("x")
                .run("--host", TestHosts.host(registry), "blob", "put", ref("repo"))
                .check()
                .out("sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\n");
        registry.requests().clear();
        run("registry", "login", registry.host(), "-u", "joe", "-p", "secret", "--skip-check");
        run("registry", "whoami", registry.host()).check().out("joe\n");
        assertThat(registry.requests().all()).isEmpty();
    }

    @Test
    @DisplayName("regctl 13.15: separators are blanks as wide as the longest label, which is that of the whole output")
    void padsSeparators() {
        registry.put(
                "repo",
                ImageFixture.image()
                        .annotation("a.very.long.name", "v")
                        .layer("a", "b")
                        .build(),
                "v1");
        List<String> lines = regctl("manifest", "get", ref("repo:v1")).lines();
        int width = "  a.very.long.name: ".length();
        assertThat(lines)
                .contains(
                        " ".repeat(width), "Annotations:" + " ".repeat(width - 12), "Layers:" + " ".repeat(width - 7));
        assertThat(lines.getFirst()).startsWith("Name:" + " ".repeat(width - 5) + ref("repo:v1"));
    }

    @Test
    @DisplayName(
            "regctl 13.16: image digest prints a word it does not know, and nothing where the registry names no digest")
    void formatsDigests() {
        try (InProcessRegistry silent = InProcessRegistry.builder()
                .without(RegistryFeature.DIGEST_HEADER)
                .start()) {
            silent.put("repo", ImageFixture.small(1), "v1");
            String one = silent.host() + "/repo:v1";
            String[] digest = {"--host", TestHosts.host(silent), "image", "digest", "--require-list"};
            run(with(digest, "--format", "body", one)).check().out("body");
            run(with(digest, "--format", "{{.GetDigest}}", one))
                    .check()
                    .succeeds()
                    .out("");
            run(with(digest, one)).check().out(digest(ImageFixture.small(1)) + "\n");
        }
    }

    @Test
    @DisplayName("regctl 7.7: the objects of a tree, of a file and of the version")
    void showsOtherObjects() {
        SampleImage index = ImageFixture.multiPlatform("linux/arm64");
        registry.put("repo", index, "v1");
        regctl(
                        "artifact",
                        "tree",
                        "--format",
                        "{{printf \"%T %T\" . .Child}} {{json (index .Child 0).Platform}}",
                        ref("repo:v1"))
                .check()
                .out("*main.treeResult []*main.treeResult {\"architecture\":\"arm64\",\"os\":\"linux\"}\n");
        regctl(
                        "image",
                        "get-file",
                        "-p",
                        "linux/arm64",
                        "--format",
                        "{{printf \"%T %T\" . .Header}} {{.Header.Name}} {{.Header.Size}}",
                        ref("repo:v1"),
                        "platform.txt")
                .check()
                .out("struct { Header *tar.Header; Reader io.Reader } *tar.Header platform.txt 12");
        regctl("version", "--format", "{{printf \"%T\" .}} {{.Debug}}").check().out("version.Info <nil>");
        assertThat(regctl("version", "--format", "{{json .}}").out())
                .matches("(?s)\\{\"goVersion\":.*\"vcsTag\":\"v[^\"]*\"}\n");
    }

    private static String[] with(String[] words, String... more) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(words), java.util.stream.Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    @DisplayName("regctl 13.18: no usage on errors, no abbreviated options, a boolean takes no word")
    void parsesLikeTheOriginal() {
        run("image").check().exits(0).outContains("Usage:").errIsEmpty();
        for (String[] wrong : List.of(
                new String[] {"image", "digest", "--form", "x", ref("repo:v1")},
                new String[] {"image", "digest", "--require-digest", "false", ref("repo:v1")},
                new String[] {"image", "digets", ref("repo:v1")})) {
            CliResult result = run(wrong);
            result.check().exits(1).out("");
            assertThat(result.err()).doesNotContain("Usage:");
        }
        run("image", "digest", "--require-digest", "false", ref("repo:v1"))
                .check()
                .errContains("accepts 1 arg(s), received 2");
        run("image", "digest", "--form", "x", ref("repo:v1")).check().errContains("unknown flag: --form");
        assertThat(registry.requests().all()).isEmpty();
    }

    @Test
    @DisplayName("regctl 13.20: help and prompts go to stdout, log lines and errors to stderr")
    void dividesItsOutput() {
        run("image", "digest", "--help")
                .check()
                .succeeds()
                .outContains("Usage:")
                .errIsEmpty();
        run("tag", "ls", ref("gone")).check().exits(1).out("");
        registry.put("repo", ImageFixture.small(1), "v1");
        regctl("-v", "debug", "tag", "ls", ref("repo")).check().out("v1\n").errContains("level=DEBUG");
        CliResult login = runner().stdin("\n").run("registry", "login", registry.host());
        login.check().exits(1).outContains("Enter Username");
        assertThat(login.err()).doesNotContain("Enter Username");
    }

    @Test
    @DisplayName("regctl 13.21: without a terminal there is no progress")
    void drawsNothingForAFile() {
        registry.put("repo", ImageFixture.small(1), "v1");
        regctl("image", "copy", ref("repo:v1"), ref("tgt:v1"))
                .check()
                .succeeds()
                .errIsEmpty();
    }

    @Test
    @DisplayName("regctl 13.22: a broken configuration ends the commands about it, the others warn")
    void toleratesABrokenFile() throws IOException {
        registry.put("repo", ImageFixture.small(1), "v1");
        Path file = Files.createDirectories(directory.resolve(".regctl")).resolve("config.json");
        Files.writeString(file, "{");
        run("registry", "config").check().exits(1).out("");
        run("registry", "set", "h:1", "--tls", "disabled", "--skip-check")
                .check()
                .exits(1);
        assertThat(file).hasContent("{");
        regctl("tag", "ls", ref("repo")).check().succeeds().out("v1\n").errContains("level=WARN");
    }

    @Test
    @DisplayName("regctl 13.23: logins of Docker come first, so that regctl's own win, and the change is told")
    void prefersItsOwnLogins() throws IOException {
        try (InProcessRegistry closed =
                InProcessRegistry.builder().user("own", "right").start()) {
            closed.put("repo", ImageFixture.small(1), "v1");
            Files.createDirectories(directory.resolve(".docker"));
            Files.writeString(
                    directory.resolve(".docker/config.json"),
                    "{\"auths\":{\"" + closed.host() + "\":{\"username\":\"docker\",\"password\":\"wrong\"}}}");
            String[] tags = {"--host", TestHosts.host(closed), "tag", "ls", closed.host() + "/repo"};
            run(tags).check().exits(1).errContains("unauthorized");
            run("registry", "login", closed.host(), "-u", "own", "-p", "right", "--skip-check")
                    .check()
                    .succeeds();
            run(tags).check().succeeds().out("v1\n").errContains("level=WARN");
            assertThat(run(tags).err()).doesNotContain("right", "wrong");
        }
    }

    @Test
    @DisplayName("regctl 13.26, 13.27: tag ls follows pages and repo ls does not; filters act on the tags alone")
    void pagesAndFilters() {
        try (InProcessRegistry paged = InProcessRegistry.builder().pageSize(2).start()) {
            paged.put("repo", ImageFixture.small(1), "a", "b", "c", "d", "e");
            paged.put("second", ImageFixture.small(1), "a");
            paged.put("third", ImageFixture.small(1), "a");
            String[] host = {"--host", TestHosts.host(paged)};
            String repo = paged.host() + "/repo";
            run(with(host, "tag", "ls", repo)).check().outLines("a", "b", "c", "d", "e");
            paged.requests().clear();
            CliResult limited = run(with(host, "tag", "ls", "--limit", "3", repo));
            limited.check().outLines("a", "b", "c", "d");
            assertThat(paged.requests().lines()).first().isEqualTo("GET /v2/repo/tags/list?n=3");
            run(with(host, "repo", "ls", paged.host())).check().succeeds().outLines("repo", "second");

            String[] filtered = with(host, "tag", "ls", "--include", "a|b", "--exclude", "b", repo, "--format");
            run(with(filtered, "{{.Tags}}")).check().out("[a]");
            run(with(filtered, "{{json .}}")).check().out("{\"name\":\"repo\",\"tags\":[\"e\"]}\n");
            run(with(filtered, "body")).check().outContains("\"tags\":[\"e\"]");
        }
    }

    @Test
    @DisplayName("regctl 13.37: a registry's warning is one log line, which appears without -v")
    void warnsOnce() {
        registry.put("repo", ImageFixture.multiPlatform("linux/amd64"), "v1");
        registry.faults().on("GET", ".*", new Fault.SetHeader("Warning", "299 - \"soon gone\""));
        CliResult result = regctl("image", "inspect", "-p", "linux/amd64", ref("repo:v1"));
        result.check().succeeds();
        assertThat(result.err().lines().filter(line -> line.contains("soon gone")))
                .hasSize(1);
        assertThat(result.err()).contains("level=WARN");
    }

    @Test
    @DisplayName("regctl 13.38: what the registry says in an error is told in the same line")
    void tellsTheBody() {
        registry.faults().on("GET", "/v2/repo/tags/list", new Fault.Status(400, Map.of(), "first line\nsecond line\n"));
        CliResult result = regctl("tag", "ls", ref("repo"));
        result.check().exits(1).errContains("[http 400]", "first line second line");
        assertThat(result.err().lines()).hasSize(1);
    }

    @Test
    @DisplayName("regctl 13.41: no secret is shown, a new file is private, and the mode of an old one stays")
    void keepsSecrets() throws IOException {
        String[] login = {"registry", "login", "h.example", "-u", "joe", "-p", "s3cret", "--skip-check"};
        run(login).check().succeeds();
        String key = TestTls.shared().clientKeyPem();
        run("registry", "set", "h.example", "--client-key", key, "--skip-check")
                .check()
                .succeeds();
        run("registry", "set", "h.example", "--client-key", "k3y", "--skip-check")
                .check()
                .exits(1)
                .errContains("\"--client-key\" flag: no PEM text", "$(cat FILE.pem)");
        Path file = directory.resolve(".regctl/config.json");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(run("registry", "config").out()).contains("joe").doesNotContain("s3cret", "PRIVATE KEY");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        run("registry", "set", "h.example", "--tls", "disabled", "--skip-check")
                .check()
                .succeeds();
        assertThat(mode(file)).isEqualTo("rw-r-----");
        assertThat(Files.readString(file)).contains("s3cret", key.replace("\n", "\\n"));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    @DisplayName("regctl 13.42: the length that a HEAD names is the size, and no transfer is asked for compressed")
    void countsBytesAsTheyAre() {
        SampleImage image = ImageFixture.small(1);
        registry.put("repo", image, "v1");
        regctl("manifest", "head", "--format", "{{.GetDescriptor.Size}}", ref("repo:v1"))
                .check()
                .out(Integer.toString(image.root().bytes().length));
        regctl("image", "copy", ref("repo:v1"), "ocidir://layout:v1").check().succeeds();
        assertThat(registry.requests().all())
                .allMatch(request ->
                        request.header("Accept-Encoding").orElse("identity").equals("identity"));
    }
}
