// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Tar archives made byte by byte from the description of the format, without any tar code. */
public final class RawTar {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Adds an entry; the header says the size of the content unless told otherwise before. */
    public RawTar entry(Header header, String content) {
        header.size(content.getBytes(UTF_8).length);
        bytes.writeBytes(header.build());
        return padded(content.getBytes(UTF_8), (byte) 0);
    }

    /** Adds a header alone. */
    public RawTar entry(Header header) {
        bytes.writeBytes(header.build());
        return this;
    }

    /** Adds an extended header for the next entry. */
    public RawTar pax(String... records) {
        return entry(meta("PaxHeaders.0/f", 'x'), paxContent(records));
    }

    /** Adds a header of GNU tar for a long name ({@code L}) or link ({@code K}). */
    public RawTar gnuLong(char type, String text) {
        return entry(meta("././@LongLink", type).gnu(), text + "\0");
    }

    /** Adds content and fills its last block. */
    public RawTar padded(byte[] content, byte filler) {
        byte[] whole = Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK);
        Arrays.fill(whole, content.length, whole.length, filler);
        return raw(whole);
    }

    public RawTar raw(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    /** The archive with two blocks of zeros at the end. */
    public byte[] build() {
        return raw(new byte[2 * BLOCK]).unfinished();
    }

    /** The archive without an end. */
    public byte[] unfinished() {
        return bytes.toByteArray();
    }

    /** The records of an extended header, each given as {@code key=value}. */
    public static String paxContent(String... records) {
        StringBuilder content = new StringBuilder();
        for (String record : records) {
            int rest = record.getBytes(UTF_8).length + 2;
            int length = rest + 1;
            while (length != rest + Integer.toString(length).length()) {
                length++;
            }
            content.append(length).append(' ').append(record).append('\n');
        }
        return content.toString();
    }

    /** A header for an entry that describes the next one. */
    public static Header meta(String name, char type) {
        return new Header(name, type).octal(100, 8, 0).octal(136, 12, 0);
    }

    /** A header of a file, POSIX 1003.1-1988. */
    public static Header file(String name) {
        return new Header(name, '0');
    }

    /**
     * An archive of an empty file behind a header whose content has this many bytes: {@code x} extended, {@code L} or
     * {@code K} of GNU tar.
     */
    static byte[] largeHeader(char type, int size) {
        int lengthDigits = Integer.toString(size).length();
        String content = type == 'x' ? paxContent("k=" + "v".repeat(size - lengthDigits - 4)) : "n".repeat(size);
        assertThat(content).hasSize(size);
        return new RawTar().entry(meta("x", type), content).entry(file("a")).build();
    }

    public static Header of(String name, char type) {
        return new Header(name, type);
    }

    /** 512 bytes. */
    public static final class Header {
        private final byte[] block = new byte[BLOCK];

        private Header(String name, char type) {
            text(0, name);
            octal(100, 8, 0644).octal(108, 8, 0).octal(116, 8, 0).octal(124, 12, 0);
            octal(136, 12, 1_600_000_000);
            block[156] = (byte) type;
            text(257, "ustar\00000");
        }

        public Header text(int offset, String text) {
            return bytes(offset, text.getBytes(UTF_8));
        }

        public Header bytes(int offset, byte... value) {
            System.arraycopy(value, 0, block, offset, value.length);
            return this;
        }

        public Header octal(int offset, int length, long value) {
            String digits = Long.toOctalString(value);
            return bytes(offset, ("0".repeat(length - 1 - digits.length()) + digits + "\0").getBytes(ISO_8859_1));
        }

        public Header size(long size) {
            return octal(124, 12, size);
        }

        public Header modified(long seconds) {
            return octal(136, 12, seconds);
        }

        public Header owner(String user, String group) {
            return text(265, user).text(297, group);
        }

        public Header gnu() {
            return text(257, "ustar  \0");
        }

        /** Neither magic text nor anything behind it. */
        public Header v7() {
            return bytes(257, new byte[8]);
        }

        /** The header with the sum of its bytes. */
        byte[] build() {
            return build(0xff);
        }

        /** The sum that programs compute that take bytes as signed. */
        byte[] buildSigned() {
            return build(-1);
        }

        private byte[] build(int mask) {
            bytes(148, "        ".getBytes(ISO_8859_1));
            int sum = 0;
            for (byte b : block) {
                sum += b & mask;
            }
            octal(148, 7, sum);
            block[155] = ' ';
            return block.clone();
        }
    }
}
