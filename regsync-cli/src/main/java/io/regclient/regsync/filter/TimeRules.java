// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import io.regclient.regsync.filter.TagDates.Found;
import io.regclient.regsync.filter.TagSelection.Reasons;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The filters of a set that compare tags with the time or with each other: {@code since}, then {@code latest}. They ask
 * about as few images as they can, for each question may count as a pull.
 */
record TimeRules(Optional<Duration> since, Optional<NewestTags> latest) {
    private static final String SINCE = "since";
    private static final String LATEST = "latest";

    /**
     * The tags that are kept, in their order.
     *
     * @param tags what the filters by name leave
     */
    List<String> choose(List<String> tags, TagDates dates, Reasons reasons) throws IOException {
        if (since.isEmpty() && latest.isEmpty()) {
            return tags;
        }
        Step step = new Step(dates, reasons);
        Set<String> kept = new HashSet<>(latest.isEmpty() ? step.recent(tags) : step.newest(tags, latest.get()));
        return tags.stream().filter(kept::contains).toList();
    }

    private final class Step {
        private final TagDates dates;
        private final Reasons reasons;

        Step(TagDates dates, Reasons reasons) {
            this.dates = dates;
            this.reasons = reasons;
        }

        private List<String> newest(List<String> tags, NewestTags rule) throws IOException {
            List<String> ordered = new ArrayList<>();
            for (String tag : new HashSet<>(tags)) {
                Optional<String> problem = rule.unordered(tag);
                if (problem.isPresent()) {
                    reasons.dropped(tag, LATEST, problem.get());
                } else {
                    ordered.add(tag);
                }
            }
            return rule.byDate() ? newestByDate(ordered, rule) : newestByName(rule.byName(ordered), rule);
        }

        /** Asks about the newest tags first, and no further than is needed. */
        private List<String> newestByName(List<String> ranked, NewestTags rule) throws IOException {
            List<String> kept = new ArrayList<>();
            int next = 0;
            while (kept.size() < rule.count() && next < ranked.size()) {
                int end = Math.min(ranked.size(), next + rule.count() - kept.size());
                kept.addAll(recent(ranked.subList(next, end)));
                next = end;
            }
            dropOlder(ranked.subList(next, ranked.size()), rule);
            return kept;
        }

        private List<String> newestByDate(List<String> tags, NewestTags rule) throws IOException {
            Found found = dates.find(tags);
            List<String> kept = new ArrayList<>(found.unreadable());
            List<String> dated = new ArrayList<>();
            for (String tag : tags) {
                Optional<Instant> created = Optional.ofNullable(found.created().get(tag));
                if (created.isPresent()) {
                    if (isRecent(tag, created.get())) {
                        dated.add(tag);
                    }
                } else if (!found.unreadable().contains(tag)) {
                    undated(tag, LATEST);
                }
            }
            dated.sort(Comparator.comparing((String tag) -> found.created().get(tag))
                    .thenComparing(NewestTags::compareNames)
                    .reversed());
            int count = Math.min(rule.count(), dated.size());
            kept.addAll(dated.subList(0, count));
            dropOlder(dated.subList(count, dated.size()), rule);
            return kept;
        }

        private List<String> recent(List<String> tags) throws IOException {
            if (since.isEmpty()) {
                return tags;
            }
            Found found = dates.find(tags);
            List<String> kept = new ArrayList<>();
            for (String tag : tags) {
                Optional<Instant> created = Optional.ofNullable(found.created().get(tag));
                if (found.unreadable().contains(tag) || (created.isPresent() && isRecent(tag, created.get()))) {
                    kept.add(tag);
                } else if (created.isEmpty()) {
                    undated(tag, SINCE);
                }
            }
            return kept;
        }

        private boolean isRecent(String tag, Instant created) {
            if (since.isEmpty()) {
                return true;
            }
            Instant first = dates.now().minus(since.get());
            boolean recent = !created.isBefore(first);
            if (!recent) {
                reasons.dropped(tag, SINCE, "created " + seconds(created) + ", before " + seconds(first));
            }
            return recent;
        }

        private static Instant seconds(Instant time) {
            return time.truncatedTo(ChronoUnit.SECONDS);
        }

        private void undated(String tag, String rule) {
            reasons.dropped(tag, rule, "its image does not say when it was created");
        }

        /** What is older by name is not asked for its age: whether since drops it, too, makes no difference. */
        private void dropOlder(List<String> tags, NewestTags rule) {
            String unasked = since.isEmpty() || rule.byDate() ? "" : "; when it was created was not looked at";
            for (String tag : tags) {
                reasons.dropped(tag, LATEST, "not one of " + rule + unasked);
            }
        }
    }
}
