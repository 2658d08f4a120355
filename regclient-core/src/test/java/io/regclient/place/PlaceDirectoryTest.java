// SPDX-License-Identifier: Apache-2.0
package io.regclient.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.scheme.Concurrently;
import io.regclient.testing.ExternalProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each object over the same directory stands for a process: nothing but the files connects them. */
class PlaceDirectoryTest {
    private static final Ref TARGET = ref("reg.example/target");
    private static final Ref ONE = ref("reg.example/one");
    private static final Ref TWO = ref("reg.example/two/deep");

    @TempDir
    private Path cache;

    private Path directory;
    private Path file;

    @BeforeEach
    void name() {
        directory = cache.resolve("regclient/blobs");
        file = directory.resolve("reg.example");
    }

    private static Ref ref(String text) {
        try {
            return Ref.parse(text).withoutVersion();
        } catch (RegistryException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Digest blob(int number) {
        return Digest.sha256(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    private PlaceDirectory process() {
        return new PlaceDirectory(cache);
    }

    private List<Ref> asked(int blob) {
        return process().holders(TARGET, blob(blob));
    }

    private void write(String text) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }

    @Test
    @DisplayName("what one process found the next one knows, the latest place first, and of that registry only")
    void remembers() {
        PlaceDirectory process = process();
        process.found(ONE, blob(1));
        process.found(TWO, blob(1));
        process.found(ONE, blob(2));
        process.found(ref("other.example/one"), blob(3));

        assertThat(process.holders(TARGET, blob(1))).containsExactly(TWO, ONE);
        assertThat(asked(1)).containsExactly(TWO, ONE);
        assertThat(asked(2)).containsExactly(ONE);
        assertThat(asked(3)).isEmpty();
    }

    @Test
    @DisplayName("of many repositories that hold a blob the last four are kept")
    void keepsTheLast() {
        PlaceDirectory process = process();
        IntStream.range(0, 6).forEach(i -> process.found(ref("reg.example/r" + i), blob(1)));

        assertThat(asked(1).stream().map(Ref::commonName))
                .containsExactly("reg.example/r5", "reg.example/r4", "reg.example/r3", "reg.example/r2");
        assertThat(process.holders(TARGET, blob(1))).isEqualTo(asked(1));
    }

    @Test
    @DisplayName("a place that was wrong is forgotten, by later processes too, until it is found there again")
    void forgets() {
        PlaceDirectory process = process();
        process.found(ONE, blob(1));
        process.found(TWO, blob(1));

        process.missing(TWO, blob(1));

        assertThat(process.holders(TARGET, blob(1))).containsExactly(ONE);
        assertThat(asked(1)).containsExactly(ONE);
        process().missing(ONE, blob(1));
        assertThat(asked(1)).isEmpty();
        process().found(TWO, blob(1));
        assertThat(asked(1)).containsExactly(TWO);
    }

    @Test
    @DisplayName("what is known is not written again, nor what was never known as wrong")
    void writesNewsOnly() throws IOException {
        process().found(ONE, blob(1));
        process().found(ONE, blob(1));
        process().missing(TWO, blob(1));

        assertThat(Files.readString(file)).isEqualTo(blob(1) + " one\n");
    }

    @Test
    @DisplayName("directory and files are their owner's only")
    void isPrivate() throws IOException {
        process().found(ONE, blob(1));

        assertThat(permissions(cache.resolve("regclient"))).isEqualTo("rwx------");
        assertThat(permissions(directory)).isEqualTo("rwx------");
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    static Stream<String> damage() {
        String line = blob(1) + " one\n";
        byte[] noise = new byte[5000];
        new Random(1).nextBytes(noise);
        return Stream.of(
                "",
                "\n\n \n",
                "x",
                new String(noise, StandardCharsets.ISO_8859_1),
                "{\"places\": {}}\n",
                line.substring(0, line.length() - 3),
                line.substring(10),
                "-" + line,
                blob(1) + " ../../etc/passwd\n",
                blob(1) + " One:tag\n",
                blob(1) + " one two\n",
                blob(1) + " other.example/one@" + blob(2) + "\n",
                "\n".repeat(PlaceFile.MAX_BYTES),
                "a".repeat(PlaceFile.MAX_BYTES + 5),
                " ".repeat(3 * PlaceFile.MAX_BYTES));
    }

    @ParameterizedTest
    @MethodSource("damage")
    @DisplayName("a file that is empty, cut, noise or somebody else's holds no places, and learns new ones")
    void survives(String content) throws IOException {
        write(content);

        assertThat(asked(1)).isEmpty();

        process().found(ONE, blob(2));
        process().found(TWO, blob(3)); // the end of a cut line costs the line behind it
        assertThat(asked(3)).containsExactly(TWO);
        assertThat(asked(1)).isEmpty();
        assertThat(file).satisfies(path -> assertThat(Files.size(path)).isLessThan(PlaceFile.MAX_BYTES + 500));
    }

    @Test
    @DisplayName("lines around damage are read")
    void readsAroundDamage() throws IOException {
        write(blob(1) + " one\n\0\377garbage\n" + blob(2) + " two/deep\nsha256:12");

        assertThat(asked(1)).containsExactly(ONE);
        assertThat(asked(2)).containsExactly(TWO);
    }

    @Test
    @DisplayName("of a file that is much too long the end is read, and the file is replaced by it")
    void boundsAHugeFile() throws IOException {
        StringBuilder text = new StringBuilder();
        int count = 40_000;
        for (int i = 0; i < count; i++) {
            text.append(blob(i)).append(" one\n");
        }
        write(text.toString());

        assertThat(asked(count - 1)).containsExactly(ONE);
        assertThat(asked(0)).isEmpty();
        assertThat(Files.size(file)).isBetween(PlaceFile.MAX_BYTES / 2 - 200L, PlaceFile.MAX_BYTES / 2L + 200);
        assertThat(Files.readAllLines(file))
                .allMatch(line -> line.length() == blob(1).toString().length() + 4);
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    @Test
    @DisplayName("a file that grows beyond its limit loses its oldest half")
    void boundsWhatItWrites() throws IOException {
        PlaceDirectory process = process();
        int count = PlaceFile.MAX_BYTES / (blob(1).toString().length() + 5) + 10;
        for (int i = 0; i < count; i++) {
            process.found(ONE, blob(i));
        }

        assertThat(Files.size(file)).isLessThan(PlaceFile.MAX_BYTES * 2L / 3);
        assertThat(process.holders(TARGET, blob(count - 1))).containsExactly(ONE);
        assertThat(process.holders(TARGET, blob(0))).isEmpty();
        assertThat(asked(count - 1)).containsExactly(ONE);
    }

    @Test
    @DisplayName("of very many registries those that were not written for the longest time go")
    void boundsTheFiles() throws IOException {
        PlaceDirectory process = process();
        for (int i = 0; i < PlaceDirectory.MAX_FILES + 5; i++) {
            Ref repository = ref("reg" + i + ".example/one");
            process.found(repository, blob(1));
            Files.setLastModifiedTime(
                    directory.resolve("reg" + i + ".example"), FileTime.from(Instant.ofEpochSecond(1000 + i)));
        }

        process();

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(PlaceDirectory.MAX_FILES);
        }
        assertThat(directory.resolve("reg4.example")).doesNotExist();
        assertThat(directory.resolve("reg5.example")).exists();
    }

    @Test
    @DisplayName("a link in place of a file or directory is not followed")
    void followsNoLinks() throws IOException {
        Path victim = Files.writeString(cache.resolve("victim"), blob(1) + " one\n");
        Files.createDirectories(directory);
        Files.createSymbolicLink(file, victim);

        assertThat(asked(1)).isEmpty();
        process().found(ONE, blob(2));
        assertThat(Files.readString(victim)).isEqualTo(blob(1) + " one\n");
        assertThat(Files.isSymbolicLink(file)).isTrue();

        Files.delete(file);
        Files.delete(directory);
        Path elsewhere = Files.createDirectory(cache.resolve("elsewhere"));
        Files.createSymbolicLink(directory, elsewhere);
        process().found(ONE, blob(2));
        assertThat(elsewhere).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"regclient", "regclient/blobs", "regclient/blobs/reg.example"})
    @DisplayName("where something else stands in the way nothing is remembered, and nothing fails")
    void worksWithoutFiles(String place) throws IOException {
        Path path = cache.resolve(place);
        if (path.equals(file)) {
            Files.createDirectories(path);
        } else {
            Files.createDirectories(path.getParent());
            Files.writeString(path, "in the way");
        }

        PlaceDirectory process = process();
        process.found(ONE, blob(1));
        process.missing(TWO, blob(1));

        assertThat(process.holders(TARGET, blob(1))).isEmpty();
        assertThat(asked(1)).isEmpty();
        assertThat(path).exists();
    }

    @Test
    @DisplayName("a pipe is not opened")
    void opensNoPipe() throws IOException {
        Files.createDirectories(directory);
        ExternalProgram.run(List.of("mkfifo", file.toString())).requireSuccess();

        process().found(ONE, blob(1));

        assertThat(asked(1)).isEmpty();
    }

    @Test
    @DisplayName("a directory that is removed while it is used costs what was in it")
    void survivesRemoval() throws IOException {
        PlaceDirectory process = process();
        process.found(ONE, blob(1));
        Files.delete(file);
        process.found(ONE, blob(2));
        assertThat(asked(2)).containsExactly(ONE);

        Files.delete(file);
        Files.delete(directory);
        process.found(ONE, blob(3));

        assertThat(directory).doesNotExist();
        assertThat(asked(3)).isEmpty();
    }

    @Test
    @DisplayName("an interrupted thread writes nothing, and later ones do")
    void survivesInterrupts() {
        PlaceDirectory process = process();
        Thread.currentThread().interrupt();
        process.found(ONE, blob(1));
        assertThat(Thread.interrupted()).isTrue();

        process.found(ONE, blob(2));

        assertThat(asked(2)).containsExactly(ONE);
    }

    @Test
    @DisplayName("processes that write at the same time lose nothing and mix no lines")
    void writesSideBySide() throws Exception {
        int writers = 4;
        int each = 300;
        List<Concurrently.Step> steps = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            PlaceDirectory process = process();
            int first = writer * each;
            steps.add(() -> IntStream.range(first, first + each).forEach(i -> process.found(ONE, blob(i))));
        }

        Concurrently.run(steps);

        PlaceDirectory later = process();
        assertThat(IntStream.range(0, writers * each))
                .allSatisfy(i -> assertThat(later.holders(TARGET, blob(i))).containsExactly(ONE));
        assertThat(Files.readAllLines(file)).hasSize(writers * each);
    }

    @Test
    @DisplayName("processes that shorten the file at the same time leave one that can be read")
    void shortensSideBySide() throws Exception {
        String line = blob(1) + " one\n";
        write(line.repeat(PlaceFile.MAX_BYTES / line.length()));
        List<Concurrently.Step> steps = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            PlaceDirectory process = process();
            process.holders(TARGET, blob(1));
            int first = 1000 * (writer + 1);
            steps.add(() -> IntStream.range(first, first + 100).forEach(i -> process.found(TWO, blob(i))));
        }

        Concurrently.run(steps);

        assertThat(Files.size(file)).isLessThan(PlaceFile.MAX_BYTES);
        assertThat(Files.readAllLines(file)).allMatch(text -> text.endsWith(" one") || text.endsWith(" two/deep"));
        assertThat(asked(1)).containsExactly(ONE);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    @DisplayName("every registry has a file of its own within the directory")
    void namesFiles() throws IOException {
        assertThat(PlaceDirectory.fileName("docker.io")).isEqualTo("docker.io");
        assertThat(PlaceDirectory.fileName("localhost:5000")).isEqualTo("localhost%3a5000");
        assertThat(PlaceDirectory.fileName("[::1]:5000")).isEqualTo("%5b%3a%3a1%5d%3a5000");
        assertThat(PlaceDirectory.fileName("REG.example")).isNotEqualTo(PlaceDirectory.fileName("reg.example"));
        assertThat(PlaceDirectory.fileName("..")).isEqualTo("%2e.");
        assertThat(PlaceDirectory.fileName("a/b")).isEqualTo("a%2fb");
        assertThat(PlaceDirectory.fileName("a".repeat(200))).hasSize(64);

        process().found(ref("localhost:5000/one"), blob(1));
        assertThat(Files.isRegularFile(directory.resolve("localhost%3a5000"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(process().holders(ref("localhost:5000/two"), blob(1))).containsExactly(ref("localhost:5000/one"));
    }

    @Test
    @DisplayName("layouts are not remembered")
    void ignoresLayouts() {
        process().found(ref("ocidir://" + cache.resolve("layout")), blob(1));

        assertThat(directory).isEmptyDirectory();
        assertThat(process().holders(ref("ocidir://" + cache.resolve("layout")), blob(1)))
                .isEmpty();
    }
}
