// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.TarBytes;
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
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(chars = {'x', 'L', 'K'})
    @DisplayName("archive limits: headers of one entry, exactly 1 MiB and one block beyond")
    void limitsHeaders(char type) throws IOException {
        int largest = (1 << 20) - 1024;

        assertThat(entries(reader(RawTar.largeHeader(type, largest)))).hasSize(1);
        assertThat(failure(() -> entries(reader(RawTar.largeHeader(type, largest + 1)))))
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(failure(() -> entries(reader(RawTar.largeHeader(type, 2 << 20)))))
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    @Test
    @DisplayName("archive limits: entries and bytes, exactly at the limit and one beyond")
    void limitsEntriesAndBytes() throws IOException {
        byte[] tar = new TarBytes().file("a", "x").file("b", new byte[100_000]).build();

        assertThat(entries(reader(tar, new ArchiveLimits(tar.length, 2)))).hasSize(2);
        assertThat(failure(() -> entries(reader(tar, new ArchiveLimits(tar.length, 1)))))
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(failure(() -> entries(reader(tar, new ArchiveLimits(50_000, 2)))))
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    @Test
    @DisplayName("archive limits: the bytes are counted after decompression")
    void limitsDecompressedBytes() throws IOException {
        byte[] tar = new RawTar().entry(RawTar.file("a"), "x".repeat(100_000)).unfinished();
        byte[] small = new CompressingInputStream(new ByteArrayInputStream(tar), Compression.GZIP).readAllBytes();

        assertThat(small).hasSizeLessThan(2000);
        assertThat(entries(reader(small, new ArchiveLimits(tar.length, 1)))).hasSize(1);
        assertThat(failure(() -> entries(reader(small, new ArchiveLimits(tar.length - 1, 1)))))
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "-1, 1", "1, -1"})
    void refusesLimitsThatAllowNothing(long bytes, long entries) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ArchiveLimits(bytes, entries));
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
                .extracting(TarEntry::name, TarEntry::link)
                .containsExactly(
                        tuple("a", ""), tuple("b", ""), tuple("b/sub", ""), tuple("b/sub/file", ""), tuple("c", "a"));
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
    @DisplayName("AR-3, regctl 11: folders without slash, real targets of links, owners by name and number")
    void keepsWhatFilesAre() throws IOException {
        Path source = Files.createDirectories(directory.resolve("source"));
        Path folder = Files.createDirectory(source.resolve("folder"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("folder/../else/where"));
        Files.setAttribute(folder, "unix:mode", 01750);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        TarDirectory.write(source, out);

        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()), "UTF-8")) {
            TarArchiveEntry first = tar.getNextEntry();
            assertThat(rawName(out.toByteArray())).isEqualTo("folder");
            assertThat(first.getMode()).isEqualTo(01750);
            assertThat(first.getLongUserId()).isEqualTo(((Integer) Files.getAttribute(folder, "unix:uid")).longValue());
            assertThat(first.getUserName()).isEqualTo(Files.getOwner(folder).getName());
            TarArchiveEntry link = tar.getNextEntry();
            assertThat(link.getLinkName()).isEqualTo("folder/../else/where");
        }
    }

    private static String rawName(byte[] tar) {
        return new String(tar, 0, 100, StandardCharsets.UTF_8).replace("\0", "");
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".wh..wh..opq",
                ".wh.a",
                "a/.wh..wh..opq",
                "a/.wh.b",
                "a/b/.wh..wh..opq",
                "./a/b/.wh.c",
            })
    @DisplayName("AR-5: a whiteout at every level deletes, one below or beside does not")
    void findsWhiteoutsOfParents(String whiteout) {
        assertThat(failure(() -> find("a/b/c", new TarBytes().file(whiteout, "").build())))
                .isEqualTo(ErrorKind.FILE_DELETED);
        assertThat(failure(() ->
                        find("x/y", new TarBytes().file("x/" + whiteout, "").build())))
                .isEqualTo(whiteout.equals(".wh..wh..opq") ? ErrorKind.FILE_DELETED : ErrorKind.FILE_NOT_FOUND);
    }

    @Test
    @DisplayName("AR-5: what is below a file's own name does not delete it")
    void ignoresWhiteoutsBelow() {
        byte[] layer = new TarBytes()
                .file("a/b/c/.wh..wh..opq", "")
                .file("a/b/c/.wh.d", "")
                .build();

        assertThat(failure(() -> find("a/b/c", layer))).isEqualTo(ErrorKind.FILE_NOT_FOUND);
        assertThat(failure(() -> find("", layer))).isEqualTo(ErrorKind.INVALID_INPUT);
        assertThat(failure(() -> find("a/..", layer))).isEqualTo(ErrorKind.INVALID_INPUT);
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
