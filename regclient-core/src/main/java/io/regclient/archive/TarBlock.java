// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The 512 bytes of a tar header (POSIX 1003.1 "ustar Interchange Format", GNU tar manual "Basic Tar Format"). Never
 * changed: {@code with…} makes another one with the right checksum. Text is taken byte by byte: nothing is lost.
 */
final class TarBlock {
    static final int SIZE = 512;

    private static final int NUMBER_BYTES = 12;

    /** A field of the header by its place in bytes. */
    enum Field {
        NAME(0, 100),
        MODE(100, 8),
        USER_ID(108, 8),
        GROUP_ID(116, 8),
        LENGTH(124, 12),
        MODIFIED(136, 12),
        CHECKSUM(148, 8),
        TYPE(156, 1),
        LINK(157, 100),
        MAGIC(257, 8),
        USER_NAME(265, 32),
        GROUP_NAME(297, 32),
        PREFIX(345, 155),
        STAR_PREFIX(345, 131),
        GNU_ACCESSED(345, 12),
        GNU_CHANGED(357, 12),
        STAR_ACCESSED(476, 12),
        STAR_CHANGED(488, 12),
        STAR_TRAILER(508, 4),
        /** In the header of a sparse file: more of the map follows in a block of its own. */
        SPARSE_MORE(482, 1),
        /** Where and how long the parts of a sparse file are, four times two numbers. */
        SPARSE_PARTS(386, 96),
        /** In the header of a sparse file: bytes of the file with its holes. */
        SPARSE_SIZE(483, 12),
        /** In a block of its own: the next parts. */
        MORE_SPARSE_PARTS(0, 504),
        /** In such a block: there is another one. */
        SPARSE_STILL_MORE(504, 1);

        private final int start;
        private final int length;

        Field(int start, int length) {
            this.start = start;
            this.length = length;
        }

        private int end() {
            return start + length;
        }
    }

    /** Which fields there are behind the link name. */
    enum Format {
        V7,
        USTAR,
        STAR,
        GNU
    }

    private final byte[] bytes;

