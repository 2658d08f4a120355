// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Something that goes wrong between a client and the registry. */
public sealed interface Fault {

    /**
     * The registry never sees the request; the client gets this answer after its body has been read.
     *
     * @param code HTTP status
     * @param headers response headers
     * @param body content of the answer, may be empty
     */
    record Status(int code, Map<String, String> headers, String body) implements Fault {
        public Status {
            headers = Map.copyOf(headers);
        }

        public Status(int code) {
            this(code, Map.of(), "");
        }
    }

    /** An answer with a Retry-After header. */
    record RetryAfter(int code, int seconds) implements Fault {}

    /** An answer 429 to what comes while so many other requests that the rule is about are under way. */
    record Crowded(int most, AtomicInteger underWay) implements Fault {
        public Crowded(int most) {
            this(most, new AtomicInteger());
        }
    }

    /** The request waits before it is handled. */
    record Delay(Duration time) implements Fault {}

    /** The request waits at a gate before it is handled. */
    record Hold(Gate gate) implements Fault {}

    /** The connection is closed without an answer; the registry never sees the request. */
    record DropBeforeHeaders() implements Fault {}

    /** The registry handles the request, then the connection is closed without an answer. */
    record LoseResponse() implements Fault {}

    /** The connection breaks after this many bytes of the request body have reached the registry. */
    record BreakRequest(long bytes) implements Fault {}

    /** The connection is closed after this many bytes of the response body, whose announced length stays. */
    record TruncateBody(int bytes) implements Fault {}

    /** The first byte of the response body is changed. */
    record CorruptBody() implements Fault {}

    /** The answer names this text as Docker-Content-Digest. */
    record WrongDigestHeader(String digest) implements Fault {}

    /** The answer has this header instead of its own. */
    record SetHeader(String name, String value) implements Fault {}

    /** The answer lacks this header. */
    record RemoveHeader(String name) implements Fault {}

    /** The registry does not see this query parameter, like one that does not know it. */
    record IgnoreQuery(String name) implements Fault {}

    /** All tokens issued so far end their life before the request is handled. */
    record ExpireToken() implements Fault {}

    /**
     * The client is sent elsewhere.
     *
     * @param code HTTP status, for example 307
     * @param target absolute URL; without a path the path and query of the request are kept
     */
    record RedirectTo(int code, String target) implements Fault {}

    /** The Link header of the answer leads back to the request itself. */
    record LinkLoop() implements Fault {}
}
