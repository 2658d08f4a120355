// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import java.nio.charset.StandardCharsets;

/** An answer on its way, to be closed when it was sent. */
final class OutgoingReply implements AutoCloseable {
    private final WebReply head;
    private final byte[] body;
    private final Runnable sent;

    /**
     * Holds what is sent.
     *
     * @param head without a body
     * @param body others may send the same array
     * @param sent what is done when nobody sends it any more
     */
    OutgoingReply(WebReply head, byte[] body, Runnable sent) {
        this.head = head;
        this.body = body;
        this.sent = sent;
    }

    static OutgoingReply of(WebReply reply) {
        return new OutgoingReply(reply.withoutBody(), reply.body().getBytes(StandardCharsets.UTF_8), () -> {});
    }

    WebReply head() {
        return head;
    }

    byte[] body() {
        return body;
    }

    @Override
    public void close() {
        sent.run();
    }
}
