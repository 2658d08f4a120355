// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.error.RegistryException;
import io.regclient.http.RegistryHttp;
import io.regclient.http.post.JsonPost;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Servers that are no registries and are sent documents: {@link RegClient#webhooks}. They share the proxies, the trusted
 * roots and the User-Agent of the client, and nothing else: no login of a registry ever goes there.
 */
public final class Webhooks {
    private final RegistryHttp http;

    Webhooks(RegistryHttp http) {
        this.http = http;
    }

    /**
     * What a server answered.
     *
     * @param status of HTTP
     * @param content of an answer 2xx as UTF-8, empty for others
     * @param reason what another answer says, one line
     */
    public record Answer(int status, String content, String reason) {
        /** True for an answer 2xx. */
        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /** Scheme, host and port of a URL, for messages: path, login and query may be secrets. Empty for what is no URL. */
    public static Optional<String> server(String url) {
        return JsonPost.server(url);
    }

    /**
     * Sends a JSON document by POST, once; a redirect is an answer like others. An interrupt ends it.
     *
     * @param url of http or https; a login in it is sent as a header
     * @param headers more header lines
     * @param limit largest content in bytes of the answer
     * @throws RegistryException of kind INVALID_INPUT for a URL or header that is none, SIZE_LIMIT_EXCEEDED for a larger
     *     answer, CANCELED after an interrupt; any other when there is no answer
     */
    public Answer post(String url, Map<String, String> headers, byte[] json, int limit) throws IOException {
        JsonPost.Reply reply = http.posts().send(url, headers, json, limit);
        return new Answer(reply.status(), reply.content(), reply.reason());
    }
}
