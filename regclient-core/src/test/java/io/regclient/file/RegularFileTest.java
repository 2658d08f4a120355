// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.testing.ExternalProgram;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What may be opened for reading. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegularFileTest {
    @TempDir
    private Path directory;

    private static void assertRefused(Path file, String kind) {
        for (Path named : List.of(file, file.resolveSibling("link"))) {
            assertThatThrownBy(() -> SmallFile.read(named, 10))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(named + ": not a file but " + kind);
            assertThatThrownBy(() -> RegularFile.open(named)).hasMessageEndingWith("not a file but " + kind);
        }
    }

    @Test
    @DisplayName("a named pipe, a socket, a directory and a device are refused before they are opened")
    void refusesWhatIsNoFile() throws IOException {
        Path pipe = directory.resolve("pipe");
        ExternalProgram.run(List.of("mkfifo", pipe.toString())).requireSuccess();
        Path link = Files.createSymbolicLink(directory.resolve("link"), pipe);
        assertRefused(pipe, "a named pipe");

        Files.delete(link);
        Path socket = directory.resolve("socket");
        Files.createSymbolicLink(link, socket);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertRefused(socket, "a socket");
        }

        Files.delete(link);
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Files.createSymbolicLink(link, folder);
        assertRefused(folder, "a directory");

        assertThatThrownBy(() -> SmallFile.read(Path.of("/dev/random"), 10)).hasMessageEndingWith("but a device");
        assertThatThrownBy(() -> SmallFile.read(directory.resolve("none"), 10)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    @DisplayName("files are read, also by links; the empty device is an empty file, and what is open already is read")
    void readsFiles() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        try (InputStream in = RegularFile.read(link)) {
            assertThat(in).hasContent("text");
        }
        assertThat(SmallFile.read(Path.of("/dev/null"), 10))
                .hasValueSatisfying(content -> assertThat(content).isEmpty());
        RegularFile.require(Path.of("/dev/fd/0"));
    }

    @Test
    @DisplayName("a link does not lead out of an enclosure, neither at the end of a path nor on the way")
    void staysInside() throws IOException {
        Path root = Files.createDirectory(directory.resolve("root"));
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), "x");
        Files.writeString(root.resolve("file"), "x");
        Files.createSymbolicLink(root.resolve("up"), outside);
        Files.createSymbolicLink(root.resolve("over"), outside.resolve("file"));
        Files.createSymbolicLink(root.resolve("within"), root.resolve("file"));
        Enclosure enclosure = new Enclosure(Files.createSymbolicLink(directory.resolve("named"), root));

        for (String name : List.of("up/file", "over", "up")) {
            Path path = enclosure.root().resolve(name);
            assertThatThrownBy(() -> enclosure.real(path))
                    .hasMessage(path + ": a symbolic link leads out of " + enclosure.root());
        }
        assertThatThrownBy(() -> enclosure.createDirectory(enclosure.root().resolve("up/new")))
                .isInstanceOf(FileSystemException.class);
        assertThat(outside).isDirectoryNotContaining("glob:**new");
        assertThat(enclosure.real(enclosure.root().resolve("within")))
                .isEqualTo(root.toRealPath().resolve("file"));
        assertThat(enclosure.createDirectory(enclosure.root().resolve("a/b"))).isDirectory();
    }
}
