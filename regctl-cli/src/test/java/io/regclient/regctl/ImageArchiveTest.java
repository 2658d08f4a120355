// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.Environment;
import io.regclient.kit.cli.Streams;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RecordedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Images to tar files and back (contract regctl 9.6.6, 9.6.8). */
class ImageArchiveTest extends WithRegistry {
    @Override
    CliResult regctl(String... args) {
        return run(ProgramRunner.of(Regctl.PROGRAM, directory), args);
    }

    private CliResult run(CliRunner runner, String... args) {
        return runner.run(words(args).toArray(String[]::new));
    }

    private List<String> words(String... args) {
        List<String> all = new ArrayList<>(List.of("--host", TestHosts.host(registry)));
        all.addAll(List.of(args));
        return all;
    }

    private void isAt(String name, SampleImage image) {
        regctl("image", "digest", ref(name)).check().out(image.digest() + "\n");
    }

    private String members(Path tar) throws IOException {
        return ExternalProgram.run("tar", "-tf", tar.toString()).requireSuccess();
    }

    @Test
    @DisplayName(
            "regctl 9.6.6, 9.6.8: an index goes to a file and comes back, silently, by way of a registry or a layout")
    void exportsAndImports() {
        SampleImage image = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        registry.put("src", image, "v1");

        regctl("image", "export", ref("src:v1"), "image.tar")
                .check()
                .succeeds()
                .out("")
                .errIsEmpty();
        regctl("image", "import", ref("tgt:v1"), "image.tar")
                .check()
                .succeeds()
                .out("")
                .errIsEmpty();
        regctl("image", "import", "ocidir://layout:v1", "image.tar").check().succeeds();
        regctl("image", "export", "ocidir://layout:v1", "again.tar").check().succeeds();

        isAt("tgt:v1", image);
        regctl("image", "digest", "ocidir://layout:v1").check().out(image.digest() + "\n");
        assertThat(directory.resolve("image.tar")).isNotEmptyFile();
        assertThat(directory.resolve("again.tar")).isNotEmptyFile();
    }

