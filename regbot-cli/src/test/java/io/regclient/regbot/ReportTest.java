// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliRunner;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run tells about its writes: contract regbot A12. */
@ExtendWith(RegistryExtension.class)
class ReportTest {
    private final InProcessRegistry registry;
    private final String name;

    @TempDir
    private Path directory = Path.of("");

    ReportTest(InProcessRegistry registry, TestRepository repository) {
        this.registry = registry;
        this.name = repository.fullName();
        repository.put(ImageFixture.small(1), "v1");
    }

    private CliRunner regbot(String lua) {
        return ProgramRunner.of(Regbot.PROGRAM, directory)
                .stdin("creds: [{registry: '" + registry.host() + "', tls: disabled}]\nscripts:\n"
                        + "  - name: s\n    script: |\n"
                        + lua.replace("NAME", name).indent(6));
    }

    @Test
    @DisplayName("a dry run ends with what would have been written, on stderr and in a file as text or JSON")
    void reportsDryRuns() throws Exception {
        String lua = "tag.delete('NAME:v1') error('after')";
        String text = "dry run, not done: copy 0, delete 1, put 0\ndelete " + name + ":v1 (s)\n";

        regbot(lua)
                .run("once", "-c", "-", "--dry-run", "--report", "report.txt")
                .check()
                .exits(1)
                .errContains(text);
        regbot(lua).run("once", "-c", "-", "--dry-run", "--report", "report.json");

        assertThat(directory.resolve("report.txt")).hasContent(text);
        assertThat(Files.readString(directory.resolve("report.json")))
                .contains("\"dryRun\": true", "\"delete\": 1", "\"target\": \"" + name + ":v1\"");
    }

    @Test
    @DisplayName("a real run reports what it did, and nothing that failed, in the same form")
    void reportsRealRuns() throws Exception {
        String lua = """
                image.copy("NAME:v1", "NAME:v2")
                blob.put("NAME", "text")
                manifest.put("NAME:v1", "NAME:v3")
                tag.delete("NAME:v1")
                manifest.head("NAME:v2"):delete()
                image.copy("NAME:none", "NAME:v4")
                """;

        regbot(lua)
                .run("once", "-c", "-", "--report", "report.txt")
                .check()
                .exits(1)
                .out("")
                .errContains("not found");

        assertThat(Files.readString(directory.resolve("report.txt")))
                .startsWith("done: copy 1, delete 2, put 2\ncopy NAME:v1 -> NAME:v2 (s)\nput ".replace("NAME", name))
                .contains("put " + name + ":v3 (s)\ndelete " + name + ":v1 (s)\n")
                .doesNotContain("none");
    }

    @Test
    @DisplayName("- is stdout; without --report a real run says nothing")
    void reportsToStdout() {
        String text = "done: copy 1, delete 0, put 0\ncopy NAME:v1 -> NAME:v2 (s)\n".replace("NAME", name);

        regbot("image.copy('NAME:v1', 'NAME:v2')")
                .run("once", "-c", "-", "--report", "-")
                .check()
                .succeeds()
                .out(text);
        regbot("image.copy('NAME:v1', 'NAME:v2')")
                .run("once", "-c", "-")
                .check()
                .succeeds()
                .out("");
        assertThat(directory.resolve("-")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"none/report.txt,no such directory", ".,is a directory"})
    @DisplayName("a file that cannot be written is refused before anything is changed")
    void refusesImpossibleFiles(String file, String why) {
        regbot("print('ran')")
                .run("once", "-c", "-", "--report", file)
                .check()
                .exits(1)
                .out("")
                .err("--report " + file + ": " + why + "\n");
    }

    @Test
    @DisplayName("a report that cannot be written hides no failure of a script")
    void tellsBothFailures() throws Exception {
        Path file = directory.resolve("report.txt");
        Files.createSymbolicLink(file, directory.resolve("none").resolve("report.txt"));

        regbot("error('boom')")
                .run("once", "-c", "-", "--report", "report.txt")
                .check()
                .exits(1)
                .errContains("boom", "--report report.txt: ");
    }
}
