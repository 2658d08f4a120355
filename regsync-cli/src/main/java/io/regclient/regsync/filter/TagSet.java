// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import io.regclient.kit.schema.Age;
import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.TypeName;
import java.util.List;
import java.util.Optional;

/**
 * One set of tag filters; all of them must agree on a tag (contract regsync 6). The last two are ours.
 *
 * @param allow patterns of which one must match, empty for all
 * @param deny patterns of which none may match
 * @param semverRange version ranges of which one must hold, empty for all
 * @param since how old an image may be, by the time its config was created; empty for any age
 * @param latest how many of the tags that the other filters leave are kept, empty for all
 */
@TypeName("main.TagAllowDeny")
public record TagSet(
        @Key("patterns of which one must match; empty allows all")
        List<String> allow,

        @Key("patterns of which none may match") List<String> deny,

        @Key(value = "version ranges of which one must hold", omitEmpty = true)
        List<String> semverRange,

        @Key(
                value = "images that were created within this time, for example `30d`; see [newest tags](#newest-tags)",
                byDefault = "any age",
                omitEmpty = true)
        Optional<Age> since,

        @Key(
                value = "how many of the tags the other filters leave are kept, the newest; a number, or a mapping of "
                        + "these",
                byDefault = "all",
                omitEmpty = true)
        Optional<Latest> latest) {

    public TagSet {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        semverRange = List.copyOf(semverRange);
    }

    /** The filters the Go tools have, too. */
    public TagSet(List<String> allow, List<String> deny, List<String> semverRange) {
        this(allow, deny, semverRange, Optional.empty(), Optional.empty());
    }

    public boolean isEmpty() {
        return allow.isEmpty() && deny.isEmpty() && semverRange.isEmpty() && since.isEmpty() && latest.isEmpty();
    }

    /** The form log lines show, that of the Go tools. */
    @Override
    public String toString() {
        String ours = since.map(age -> " Since:" + age).orElse("")
                + latest.map(newest -> " Latest:" + newest).orElse("");
        return "{Allow:" + text(allow) + " Deny:" + text(deny) + " SemverRange:" + text(semverRange) + ours + "}";
    }

    private static String text(List<String> list) {
        return "[" + String.join(" ", list) + "]";
    }
}
