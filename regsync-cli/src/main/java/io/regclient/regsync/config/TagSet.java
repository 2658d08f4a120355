// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import java.util.List;

/**
 * One set of tag filters; all three lists must agree on a tag (contract regsync 6).
 *
 * @param allow patterns of which one must match, empty for all
 * @param deny patterns of which none may match
 * @param semverRange version ranges of which one must hold, empty for all
 */
public record TagSet(List<String> allow, List<String> deny, List<String> semverRange) {
    public static final TagSet EMPTY = new TagSet(List.of(), List.of(), List.of());

    public TagSet {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        semverRange = List.copyOf(semverRange);
    }

    public boolean isEmpty() {
        return allow.isEmpty() && deny.isEmpty() && semverRange.isEmpty();
    }

    /** The form log lines show, that of the Go tools. */
    @Override
    public String toString() {
        return "{Allow:" + text(allow) + " Deny:" + text(deny) + " SemverRange:" + text(semverRange) + "}";
    }

    private static String text(List<String> list) {
        return "[" + String.join(" ", list) + "]";
    }
}
