// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.net.OneLine;
import io.regclient.http.net.RequestContent;
import io.regclient.observe.RequestKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;

/**
 * A request on its way along redirects.
 *
 * @param url where it goes now
 * @param method HTTP method
 * @param headers header lines of the caller
 * @param content what is sent
 * @param accepted redirect statuses that are answers, not redirects
 * @param purpose what it is sent for
 */
record Outgoing(
        HttpUrl url,
        String method,
        List<Map.Entry<String, String>> headers,
        Optional<RequestContent> content,
        Set<Integer> accepted,
        Purpose purpose) {
    /**
     * What a request is sent for.
     *
     * @param kind what it is about
     * @param retry times it was tried before
     * @param large whether a blob is moved
     * @param brief whether it is given up after seconds without an answer
     */
    record Purpose(RequestKind kind, int retry, boolean large, boolean brief) {}

    /** True when it may change what a tag or digest stands for. */
    boolean changesNames() {
        return purpose.kind() == RequestKind.MANIFEST && !method.equals("GET") && !method.equals("HEAD");
    }

    /** True when the request can be sent once more after an answer that tells that it was not carried out. */
    boolean resendable() {
        return content.map(c -> c.source().reopenable()).orElse(true);
    }

    /** True when the request can be sent once more after its connection broke. */
    boolean repeatable() {
        return content.map(c -> c.source().repeatable()).orElse(true);
    }

    /**
     * The request after a redirect: 301, 302 and 303 turn everything but HEAD into GET, 307 and 308 keep method and
     * content (RD-1).
     *
     * @throws RegistryException of kind NOT_RETRYABLE when the content would have to be sent a second time and cannot, of
     *     kind HTTP_REDIRECT_REFUSED when a write would be made elsewhere, or not at all
     */
    Outgoing redirected(int status, HttpUrl target) throws RegistryException {
        boolean keep = status == 307 || status == 308;
        requireSamePlace(keep, target);
        if (keep && !resendable()) {
            throw RegistryException.of(
                    ErrorKind.NOT_RETRYABLE, "redirect of a request whose content can be sent only once");
        }
        if (keep || method.equals("HEAD") || method.equals("GET")) {
            return new Outgoing(target, method, headers, content, accepted, purpose);
        }
        List<Map.Entry<String, String>> kept = headers.stream()
                .filter(h -> !h.getKey().toLowerCase(Locale.ROOT).startsWith("content-"))
                .toList();
        return new Outgoing(target, "GET", kept, Optional.empty(), accepted, purpose);
    }

    /**
     * Manifests are written and deleted, and blobs deleted, where the caller says: a registry may move such a request to
     * https or another port, not to another repository or registry, and a GET in its place would not carry it out. The
     * content of a blob may go to a store of any name, but never becomes a manifest.
     */
    private void requireSamePlace(boolean keep, HttpUrl target) throws RegistryException {
        if (method.equals("GET") || method.equals("HEAD")) {
            return;
        }
        boolean manifest = ("/" + String.join("/", target.pathSegments())).contains("/manifests/");
        boolean bound = method.equals("DELETE") || purpose.kind() == RequestKind.MANIFEST;
        boolean same =
                keep && target.host().equals(url.host()) && target.encodedPath().equals(url.encodedPath());
        if (bound ? !same : purpose.kind() == RequestKind.UPLOAD && manifest) {
            throw RegistryException.of(
                    ErrorKind.HTTP_REDIRECT_REFUSED,
                    "the registry redirects a " + method + " to " + OneLine.of(target.redact())
                            + ", where it does not belong");
        }
    }
}
