// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of archives with and without changes: contract MO-4, MO-16. */
class TarRewriterTest {
    private static final ArchiveLimits LIMITS = ArchiveLimits.DEFAULT;

    /** What is done with an entry. */
    private interface Edit {
        void run(TarRewriter tar, TarHeader header) throws IOException;
    }

    private static byte[] rewrite(byte[] tar, ArchiveLimits limits, Edit edit) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarRewriter rewriter = new TarRewriter(new ByteArrayInputStream(tar), out, limits);
        for (Optional<TarHeader> next = rewriter.next(); next.isPresent(); next = rewriter.next()) {
            edit.run(rewriter, next.get());
        }
        assertThat(rewriter.next()).isEmpty();
        return out.toByteArray();
    }

    private static byte[] rewrite(byte[] tar, Edit edit) throws IOException {
        return rewrite(tar, LIMITS, edit);
    }

    private static byte[] keepAll(byte[] tar) throws IOException {
        return rewrite(tar, TarRewriter::keep);
    }

    private static byte[] without(String name, byte[] tar) throws IOException {
        return rewrite(tar, (rewriter, header) -> {
            if (!header.name().equals(name)) {
                rewriter.keep(header);
            }
        });
    }

    private static ErrorKind failure(byte[] tar) {
        return failure(tar, LIMITS).kind();
    }

    private static RegistryException failure(byte[] tar, ArchiveLimits limits) {
        RegistryException e =
                Assertions.catchThrowableOfType(RegistryException.class, () -> rewrite(tar, limits, TarRewriter::keep));
        assertThat(e).as("expected failure").isNotNull();
        assertThat(e.getMessage()).doesNotContain("\n");
        return e;
    }

    private static RawTar everything() {
        String longName = "long/" + "n".repeat(150);
        return new RawTar()
                .entry(RawTar.meta("GlobalHead", 'g'), RawTar.paxContent("comment=all", "mtime=5"))
                .entry(RawTar.of("dir/", '5').octal(100, 8, 040755))
                .entry(RawTar.file("name").text(345, "prefix/of"), "content")
                .entry(RawTar.file("padded").size(3))
                .padded("abc".getBytes(UTF_8), (byte) 'z')
                .gnuLong('K', "target/" + longName)
                .gnuLong('L', longName)
                .entry(RawTar.of(longName.substring(0, 100), '2').gnu())
                .pax("SCHILY.xattr.security.capability=\u0001\u0000\u0002", "mtime=12.5", "path=päx")
                .entry(RawTar.file("p"), "pax content")
                .entry(RawTar.of("hard", '1').text(157, "name").size(1000))
                .entry(RawTar.of("dev/null", '3').octal(329, 8, 1).octal(337, 8, 3))
                .entry(RawTar.of("dev/sda", '4').octal(329, 8, 8).octal(337, 8, 0))
                .entry(RawTar.of("fifo", '6'))
                .entry(RawTar.of("old/", '\0').v7().size(77))
                .entry(RawTar.of("old/file", '\0').v7(), "seventies")
                .entry(RawTar.of("sparse", 'S').gnu().size(512).bytes(482, (byte) 1))
                .raw(sparseMap(1))
                .raw(sparseMap(0))
                .raw(new byte[512])
                .entry(RawTar.of("unknown", 'Z'), "what is this");
    }

    private static byte[] sparseMap(int more) {
        byte[] block = new byte[512];
        block[504] = (byte) more;
        return block;
    }

    private static List<byte[]> wholeArchives() {
        return List.of(
                everything().build(),
                everything().unfinished(),
                everything().raw(new byte[512]).unfinished(),
                everything().raw(new byte[10240]).unfinished(),
                everything()
                        .raw(new byte[1024])
                        .raw("anything behind the end".getBytes(UTF_8))
                        .unfinished(),
                new RawTar().build(),
                new byte[0]);
    }

    @ParameterizedTest
    @MethodSource("wholeArchives")
    @DisplayName("MO-16: what nobody changes stays byte for byte, with all that follows the end")
    void passesThrough(byte[] tar) throws IOException {
        assertThat(keepAll(tar)).isEqualTo(tar);
    }

    @Test
    void namesEntriesAsGoDoes() throws IOException {
        List<String> names = new ArrayList<>();
        rewrite(everything().build(), (tar, header) -> {
            names.add(header.name() + " " + header.kind());
            tar.keep(header);
        });

        assertThat(names)
                .containsExactly(
                        "dir DIRECTORY",
                        "prefix/of/name FILE",
                        "padded FILE",
                        "long/" + "n".repeat(150) + " SYMBOLIC_LINK",
                        "päx FILE",
                        "hard HARD_LINK",
                        "dev/null OTHER",
                        "dev/sda OTHER",
                        "fifo OTHER",
                        "old DIRECTORY",
                        "old/file FILE",
                        "sparse FILE",
                        "unknown OTHER");
    }

    @Test
    @DisplayName("MO-4, MO-16: a removed entry takes its headers along, the others stay, two blocks of zeros end it")
    void leavesOutEntries() throws IOException {
        byte[] tar = new RawTar()
                .entry(RawTar.file("a"), "1")
                .pax("path=long")
                .entry(RawTar.file("l"), "x".repeat(1000))
                .gnuLong('L', "b")
                .entry(RawTar.file("?").gnu(), "2")
                .raw(new byte[9000])
                .unfinished();

        byte[] result = without("long", tar);

        assertThat(result)
                .isEqualTo(new RawTar()
                        .entry(RawTar.file("a"), "1")
                        .gnuLong('L', "b")
                        .entry(RawTar.file("?").gnu(), "2")
                        .build());
        assertThat(without("b", without("a", result))).isEqualTo(new byte[1024]);
    }

    @Test
    void tellsWhetherAnythingIsLeftOrChanged() throws IOException {
        byte[] tar = new RawTar()
                .entry(RawTar.meta("GlobalHead", 'g'), RawTar.paxContent("comment=all"))
                .entry(RawTar.file("a"), "1")
                .build();
        TarRewriter removing = new TarRewriter(new ByteArrayInputStream(tar), new ByteArrayOutputStream(), LIMITS);
        TarRewriter keeping = new TarRewriter(new ByteArrayInputStream(tar), new ByteArrayOutputStream(), LIMITS);

        removing.next();
        removing.next();
        keeping.keep(keeping.next().orElseThrow());
        keeping.next();

        assertThat(removing.isEmptied()).isTrue();
        assertThat(removing.isChanged()).isTrue();
        assertThat(keeping.isEmptied()).isFalse();
        assertThat(keeping.isChanged()).isFalse();
    }

    @Test
    @DisplayName("the last block of the source may be short, that of the result is not")
    void completesTheLastBlock() throws IOException {
        byte[] whole = new RawTar()
                .entry(RawTar.file("a"), "1")
                .entry(RawTar.file("b"), "2")
                .unfinished();
        byte[] cut = Arrays.copyOf(whole, whole.length - 500);

        assertThat(keepAll(cut)).isEqualTo(cut);
        assertThat(without("a", cut))
                .isEqualTo(new RawTar().entry(RawTar.file("b"), "2").build());
        assertThat(without("b", cut))
                .isEqualTo(new RawTar().entry(RawTar.file("a"), "1").build());
        byte[] replaced =
                rewrite(cut, (rewriter, header) -> rewriter.replace(header, 0, InputStream.nullInputStream()));
        assertThat(replaced)
                .isEqualTo(new RawTar()
                        .entry(RawTar.file("a"))
                        .entry(RawTar.file("b"))
                        .build());
    }

    @Test
    void replacesContent() throws IOException {
        byte[] tar = new RawTar()
                .entry(RawTar.file("a"), "1".repeat(600))
                .pax("size=3", "mtime=1.5")
                .entry(RawTar.file("p").size(0))
                .padded("old".getBytes(UTF_8), (byte) 0)
                .entry(RawTar.file("b"), "2")
                .build();

        byte[] result = rewrite(tar, (rewriter, header) -> {
            byte[] content = ("new content of " + header.name()).getBytes(UTF_8);
            rewriter.replace(header, content.length, new ByteArrayInputStream(content));
        });

        assertThat(result)
                .isEqualTo(new RawTar()
                        .entry(RawTar.file("a"), "new content of a")
                        .pax("mtime=1.5")
                        .entry(RawTar.file("p"), "new content of p")
                        .entry(RawTar.file("b"), "new content of b")
                        .build());
    }

    @Test
    @DisplayName("sizes from 8 GiB on are base-256 for GNU and a record for POSIX entries")
    void writesLargeSizes() throws IOException {
        TarHeader posix = header(new RawTar().entry(RawTar.file("a")).build());
        TarHeader gnu = header(new RawTar().entry(RawTar.file("a").gnu()).build());
        byte[] base256 = {(byte) 0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0};

        assertThat(bytes(posix.withSize((8L << 30) - 1)))
                .isEqualTo(new RawTar()
                        .entry(RawTar.file("a").size((8L << 30) - 1))
                        .unfinished());
        assertThat(bytes(posix.withSize(8L << 30)))
                .isEqualTo(new RawTar()
                        .entry(RawTar.meta("PaxHeaders.0/a", 'x'), RawTar.paxContent("size=8589934592"))
                        .entry(RawTar.file("a"))
                        .unfinished());
        assertThat(bytes(gnu.withSize(8L << 30)))
                .isEqualTo(new RawTar()
                        .entry(RawTar.file("a").gnu().bytes(124, base256))
                        .unfinished());
        assertThat(gnu.withSize(8L << 30).size()).isEqualTo(8L << 30);
        assertThat(posix.withSize(8L << 30).size()).isEqualTo(8L << 30);
    }

    private static TarHeader header(byte[] tar) throws IOException {
        return new TarHeaderReader(new ByteArrayInputStream(tar)).next().orElseThrow();
    }

    private static byte[] bytes(TarHeader header) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        header.writeTo(out);
        return out.toByteArray();
    }

    @Test
    void refusesContentOfAnotherSizeAndOfSparseFiles() throws IOException {
        byte[] tar = everything().build();

        assertThat(replacing(tar, "prefix/of/name", 3, "four")).isEqualTo(ErrorKind.MISMATCH);
        assertThat(replacing(tar, "prefix/of/name", 5, "four")).isEqualTo(ErrorKind.MISMATCH);
        assertThat(replacing(tar, "sparse", 4, "four")).isEqualTo(ErrorKind.UNSUPPORTED);
    }

    private static ErrorKind replacing(byte[] tar, String name, long size, String content) {
        return Assertions.catchThrowableOfType(
                        RegistryException.class,
                        () -> rewrite(tar, (rewriter, header) -> {
                            if (header.name().equals(name)) {
                                rewriter.replace(header, size, new ByteArrayInputStream(content.getBytes(UTF_8)));
                            }
                        }))
                .kind();
    }

    @Test
    void takesContentBackThatWasRead() throws IOException {
        byte[] tar = everything().build();

        byte[] result = rewrite(tar, (rewriter, header) -> {
            byte[] content = rewriter.content().readAllBytes();
            rewriter.keep(header, new ByteArrayInputStream(content));
        });

        assertThat(result).isEqualTo(tar);
    }

    @Test
    void noticesContentThatIsReadAtTheWrongTime() throws IOException {
        byte[] tar = everything().build();
        TarRewriter rewriter = new TarRewriter(new ByteArrayInputStream(tar), new ByteArrayOutputStream(), LIMITS);
        rewriter.next();
        TarHeader header = rewriter.next().orElseThrow();
        InputStream content = rewriter.content();

        assertThat(content.read()).isEqualTo('c');
        assertThatIllegalStateException().isThrownBy(() -> rewriter.keep(header));
        rewriter.next();
        assertThatIllegalStateException().isThrownBy(content::read);
    }

    private static List<byte[]> damagedArchives() {
        byte[] good = RawTar.file("a").build();
        byte[] wrongSum = good.clone();
        wrongSum[0] = 'b';
        String record = RawTar.paxContent("path=x");
        return List.of(
                wrongSum,
                Arrays.copyOf(good, 511),
                "no tar at all, only text. ".repeat(100).getBytes(UTF_8),
                new RawTar()
                        .entry(RawTar.file("a").size(1000))
                        .raw(new byte[999])
                        .unfinished(),
                new RawTar().raw(new byte[512]).raw(good).build(),
                new RawTar().entry(RawTar.file("a").text(124, "12x")).build(),
                new RawTar().entry(RawTar.file("a").bytes(124, negative())).build(),
                new RawTar().entry(RawTar.file("a").bytes(124, huge())).build(),
                new RawTar().pax("path=x").build(),
                new RawTar().pax("path=x").unfinished(),
                new RawTar().pax("path=x").pax("path=y").raw(good).build(),
                new RawTar().gnuLong('L', "x").gnuLong('L', "y").raw(good).build(),
                new RawTar()
                        .pax("path=x")
                        .entry(RawTar.meta("g", 'g'), record)
                        .raw(good)
                        .build(),
                new RawTar()
                        .entry(RawTar.meta("x", 'x').size(100))
                        .raw(new byte[50])
                        .unfinished(),
                new RawTar()
                        .entry(RawTar.meta("x", 'x').bytes(124, negative()))
                        .raw(good)
                        .build(),
                new RawTar().pax("size=-1").raw(good).build(),
                new RawTar().pax("size=1e3").raw(good).build(),
                new RawTar().pax("size=9999999999999999999").raw(good).build(),
                new RawTar()
                        .entry(RawTar.meta("x", 'x'), "99 path=x\n")
                        .raw(good)
                        .build(),
                new RawTar()
                        .entry(RawTar.meta("x", 'x'), "10 path=xy")
                        .raw(good)
                        .build(),
                new RawTar().entry(RawTar.meta("x", 'x'), "5 =x\n").raw(good).build(),
                new RawTar().entry(RawTar.meta("x", 'x'), "0 a=b\n").raw(good).build(),
                new RawTar().entry(RawTar.meta("x", 'x'), "path=x\n").raw(good).build(),
                new RawTar().entry(RawTar.meta("x", 'x'), "6 a b\n").raw(good).build(),
                new RawTar()
                        .entry(RawTar.meta("x", 'x'), "99999999999 a=b\n")
                        .raw(good)
                        .build(),
                new RawTar()
                        .entry(RawTar.of("s", 'S').gnu().bytes(482, (byte) 1))
                        .unfinished());
    }

    private static byte[] negative() {
        byte[] bytes = new byte[12];
        Arrays.fill(bytes, (byte) 0xff);
        return bytes;
    }

    private static byte[] huge() {
        byte[] bytes = new byte[12];
        bytes[0] = (byte) 0x80;
        bytes[2] = 1;
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("damagedArchives")
    void refusesDamagedArchives(byte[] tar) {
        RegistryException e = failure(tar, LIMITS);

        assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
        assertThat(e).hasMessageStartingWith("tar archive is damaged: ");
    }

    @Test
    void takesChecksumsOfSignedBytes() throws IOException {
        byte[] tar = new RawTar().raw(RawTar.file("ä").buildSigned()).build();

        assertThat(header(tar).name()).isEqualTo("ä");
        assertThat(keepAll(tar)).isEqualTo(tar);
    }

    @Test
    void takesNumbersBetweenBlanks() throws IOException {
        byte[] tar = new RawTar()
                .entry(RawTar.file("a").text(124, "         10 "))
                .raw(new byte[512])
                .build();

        assertThat(header(tar).size()).isEqualTo(8);
        assertThat(keepAll(tar)).isEqualTo(tar);
    }

    @Test
    @DisplayName("archive limits: entries and bytes, exactly at the limit and one beyond")
    void limitsEntriesAndBytes() throws IOException {
        byte[] tar = new RawTar()
                .entry(RawTar.file("a"), "1")
                .entry(RawTar.file("b"), "2")
                .build();

        assertThat(rewrite(tar, new ArchiveLimits(tar.length, 2), TarRewriter::keep))
                .isEqualTo(tar);
        assertThat(failure(tar, new ArchiveLimits(tar.length, 1))).hasMessage("tar archive has more than 1 entries");
        assertThat(failure(tar, new ArchiveLimits(tar.length - 1, 2)).kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    @ParameterizedTest
    @ValueSource(chars = {'x', 'L', 'K'})
    @DisplayName("archive limits: headers of one entry, exactly 1 MiB and one block beyond")
    void limitsHeaders(char type) throws IOException {
        int rest = (1 << 20) - 1024;

        assertThat(keepAll(RawTar.largeHeader(type, rest))).hasSize(rest + 3 * 512 + 512);
        assertThat(failure(RawTar.largeHeader(type, rest + 1))).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        byte[] endless = new RawTar()
                .entry(RawTar.meta("x", type).bytes(124, base256Max()))
                .build();
        assertThat(failure(endless)).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    private static byte[] base256Max() {
        return new byte[] {(byte) 0x80, 0, 0, 0, 0x7f, -1, -1, -1, -1, -1, -1, -1};
    }

    @Test
    @DisplayName("archive limits: the map of a sparse file is a header too")
    void limitsSparseMaps() throws IOException {
        RawTar.Header sparse = RawTar.of("s", 'S').gnu().bytes(482, (byte) 1);
        byte[] atLimit = sparse(sparse, 2047);

        assertThat(keepAll(atLimit)).isEqualTo(atLimit);
        assertThat(failure(sparse(sparse, 2048))).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    private static byte[] sparse(RawTar.Header header, int blocks) {
        RawTar tar = new RawTar().entry(header);
        for (int i = 1; i < blocks; i++) {
            tar.raw(sparseMap(1));
        }
        return tar.raw(sparseMap(0)).build();
    }
}
