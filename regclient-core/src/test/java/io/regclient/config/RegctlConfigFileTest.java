// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegctlConfigFileTest {
    private static final RegctlConfig CONFIG = RegctlConfig.EMPTY.withHost(
            "h", Optional.of(HostConfig.builder("h").user("u").build()));

    @TempDir
    private Path dir;

    private Path path(Map<String, String> variables) {
        return RegctlConfigFile.of(Environment.of(variables, dir.resolve("home"), dir))
                .path();
    }

    private static void touch(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    @DisplayName("regctl 3.5: no change of another process is lost, and no lock is left")
    void keepsChangesOfConcurrentProcesses() throws Exception {
        Path made = dir.resolve("made");
        Path shared = made.resolve("config.json");
        List<Process> writers = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            writers.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ConfigWriter.class.getName(),
                            shared.toString(),
                            name,
                            "20")
                    .inheritIO()
                    .start());
        }
        for (Process writer : writers) {
            assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(writer.exitValue()).isZero();
        }

        assertThat(new RegctlConfigFile(shared).read().hosts()).hasSize(60);
        assertThat(made.toFile().list()).containsExactly("config.json");
    }

    @Test
    @DisplayName("regctl 3.1: home, then the directory for configuration if the file exists, then REGCTL_CONFIG")
    void findsTheFile() throws IOException {
        Path old = dir.resolve("home/.regctl/config.json");
        Map<String, String> xdg = Map.of("XDG_CONFIG_HOME", dir.resolve("xdg").toString());
        assertThat(path(Map.of())).isEqualTo(old);
        assertThat(path(xdg)).isEqualTo(old);
        touch(dir.resolve("home/.config/regctl/config.json"));
        assertThat(path(Map.of())).isEqualTo(dir.resolve("home/.config/regctl/config.json"));
        assertThat(path(Map.of("XDG_CONFIG_HOME", ""))).isEqualTo(dir.resolve("home/.config/regctl/config.json"));
        assertThat(path(xdg)).isEqualTo(old);
        touch(dir.resolve("xdg/regctl/config.json"));
        assertThat(path(xdg)).isEqualTo(dir.resolve("xdg/regctl/config.json"));
        assertThat(path(Map.of("REGCTL_CONFIG", "x.json"))).isEqualTo(dir.resolve("x.json"));
        assertThat(path(Map.of("REGCTL_CONFIG", ""))).isEqualTo(dir.resolve("home/.config/regctl/config.json"));
    }

    @Test
    @DisplayName("regctl 3.2, 3.3: a missing file is empty, an unreadable one is an error")
    void reads() throws IOException {
        assertThat(new RegctlConfigFile(dir.resolve("none/config.json")).read()).isEqualTo(RegctlConfig.EMPTY);
        assertThatThrownBy(() -> new RegctlConfigFile(dir).read())
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
                    assertThat(e.getMessage()).startsWith("read " + dir);
                });
        Path broken = Files.writeString(dir.resolve("broken.json"), "{");
        assertThatThrownBy(() -> new RegctlConfigFile(broken).read()).hasMessageContaining("broken.json: invalid JSON");
    }

    @Test
    @DisplayName("a byte order mark is read over, UTF-16 is told")
    void readsMarkedFiles() throws IOException {
        Path marked = Files.writeString(dir.resolve("marked.json"), "\ufeff" + CONFIG.toText());
        assertThat(new RegctlConfigFile(marked).read()).isEqualTo(CONFIG);
        Path wide = Files.writeString(dir.resolve("wide.json"), CONFIG.toText(), StandardCharsets.UTF_16);
        assertThatThrownBy(() -> new RegctlConfigFile(wide).read())
                .hasMessage("read " + wide + ": the file is UTF-16, save it as UTF-8");
    }

    @Test
    @DisplayName("regctl 3.3: a file has at most 8 MiB, also one that does not know its size")
    void boundsTheFile() throws IOException {
        Path file = Files.writeString(dir.resolve("large.json"), "{}" + " ".repeat(RegctlConfigFile.MAX_BYTES - 2));
        assertThat(new RegctlConfigFile(file).read()).isEqualTo(RegctlConfig.EMPTY);
        Files.writeString(file, "{}" + " ".repeat(RegctlConfigFile.MAX_BYTES - 1));
        for (Path large : List.of(file, Path.of("/dev/zero"))) {
            assertThatThrownBy(() -> new RegctlConfigFile(large).read())
                    .isInstanceOfSatisfying(
                            RegistryException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED));
        }
    }

    @Test
    @DisplayName("regctl 3.5: a new file is 0600 in a directory 0700, without leftovers")
    void writesANewFile() throws IOException {
        RegctlConfigFile file = new RegctlConfigFile(dir.resolve("a/b/config.json"));
        file.update(_ -> CONFIG);
        assertThat(file.read()).isEqualTo(CONFIG);
        assertThat(Files.readString(file.path())).isEqualTo(CONFIG.toText());
        assertThat(mode(file.path())).isEqualTo("rw-------");
        assertThat(mode(dir.resolve("a/b"))).isEqualTo("rwx------");
        assertThat(mode(dir.resolve("a"))).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(dir.resolve("a/b"))) {
            assertThat(files).containsExactly(file.path());
        }
    }

    @Test
    @DisplayName("regctl 3.5: an existing file keeps its mode, a link stays a link")
    void replacesAFile() throws IOException {
        Path target = Files.writeString(dir.resolve("real.json"), "{}");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
        Path link = Files.createSymbolicLink(dir.resolve("link.json"), Path.of("real.json"));
        new RegctlConfigFile(link).update(_ -> CONFIG);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(new RegctlConfigFile(target).read()).isEqualTo(CONFIG);
        assertThat(mode(target)).isEqualTo("rw-r--r--");
        assertThat(Files.getOwner(target)).isEqualTo(Files.getOwner(dir));
    }

    @Test
    @DisplayName("keys of other programs and later versions stay in the file, at every level, and are shown to nobody")
    void keepsUnknownKeys() throws IOException {
        RegctlConfigFile file = new RegctlConfigFile(Files.writeString(dir.resolve("other.json"), """
                {"plugins":{"a":[1,null]},"HOSTS":{"h":{"later":1.50,"User":"u"},"registry-1.docker.io":{"x":null}},
                 "hostDefault":{"theirs":"<t>"},"blobLimit":7,"version":1,"empty":null}"""));

        file.update(config -> config.withHost("h", Optional.empty()).withHostDefault(Optional.empty()));
        file.update(config -> config.withHost(
                "h", Optional.of(HostConfig.builder("h").user("v").build())));

        assertThat(Files.readString(file.path())).isEqualTo("""
                {
                  "version": 1,
                  "hosts": {
                    "docker.io": {
                      "x": null
                    },
                    "h": {
                      "user": "v",
                      "later": 1.5
                    }
                  },
                  "hostDefault": {
                    "theirs": "\\u003ct\\u003e"
                  },
                  "blobLimit": 7,
                  "plugins": {
                    "a": [
                      1,
                      null
                    ]
                  },
                  "empty": null
                }""");
        assertThat(file.read().toText()).doesNotContain("plugins", "later", "theirs", "empty");
    }

    @Test
    void failsWithTheNameOfTheFile() throws IOException {
        Path notADirectory = Files.createFile(dir.resolve("file"));
        assertThatThrownBy(() -> new RegctlConfigFile(notADirectory.resolve("config.json")).update(_ -> CONFIG))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
                    assertThat(e.getMessage()).startsWith("write " + notADirectory.resolve("config.json") + ": ");
                });
    }
}
