// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Path;
import java.util.List;
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
    @DisplayName("A8: without --allow-host a script has no files")
    void refusesWithoutHost(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.small(1), "v1");
        String script = """
                print(pcall(image.exportTar, "NAME:v1", "DIR/image.tar"))
                print(pcall(image.importTar, "NAME:v2", "DIR/image.tar"))
                """;

        assertThat(output(run, repository, script)).isEqualTo("""
                false\timage.exportTar is not available: regbot was not started with --allow-host
                false\timage.importTar is not available: regbot was not started with --allow-host""");
        assertThat(directory).isEmptyDirectory();
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
    void reportsFailures(TestRepository repository) throws ScriptException {
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
