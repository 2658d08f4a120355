// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.ref.Tag;
import io.regclient.regsync.schema.PruneRule;
import io.regclient.regsync.state.Absence;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which tags of a target repository are deleted. Asks nobody but its guard, so that every combination of lists can be
 * tried without a registry.
 *
 * @param deletions in the order of their names
 * @param kept why tags that nothing at the source asks for stay all the same
 * @param refusal why nothing is deleted although there would be something, empty when that is not so
 */
public record PruneDecision(List<Tag> deletions, SortedMap<Tag, String> kept, Optional<String> refusal) {
    /** A tag may be missing in one answer; a run that misses it again asked again. */
    static final int RUNS = 2;

    private static final String CAPPED = "more tags than maxDelete would be deleted";

    public PruneDecision {
        deletions = List.copyOf(deletions);
        kept = new TreeMap<>(kept);
    }

    /** The tags that only the cap keeps, in the order of their names; none unless there is a refusal. */
    public List<Tag> capped() {
        return kept.entrySet().stream()
                .filter(entry -> entry.getValue().equals(CAPPED))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Knows what a tag that is not asked for may still be needed for. */
    @FunctionalInterface
    public interface Guard {
        /** Why the tag has to stay, in a few words; empty when it may go. Asked only about tags that are due. */
        Optional<String> keeps(Tag tag) throws IOException;
    }

    /**
     * The two sides.
     *
     * @param rule of the entry
     * @param source what the source lists
     * @param wanted what the filters leave of it
     * @param target what the target lists
     */
    public record Sides(PruneRule rule, ListedTags source, Set<Tag> wanted, ListedTags target) {
        public Sides {
            wanted = new TreeSet<>(wanted);
        }

        /** Why the lists say nothing about what is missing, empty when they do. */
        public Optional<String> doubt() {
            if (source.doubt().isPresent()) {
                return Optional.of("the list of the source cannot be relied on: "
                        + source.doubt().get());
            }
            if (target.doubt().isPresent()) {
                return Optional.of("the list of the target cannot be relied on: "
                        + target.doubt().get());
            }
            return rule.mode() == PruneRule.Mode.FILTER && wanted.isEmpty()
                    ? Optional.of("the filters leave no tag of the source")
                    : Optional.empty();
        }

        /**
         * How many wanted tags the target does not have: images in quarantine, which a newest-tags filter already counts.
         * Without the tags they replace, the target would have less than the entry is to keep there.
         */
        long toCome() {
            return wanted.stream().filter(tag -> !target.tags().contains(tag)).count();
        }

        /** Tags of the target that the source, or the filter, does not have; none when the lists cannot be relied on. */
        public Set<Tag> missing() {
            Set<Tag> missing = new TreeSet<>();
            if (!rule.isOn() || doubt().isPresent()) {
                return missing;
            }
            missing.addAll(target.tags());
            missing.removeAll(wanted);
            if (rule.mode() == PruneRule.Mode.SOURCE) {
                missing.removeAll(source.tags());
            }
            return missing;
        }
    }

    /**
     * Decides.
     *
     * @param absences since when and by how many runs the missing tags are missed, this run included
     * @param now the time of this run
     */
    public static PruneDecision of(Sides sides, Map<Tag, Absence> absences, Instant now, Guard guard)
            throws IOException {
        SortedMap<Tag, String> kept = new TreeMap<>();
        SortedMap<Tag, Absence> due = new TreeMap<>();
        for (Tag tag : sides.missing()) {
            Optional<Absence> absence = Optional.ofNullable(absences.get(tag));
            Optional<String> reason = early(sides.rule(), absence, now);
            if (reason.isEmpty()) {
                reason = guard.keeps(tag);
            }
            if (reason.isPresent()) {
                kept.put(tag, reason.get());
            } else {
                due.put(tag, absence.orElseThrow());
            }
        }
        keepSome(sides, due, kept);
        keepLatest(due, kept, sides.toCome(), "as many images are still to come");
        int most = sides.rule().maxDelete().of(sides.target().tags().size());
        if (due.size() <= most) {
            return new PruneDecision(List.copyOf(due.keySet()), kept, Optional.empty());
        }
        String refusal = due.size() + " of " + sides.target().tags().size() + " tags would be deleted, maxDelete "
                + sides.rule().maxDelete() + " allows " + most;
        due.keySet().forEach(tag -> kept.put(tag, CAPPED));
        return new PruneDecision(List.of(), kept, Optional.of(refusal));
    }

    /** Why it is too early for a tag. A time to come is that of a clock that was wrong. */
    private static Optional<String> early(PruneRule rule, Optional<Absence> absence, Instant now) {
        if (absence.isEmpty() || absence.get().runs() < RUNS) {
            return Optional.of("missed by one run only");
        }
        Instant since = absence.get().since();
        return since.isAfter(now) || now.isBefore(since.plus(rule.grace()))
                ? Optional.of("missed since " + since + ", grace is not over")
                : Optional.empty();
    }

    /** The tags that were missed last stay when too few would be left. */
    private static void keepSome(Sides sides, SortedMap<Tag, Absence> due, SortedMap<Tag, String> kept) {
        long left = sides.target().tags().stream()
                .filter(tag -> !due.containsKey(tag))
                .filter(PruneDecision::counts)
                .count();
        keepLatest(due, kept, Math.max(0, sides.rule().minTags() - left), "minTags");
    }

    /** The tags that were missed last stay. */
    private static void keepLatest(
            SortedMap<Tag, Absence> due, SortedMap<Tag, String> kept, long count, String reason) {
        List<Tag> latest = due.entrySet().stream()
                .filter(entry -> counts(entry.getKey()))
                .sorted(Comparator.comparing((Map.Entry<Tag, Absence> entry) ->
                                entry.getValue().since())
                        .thenComparing(Map.Entry.comparingByKey())
                        .reversed())
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
        for (Tag tag : latest) {
            due.remove(tag);
            kept.put(tag, reason);
        }
    }

    /** A signature alone is no tag anybody pulls. */
    private static boolean counts(Tag tag) {
        return DigestTag.of(tag).isEmpty();
    }
}
