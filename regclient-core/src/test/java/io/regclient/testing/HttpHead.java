// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * First line and headers of an HTTP/1.1 message.
 *
 * @param text all lines, with the empty line at the end
 */
record HttpHead(String text) {
    private static final Pattern CONNECTION = Pattern.compile("(?im)^(connection|keep-alive):.*\r\n");
    private static final int MAX = 1 << 16;

    /** Reads up to and with the empty line; nothing when the stream ends before it. */
    static Optional<HttpHead> read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4) {
            int b = in.read();
            if (b < 0) {
                return Optional.empty();
            }
            head.write(b);
            ends = b == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : b == '\r' ? 1 : 0;
            if (head.size() > MAX) {
                throw new IOException("head of a message is too long");
            }
        }
        return Optional.of(new HttpHead(head.toString(StandardCharsets.ISO_8859_1)));
    }

    /** The first line. */
    String line() {
        return text.substring(0, text.indexOf('\r'));
    }

    /** Number of bytes that follow. */
    long contentLength() {
        return header("Content-Length").map(Long::parseLong).orElse(0L);
    }

    Optional<String> header(String name) {
        Matcher value = Pattern.compile("(?im)^" + name + ": *(.*?)\r\n").matcher(text);
        return value.find() ? Optional.of(value.group(1)) : Optional.empty();
    }

    /** The same message as the last one of its connection. */
    byte[] closing() {
        String without = CONNECTION.matcher(text).replaceAll("");
        return (without.substring(0, without.length() - 2) + "Connection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
