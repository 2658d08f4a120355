// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.error.RegistryException;
import io.regclient.ref.NameFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Chooses tags by the lists of a sync entry (contract regsync 6). */
public final class TagSelection {
    private final List<OneSet> sets;

    private TagSelection(List<OneSet> sets) {
        this.sets = List.copyOf(sets);
    }

    /** One set with its patterns and ranges parsed. */
    private record OneSet(List<VersionRange> ranges, NameFilter names) {
        private static OneSet of(TagSet set) throws RegistryException {
            NameFilter names = AllowDeny.of(set.allow(), set.deny());
            List<VersionRange> ranges = new ArrayList<>();
            for (String range : set.semverRange()) {
                if (!range.isBlank()) {
                    ranges.add(VersionRange.parse(range));
                }
            }
            return new OneSet(ranges, names);
        }

        private boolean accepts(String tag) {
            return (ranges.isEmpty() || inAnyRange(tag)) && names.accepts(tag);
        }

        private boolean inAnyRange(String tag) {
            Optional<Version> version = Version.parse(tag);
            return version.isPresent() && ranges.stream().anyMatch(r -> r.test(version.get()));
        }
    }

    /**
     * Parses the patterns and ranges of sets. No set keeps all tags.
     *
     * @throws RegistryException of kind PARSING_FAILED for a wrong pattern or range
     */
    public static TagSelection of(List<TagSet> sets) throws RegistryException {
        List<OneSet> parsed = new ArrayList<>();
        for (TagSet set : sets) {
            parsed.add(OneSet.of(set));
        }
        return new TagSelection(parsed);
    }

    /** The union of the sets: tags of the first set in registry order, then those further sets add. */
    public List<String> select(List<String> tags) {
        if (sets.isEmpty()) {
            return List.copyOf(tags);
        }
        Set<String> selected = new LinkedHashSet<>();
        for (OneSet set : sets) {
            tags.stream().filter(set::accepts).forEach(selected::add);
        }
        return List.copyOf(selected);
    }
}
