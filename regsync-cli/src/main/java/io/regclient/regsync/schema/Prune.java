// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Age;
import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.Shorthand;
import java.util.Optional;

/**
 * Which tags of the target are deleted that the source does not have.
 *
 * @param mode {@code source}, {@code filter} or {@code off}; empty for source
 * @param maxDelete the most a run deletes of a repository: a number or a share such as {@code 10%}; empty for 10%
 * @param grace how long a tag must have been absent; empty for seven days
 * @param minTags tags that stay at least; empty for one
 */
@Shorthand("mode")
public record Prune(
        @Key(
                value =
                        "`source` deletes what the source does not have any more, `filter` also what the filters do not "
                                + "leave any more, `off` nothing",
                byDefault = "`source`",
                words = {"source", "filter", "off"},
                omitEmpty = true)
        Optional<String> mode,

        @Key(
                value = "the most that a run deletes of a repository's tags, a number or a share; when more would be, "
                        + "nothing is and the entry fails",
                byDefault = "`10%`",
                omitEmpty = true)
        String maxDelete,

        @Key(
                value =
                        "how long a tag must have been absent before it is deleted; at least two runs must have missed it",
                byDefault = "`7d`",
                omitEmpty = true)
        Optional<Age> grace,

        @Key(value = "tags of a target repository that stay at least", byDefault = "1", omitEmpty = true)
        Optional<Integer> minTags) {}
