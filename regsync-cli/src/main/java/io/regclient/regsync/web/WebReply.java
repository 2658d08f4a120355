// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status of HTTP
 * @param contentType media type of the body
 * @param body what a GET gets
 * @param headers others of this answer
 */
record WebReply(int status, String contentType, String body, Map<String, String> headers) {
    static final int OK = 200;
    static final int UNAUTHORIZED = 401;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int MISDIRECTED = 421;
    static final int FAILED = 500;
    static final int UNAVAILABLE = 503;

    WebReply {
        headers = Map.copyOf(headers);
    }

    static WebReply of(int status, String contentType, String body) {
        return new WebReply(status, contentType, body, Map.of());
    }

    /** A line for people. */
    static WebReply text(int status, String line) {
        return of(status, "text/plain; charset=utf-8", line + "\n");
    }

    /** The same without a body, which is sent by somebody else. */
    WebReply withoutBody() {
        return new WebReply(status, contentType, "", headers);
    }

    WebReply with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new WebReply(status, contentType, body, all);
    }
}
