// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.wire;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import java.util.regex.Pattern;

/**
 * URLs of {@code Location} and {@code Link} headers (contract BL-9). All work is on the text: a URL library would
 * normalise the escapes of a query, and registries keep signed upload state there.
 */
public final class Location {
    /**
     * Longest URL that is taken from a header, in characters. Signed upload states have some hundred; servers read
     * request lines of 8 KiB, some of 16 KiB.
     */
    public static final int MAX_LENGTH = 16 << 10;

    private static final Pattern MANIFEST = Pattern.compile("(?i)(?:/|%2f)manifests(?:/|%2f)");

    private Location() {}

    /**
     * Resolves the URL of a header.
     *
     * @param header name of the header, and of its part in what is being done
     * @throws RegistryException of kind SIZE_LIMIT_EXCEEDED for a text of more than {@value #MAX_LENGTH} characters, of
     *     kind INVALID_INPUT for another URL than one of http or https
     */
    public static String ofHeader(String header, String base, String reference) throws RegistryException {
        if (reference.length() > MAX_LENGTH) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "the URL of the " + header + " header has " + reference.length() + " characters, limit "
                            + MAX_LENGTH);
        }
        String url = resolve(base, reference);
        if (!url.matches("(?is)https?://.+")) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    origin(base) + " sent this " + header + ", which is not an http or https URL: "
                            + HeaderErrors.shown(VisibleText.withoutLogin(url)));
        }
        return url;
    }

    /**
     * Resolves a reference (RFC 3986, section 5.2).
     *
     * @param base absolute URL that was answered
     * @param reference absolute, scheme-relative, root-relative, relative or query-only
     */
    static String resolve(String base, String reference) {
        if (reference.matches("(?i)[a-z][a-z0-9+.-]*:.*")) {
            return reference;
        }
        int authority = base.indexOf("://") + 3;
        if (reference.startsWith("//")) {
            return base.substring(0, authority - 2) + reference;
        }
        String origin = origin(base);
        int pathStart = origin.length();
        if (reference.startsWith("/")) {
            return origin + withoutDots(reference);
        }
        String path = base.substring(pathStart, firstOf(base, pathStart, "?#"));
        if (reference.isEmpty() || reference.startsWith("?")) {
            return origin + path + reference;
        }
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        return origin + withoutDots((folder.isEmpty() ? "/" : folder) + reference);
    }

    /** True for the URL of a manifest, also where its dots and slashes are escaped. */
    public static boolean isManifest(String url) {
        int path = firstOf(url, url.indexOf("://") + 3, "/?#");
        return MANIFEST.matcher(url.substring(path, firstOf(url, path, "?#"))).find();
    }

    private static String origin(String base) {
        return base.substring(0, firstOf(base, base.indexOf("://") + 3, "/?#"));
    }

    /** Appends a query parameter whose value needs no escaping; what is there stays untouched. */
    public static String withParameter(String url, String name, String value) {
        String separator = url.indexOf('?') < 0 ? "?" : url.endsWith("?") || url.endsWith("&") ? "" : "&";
        return url + separator + name + "=" + value;
    }

    private static int firstOf(String text, int from, String characters) {
        for (int i = from; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    /** Removes {@code .} and {@code ..} segments of the path in front of a query. */
    private static String withoutDots(String reference) {
        int end = firstOf(reference, 0, "?#");
        if (!reference.substring(0, end).contains("/.")) {
            return reference;
        }
        StringBuilder path = new StringBuilder();
        String[] segments = reference.substring(0, end).split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            if (segments[i].equals("..")) {
                path.setLength(Math.max(path.lastIndexOf("/"), 0));
            }
            if (segments[i].equals("..") || segments[i].equals(".")) {
                path.append(last ? "/" : "");
            } else {
                path.append('/').append(segments[i]);
            }
        }
        return path + reference.substring(end);
    }
}