    @Test
    @DisplayName("regctl 9.6.6: without a file and for - the archive goes to stdout, where it is not a terminal")
    void exportsToStandardOutput() throws IOException {
        registry.put("src", ImageFixture.small(1), "v1");
        regctl("image", "export", ref("src:v1"), "image.tar").check().succeeds();
        byte[] archive = Files.readAllBytes(directory.resolve("image.tar"));

        assertThat(regctl("image", "export", ref("src:v1")).outBytes()).isEqualTo(archive);
        assertThat(regctl("image", "export", ref("src:v1"), "-").outBytes()).isEqualTo(archive);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("image.tar"));
        }
    }

    @Test
    @DisplayName("an archive is not poured over a terminal, unless - asks for it")
    void sparesTheTerminal() {
        registry.put("src", ImageFixture.small(1), "v1");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(onTerminal(out, err, "image", "export", ref("src:v1"))).isEqualTo(1);

        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("an archive is not written to a terminal, name a file or redirect stdout\n");
        assertThat(registry.requests().all()).isEmpty();
        assertThat(onTerminal(out, err, "image", "export", ref("src:v1"), "-")).isZero();
        assertThat(out.size()).isPositive();
    }

    private int onTerminal(OutputStream out, OutputStream err, String... args) {
        Streams streams = new Streams(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                InputStream.nullInputStream(),
                true,
                false);
        return Regctl.PROGRAM.run(words(args), streams, Environment.of(Map.of(), directory, directory));
    }

    @Test
    @DisplayName("an export ends when nobody reads stdout any more")
    void endsWithItsReader() {
        registry.put("src", ImageFixture.small(1), "v1");
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(onTerminal(closed, err, "image", "export", ref("src:v1"), "-"))
                .isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("failed to export " + ref("src:v1") + ": failed to write to standard output\n");
    }

    @Test
    @DisplayName("regctl 9.6.6: --platform, --compress and --name change what is written, and under which name")
    void exportsOnePlatform() throws IOException {
        SampleImage arm = ImageFixture.image("linux/arm64").layer("a", "arm").build();
        SampleImage amd = ImageFixture.image("linux/amd64").layer("a", "amd").build();
        registry.put("src", ImageFixture.index(amd, arm).build(), "v1");

        regctl("image", "export", "--platform", "linux/arm64", "--compress", ref("src:v1"), "arm.tar.gz")
                .check()
                .succeeds();
        regctl("image", "export", "-p", "linux/arm64", "--name", "local/tool:1.2", ref("src:v1"), "named.tar")
                .check()
                .succeeds();

        assertThat(Files.readAllBytes(directory.resolve("arm.tar.gz"))).startsWith(0x1f, 0x8b);
        regctl("image", "import", ref("tgt:arm"), "arm.tar.gz").check().succeeds();
        isAt("tgt:arm", arm);
        assertThat(text("arm.tar.gz", "index.json"))
                .contains("\"io.containerd.image.name\":\"" + ref("src:v1") + "@" + arm.digest() + "\"")
                .contains("\"org.opencontainers.image.ref.name\":\"v1\"");
        assertThat(text("named.tar", "manifest.json")).contains("\"RepoTags\":[\"docker.io/local/tool:1.2\"]");
        assertThat(members(directory.resolve("named.tar")).lines())
                .startsWith("oci-layout", "index.json", "manifest.json", "blobs/", "blobs/sha256/");
    }

    private String text(String tar, String member) throws IOException {
        return ExternalProgram.run("tar", "-xOf", directory.resolve(tar).toString(), member)
                .requireSuccess();
    }

    @Test
    @DisplayName("an export that fails leaves the file of before, and one to a directory or without one says why")
    void leavesTheOldFile() throws IOException {
        SampleImage image = ImageFixture.small(1);
        registry.put("src", image, "v1");
        Files.writeString(directory.resolve("image.tar"), "before");
        Path blob = registry.root()
                .resolve("src/blobs/sha256")
                .resolve(image.blobs().getFirst().digest().hex());
        Files.delete(blob);

        regctl("image", "export", ref("src:v1"), "image.tar")
                .check()
                .exits(1)
                .errContains("failed to export " + ref("src:v1"), "not found");
        regctl("image", "export", ref("src:v1"), ".")
                .check()
                .exits(1)
                .errContains("failed to write " + directory, "not a file but a directory");
        regctl("image", "export", ref("src:v1"), "none/image.tar")
                .check()
                .exits(1)
                .err("failed to write " + directory + "/none/image.tar: no such file or directory\n");

        assertThat(directory.resolve("image.tar")).hasContent("before");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("image.tar"));
        }
    }

    @Test
    @DisplayName("regctl 9.6.6: a device is written to, not replaced")
    void exportsToADevice() {
        registry.put("src", ImageFixture.small(1), "v1");

        regctl("image", "export", ref("src:v1"), "/dev/null").check().succeeds().out("");

        assertThat(Path.of("/dev/null")).exists();
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @Test
    @DisplayName("regctl 9.6.8: - reads stdin, the blobs in front of the manifest, and what is there is not sent again")
    void importsStandardInput() {
        SampleImage image = ImageFixture.small(1);
        registry.put("src", image, "v1");
        byte[] archive = regctl("image", "export", ref("src:v1")).outBytes();
        registry.requests().clear();

        run(ProgramRunner.of(Regctl.PROGRAM, directory).stdin(archive), "image", "import", ref("src:v2"), "-")
                .check()
                .succeeds()
                .out("")
                .errIsEmpty();

        isAt("src:v2", image);
        assertThat(registry.requests().all().stream()
                        .map(RecordedRequest::method)
                        .filter(method -> !method.equals("HEAD")))
                .containsExactly("PUT");
    }

    @Test
    @DisplayName("regctl 9.6.8, 13.32: --name chooses among several images; a name that is not there is an error")
    void importsByName() throws IOException {
        SampleImage first = ImageFixture.small(1);
        SampleImage second = ImageFixture.small(2);
        registry.put("src", first, "v1");
        registry.put("src", second, "v2");
        regctl("image", "copy", ref("src:v1"), "ocidir://layout:v1").check().succeeds();
        regctl("image", "copy", ref("src:v2"), "ocidir://layout:v2").check().succeeds();
        Path tar = directory.resolve("both.tar");
        ExternalProgram.run(
                        "tar",
                        "-cf",
                        tar.toString(),
                        "-C",
                        directory.resolve("layout").toString(),
                        ".")
                .requireSuccess();

        regctl("image", "import", "--name", "v2", ref("tgt:named"), "both.tar")
                .check()
                .succeeds();
        regctl("image", "import", ref("tgt:v1"), "both.tar").check().succeeds();
        regctl("image", "import", ref("tgt:v3"), "both.tar")
                .check()
                .exits(1)
                .err("failed to import " + ref("tgt:v3") + ": could not find requested tag in index.json, v3\n");

        isAt("tgt:named", second);
        isAt("tgt:v1", first);
    }

    @Test
    @DisplayName("regctl 9.6.8: what cannot be imported is an error in one line that names the file")
    void refusesOtherFiles() throws IOException {
        Files.writeString(directory.resolve("text.tar"), "not an archive");

        regctl("image", "import", ref("tgt:v1"), "none.tar")
                .check()
                .exits(1)
                .err("failed to open " + directory + "/none.tar: no such file or directory\n");
        regctl("image", "import", ref("tgt:v1"), "text.tar")
                .check()
                .exits(1)
                .errContains("failed to import " + ref("tgt:v1") + ": ");
        run(ProgramRunner.of(Regctl.PROGRAM, directory).stdin(""), "image", "import", ref("tgt:v1"), "-")
                .check()
                .exits(1)
                .err("failed to import " + ref("tgt:v1") + ": unable to read all files from tar: not found: "
                        + "index.json or manifest.json\n");
    }
}
