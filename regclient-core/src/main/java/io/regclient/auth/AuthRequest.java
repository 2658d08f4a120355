// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The request an Authorization header is wanted for.
 *
 * @param url absolute http or https URL the request goes to; scheme, host and port decide which login may be used
 * @param method HTTP method; GET and HEAD need pull, others pull and push (AU-11)
 * @param repository repository as the server knows it, empty for requests without one
 * @param extraScopes further scopes that are useful but not needed (AU-18)
 */
public record AuthRequest(String url, String method, String repository, List<String> extraScopes) {
    public AuthRequest {
        extraScopes = List.copyOf(extraScopes);
    }

    /** Scheme, host and port in one normal form. */
    String origin() {
        return origin(url);
    }

    /** The URL without its query, which may hold characters that {@link URI} refuses. */
    URI path() {
        int query = url.indexOf('?');
        return URI.create(query < 0 ? url : url.substring(0, query));
    }

    /** The scopes known before the server asks, needed one first. */
    List<String> scopes() {
        List<String> scopes = new ArrayList<>();
        if (!repository.isEmpty()) {
            boolean read = method.equals("GET") || method.equals("HEAD");
            scopes.add("repository:" + repository + (read ? ":pull" : ":pull,push"));
        }
        return scopes;
    }

    static String origin(String url) {
        int start = url.indexOf("://") + "://".length();
        int end = start;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        String scheme = url.substring(0, start).toLowerCase(Locale.ROOT);
        int login = url.lastIndexOf('@', end);
        String host = url.substring(login >= start ? login + 1 : start, end).toLowerCase(Locale.ROOT);
        boolean hasPort = host.lastIndexOf(':') > host.lastIndexOf(']');
        return scheme + host + (hasPort ? "" : scheme.equals("http://") ? ":80" : ":443");
    }
}
