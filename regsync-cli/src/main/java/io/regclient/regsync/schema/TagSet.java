// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.TypeName;
import java.util.List;

/**
 * One set of tag filters; all three lists must agree on a tag (contract regsync 6).
 *
 * @param allow patterns of which one must match, empty for all
 * @param deny patterns of which none may match
 * @param semverRange version ranges of which one must hold, empty for all
 */
@TypeName("main.TagAllowDeny")
public record TagSet(
        @Key("patterns of which one must match; empty allows all")
        List<String> allow,

        @Key("patterns of which none may match") List<String> deny,

        @Key(value = "version ranges of which one must hold", omitEmpty = true)
        List<String> semverRange) {

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
