// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that appear complete or not at all. */
class AtomicFileTest {
    private static final byte[] NEW = {'n', 'e', 'w'};

    @TempDir
    private Path directory;

    private Path target;

    @BeforeEach
    void writeTheOld() throws IOException {
        target = Files.writeString(directory.resolve("file"), "old");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("OL-2, OL-9: the old content stands until commit, then the new one; nothing else is left")
    void replacesInOneStep(Durability durability) throws IOException {
        try (AtomicFile file = AtomicFile.in(directory, "", durability)) {
            file.write(new byte[] {'n', 'e', '?'}, 2);
            file.write(new byte[] {'w'}, 1);
            assertThat(target).hasContent("old");
            assertThat(names()).hasSize(2).anyMatch(name -> name.endsWith(AtomicFile.SUFFIX));

            file.commit(target);

            assertThat(target).hasContent("new");
            assertThatThrownBy(() -> file.write(NEW, 1)).isInstanceOf(ClosedChannelException.class);
        }
        assertThat(names()).containsExactly("file");
    }

    @Test
    @DisplayName("OL-9: without commit, and after one that fails, nothing is left and the old file stands")
    void leavesNothingBehind() throws IOException {
        try (AtomicFile file = AtomicFile.in(directory, "file.", Durability.CONTENT)) {
            file.write(NEW, 1);
        }
        try (AtomicFile file = AtomicFile.in(directory, "file.", Durability.CONTENT)) {
            file.write(NEW, 1);
            assertThatThrownBy(() -> file.commit(directory.resolve("none/file")))
                    .isInstanceOf(NoSuchFileException.class);
        }
        assertThat(names()).containsExactly("file");
        assertThat(target).hasContent("old");
    }

    @Test
    @DisplayName("OL-9: what killed processes left goes; what anybody is writing, and files of other names stay")
    void removesLeftovers() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Process killed = writer(directory);
        killed.destroyForcibly().waitFor();
        assertThat(names()).hasSize(3);
        Process living = writer(other);
        Files.writeString(directory.resolve("young.tmp"), "of another program");
        Files.createSymbolicLink(directory.resolve("unfinished-0.tmp"), target);
        try (AtomicFile mine = AtomicFile.in(directory, "file.", Durability.NONE)) {
            AtomicFile.removeLeftovers(directory, "");
            AtomicFile.removeLeftovers(other, "");

            assertThat(names()).hasSize(5).contains("young.tmp", "unfinished-0.tmp", "file");
            assertThat(other.toFile().list()).hasSize(1);
            mine.commit(target);
        } finally {
            living.destroyForcibly().waitFor();
        }
        AtomicFile.removeLeftovers(other, "");
        assertThat(other).isEmptyDirectory();
    }

    /** A process that has begun to write a file. */
    private static Process writer(Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        UnfinishedWriter.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.getInputStream().read()).isEqualTo('w');
        return process;
    }

    @Test
    @DisplayName("regctl 3.5: a device is not replaced by a file")
    void replacesNoDevice() throws IOException {
        assertThatThrownBy(() -> PrivateFile.replace(Path.of("/dev/null"), NEW))
                .hasMessage("/dev/null: not a file but a device");
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/dev/null"));
        assertThatThrownBy(() -> PrivateFile.replace(link, NEW)).hasMessageEndingWith("not a file but a device");
    }

    @ParameterizedTest
    @EnumSource
    void publishesWhatIsFinished(Durability durability) throws IOException {
        AtomicFile.publish(Files.write(directory.resolve("finished"), NEW), target, durability);

        assertThat(names()).containsExactly("file");
        assertThat(target).hasContent("new");
    }

    @Test
    @DisplayName("OL-2: a file has the mode of the process's umask unless others are asked for")
    void hasThePermissionsOfItsKind() throws IOException {
        Path plain = Files.createFile(directory.resolve("plain"));
        AtomicFile.write(target, NEW);
        PrivateFile.replace(directory.resolve("made/private"), NEW);

        assertThat(Files.getPosixFilePermissions(target)).isEqualTo(Files.getPosixFilePermissions(plain));
        assertThat(mode(directory.resolve("made/private"))).isEqualTo("rw-------");
        assertThat(mode(directory.resolve("made"))).isEqualTo("rwx------");
    }

    @Test
    @DisplayName("regctl 3.5: a private file keeps its mode, and a link to it stays a link")
    void keepsModeAndLink() throws IOException {
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);

        PrivateFile.replace(link, NEW);

        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("new");
        assertThat(mode(target)).isEqualTo("rw-r-----");
        assertThat(names()).containsExactlyInAnyOrder("file", "link");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
