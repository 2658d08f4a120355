// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Reads along what a client sends over one connection of HTTP/1.1 and tells of each request that is complete: method,
 * target and number of bytes of content, for example {@code PUT /v2/a/blobs/uploads/1?digest=x 100}. It sees a request
 * however the bytes were cut on their way, and looks at the bytes of content only to pass over them.
 */
final class RequestMeter {
    private static final int MAX_LINE = 1 << 16;

    private final Consumer<String> requests;
    private final StringBuilder line = new StringBuilder();
    private Part part = Part.HEAD;
    private String request = "";
    private boolean chunked;
    private long content;
    private long left;

    private enum Part {
        HEAD,
        CONTENT,
        CHUNK_SIZE,
        CHUNK,
        TRAILER
    }

    RequestMeter(Consumer<String> requests) {
        this.requests = requests;
    }

    /**
     * Takes the next bytes of the connection.
     *
     * @throws IOException if this is not HTTP/1.1
     */
    void accept(byte[] bytes, int length) throws IOException {
        int at = 0;
        while (at < length) {
            at += part == Part.CONTENT || part == Part.CHUNK ? pass(length - at) : read(bytes[at]);
        }
    }

    private int pass(int available) {
        int passed = (int) Math.min(left, available);
        left -= passed;
        content += passed;
        if (left == 0) {
            if (part == Part.CHUNK) {
                part = Part.CHUNK_SIZE;
            } else {
                end();
            }
        }
        return passed;
    }

    private int read(byte b) throws IOException {
        if (b != '\n') {
            line.append((char) (b & 0xff));
            if (line.length() > MAX_LINE) {
                throw new IOException("line of a request is too long");
            }
            return 1;
        }
        String text = line.toString().strip();
        line.setLength(0);
        try {
            take(text);
        } catch (NumberFormatException e) {
            throw new IOException("not the length of a content: " + text, e);
        }
        return 1;
    }

    private void take(String text) {
        switch (part) {
            case HEAD -> {
                if (!text.isEmpty()) {
                    head(text);
                } else if (!request.isEmpty()) {
                    afterHead();
                }
            }
            case CHUNK_SIZE -> {
                // A chunk is followed by an empty line.
                if (!text.isEmpty()) {
                    left = Long.parseLong(text.replaceFirst("[ ;].*", ""), 16);
                    part = left > 0 ? Part.CHUNK : Part.TRAILER;
                }
            }
            case TRAILER -> {
                if (text.isEmpty()) {
                    end();
                }
            }
            case CONTENT, CHUNK -> throw new IllegalStateException("content has no lines");
        }
    }

    private void head(String text) {
        String header = text.toLowerCase(Locale.ROOT);
        if (request.isEmpty()) {
            int version = text.lastIndexOf(' ');
            request = version > 0 ? text.substring(0, version) : text;
        } else if (header.startsWith("content-length:")) {
            left = Long.parseLong(header.substring(header.indexOf(':') + 1).strip());
        } else if (header.startsWith("transfer-encoding:")) {
            chunked = header.endsWith("chunked");
        }
    }

    private void afterHead() {
        if (chunked) {
            part = Part.CHUNK_SIZE;
        } else if (left > 0) {
            part = Part.CONTENT;
        } else {
            end();
        }
    }

    private void end() {
        requests.accept(request + " " + content);
        part = Part.HEAD;
        request = "";
        chunked = false;
        content = 0;
    }
}
