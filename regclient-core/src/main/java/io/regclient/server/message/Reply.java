// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.message;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer before it is sent.
 *
 * @param status HTTP status
 * @param headers headers in order; a name may occur more than once
 * @param body the content
 */
public record Reply(int status, List<Header> headers, Body body) {
    private static final int BUFFER_BYTES = 64 << 10;

    public Reply {
        headers = List.copyOf(headers);
    }

    /** A header line. */
    public record Header(String name, String value) {}

    /** Content of an answer; its length is always known. */
    public sealed interface Body {
        /** Length in bytes. */
        long length();
    }

    /** No content. */
    public record Empty() implements Body {
        @Override
        public long length() {
            return 0;
        }
    }

    /** Content in memory. */
    public record Text(String utf8) implements Body {
        @Override
        public long length() {
            return utf8.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /**
     * A part of a file.
     *
     * @param start first byte
     * @param length number of bytes
     */
    public record FilePart(Path file, long start, long length) implements Body {}

    public static Reply of(int status) {
        return new Reply(status, List.of(), new Empty());
    }

    public static Reply json(int status, String json) {
        return of(status).with("Content-Type", "application/json").withBody(new Text(json));
    }

    public Reply with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Reply(status, more, body);
    }

    public Reply withBody(Body newBody) {
        return new Reply(status, headers, newBody);
    }

    /** Sends the answer. A HEAD request gets the headers of the content but never the content. */
    public void send(HttpExchange exchange) throws IOException {
        headers.forEach(h -> exchange.getResponseHeaders().add(h.name(), h.value()));
        long length = body.length();
        boolean hasContent = status != 204 && status != 304;
        if (exchange.getRequestMethod().equals("HEAD") && hasContent) {
            // The JDK server keeps this header for HEAD; with any other method it computes its own.
            exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
            exchange.sendResponseHeaders(status, -1);
        } else if (length == 0 || !hasContent) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, length);
            try (OutputStream out = exchange.getResponseBody()) {
                writeBody(out);
            }
        }
    }

    private void writeBody(OutputStream out) throws IOException {
        switch (body) {
            case Empty empty -> out.flush();
            case Text text -> out.write(text.utf8().getBytes(StandardCharsets.UTF_8));
            case FilePart part -> copy(part, out);
        }
    }

    private static void copy(FilePart part, OutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(part.file())) {
            in.skipNBytes(part.start());
            byte[] buffer = new byte[BUFFER_BYTES];
            long left = part.length();
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (n < 0) {
                    throw new IOException(part.file().getFileName() + " became shorter while it was sent");
                }
                out.write(buffer, 0, n);
                left -= n;
            }
        }
    }
}
