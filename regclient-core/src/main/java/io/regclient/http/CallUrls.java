// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.config.HostConfig;
import io.regclient.config.HostName;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.http.net.OneLine;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Builds the URL of a call for a host (contract MI-1, MI-4, OK-5). Parts are encoded and appended, never parsed
 * and rebuilt. */
final class CallUrls {
    /** Characters of a URL that a server may send the client to; signed ones have up to about four thousand. */
    static final int MAX_LENGTH = 16 << 10;

    private static final String CATALOG = "_catalog";

    private CallUrls() {}

    /**
     * The URL of a call.
     *
     * @param host host that is asked: the registry or one of its mirrors
     * @param registry the registry the content belongs to
     */
    static HttpUrl of(HostConfig host, HostConfig registry, HttpCall call) throws RegistryException {
        if (call.target().directUrl().isPresent()) {
            return direct(call.target().directUrl().get());
        }
        StringBuilder url = new StringBuilder(checkedRoot(host)).append("v2/");
        if (!host.pathPrefix().isEmpty() && !call.target().path().equals(CATALOG)) {
            appendPath(url, host.pathPrefix());
            url.append('/');
        }
        if (!call.target().repository().isEmpty()) {
            appendPath(url, call.target().repository());
            url.append('/');
        }
        appendPath(url, call.target().path());
        char separator = '?';
        for (Map.Entry<String, String> parameter : call.target().query()) {
            url.append(separator).append(encode(parameter.getKey())).append('=').append(encode(parameter.getValue()));
            separator = '&';
        }
        if (!host.hostname().equals(registry.hostname())) {
            url.append(separator).append("ns=").append(encode(registry.hostname()));
        }
        return parse(url.toString());
    }

    /** The start of all URLs of a host. */
    static HttpUrl base(HostConfig host) throws RegistryException {
        return parse(checkedRoot(host));
    }

    /** The repository as the host knows it. */
    static String repository(HostConfig host, HttpCall call) {
        boolean prefixed =
                !host.pathPrefix().isEmpty() && !call.target().repository().isEmpty();
        return prefixed
                ? host.pathPrefix() + "/" + call.target().repository()
                : call.target().repository();
    }

    /** Scheme and host as text, not yet known to be a URL. */
    static String root(HostConfig host) {
        return host.urlScheme() + "://" + host.hostname() + "/";
    }

    private static String checkedRoot(HostConfig host) throws RegistryException {
        Optional<String> problem = HostName.problemOf(host.hostname());
        if (problem.isPresent()) { // without the value: it may hold a login
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "request failed: wrong hostname of registry " + VisibleText.withoutLogin(host.name()) + ", "
                            + problem.get());
        }
        return root(host);
    }

    private static HttpUrl direct(String text) throws RegistryException {
        if (text.length() > MAX_LENGTH) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "request failed: URL of more than " + MAX_LENGTH + " characters: " + OneLine.of(text));
        }
        return parse(text);
    }

    private static HttpUrl parse(String text) throws RegistryException {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "request failed: not an http or https URL: " + OneLine.of(text));
        }
        return url;
    }

    /**
     * Appends a path so that it stays one: every segment is percent-encoded, and what a URL would fold away is refused,
     * also where its dots are encoded already.
     */
    private static void appendPath(StringBuilder url, String path) throws RegistryException {
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                String segment = path.substring(start, i);
                if (segment.equals(".") || segment.equals("..")) {
                    throw RegistryException.of(
                            ErrorKind.INVALID_INPUT,
                            "request failed: segment \"" + segment + "\" in the path " + OneLine.of(path));
                }
                url.append(segment.isEmpty() ? "" : encodeSegment(segment)).append(i == path.length() ? "" : "/");
                start = i + 1;
            }
        }
    }

    /** Percent-encoding of a path segment that leaves colons alone, as digests have them (RFC 3986 section 3.3). */
    private static String encodeSegment(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~:".indexOf(c) >= 0;
            if (!plain) {
                return encode(segment).replace("%3A", ":");
            }
        }
        return segment;
    }

    /** Percent-encoding of a query part that leaves unreserved characters (RFC 3986 section 2.3) alone. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
