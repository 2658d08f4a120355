// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.http.net.OneLine;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;

/**
 * The rest of a content that broke off (contract RS-1, RS-2).
 *
 * @param start number of bytes already received
 * @param total length of the whole content in bytes
 * @param host name of the host that sent the beginning
 * @param etag strong entity tag of the beginning
 */
record ResumeRange(long start, long total, String host, Optional<String> etag) {
    /** {@code bytes 5-9/10}; other spacing and letter case mean the same. */
    private static final Pattern CONTENT_RANGE = Pattern.compile(
            "(?:bytes\\s+)?([0-9]{1,18})\\s*-\\s*[0-9]{1,18}\\s*/\\s*([0-9]{1,18}|\\*)", Pattern.CASE_INSENSITIVE);

    /** Value of the Range header. */
    String header() {
        return "bytes=" + start + "-" + (total - 1);
    }

    /** Why an answer does not continue the content; empty when it does. */
    Optional<String> mismatch(Response response, String answeringHost) {
        String range = Optional.ofNullable(response.header("Content-Range")).orElse("");
        if (response.code() != 206 || range.isEmpty()) {
            return Optional.of("ranges are not supported: status " + response.code()
                    + (range.isEmpty() ? " without Content-Range" : ""));
        }
        String encoding = response.header("Content-Encoding", "identity").strip();
        if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
            return Optional.of("the range is one of content in the encoding " + OneLine.of(encoding));
        }
        Matcher matcher = CONTENT_RANGE.matcher(range.strip());
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) != start) {
            return Optional.of("asked for bytes from " + start + ", got Content-Range " + OneLine.of(range));
        }
        if (!matcher.group(2).equals("*") && Long.parseLong(matcher.group(2)) != total) {
            return Optional.of("the content has another length now: " + matcher.group(2) + " instead of " + total);
        }
        Optional<String> now = strongTag(response);
        if (answeringHost.equals(host) && etag.isPresent() && now.isPresent() && !now.equals(etag)) {
            return Optional.of("the content changed: ETag " + OneLine.of(now.get()));
        }
        return Optional.empty();
    }

    /** The entity tag of an answer unless it is weak (RFC 9110 section 8.8.3). */
    static Optional<String> strongTag(Response response) {
        return Optional.ofNullable(response.header("ETag")).filter(tag -> !tag.startsWith("W/"));
    }
}
