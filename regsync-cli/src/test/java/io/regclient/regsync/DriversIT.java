// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/regsync-state.md: who has no state pays nothing for it. */
class DriversIT {
    @TempDir
    private Path directory = Path.of("");

    /** Classes of drivers, and of what uses them, that a run has loaded. Those of the JDK come with the start-up cache. */
    private List<String> loaded(String yaml) throws IOException {
        Path config = Files.writeString(directory.resolve("regsync.yml"), yaml);
        Path list = directory.resolve("classes");
        PackagedProgram.of("regsync", directory)
                .with("REGCLIENT_JAVA_OPTS", "-Xlog:class+load:file=" + list)
                .succeed("once", "-c", config.toString());
        List<String> lines = Files.readAllLines(list);
        assertThat(lines).anyMatch(line -> line.contains("io.regclient.regsync.OnceCommand "));
        return lines.stream()
                .filter(line ->
                        line.matches(".*\\b(org\\.sqlite|org\\.postgresql|io\\.regclient\\.regsync\\.state)\\..*"))
                .toList();
    }

    @Test
    @DisplayName("a run without a state loads no class of a database; one with a state does")
    void loadedWhenAskedFor() throws IOException {
        assertThat(loaded("version: 1\n")).isEmpty();
        assertThat(loaded("version: 1\nstate: 'sqlite:state.db'\n")).anyMatch(line -> line.contains("org.sqlite."));
    }

    @Test
    @DisplayName("both drivers are shipped, with the native library of this machine")
    void shipped() throws IOException {
        Path lib = PackagedProgram.of("regsync", directory)
                .launcher()
                .resolveSibling("../lib")
                .normalize();
        try (Stream<Path> files = Files.list(lib)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.matches("(lib)?(sqlite|postgresql).*")))
                    .hasSize(3);
        }
    }
}
