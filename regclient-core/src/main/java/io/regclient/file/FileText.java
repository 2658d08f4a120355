// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The text of files that people write: UTF-8, with or without the byte order mark some editors put in front of it. */
public final class FileText {
    private static final char MARK = '\ufeff';

    private FileText() {}

    /**
     * Decodes the content of a file; malformed UTF-8 becomes U+FFFD.
     *
     * @throws IOException for UTF-16, which decodes to nonsense; the message is for the user
     */
    public static String of(byte[] content) throws IOException {
        if (isUtf16(content)) {
            throw new IOException("the file is UTF-16, save it as UTF-8");
        }
        return withoutMark(new String(content, StandardCharsets.UTF_8));
    }

    /** A text without the mark in front of it. */
    public static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }

    /** By the mark of UTF-16, or without one by a first letter of two bytes, one of them 0. */
    private static boolean isUtf16(byte[] content) {
        if (content.length < 2) {
            return false;
        }
        int first = content[0] & 0xff;
        int second = content[1] & 0xff;
        return (first == 0xfe && second == 0xff) || (first == 0xff && second == 0xfe) || (first == 0) != (second == 0);
    }
}
