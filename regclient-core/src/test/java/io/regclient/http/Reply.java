// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What a {@link ScriptedServer} answers, and how it misbehaves while doing so. */
final class Reply {
    final int status;
    final List<Map.Entry<String, String>> headers = new ArrayList<>();
    byte[] body = new byte[0];
    boolean chunked;
    boolean lengthHeader = true;
    int cutAfter = -1;
    boolean reset;
    boolean dropped;
    boolean closing;
    int holdAfter = -1;

    @Nullable
    CountDownLatch hold;

    @Nullable
    CountDownLatch holdHead;

    private Reply(int status) {
        this.status = status;
    }

    static Reply status(int status) {
        return new Reply(status);
    }

    static Reply ok(String body) {
        return new Reply(200).body(body);
    }

    /** The connection ends without an answer. */
    static Reply drop() {
        Reply reply = new Reply(0);
        reply.dropped = true;
        return reply;
    }

    Reply header(String name, String value) {
        headers.add(Map.entry(name, value));
        return this;
    }

    Reply body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    Reply body(byte[] content) {
        body = content;
        return this;
    }

    Reply json(String text) {
        return header("Content-Type", "application/json").body(text);
    }

    /** Chunked transfer encoding, no Content-Length. */
    Reply chunked() {
        chunked = true;
        return this;
    }

    /** Closes the connection after so many bytes of the body. */
    Reply cutAfter(int bytes) {
        cutAfter = bytes;
        return this;
    }

    /** Like cutAfter, with a TCP reset. */
    Reply resetAfter(int bytes) {
        reset = true;
        return cutAfter(bytes);
    }

    /** Sends so many bytes of the body and the rest when the latch is released. */
    Reply holdAfter(int bytes, CountDownLatch latch) {
        holdAfter = bytes;
        hold = latch;
        return this;
    }

    /** Sends nothing before the latch is released. */
    Reply holdHead(CountDownLatch latch) {
        holdHead = latch;
        return this;
    }

    /** Closes the connection after the answer without saying so. */
    Reply closing() {
        closing = true;
        return this;
    }
}
