// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.message;

import io.regclient.digest.Digest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Conditional requests with digests as entity tags (RFC 9110 section 13). */
public final class Preconditions {
    private Preconditions() {}

    public static String entityTag(Digest digest) {
        return "\"" + digest + "\"";
    }

    /** True when the client already has the content: the answer is 304. */
    public static boolean isUnchanged(Request request, Digest digest) {
        return names(request.headers("If-None-Match"), Optional.of(digest));
    }

    /** True unless an If-Range header names other content, in which case the Range header must be ignored. */
    public static boolean rangeApplies(Request request, Digest digest) {
        return request.header("If-Range").map(entityTag(digest)::equals).orElse(true);
    }

    /**
     * Checks If-Match and If-None-Match of a push, so that two clients cannot overwrite each other's referrers tag.
     *
     * @param current manifest the tag names now
     * @throws Refusal with 412
     */
    public static void checkPush(Request request, Optional<Digest> current) throws Refusal {
        List<String> match = request.headers("If-Match");
        List<String> noneMatch = request.headers("If-None-Match");
        if (!match.isEmpty() && !names(match, current)) {
            throw Refusal.of(ErrorCode.PRECONDITION_FAILED, "If-Match does not name the current manifest");
        }
        if (!noneMatch.isEmpty() && names(noneMatch, current)) {
            throw Refusal.of(ErrorCode.PRECONDITION_FAILED, "If-None-Match names the current manifest");
        }
    }

    private static boolean names(List<String> headers, Optional<Digest> current) {
        return current.isPresent()
                && headers.stream()
                        .flatMap(line -> Arrays.stream(line.split(",", -1)))
                        .map(String::trim)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(entityTag(current.get())));
    }
}
