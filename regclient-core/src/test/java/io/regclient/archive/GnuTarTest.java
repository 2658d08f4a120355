// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.regclient.testing.ExternalProgram;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that GNU tar has written, and how it reads what we have written: contract MO-16. */
class GnuTarTest {
    private static final String LONG_NAME = "long/" + "directory".repeat(9) + "/" + "name".repeat(30);
    private static final Instant OLD = Instant.parse("2019-05-06T07:08:09.123456789Z");
    private static final Instant NEW = Instant.parse("2020-01-02T03:04:05Z");
    private static final String NEW_LISTED = "2020-01-02 03:04:05";

    @TempDir
    private Path directory;

    private Path files = Path.of("");

    @BeforeAll
    static void requiresGnuTar() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/tar")), "no tar");
        assumeTrue(run("--version").contains("GNU tar"), "another tar");
    }

    private static String run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/tar"));
        command.addAll(List.of(arguments));
        return ExternalProgram.run(command).requireSuccess();
    }

    @BeforeEach
    void makesFiles() throws IOException {
        files = Files.createDirectories(directory.resolve("files"));
        Files.writeString(files.resolve("plain"), "content");
        Files.createLink(files.resolve("zz-hard"), files.resolve("plain"));
        Files.createSymbolicLink(files.resolve("symbolic"), Path.of("plain"));
        Path sparse = files.resolve("sparse");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            for (int i = 1; i <= 40; i++) { // more parts than a header has place for
                file.seek(i * 100_000L);
                file.write(i);
            }
        }
        for (String name : List.of("plain", "sparse")) {
            Files.setLastModifiedTime(files.resolve(name), FileTime.from(OLD));
        }
    }

    private void addLongNamesAndAttributes() throws IOException {
        Path longName = files.resolve(LONG_NAME);
        Files.createDirectories(longName.resolve(".."));
        Files.writeString(longName, "long");
        Files.createSymbolicLink(files.resolve("long-link"), Path.of(LONG_NAME));
        FileStore store = Files.getFileStore(longName);
        if (store.supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
            Files.setAttribute(longName, "user:note", new byte[] {1, 10, 0, 2});
        }
        if (Files.isExecutable(Path.of("/bin/mknod"))) {
            // fails, and leaves nothing, where only root may do that
            ExternalProgram.run("/bin/mknod", files.resolve("null").toString(), "c", "1", "3");
        }
    }

    private Path archive(String... options) throws IOException {
        Path tar = directory.resolve("archive.tar");
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--sort=name", "-C", files.toString(), "-cf", tar.toString(), "."));
        run(arguments.toArray(String[]::new));
        return tar;
    }

    private static String attributes(String format) {
        return format.equals("posix") ? "--xattrs" : "--no-xattrs";
    }

    /** An archive with every entry kept, or given a new time. */
    private static byte[] rewrite(byte[] tar, Optional<Instant> time) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarRewriter rewriter = new TarRewriter(new ByteArrayInputStream(tar), out, ArchiveLimits.DEFAULT);
        for (Optional<TarHeader> next = rewriter.next(); next.isPresent(); next = rewriter.next()) {
            TarHeader header = next.get();
            rewriter.keep(time.isPresent() ? header.withModified(time.get()) : header);
        }
        return out.toByteArray();
    }

    private String list(byte[] tar) throws IOException {
        Path file = directory.resolve("listed.tar");
        Files.write(file, tar);
        // columns are as wide as the longest time
        return run("--xattrs", "--full-time", "--utc", "-tvvf", file.toString()).replaceAll(" +", " ");
    }

    private static String withNewTimes(String listed) {
        return listed.replaceAll("20\\S+ \\S+(?= \\./)", NEW_LISTED);
    }

    private static List<String> listWithLibrary(byte[] tar) throws IOException {
        List<String> lines = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
            for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                lines.add(String.join(
                        " ",
                        e.getName(),
                        e.getLinkName(),
                        String.valueOf(e.getLastModifiedTime()),
                        String.valueOf(e.getRealSize()),
                        String.valueOf(e.getMode()),
                        String.valueOf(Arrays.hashCode(in.readAllBytes()))));
            }
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix", "oldgnu"})
    @DisplayName("MO-16: untouched archives with long names, attributes, devices and sparse files stay as they are")
    void passesThrough(String format) throws IOException {
        addLongNamesAndAttributes();
        byte[] tar = Files.readAllBytes(archive("-S", attributes(format), "--format=" + format));

        assertThat(tar.length % 10240).isZero();
        assertThat(rewrite(tar, Optional.empty())).isEqualTo(tar);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0", "0.1", "1.0"})
    void passesSparseFormatsThrough(String version) throws IOException {
        byte[] tar = Files.readAllBytes(archive("-S", "--format=posix", "--sparse-version=" + version));

        assertThat(rewrite(tar, Optional.empty())).isEqualTo(tar);
        assertThat(list(tar)).contains("4000001");
        assertThat(list(rewrite(tar, Optional.of(NEW)))).isEqualTo(withNewTimes(list(tar)));
    }

    /** What a reader gives, in the words of {@link #listWithLibrary}. */
    private static List<String> read(byte[] tar) throws IOException {
        List<String> lines = new ArrayList<>();
        try (TarReader reader = TarReader.open(new ByteArrayInputStream(tar), ArchiveLimits.DEFAULT)) {
            for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                TarEntry e = next.get();
                lines.add(String.join(
                        " ",
                        e.name(),
                        e.kind().toString(),
                        e.link(),
                        String.valueOf(e.size()),
                        String.valueOf(e.mode()),
                        String.valueOf(Arrays.hashCode(reader.content().readAllBytes()))));
            }
        }
        return lines;
    }

    private static List<String> expected(byte[] tar) throws IOException {
        List<String> lines = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
            for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                TarEntry.Kind kind = e.isSymbolicLink()
                        ? TarEntry.Kind.SYMBOLIC_LINK
                        : e.isLink()
                                ? TarEntry.Kind.HARD_LINK
                                : e.isDirectory()
                                        ? TarEntry.Kind.DIRECTORY
                                        : e.isCharacterDevice() ? TarEntry.Kind.OTHER : TarEntry.Kind.FILE;
                lines.add(String.join(
                        " ",
                        EntryName.clean(e.getName()),
                        kind.toString(),
                        EntryName.clean(e.getLinkName()),
                        String.valueOf(e.getRealSize()),
                        String.valueOf(e.getMode() & 0777),
                        String.valueOf(Arrays.hashCode(in.readAllBytes()))));
            }
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix", "oldgnu", "ustar", "v7"})
    @DisplayName("AR-5: every format of GNU tar is read as commons-compress reads it, sparse files with their holes")
    void readsEveryFormat(String format) throws IOException {
        boolean isOld = format.equals("ustar") || format.equals("v7");
        if (!isOld) {
            addLongNamesAndAttributes();
        }
        byte[] tar = Files.readAllBytes(
                isOld ? archive("--format=" + format) : archive("-S", attributes(format), "--format=" + format));

        assertThat(read(tar)).isEqualTo(expected(tar)).hasSizeGreaterThan(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0", "0.1", "1.0"})
    @DisplayName("AR-5: a sparse file has its holes back")
    void readsSparseFiles(String version) throws IOException {
        byte[] tar = Files.readAllBytes(archive("-S", "--format=posix", "--sparse-version=" + version));

        int content = Arrays.hashCode(Files.readAllBytes(files.resolve("sparse")));

        assertThat(tar).hasSizeLessThan(1_000_000);
        assertThat(read(tar))
                .isEqualTo(expected(tar))
                .anyMatch(line -> line.startsWith("sparse FILE  4000001 ") && line.endsWith(" " + content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix", "oldgnu", "ustar", "v7"})
    @DisplayName("MO-16: GNU tar and commons-compress read edited archives, nothing but the times differs")
    void editsTimes(String format) throws IOException {
        boolean isOld = format.equals("ustar") || format.equals("v7");
        if (!isOld) {
            addLongNamesAndAttributes();
        }
        byte[] tar = Files.readAllBytes(
                isOld ? archive("--format=" + format) : archive("-S", attributes(format), "--format=" + format));

        byte[] edited = rewrite(tar, Optional.of(NEW));

        assertThat(list(edited)).isEqualTo(withNewTimes(list(tar)));
        assertThat(listWithLibrary(edited))
                .isEqualTo(listWithLibrary(tar).stream()
                        .map(line -> line.replaceAll("20\\S+Z", NEW.toString()))
                        .toList());
        assertThat(Arrays.copyOfRange(edited, edited.length - 1024, edited.length))
                .containsOnly(0);
        assertThat(edited).hasSizeLessThanOrEqualTo(tar.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix"})
    @DisplayName("MO-16: owners that no octal field holds keep their numbers, with times changed and names cleared")
    void keepsLargeOwners(String format) throws IOException {
        addLongNamesAndAttributes();
        byte[] tar = Files.readAllBytes(
                archive("-S", "--owner=builder:4000000000", "--group=staff:2097152", "--format=" + format));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarRewriter rewriter = new TarRewriter(new ByteArrayInputStream(tar), out, ArchiveLimits.DEFAULT);
        for (Optional<TarHeader> next = rewriter.next(); next.isPresent(); next = rewriter.next()) {
            rewriter.keep(next.get().withModified(NEW).withoutOwnerNames());
        }

        assertThat(list(tar)).contains("builder/staff");
        assertThat(list(out.toByteArray()))
                .isEqualTo(withNewTimes(list(tar)).replace("builder/staff", "4000000000/2097152"));
    }

    @Test
    @DisplayName("MO-16: a fraction, a year before 1970 and one after 2242 are read back as they were set")
    void readsBackUnusualTimes() throws IOException {
        byte[] tar = Files.readAllBytes(archive("--format=posix"));
        byte[] gnu = Files.readAllBytes(archive("--format=gnu"));

        assertThat(list(rewrite(tar, Optional.of(Instant.parse("2021-01-01T00:00:00.25Z")))))
                .contains("2021-01-01 00:00:00.25 ./plain");
        for (String time : List.of("1960-02-03T04:05:06Z", "2300-02-03T04:05:06Z")) {
            String listed = time.replace('T', ' ').replace("Z", " ./plain");
            assertThat(list(rewrite(tar, Optional.of(Instant.parse(time))))).contains(listed);
            assertThat(list(rewrite(gnu, Optional.of(Instant.parse(time))))).contains(listed);
        }
    }
}
