// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading, writing and searching tar archives: contract AR-3 to AR-5. */
class TarReaderTest {
    @TempDir
    private Path directory;

    private static TarReader reader(byte[] tar, ArchiveLimits limits) throws IOException {
        return TarReader.open(new ByteArrayInputStream(tar), limits);
    }

    private static TarReader reader(byte[] tar) throws IOException {
        return reader(tar, ArchiveLimits.DEFAULT);
    }

    private static List<TarEntry> entries(TarReader reader) throws IOException {
        List<TarEntry> entries = new ArrayList<>();
        try (reader) {
            for (Optional<TarEntry> e = reader.next(); e.isPresent(); e = reader.next()) {
                entries.add(e.get());
            }
        }
        return entries;
    }

    private static ErrorKind failure(ThrowingCallable call) {
        RegistryException e = catchThrowableOfType(RegistryException.class, call);
        assertThat(e).as("expected failure").isNotNull();
        return e.kind();
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a/b, a/b",
        "./a//b/, a/b, a/b",
        "a/../../b, ../b, b",
        "../../etc/x, ../../etc/x, etc/x",
        "/etc/../../x, /x, x",
        "., '', ''",
        "a/.., '', ''",
        "..., ..., ..."
    })
    void cleansNames(String name, String clean, String below) {
        assertThat(EntryName.clean(name)).isEqualTo(clean);
        assertThat(EntryName.below(name)).isEqualTo(below);
    }

    @Test
    @DisplayName("IM-1: links are seen from the top of the archive, symbolic ones from their directory")
    void resolvesLinks() throws IOException {
        byte[] tar = new TarBytes()
                .directory("a/")
                .file("./a/file", "content")
                .symbolicLink("a/near", "file")
                .symbolicLink("b/layer.tar", "../a/file")
                .hardLink("b/hard", "a/file")
                .build();

        assertThat(entries(reader(tar)))
                .extracting(TarEntry::name, TarEntry::kind, TarEntry::link)
                .containsExactly(
                        tuple("a", TarEntry.Kind.DIRECTORY, ""),
                        tuple("a/file", TarEntry.Kind.FILE, ""),
                        tuple("a/near", TarEntry.Kind.SYMBOLIC_LINK, "a/file"),
                        tuple("b/layer.tar", TarEntry.Kind.SYMBOLIC_LINK, "a/file"),
                        tuple("b/hard", TarEntry.Kind.HARD_LINK, "a/file"));
    }

    @Test
    @DisplayName("a name of two megabytes is refused before it is kept")
    void limitsHeaders() {
        byte[] tar = new TarBytes().longName(2 << 20).file("n", "x").build();

        assertThat(failure(() -> entries(reader(tar)))).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    @Test
    void limitsEntriesAndBytes() {
        byte[] tar = new TarBytes().file("a", "x").file("b", new byte[100_000]).build();

        assertThat(failure(() -> entries(reader(tar, new ArchiveLimits(1 << 20, 1)))))
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(failure(() -> entries(reader(tar, new ArchiveLimits(50_000, 100)))))
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    @Test
    void refusesDamagedArchives() {
        byte[] truncated = new TarBytes().truncated("big", 1L << 40);
        byte[] noTar = "no tar at all, only text. ".repeat(100).getBytes(StandardCharsets.UTF_8);

        assertThat(failure(() -> entries(reader(truncated)))).isEqualTo(ErrorKind.PARSING_FAILED);
        assertThat(failure(() -> entries(reader(noTar)))).isEqualTo(ErrorKind.PARSING_FAILED);
    }

    @Test
    @DisplayName("AR-3, AR-4: a directory comes back with modes and whole seconds")
    void archivesDirectories() throws IOException {
        Path source = Files.createDirectories(directory.resolve("source"));
        Files.createDirectories(source.resolve("b/sub"));
        Files.writeString(source.resolve("b/sub/file"), "content");
        Files.writeString(source.resolve("a"), "first");
        Files.setPosixFilePermissions(source.resolve("b/sub"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.setLastModifiedTime(source.resolve("a"), FileTime.from(Instant.parse("2020-01-02T03:04:05.6Z")));
        Files.createSymbolicLink(source.resolve("c"), Path.of("a"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        TarDirectory.write(source, out);

        assertThat(entries(reader(out.toByteArray())))
                .extracting(TarEntry::name)
                .containsExactly("a", "b", "b/sub", "b/sub/file", "c");
        Path target = Files.createDirectories(directory.resolve("target"));
        TarDirectory.extract(reader(out.toByteArray()), target);
        assertThat(target.resolve("b/sub/file")).hasContent("content");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve("b/sub"))))
                .isEqualTo("rwxr-x---");
        assertThat(target.resolve("c")).doesNotExist();
        assertThat(failure(() -> TarDirectory.extract(reader(out.toByteArray()), directory.resolve("none"))))
                .isEqualTo(ErrorKind.LOCAL_IO);
    }

    @Test
    @DisplayName("AR-4: no name leads out of the directory, links are left out")
    void extractsBelowTheDirectory() throws IOException {
        Path target = Files.createDirectories(directory.resolve("deep/target"));
        byte[] tar = new TarBytes()
                .file("../../escaped", "1")
                .file("/absolute", "2")
                .symbolicLink("link", "/tmp")
                .hardLink("hard", "/etc/passwd")
                .build();

        TarDirectory.extract(reader(tar), target);

        assertThat(target).isDirectoryContaining("glob:**/escaped").isDirectoryContaining("glob:**/absolute");
        assertThat(target.resolve("link")).doesNotExist();
        assertThat(target.resolve("hard")).doesNotExist();
        assertThat(directory.resolve("escaped")).doesNotExist();
    }

    private static String find(String name, byte[] layer) throws IOException {
        try (TarReader tar = reader(layer)) {
            TarEntry found = new LayerSearch(name).find(tar);
            try (InputStream content = tar.content()) {
                return found.name() + "=" + new String(content.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    @Test
    @DisplayName("AR-5: a file wins over a whiteout of the same layer, a whiteout of a parent deletes it")
    void searchesLayers() throws IOException {
        byte[] layer = new TarBytes()
                .file("./etc/.wh.conf", "")
                .file("./etc/conf", "here")
                .file("gone/.wh..wh..opq", "")
                .file("usr/.wh.lib", "")
                .build();

        assertThat(find("/etc/conf", layer)).isEqualTo("etc/conf=here");
        assertThat(failure(() -> find("gone/file", layer))).isEqualTo(ErrorKind.FILE_DELETED);
        assertThat(failure(() -> find("usr/lib/x/y", layer))).isEqualTo(ErrorKind.FILE_DELETED);
        assertThat(failure(() -> find("usr/library", layer))).isEqualTo(ErrorKind.FILE_NOT_FOUND);
        assertThat(failure(() -> find("etc/.wh.conf", layer))).isEqualTo(ErrorKind.INVALID_INPUT);
    }
}
