// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times and owners in headers, compared with headers made by hand: contract MO-12, MO-15, MO-16. */
class TarHeaderTest {
    private static final Instant NEW = Instant.ofEpochSecond(1_700_000_000);
    private static final Instant FRACTION = NEW.plusNanos(120_000_000);

    private static TarHeader header(RawTar tar) throws IOException {
        return new TarHeaderReader(new ByteArrayInputStream(tar.unfinished()))
                .next()
                .orElseThrow();
    }

    private static byte[] bytes(TarHeader header) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        header.writeTo(out);
        return out.toByteArray();
    }

    private static void assertSame(TarHeader header, RawTar expected) throws IOException {
        assertThat(bytes(header)).isEqualTo(expected.unfinished());
    }

    private static RawTar posix(long modified) {
        return new RawTar().entry(RawTar.file("f").modified(modified));
    }

    private static RawTar withRecords(RawTar.Header header, String... records) {
        return new RawTar().pax(records).entry(header);
    }

    private static byte[] base256(long value) {
        byte[] bytes = new byte[12];
        for (int i = 0; i < 12; i++) {
            bytes[11 - i] = (byte) (i < 8 ? value >> (8 * i) : value >> 63);
        }
        bytes[0] |= (byte) 0x80;
        return bytes;
    }

    @Test
    void writesTheFieldInOctalDigits() throws IOException {
        assertSame(header(posix(5)).withModified(NEW), posix(NEW.getEpochSecond()));
        assertSame(
                header(new RawTar().entry(RawTar.of("f", '0').v7())).withModified(NEW),
                new RawTar().entry(RawTar.of("f", '0').v7().modified(NEW.getEpochSecond())));
    }

    @Test
    @DisplayName("MO-12: an entry that has the time already is not changed")
    void staysTheSameObject() throws IOException {
        TarHeader plain = header(posix(NEW.getEpochSecond()));
        TarHeader precise = header(withRecords(RawTar.file("f").modified(NEW.getEpochSecond()), "mtime=1700000000.12"));

        assertThat(plain.withModified(NEW)).isSameAs(plain);
        // a field has no place for the fraction
        assertThat(plain.withModified(FRACTION)).isSameAs(plain);
        assertThat(precise.withModified(FRACTION)).isSameAs(precise);
        assertThat(plain.withoutOwnerNames()).isSameAs(plain);
    }

    @Test
    @DisplayName("MO-16: a record that the field covers goes, and the extended header with the last one")
    void dropsRecords() throws IOException {
        RawTar.Header field = RawTar.file("f").modified(7);

        assertSame(header(withRecords(field, "mtime=7.5")).withModified(NEW), posix(NEW.getEpochSecond()));
        assertSame(
                header(withRecords(RawTar.file("f").modified(7), "SCHILY.xattr.user.a=\u0001", "mtime=7.5"))
                        .withModified(NEW),
                withRecords(RawTar.file("f").modified(NEW.getEpochSecond()), "SCHILY.xattr.user.a=\u0001"));
    }

    @Test
    @DisplayName("MO-16: a fraction is a record, in the order of keys")
    void writesFractions() throws IOException {
        assertSame(
                header(withRecords(RawTar.file("f").modified(7), "gid=1", "path=f", "uid=2"))
                        .withModified(FRACTION),
                withRecords(
                        RawTar.file("f").modified(NEW.getEpochSecond()),
                        "gid=1",
                        "mtime=1700000000.12",
                        "path=f",
                        "uid=2"));
        assertSame(
                header(withRecords(RawTar.file("f").modified(7), "uid=2", "mtime=7.5", "gid=1"))
                        .withModified(FRACTION),
                withRecords(RawTar.file("f").modified(NEW.getEpochSecond()), "uid=2", "mtime=1700000000.12", "gid=1"));
    }

    @ParameterizedTest
    @CsvSource({"-1, -1", "8589934592, 8589934592", "-2.5, -2.5"})
    @DisplayName("times the field cannot hold: a record in POSIX entries")
    void writesEarlyAndLateTimes(String seconds, String record) throws IOException {
        Instant time = PaxTime.parse(seconds);

        assertSame(
                header(withRecords(RawTar.file("f").modified(7), "uid=2")).withModified(time),
                withRecords(RawTar.file("f").modified(0), "mtime=" + record, "uid=2"));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -1_000_000, 8_589_934_592L, 1L << 54})
    @DisplayName("times the field cannot hold: base-256 in GNU entries, a new record in others")
    void writesTimesBeyondOctalDigits(long seconds) throws IOException {
        Instant time = Instant.ofEpochSecond(seconds);
        TarHeader gnu = header(new RawTar().entry(RawTar.file("f").gnu())).withModified(time);
        TarHeader posix =
                header(new RawTar().entry(RawTar.file("dir/f").modified(7))).withModified(time);

        assertSame(gnu, new RawTar().entry(RawTar.file("f").gnu().bytes(136, base256(seconds))));
        assertThat(gnu.modified()).isEqualTo(time);
        assertSame(
                posix,
                new RawTar()
                        .entry(RawTar.meta("dir/PaxHeaders.0/f", 'x'), RawTar.paxContent("mtime=" + seconds))
                        .entry(RawTar.file("dir/f").modified(0)));
        assertThat(posix.modified()).isEqualTo(time);
        assertSame(
                posix.withModified(NEW), new RawTar().entry(RawTar.file("dir/f").modified(NEW.getEpochSecond())));
    }

    @Test
    @DisplayName("the largest octal time stays in the field")
    void writesTheLastOctalTime() throws IOException {
        assertSame(header(posix(5)).withModified(Instant.ofEpochSecond(8_589_934_591L)), posix(8_589_934_591L));
    }

    @Test
    void cutsFractionsWhereThereIsNoRecord() throws IOException {
        assertSame(
                header(new RawTar().entry(RawTar.file("f").gnu().modified(5))).withModified(FRACTION),
                new RawTar().entry(RawTar.file("f").gnu().modified(NEW.getEpochSecond())));
    }

    @Test
    @DisplayName("MO-12: times of access and status change, in records and in the fields of GNU and star")
    void writesOtherTimes() throws IOException {
        assertSame(
                header(withRecords(RawTar.file("f"), "atime=1.5", "ctime=2"))
                        .withAccessed(NEW)
                        .withStatusChanged(FRACTION),
                withRecords(RawTar.file("f"), "atime=1700000000", "ctime=1700000000.12"));
        assertSame(
                header(new RawTar()
                                .entry(RawTar.file("f").gnu().octal(345, 12, 1).octal(357, 12, 2)))
                        .withAccessed(NEW)
                        .withStatusChanged(FRACTION),
                new RawTar()
                        .entry(RawTar.file("f")
                                .gnu()
                                .octal(345, 12, 1_700_000_000)
                                .octal(357, 12, 1_700_000_000)));
        assertSame(
                header(new RawTar().entry(star(1, 2))).withAccessed(NEW).withStatusChanged(NEW),
                new RawTar().entry(star(1_700_000_000, 1_700_000_000)));
        assertThat(header(new RawTar().entry(star(1, 2))).name()).isEqualTo("p/f");
    }

    private static RawTar.Header star(long accessed, long changed) {
        return RawTar.file("f")
                .text(345, "p")
                .octal(476, 12, accessed)
                .octal(488, 12, changed)
                .text(508, "tar\0");
    }

    @Test
    void readsNoOtherTimesWhereThereAreNone() throws IOException {
        assertThat(header(posix(5)).accessed()).isEmpty();
        assertThat(header(posix(5)).statusChanged()).isEmpty();
        assertThat(header(new RawTar().entry(RawTar.file("f").gnu())).accessed())
                .isEmpty();
        // the prefix of a long name is no time
        assertThat(header(new RawTar().entry(RawTar.file("f").text(345, "1234")))
                        .accessed())
                .isEmpty();
    }

    @Test
    @DisplayName("layerReproducible: names of user and group go from fields and records, numbers stay")
    void clearsOwnerNames() throws IOException {
        assertSame(
                header(new RawTar()
                                .entry(RawTar.file("f").owner("root", "wheel").octal(108, 8, 12)))
                        .withoutOwnerNames(),
                new RawTar().entry(RawTar.file("f").octal(108, 8, 12)));
        assertSame(
                header(withRecords(RawTar.file("f").owner("", "x"), "gname=gruppe", "uname=jörg"))
                        .withoutOwnerNames(),
                new RawTar().entry(RawTar.file("f")));
        assertSame(
                header(withRecords(RawTar.file("f"), "uid=9999999", "uname=jörg"))
                        .withoutOwnerNames(),
                withRecords(RawTar.file("f"), "uid=9999999"));
        assertSame(
                header(new RawTar().entry(RawTar.file("f").gnu().owner("root", "")))
                        .withoutOwnerNames(),
                new RawTar().entry(RawTar.file("f").gnu()));
    }

    @Test
    @DisplayName("names of new extended headers are cut to the field and hold ASCII only")
    void namesExtendedHeaders() throws IOException {
        String name = "dör/" + "n".repeat(120);
        RawTar tar = new RawTar().gnuLong('L', name).entry(RawTar.file("f"));

        byte[] result = bytes(header(tar).withModified(Instant.ofEpochSecond(-1)));

        assertThat(result)
                .isEqualTo(new RawTar()
                        .gnuLong('L', name)
                        .entry(RawTar.meta("dr/PaxHeaders.0/" + "n".repeat(84), 'x'), RawTar.paxContent("mtime=-1"))
                        .entry(RawTar.file("f").modified(0))
                        .unfinished());
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "-1", "1.5", "-1.5", "-0.5", "12.000000001", "-3.25", "253402300799.999999999"})
    void timesComeBack(String text) throws IOException {
        assertThat(PaxTime.format(PaxTime.parse(text))).isEqualTo(text);
    }

    @Test
    void readsOddTimes() throws IOException {
        assertThat(PaxTime.parse("1.")).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(PaxTime.parse("-1.5")).isEqualTo(Instant.ofEpochSecond(-2, 500_000_000));
        assertThat(PaxTime.parse("1.0000000019")).isEqualTo(Instant.ofEpochSecond(1, 1));
        assertThat(header(new RawTar().entry(RawTar.file("f").gnu().bytes(136, base256(Long.MAX_VALUE))))
                        .modified())
                .isAfter(Instant.parse("+999999999-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtime=x", "mtime=1.x", "mtime=.5", "mtime=1,5", "mtime=--1", "mtime=9999999999999999999"})
    void refusesWrongTimes(String record) {
        RegistryException e = catchThrowableOfType(
                RegistryException.class,
                () -> header(withRecords(RawTar.file("f"), record)).modified());

        assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
    }
}
