// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.error.RegistryException;
import io.regclient.ref.NameFilter;
import io.regclient.regsync.config.TagSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Chooses tags by the lists of a sync entry (contract regsync 6). */
public final class TagSelection {
    private TagSelection() {}

    /**
     * The union of the sets: tags of the first set in registry order, then those further sets add. No set keeps all.
     *
     * @throws RegistryException of kind PARSING_FAILED for a wrong pattern or range
     */
    public static List<String> select(List<TagSet> sets, List<String> tags) throws RegistryException {
        if (sets.isEmpty()) {
            return List.copyOf(tags);
        }
        Set<String> selected = new LinkedHashSet<>();
        for (TagSet set : sets) {
            selected.addAll(selectOne(set, tags));
        }
        return List.copyOf(selected);
    }

    private static Collection<String> selectOne(TagSet set, List<String> tags) throws RegistryException {
        NameFilter filter = AllowDeny.of(set.allow(), set.deny());
        List<VersionRange> ranges = new ArrayList<>();
        for (String range : set.semverRange()) {
            if (!range.isBlank()) {
                ranges.add(VersionRange.parse(range));
            }
        }
        return tags.stream()
                .filter(t -> ranges.isEmpty() || inAnyRange(ranges, t))
                .filter(filter::accepts)
                .toList();
    }

    private static boolean inAnyRange(List<VersionRange> ranges, String tag) {
        Optional<Version> version = Version.parse(tag);
        return version.isPresent() && ranges.stream().anyMatch(r -> r.test(version.get()));
    }
}
