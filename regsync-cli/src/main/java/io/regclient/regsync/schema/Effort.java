// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.KeyGroup;
import io.regclient.kit.schema.Switch;
import java.util.List;

/**
 * How closely a copy looks. The Go tools document {@code fastCopy} and read {@code fastCheck} (contract regsync 17).
 *
 * @param fastCheck an existing equal image is not looked into
 * @param forceRecursive every manifest and blob is checked
 * @param includeExternal layers with URLs are copied
 * @param immutableTags patterns of tags that never move: one that both sides list is not looked at
 */
public record Effort(
        @Key(
                value = "an equal digest ends the work, whatever else is to be copied",
                byDefault = "`false`",
                alias = "fastCopy")
        Switch fastCheck,

        @Key(value = "look at every manifest and blob, and repair what is missing", byDefault = "`false`")
        Switch forceRecursive,

        @Key(value = "copy layers that have URLs", byDefault = "`false`")
        Switch includeExternal,

        @Key(
                value = "patterns of tags that never move. One that both repositories list is not looked at, unless "
                        + "`forceRecursive` is set: no request, and no look at its referrers either",
                byDefault = "none",
                omitEmpty = true)
        List<String> immutableTags)
        implements KeyGroup {
    public Effort {
        immutableTags = List.copyOf(immutableTags);
    }
}
