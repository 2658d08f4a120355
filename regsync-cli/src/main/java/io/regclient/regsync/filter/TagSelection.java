// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import io.regclient.error.RegistryException;
import io.regclient.kit.schema.Age;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses tags by the lists of a sync entry (contract regsync 6). Inside of a set the filters are applied in this order:
 * allow, deny, semverRange, since, latest; a tag that any set keeps is chosen.
 */
public final class TagSelection {
    private final List<OneSet> sets;

    private TagSelection(List<OneSet> sets) {
        this.sets = List.copyOf(sets);
    }

    /** One set with its patterns and ranges parsed. */
    private record OneSet(String name, NameRules names, TimeRules times) {
        private static OneSet of(String name, TagSet set) throws RegistryException {
            NameRules names = NameRules.of(set);
            Optional<NewestTags> latest = set.latest().isPresent()
                    ? Optional.of(NewestTags.of(set.latest().get()))
                    : Optional.empty();
            return new OneSet(name, names, new TimeRules(set.since().map(Age::duration), latest));
        }

        private List<String> choose(List<String> tags, TagDates dates, Reasons reasons) throws IOException {
            List<String> left =
                    tags.stream().filter(tag -> names.accepts(tag, reasons)).toList();
            return times.choose(left, dates, reasons);
        }
    }

    /** Hears why a tag is not chosen by a set. */
    interface Reasons {
        /** For when nobody wants to know. */
        Reasons UNSAID = (tag, rule, detail) -> {};

        /** The rule that drops the tag, which is a key of the set, and what was found. */
        void dropped(String tag, String rule, String detail);
    }

    /**
     * What became of a tag, and why.
     *
     * @param tag the tag
     * @param findings one of each set, in their order; none where there are no sets, which keeps all tags
     */
    public record Verdict(String tag, List<Finding> findings) {
        public Verdict {
            findings = List.copyOf(findings);
        }

        /** True when the tag is chosen. */
        public boolean kept() {
            return findings.isEmpty() || findings.stream().anyMatch(Finding::kept);
        }
    }

    /**
     * What one set makes of a tag.
     *
     * @param set its place in the entry, {@code tags} or for example {@code tagSets[0]}
     * @param rule the key of the set that drops the tag, empty text when it is kept
     * @param detail what was found, in a few words
     */
    public record Finding(String set, String rule, String detail) {
        public boolean kept() {
            return rule.isEmpty();
        }

        /** For example {@code tagSets[0].deny: matches "v1.*"}. */
        @Override
        public String toString() {
            return set + (kept() ? "" : "." + rule) + ": " + detail;
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
            parsed.add(OneSet.of("tagSets[" + parsed.size() + "]", set));
        }
        return new TagSelection(parsed);
    }

    /** The sets a tag is looked up in: {@code tagSets}, then {@code tags} unless empty. */
    public static TagSelection of(List<TagSet> tagSets, TagSet tags) throws RegistryException {
        List<OneSet> parsed = new ArrayList<>(of(tagSets).sets);
        if (!tags.isEmpty()) {
            parsed.add(OneSet.of("tags", tags));
        }
        return new TagSelection(parsed);
    }

    /** True for a tag whose name no filter is against, whenever it was made and whatever else there is. */
    public boolean mayKeep(String tag) {
        return sets.isEmpty() || sets.stream().anyMatch(set -> set.names().accepts(tag, Reasons.UNSAID));
    }

    /**
     * The union of the sets: tags of the first set in registry order, then those further sets add. Only filters that
     * need it ask when an image was created.
     */
    public List<String> select(List<String> tags, TagDates dates) throws IOException {
        if (sets.isEmpty()) {
            return List.copyOf(tags);
        }
        Set<String> selected = new LinkedHashSet<>();
        for (OneSet set : sets) {
            selected.addAll(set.choose(tags, dates, Reasons.UNSAID));
        }
        return List.copyOf(selected);
    }

    /** What {@link #select} makes of each tag, in the order of the tags. */
    public List<Verdict> explain(List<String> tags, TagDates dates) throws IOException {
        List<String> names = List.copyOf(new LinkedHashSet<>(tags));
        List<Map<String, Finding>> bySet = new ArrayList<>();
        for (OneSet set : sets) {
            Map<String, Finding> dropped = new HashMap<>();
            set.choose(names, dates, (tag, rule, detail) -> dropped.put(tag, new Finding(set.name(), rule, detail)));
            bySet.add(dropped);
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (String name : names) {
            List<Finding> findings = new ArrayList<>();
            for (int i = 0; i < sets.size(); i++) {
                Finding kept = new Finding(sets.get(i).name(), "", "kept");
                findings.add(bySet.get(i).getOrDefault(name, kept));
            }
            verdicts.add(new Verdict(name, findings));
        }
        return List.copyOf(verdicts);
    }
}
