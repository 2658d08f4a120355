// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.Shorthand;

/**
 * How many tags of a set are kept, and which ones are the newest.
 *
 * @param count how many, more than 0
 * @param sort how tags are put in order: {@code semver}, {@code natural} or {@code date}; empty for semver
 * @param key expression with a group: what is in the group is what is put in order; empty for the whole tag
 */
@Shorthand("count")
public record Latest(
        @Key(value = "how many tags", required = true) int count,

        @Key(
                value =
                        "`semver`, `natural` (numbers in a text count as numbers) or `date` (when the image was created)",
                byDefault = "`semver`",
                words = {"semver", "natural", "date"},
                omitEmpty = true)
        String sort,

        @Key(
                value =
                        "RE2 expression with a group that stands for the whole tag in the order; tags it does not match "
                                + "are not kept",
                byDefault = "the tag",
                omitEmpty = true)
        String key) {

    @Override
    public String toString() {
        return "{Count:" + count + " Sort:" + sort + " Key:" + key + "}";
    }
}
