// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.message;

import io.regclient.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request that is answered by an error. It never leaves this package: its vocabulary is the wire's, not that of the
 * library's callers.
 */
public final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final int status;
    private final transient List<Reply.Header> headers;

    private Refusal(ErrorCode code, int status, String detail, List<Reply.Header> headers) {
        super(detail);
        this.code = code;
        this.status = status;
        this.headers = headers;
    }

    public static Refusal of(ErrorCode code, String detail) {
        return new Refusal(code, code.status(), detail, List.of());
    }

    /** The same refusal with another HTTP status. */
    public Refusal withStatus(int other) {
        return new Refusal(code, other, String.valueOf(getMessage()), headers);
    }

    public Refusal withHeader(String name, String value) {
        List<Reply.Header> more = new ArrayList<>(headers);
        more.add(new Reply.Header(name, value));
        return new Refusal(code, status, String.valueOf(getMessage()), more);
    }

    /** The answer: a JSON body with one entry in {@code errors}. */
    public Reply reply() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code.name());
        error.put("message", code.text());
        error.put("detail", String.valueOf(getMessage()));
        byte[] body = JsonWriter.compact(Map.of("errors", List.of(error)));
        Reply reply = Reply.json(status, new String(body, StandardCharsets.UTF_8));
        for (Reply.Header header : headers) {
            reply = reply.with(header.name(), header.value());
        }
        return reply;
    }
}
