// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.regclient.archive.TarBlock.Field;
import java.io.IOException;
import java.io.OutputStream;

/**
 * An entry that only describes the one after it: an extended header (POSIX 1003.1) or a long name (GNU tar).
 *
 * @param block its header
 * @param content its content
 * @param padding what follows up to the next header
 */
@SuppressWarnings("ArrayRecordComponent") // never changed after it was made
record TarPrefix(TarBlock block, byte[] content, byte[] padding) {
    static final char PAX = 'x';
    static final char LONG_NAME = 'L';
    static final char LONG_LINK = 'K';

    /** An extended header as Go's archive/tar names it. */
    static TarPrefix pax(String entryName, PaxRecords records) {
        int last = entryName.lastIndexOf('/') + 1;
        String name = EntryName.clean(entryName.substring(0, last) + "PaxHeaders.0/" + entryName.substring(last));
        String ascii = name.replaceAll("[^\\x00-\\x7f]", "");
        String cut = ascii.substring(0, Math.min(ascii.length(), 100));
        TarBlock block = TarBlock.meta(cut.replaceAll("/+$", ""), PAX);
        return new TarPrefix(block, new byte[0], new byte[0]).withRecords(records);
    }

    static boolean isPrefix(char type) {
        return type == PAX || type == LONG_NAME || type == LONG_LINK;
    }

    char type() {
        return block.type();
    }

    /** The same extended header with other records. */
    TarPrefix withRecords(PaxRecords records) {
        byte[] encoded = records.encoded();
        return new TarPrefix(
                block.withOctal(Field.LENGTH, encoded.length), encoded, new byte[TarBlock.padding(encoded.length)]);
    }

    /** A long name up to its NUL, one character for each byte. */
    String longName() {
        String text = new String(content, ISO_8859_1);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    void writeTo(OutputStream out) throws IOException {
        block.writeTo(out);
        out.write(content);
        out.write(padding);
    }
}
