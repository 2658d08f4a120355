// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ExampleFiles;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("examples: files for regsync")
class StrictExamplesTest {
    @TempDir
    private Path directory = Path.of("");

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(ExampleFiles.directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("regsync") && name.endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("config --strict has nothing to say about an example")
    void isClean(String name) throws Exception {
        Files.writeString(directory.resolve(name), ExampleFiles.read(name));
        ProgramRunner.of(Regsync.PROGRAM, directory)
                .env("UPSTREAM", "127.0.0.1:5001")
                .env("MIRROR", "127.0.0.1:5002")
                .env("HUB_USER", "octocat")
                .env("STATE", "postgresql://db.example.com/regsync")
                .env("STATE_USER", "regsync")
                .env("STATE_PASSWORD", "s3cret")
                .run("-c", name, "config", "--strict")
                .check()
                .succeeds()
                .errIsEmpty();
    }

    @Test
    @DisplayName("each feature that the Go program does not have has a file that shows it")
    void showsEveryFeature() throws Exception {
        StringBuilder all = new StringBuilder();
        for (String name : files()) {
            all.append(ExampleFiles.read(name));
        }
        assertThat(all.toString())
                .contains("state:", "latest:", "since:", "minAge:", "minAgeSource:", "minAgeAllow:", "onRetag:")
                .contains("tagSets:", "backup:");
    }
}
