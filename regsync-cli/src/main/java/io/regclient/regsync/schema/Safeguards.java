// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Age;
import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.KeyGroup;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What stands between a change at the source and the target. The Go tools have none of these keys.
 *
 * @param minAge how long an image must be known before it is copied, empty for none
 * @param minAgeSource {@code firstSeen} or {@code created}, empty for firstSeen
 * @param minAgeAllow patterns of tags that do not wait
 * @param onRetag what is done about tags that moved at the source; none for copying
 * @param prune which tags of the target are deleted, empty for none
 * @param gates what an image must have before it is copied, empty for nothing
 */
record Safeguards(
        @Key(
                value = "an image is copied when it has been known this long, for example `72h`; until then the target "
                        + "keeps what it has. See [quarantine](regsync-quarantine.md)",
                guard = true,
                byDefault = "none",
                omitEmpty = true)
        Optional<Age> minAge,

        @Key(
                value = "what the age is counted from: `firstSeen`, when a run first saw the image under its tag, or "
                        + "`created`, the time in its config",
                byDefault = "`firstSeen`",
                words = {"firstSeen", "created"},
                omitEmpty = true)
        String minAgeSource,

        @Key(value = "patterns of tags that do not wait", byDefault = "none", omitEmpty = true)
        List<String> minAgeAllow,

        @Key(
                value =
                        "what is done about a tag that moved at the source: a word for all tags, or a list of rules. See "
                                + "[moved tags](regsync-retag.md)",
                guard = true,
                byDefault = "`copy`",
                omitEmpty = true,
                orSingle = true)
        List<RetagRule> onRetag,

        @Key(
                value =
                        "which tags of the target are deleted, by `once --prune` and `apply` alone: a mode, or a mapping "
                                + "of these. See [prune](regsync-prune.md)",
                byDefault = "none",
                omitEmpty = true)
        Optional<Prune> prune,

        @Key(
                value = "what an image must have before it is copied; one that lacks it fails. See "
                        + "[gates](regsync-gates.md)",
                guard = true,
                byDefault = "none",
                omitEmpty = true)
        Optional<Gates> gates)
        implements KeyGroup {
    Safeguards {
        minAgeAllow = List.copyOf(minAgeAllow);
        onRetag = List.copyOf(onRetag);
    }

    /** The names of the keys that are set; no annotation is read for it, which takes time at each start. */
    Set<String> said() {
        Set<String> said = new HashSet<>();
        if (minAge.isPresent()) {
            said.add("minAge");
        }
        if (!minAgeSource.isEmpty()) {
            said.add("minAgeSource");
        }
        if (!minAgeAllow.isEmpty()) {
            said.add("minAgeAllow");
        }
        if (!onRetag.isEmpty()) {
            said.add("onRetag");
        }
        if (prune.isPresent()) {
            said.add("prune");
        }
        if (gates.isPresent()) {
            said.add("gates");
        }
        return said;
    }
}
