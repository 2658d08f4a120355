// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code image.exportTar} and {@code image.importTar}: contract regbot A8, A12. */
@ExtendWith(RegistryExtension.class)
class TarFunctionsTest {
    @TempDir
    private Path directory;

    private final ApiRun run;

    TarFunctionsTest(InProcessRegistry registry) {
        this.run = ApiRun.on(registry);
    }

    private String output(ApiRun how, TestRepository repository, String script) throws ScriptException {
        return how.output(script.replace("NAME", repository.fullName()).replace("DIR", directory.toString()));
    }

    @Test
    @DisplayName("A8: an exported image comes back with the same digest")
    void exportsAndImports(TestRepository source, TestRepository target) throws ScriptException {
        SampleImage index = source.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");

        output(run.withHost(), source, "image.exportTar('NAME:v1', 'DIR/image.tar')");
        String digest = output(run.withHost(), target, """
                image.importTar(reference.new("NAME:v2"), "DIR/image.tar")
                print(manifest.head("NAME:v2"):descriptor().Digest)
                """);

        assertThat(digest).isEqualTo(index.digest().toString());
    }

    @Test
    @DisplayName(
            "A8: without a flag a script uses tar files below the working directory, by relative and absolute names")
    void usesTheWorkingDirectory(TestRepository repository) throws Exception {
        repository.put(ImageFixture.small(1), "v1");
        Files.createDirectory(directory.resolve("sub"));

        String printed = output(run.in(directory), repository, """
                image.exportTar("NAME:v1", "image.tar")
                image.exportTar("NAME:v1", "sub/../sub/image.tar")
                image.importTar("NAME:v2", "DIR/sub/image.tar")
                print(table.concat(tag.ls("NAME"), " "))
                """);

        assertThat(printed).isEqualTo("v1 v2");
        assertThat(directory.resolve("image.tar")).isNotEmptyFile();
    }

    @Test
    @DisplayName("A8: no way out of the working directory: .., links to files and directories, absolute names")
    void staysInTheWorkingDirectory(TestRepository repository) throws Exception {
        repository.put(ImageFixture.small(1), "v1");
        Path inside = Files.createDirectory(directory.resolve("in"));
        Path outside = Files.createDirectory(directory.resolve("out"));
        Files.writeString(outside.resolve("x.tar"), "x");
        Files.createSymbolicLink(inside.resolve("file.tar"), outside.resolve("x.tar"));
        Files.createSymbolicLink(inside.resolve("dangling.tar"), outside.resolve("new.tar"));
        Files.createSymbolicLink(inside.resolve("dir"), outside);
        Files.createDirectory(directory.resolve("in-not"));
        for (String name : List.of(
                "../out/x.tar",
                "../new.tar",
                "../in-not/x.tar",
                "DIR/out/x.tar",
                "DIR/in/../out/new.tar",
                "file.tar",
                "dangling.tar",
                "dir/x.tar",
                "dir/new.tar",
                "dir/../out/new.tar",
                "..",
                "/")) {
            for (String function : List.of("exportTar", "importTar")) {
                String script = "print(pcall(image." + function + ", 'NAME:v1', '" + name + "'))";
                assertThat(output(run.in(inside), repository, script))
                        .as("%s %s", function, name)
                        .startsWith("false\t<string>:1: Failed to open \"")
                        .contains("--allow-path");
            }
        }
        assertThat(outside.resolve("x.tar")).hasContent("x");
        assertThat(outside.toFile().list()).containsExactly("x.tar");

        output(run.in(inside, outside), repository, "image.exportTar('NAME:v1', 'dir/new.tar')");
        assertThat(outside.resolve("new.tar")).isNotEmptyFile();
    }

    @Test
    @DisplayName("A8: an archive that is a named pipe is an error, and nobody waits for its writer")
    void opensNoPipe(TestRepository repository) throws Exception {
        ExternalProgram.run(List.of("mkfifo", directory.resolve("pipe").toString()))
                .requireSuccess();

        String printed = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> output(run.withHost(), repository, "print(pcall(image.importTar, 'NAME:v1', 'DIR/pipe'))"));

        assertThat(printed).endsWith("not a file but a named pipe");
    }

    @Test
    @DisplayName("A8: an export that fails leaves the previous archive, and nothing beside it")
    void keepsThePreviousArchive(TestRepository repository) throws Exception {
        SampleImage image = repository.put(ImageFixture.small(1), "v1");
        Path archive = Files.writeString(directory.resolve("image.tar"), "previous");
        Files.writeString(directory.resolve("image.tar.unfinished-1abc.tmp"), "left by a killed process");
        repository.fault("GET", "blobs/", Occurrence.always(), new Fault.Status(403));

        String printed = output(run.withHost(), repository, """
                print(pcall(image.exportTar, "NAME:none", "DIR/image.tar"))
                print(pcall(image.exportTar, "NAME:v1", "DIR/image.tar"))
                print(pcall(image.exportTar, "NAME:v1", "/dev/null"))
                """);

        assertThat(printed.lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("false\t"))
                .last()
                .asString()
                .endsWith("not a file but a device");
        assertThat(archive).hasContent("previous");
        assertThat(directory.toFile().list()).containsExactly("image.tar");
        assertThat(image.blobs()).isNotEmpty();
    }

    @Test
    @DisplayName("A12: a dry run exports, and imports nothing but opens the file")
    void runsDry(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.small(1), "v1");
        String script = """
                image.exportTar("NAME:v1", "DIR/image.tar")
                image.importTar("NAME:v2", "DIR/image.tar")
                print(pcall(image.importTar, "NAME:v2", "DIR/none.tar"))
                print(table.concat(tag.ls("NAME"), " "))
                """;

        assertThat(output(run.withHost().dry(), repository, script))
                .isEqualTo("false\t<string>:3: Failed to open \"" + directory
                        + "/none.tar\": no such file or directory\nv1");
        assertThat(directory.resolve("image.tar")).isNotEmptyFile();
        assertThat(repository.lines()).allMatch(line -> line.startsWith("GET ") || line.startsWith("HEAD "));
    }

    @Test
    @DisplayName("A3, A8: failures name image and file, and give back the slot")
    void reportsFailures(TestRepository repository) throws Exception {
        Files.createFile(directory.resolve("x.tar"));
        String script = """
                for i = 1, 3 do pcall(image.exportTar, "NAME:none", "DIR/x.tar") end
                print(pcall(image.exportTar, "NAME:none", "DIR/x.tar"))
                print(pcall(image.importTar, "NAME:v1", "DIR/x.tar"))
                print(pcall(image.exportTar, "NAME:none", "DIR/no/x.tar"))
                """;

        List<String> lines = output(run.withHost(), repository, script).lines().toList();

        String name = repository.fullName();
        assertThat(lines.get(0))
                .startsWith("false\t<string>:2: Failed to export image \"" + name + ":none\" to \"" + directory
                        + "/x.tar\": ");
        assertThat(lines.get(1))
                .startsWith("false\t<string>:3: Failed to import image \"" + name + ":v1\" from \"" + directory
                        + "/x.tar\": ");
        assertThat(lines.get(2))
                .isEqualTo(
                        "false\t<string>:4: Failed to open \"" + directory + "/no/x.tar\": no such file or directory");
    }
}
