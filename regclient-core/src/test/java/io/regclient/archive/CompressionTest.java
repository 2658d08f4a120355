// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Detection, decompression, compression: contract AR-1, AR-2. */
class CompressionTest {
    /** The line "hello" as bzip2 writes it. */
    private static final byte[] BZIP2 =
            Base64.getDecoder().decode("QlpoOTFBWSZTWcHAgOIAAAFBAAAQAkSgADDNAMNGKZcXckU4UJDBwIDi");

    private static byte[] content() {
        byte[] content = new byte[300_000];
        new SplittableRandom(1).nextBytes(content);
        Arrays.fill(content, 100_000, 200_000, (byte) 'a');
        return content;
    }

    private static byte[] compress(Compression compression, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream encoder = compression.compress(out)) {
            encoder.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] decompress(InputStream in) throws IOException {
        try (InputStream decoder = Compression.decompress(in)) {
            return decoder.readAllBytes();
        }
    }

    private static byte[] decompress(byte[] content) throws IOException {
        return decompress(new ByteArrayInputStream(content));
    }

    /** Gives one byte per read and never says that more is available. */
    private static InputStream slow(byte[] content) {
        return new FilterInputStream(new ByteArrayInputStream(content)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return in.read(buffer, offset, Math.min(length, 1));
            }

            @Override
            public int available() {
                return 0;
            }
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP", "XZ", "ZSTD"})
    @DisplayName("AR-1: what is compressed is detected and comes back")
    void comesBack(Compression compression) throws IOException {
        byte[] compressed = compress(compression, content());

        assertThat(Compression.detect(compressed)).isEqualTo(compression);
        assertThat(decompress(compressed)).isEqualTo(content());
        assertThat(new CompressingInputStream(new ByteArrayInputStream(content()), compression).readAllBytes())
                .isEqualTo(compressed);
    }

    @Test
    @DisplayName("AR-1: bzip2 is read, but not written")
    void readsBzip2() throws IOException {
        assertThat(decompress(BZIP2)).isEqualTo("hello\n".getBytes(UTF_8));
        RegistryException e = catchThrowableOfType(
                RegistryException.class, () -> Compression.BZIP2.compress(OutputStream.nullOutputStream()));
        assertThat(e.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "BZ", "plain text that is longer"})
    @DisplayName("AR-1: anything else, also an empty stream, is as it is")
    void leavesPlainContent(String text) throws IOException {
        assertThat(decompress(text.getBytes(UTF_8))).isEqualTo(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "ZSTD"})
    @DisplayName("AR-2: all members are read, also from a stream that gives one byte at a time")
    void readsAllMembers(Compression compression) throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(compress(compression, "first ".getBytes(UTF_8)));
        both.writeBytes(compress(compression, "second".getBytes(UTF_8)));

        assertThat(decompress(slow(both.toByteArray()))).isEqualTo("first second".getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "ZSTD"})
    void refusesTruncatedContent(Compression compression) throws IOException {
        byte[] whole = compress(compression, content());

        RegistryException e =
                catchThrowableOfType(RegistryException.class, () -> decompress(Arrays.copyOf(whole, whole.length / 2)));

        assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
        assertThat(e).hasMessageStartingWith(compression + " content is damaged: ");
    }

    @Test
    @DisplayName("MO-15: gzip output has no time, no name and no system (OS 255), and is always the same")
    void writesPlainGzipHeaders() throws IOException {
        byte[] compressed = compress(Compression.GZIP, content());

        assertThat(compressed).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
        assertThat(compress(Compression.GZIP, content())).isEqualTo(compressed);
    }

    /** An xz stream of nothing but the words that its dictionary has a size: the smallest that asks for memory. */
    private static byte[] xzWithDictionary(int sizeCode) throws IOException {
        byte[] xz = compress(Compression.XZ, "hello".getBytes(UTF_8));
        // stream header 12 bytes; block header: size, flags, filter 0x21, length 1, dictionary size, padding, CRC32
        assertThat(xz[14]).isEqualTo((byte) 0x21);
        xz[16] = (byte) sizeCode;
        CRC32 crc = new CRC32();
        crc.update(xz, 12, 8);
        for (int i = 0; i < 4; i++) {
            xz[20 + i] = (byte) (crc.getValue() >> (8 * i));
        }
        return xz;
    }

    @Test
    @DisplayName("archive limits: xz may ask for a dictionary of 128 MiB, the next size is refused")
    void limitsMemoryOfXz() throws IOException {
        assertThat(decompress(xzWithDictionary(30))).isEqualTo("hello".getBytes(UTF_8)); // 2^27
        assertThat(failure(xzWithDictionary(31))).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED); // 2^27 + 2^26
    }

    /** A zstd frame (RFC 8878) with a window of a power of two and one raw block. */
    private static byte[] zstdWithWindow(int power) {
        return new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) ((power - 10) << 3), 9, 0, 0, 'x'};
    }

    @Test
    @DisplayName("archive limits: zstd may ask for a window of 128 MiB, the next size is refused")
    void limitsMemoryOfZstd() throws IOException {
        assertThat(decompress(zstdWithWindow(27))).isEqualTo("x".getBytes(UTF_8));
        assertThat(failure(zstdWithWindow(28))).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    private static ErrorKind failure(byte[] content) {
        RegistryException e = catchThrowableOfType(RegistryException.class, () -> decompress(content));
        assertThat(e).as("expected failure").isNotNull();
        assertThat(e.getMessage()).doesNotContain("\n");
        return e.kind();
    }

    @Test
    void findsCompressionsByName() throws IOException {
        assertThat(Compression.parse("zstd")).isEqualTo(Compression.ZSTD);
        RegistryException e = catchThrowableOfType(RegistryException.class, () -> Compression.parse("lz4"));
        assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
    }
}