    /** A block as it was read; its checksum is not looked at. */
    TarBlock(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** A header of an entry that only describes the next one, as Go's archive/tar writes it. */
    static TarBlock meta(String name, char type) {
        byte[] block = new byte[SIZE];
        byte[] text = name.getBytes(ISO_8859_1);
        System.arraycopy(text, 0, block, 0, Math.min(text.length, Field.NAME.length));
        block[Field.TYPE.start] = (byte) type;
        System.arraycopy("ustar\00000".getBytes(ISO_8859_1), 0, block, Field.MAGIC.start, Field.MAGIC.length);
        TarBlock empty = new TarBlock(block);
        return empty.withOctal(Field.MODE, 0)
                .withOctal(Field.USER_ID, 0)
                .withOctal(Field.GROUP_ID, 0)
                .withOctal(Field.LENGTH, 0)
                .withOctal(Field.MODIFIED, 0);
    }

    /** Bytes from the end of content to the next block. */
    static int padding(long length) {
        return (int) (-length & (SIZE - 1));
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    boolean isZero() {
        return Arrays.equals(bytes, new byte[SIZE]);
    }

    char type() {
        return (char) (bytes[Field.TYPE.start] & 0xff);
    }

    boolean isSet(Field field) {
        return bytes[field.start] != 0;
    }

    /** The format by the magic text; star also marks the end of its header. */
    Format format() {
        String magic = new String(bytes, Field.MAGIC.start, Field.MAGIC.length, ISO_8859_1);
        if (magic.equals("ustar  \0")) {
            return Format.GNU;
        }
        if (!magic.startsWith("ustar\0")) {
            return Format.V7;
        }
        return text(Field.STAR_TRAILER).equals("tar") ? Format.STAR : Format.USTAR;
    }

    /** Text up to the first NUL, one character for each byte. */
    String text(Field field) {
        int end = field.start;
        while (end < field.end() && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, field.start, end - field.start, ISO_8859_1);
    }

    /**
     * A number: octal digits between blanks, or base-256 (GNU tar manual, "Extensions").
     *
     * @throws RegistryException of kind PARSING_FAILED for anything else and beyond 64 bits
     */
    long number(Field field) throws RegistryException {
        return number(field, field.start, field.length);
    }

    /** The numbers of a field of several, each of 12 bytes; the first pair that is not set ends them. */
    List<Long> numbers(Field field) throws RegistryException {
        List<Long> numbers = new ArrayList<>();
        for (int at = field.start; at < field.end() && bytes[at] != 0; at += 2 * NUMBER_BYTES) {
            numbers.add(number(field, at, NUMBER_BYTES));
            numbers.add(number(field, at + NUMBER_BYTES, NUMBER_BYTES));
        }
        return numbers;
    }

    private long number(Field field, int start, int length) throws RegistryException {
        return (bytes[start] & 0x80) == 0 ? octal(field, start, length) : binary(field, start, length);
    }

    private long octal(Field field, int from, int length) throws RegistryException {
        String digits = new String(bytes, from, length, ISO_8859_1);
        int start = 0;
        int end = digits.length();
        while (start < end && isBlank(digits.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(digits.charAt(end - 1))) {
            end--;
        }
        int terminator = digits.indexOf('\0', start);
        end = terminator < 0 ? end : Math.min(end, terminator);
        long value = 0;
        for (char c : digits.substring(start, end).toCharArray()) {
            if (c < '0' || c > '7') {
                throw invalid(field);
            }
            value = value << 3 | (c - '0');
        }
        return value;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == 0;
    }

    /** Two's complement, the highest bit only says that this is no text. */
    private long binary(Field field, int start, int length) throws RegistryException {
        byte first = bytes[start];
        long value = (first & 0x40) == 0 ? first & 0x3f : first;
        for (int i = start + 1; i < start + length; i++) {
            if (value != value << 8 >> 8) {
                throw invalid(field);
            }
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }

    /**
     * Compares the checksum with the sum of all bytes, taken as unsigned or, as some old programs do, signed.
     *
     * @throws RegistryException of kind PARSING_FAILED
     */
    void verify() throws RegistryException {
        long stored = octal(Field.CHECKSUM, Field.CHECKSUM.start, Field.CHECKSUM.length);
        if (stored != sum(0xff) && stored != sum(-1)) {
            throw damaged("wrong checksum of a header");
        }
    }

    private long sum(int mask) {
        long sum = 0;
        for (int i = 0; i < SIZE; i++) {
            boolean blank = i >= Field.CHECKSUM.start && i < Field.CHECKSUM.end();
            sum += blank ? ' ' : bytes[i] & mask;
        }
        return sum;
    }

    /** True when a number has an octal form in a field that ends with NUL. */
    static boolean fitsOctal(Field field, long value) {
        return value >= 0 && value < 1L << (3 * (field.length - 1));
    }

    TarBlock withOctal(Field field, long value) {
        String digits = Long.toOctalString(value);
        String text = "0".repeat(field.length - 1 - digits.length()) + digits + "\0";
        return with(field, text.getBytes(ISO_8859_1));
    }

    /** Octal when it fits, else base-256; fields have 12 bytes, enough for every number. */
    TarBlock withNumber(Field field, long value) {
        if (fitsOctal(field, value)) {
            return withOctal(field, value);
        }
        byte[] binary = new byte[field.length];
        long rest = value;
        for (int i = binary.length - 1; i >= 0; i--) {
            binary[i] = (byte) rest;
            rest >>= 8;
        }
        binary[0] |= (byte) 0x80;
        return with(field, binary);
    }

    TarBlock without(Field field) {
        return with(field, new byte[field.length]);
    }

    private TarBlock with(Field field, byte[] value) {
        TarBlock changed = new TarBlock(bytes);
        System.arraycopy(value, 0, changed.bytes, field.start, field.length);
        // six digits, NUL, blank: the form all programs use
        String checksum = Long.toOctalString(changed.sum(0xff));
        String text = "0".repeat(6 - checksum.length()) + checksum + "\0 ";
        System.arraycopy(text.getBytes(ISO_8859_1), 0, changed.bytes, Field.CHECKSUM.start, Field.CHECKSUM.length);
        return changed;
    }

    private static RegistryException invalid(Field field) {
        return damaged("invalid number in field " + field + " of a header");
    }

    static RegistryException damaged(String why) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, "tar archive is damaged: " + why);
    }
}
