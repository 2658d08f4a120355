// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.ref.Tag;
import io.regclient.regsync.plan.PruneDecision.Sides;
import io.regclient.regsync.schema.PruneRule;
import io.regclient.regsync.schema.PruneRule.Cap;
import io.regclient.regsync.schema.PruneRule.Mode;
import io.regclient.regsync.state.Absence;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PruneDecisionTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Duration GRACE = Duration.ofDays(7);
    private static final Absence DUE = new Absence(NOW.minus(GRACE), 2);
    private static final String SIGNATURE = "sha256-" + "a".repeat(64) + ".sig";

    private static PruneRule rule(Mode mode) {
        return new PruneRule(mode, new Cap(-1, 100), GRACE, 1);
    }

    private static Set<Tag> tags(String... names) {
        return Arrays.stream(names).map(Tag::new).collect(Collectors.toSet());
    }

    private static ListedTags list(String... names) {
        return new ListedTags(tags(names), Optional.empty());
    }

    private static Map<Tag, Absence> all(Absence absence, String... names) {
        return tags(names).stream().collect(Collectors.toMap(tag -> tag, tag -> absence));
    }

    private static PruneDecision decide(Sides sides, Map<Tag, Absence> absences) throws IOException {
        return PruneDecision.of(sides, absences, NOW, tag -> Optional.empty());
    }

    @Test
    @DisplayName("mode source: what the source has stays, whatever the filters say")
    void keepsWhatTheSourceHas() throws IOException {
        Sides sides = new Sides(rule(Mode.SOURCE), list("v1", "v2"), tags("v2"), list("v1", "v2", "v3"));

        assertThat(sides.missing()).isEqualTo(tags("v3"));
        assertThat(decide(sides, all(DUE, "v1", "v2", "v3")).deletions()).containsExactly(new Tag("v3"));
    }

    @Test
    @DisplayName("mode filter: what the filters do not leave goes too")
    void deletesWhatTheFiltersDrop() throws IOException {
        Sides sides = new Sides(rule(Mode.FILTER), list("v1", "v2"), tags("v2"), list("v1", "v2", "v3"));

        assertThat(decide(sides, all(DUE, "v1", "v2", "v3")).deletions()).containsExactly(new Tag("v1"), new Tag("v3"));
    }

    @Test
    @DisplayName("mode off and mode filter without any tag left delete nothing")
    void deletesNothingWithoutARule() {
        assertThat(new Sides(rule(Mode.OFF), list("a"), tags("a"), list("a", "b")).missing())
                .isEmpty();
        Sides none = new Sides(rule(Mode.FILTER), list("a"), Set.of(), list("a", "b"));
        assertThat(none.missing()).isEmpty();
        assertThat(none.doubt()).contains("the filters leave no tag of the source");
    }

    @Test
    @DisplayName("a tag must have been absent for the grace period, seen by at least two runs")
    void waitsForGraceAndTwoRuns() throws IOException {
        Sides sides = new Sides(rule(Mode.SOURCE), list("v1"), tags("v1"), list("v1", "gone"));
        Tag gone = new Tag("gone");

        assertThat(decide(sides, Map.of()).kept()).containsEntry(gone, "missed by one run only");
        assertThat(decide(sides, all(new Absence(NOW.minus(GRACE.multipliedBy(9)), 1), "gone"))
                        .deletions())
                .isEmpty();
        assertThat(decide(sides, all(new Absence(NOW.minus(GRACE).plusMillis(1), 9), "gone"))
                        .kept())
                .containsEntry(gone, "missed since 2026-11-23T12:00:00.001Z, grace is not over");
        assertThat(decide(sides, all(DUE, "gone")).deletions()).containsExactly(gone);
    }

    @Test
    @DisplayName("a time to come is that of a clock that was wrong")
    void doesNotBelieveTheFuture() throws IOException {
        PruneRule atOnce = new PruneRule(Mode.SOURCE, new Cap(9, 0), Duration.ZERO, 0);
        Sides sides = new Sides(atOnce, list("v1"), tags("v1"), list("v1", "gone"));

        assertThat(decide(sides, all(new Absence(NOW.plusSeconds(1), 5), "gone"))
                        .deletions())
                .isEmpty();
        assertThat(decide(sides, all(new Absence(NOW, 2), "gone")).deletions()).hasSize(1);
    }

    @Test
    @DisplayName("a run that would delete more than the cap deletes nothing; a share is rounded down")
    void refusesMoreThanTheCap() throws IOException {
        PruneRule tenth = new PruneRule(Mode.SOURCE, new Cap(-1, 10), GRACE, 1);
        String[] target = new String[19];
        Arrays.setAll(target, i -> "v" + i);
        Sides sides = new Sides(tenth, list("v0"), tags("v0"), list(target));

        assertThat(decide(sides, all(DUE, "v5")).deletions()).containsExactly(new Tag("v5"));
        PruneDecision two = decide(sides, all(DUE, "v5", "v6"));
        assertThat(two.deletions()).isEmpty();
        assertThat(two.refusal()).contains("2 of 19 tags would be deleted, maxDelete 10% allows 1");
    }

    @Test
    @DisplayName("minTags: the tags that were missed last stay, and a signature does not count")
    void keepsSomeTags() throws IOException {
        PruneRule rule = new PruneRule(Mode.SOURCE, new Cap(-1, 100), GRACE, 2);
        Sides sides = new Sides(rule, list("new"), tags(), list("a", "b", "c", SIGNATURE));
        Map<Tag, Absence> absences = new HashMap<>(all(DUE, "a", "c", SIGNATURE));
        absences.put(new Tag("b"), new Absence(NOW.minus(GRACE.multipliedBy(2)), 2));

        PruneDecision decision = decide(sides, absences);

        assertThat(decision.deletions()).containsExactly(new Tag("b"), new Tag(SIGNATURE));
        assertThat(decision.kept().keySet()).isEqualTo(tags("a", "c"));
    }

    @Test
    @DisplayName("a wanted image that is not at the target yet, as one in quarantine, keeps the tag it is to replace")
    void waitsForWhatIsToCome() throws IOException {
        PruneRule rule = new PruneRule(Mode.FILTER, new Cap(-1, 100), GRACE, 1);
        ListedTags source = list("v1", "v2", "v3", "v4");
        Sides waiting = new Sides(rule, source, tags("v3", "v4"), list("v1", "v2", "v3"));
        Map<Tag, Absence> absences = new HashMap<>(all(DUE, "v2"));
        absences.put(new Tag("v1"), new Absence(NOW.minus(GRACE.multipliedBy(2)), 2));

        PruneDecision decision = decide(waiting, absences);

        assertThat(decision.deletions()).containsExactly(new Tag("v1"));
        assertThat(decision.kept()).containsEntry(new Tag("v2"), "as many images are still to come");
        Sides arrived = new Sides(rule, source, tags("v3", "v4"), list("v1", "v2", "v3", "v4"));
        assertThat(decide(arrived, absences).deletions()).containsExactly(new Tag("v1"), new Tag("v2"));
    }

    @Test
    @DisplayName("what the guard keeps stays, and the guard is asked only about tags that are due")
    void asksTheGuard() throws IOException {
        Sides sides = new Sides(rule(Mode.SOURCE), list("v1"), tags("v1"), list("v1", "kept", "gone", "young"));
        Map<Tag, Absence> absences = new HashMap<>(all(DUE, "kept", "gone"));
        absences.put(new Tag("young"), new Absence(NOW, 2));
        Set<Tag> asked = new HashSet<>();

        PruneDecision decision = PruneDecision.of(sides, absences, NOW, tag -> {
            asked.add(tag);
            return tag.name().equals("kept") ? Optional.of("a backup") : Optional.empty();
        });

        assertThat(asked).isEqualTo(tags("kept", "gone"));
        assertThat(decision.deletions()).containsExactly(new Tag("gone"));
        assertThat(decision.kept()).containsEntry(new Tag("kept"), "a backup");
    }

    @Test
    @DisplayName("a list that cannot be relied on, of either side, says nothing about what is missing")
    void doesNothingInDoubt() throws IOException {
        ListedTags doubtful = new ListedTags(tags("v1"), Optional.of("it was cut"));
        Sides source = new Sides(rule(Mode.SOURCE), doubtful, tags("v1"), list("v1", "gone"));
        Sides target =
                new Sides(rule(Mode.SOURCE), list("v1"), tags("v1"), new ListedTags(tags("gone"), Optional.of("odd")));

        assertThat(source.doubt()).contains("the list of the source cannot be relied on: it was cut");
        assertThat(target.doubt()).contains("the list of the target cannot be relied on: odd");
        assertThat(decide(source, all(DUE, "gone")).deletions()).isEmpty();
        assertThat(decide(target, all(DUE, "gone")).deletions()).isEmpty();
    }

    @Test
    @DisplayName("names of digest tags: the whole digest is their subject, a cut one is none")
    void readsDigestTags() {
        assertThat(DigestTag.of(new Tag(SIGNATURE)).orElseThrow().subject().orElseThrow())
                .hasToString("sha256:" + "a".repeat(64));
        assertThat(DigestTag.of(new Tag("sha512-" + "b".repeat(64)))).contains(new DigestTag(Optional.empty()));
        assertThat(DigestTag.of(new Tag("sha256-" + "b".repeat(63)))).contains(new DigestTag(Optional.empty()));
        assertThat(DigestTag.of(new Tag("v1-abcdef0"))).isEmpty();
    }

    /** One drawn situation. */
    private record Draw(Sides sides, Map<Tag, Absence> absences, Set<Tag> guarded) {
        static Draw of(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            Set<Tag> source = some(random, random.nextInt(101));
            Set<Tag> target = some(random, random.nextInt(101));
            int wantedShare = random.nextInt(101);
            Set<Tag> wanted = source.stream()
                    .filter(tag -> random.nextInt(100) < wantedShare)
                    .collect(Collectors.toSet());
            Mode mode = List.of(Mode.OFF, Mode.SOURCE, Mode.FILTER).get(random.nextInt(3));
            Cap cap = random.nextBoolean() ? new Cap(random.nextInt(12), 0) : new Cap(-1, random.nextInt(101));
            PruneRule rule = new PruneRule(mode, cap, Duration.ofHours(random.nextInt(48)), random.nextInt(6));
            Sides sides = new Sides(rule, list(random, source), wanted, list(random, target));
            Map<Tag, Absence> absences = new HashMap<>();
            for (Tag tag : some(random, 80)) {
                absences.put(tag, new Absence(NOW.minus(Duration.ofHours(random.nextInt(-5, 90))), random.nextInt(4)));
            }
            return new Draw(sides, absences, some(random, random.nextInt(60)));
        }

        private static ListedTags list(SplittableRandom random, Set<Tag> tags) {
            boolean doubtful = tags.isEmpty() || random.nextInt(10) == 0;
            return new ListedTags(tags, doubtful ? Optional.of("odd") : Optional.empty());
        }

        private static Set<Tag> some(SplittableRandom random, int share) {
            Set<Tag> tags = new HashSet<>();
            for (int i = 0; i < 30; i++) {
                String name =
                        i % 6 == 5 ? "sha256-" + "0123456789abcdef".repeat(4).substring(2) + "ab." + i : "v" + i;
                if (random.nextInt(100) < share) {
                    tags.add(new Tag(name));
                }
            }
            return tags;
        }
    }

    @Test
    @DisplayName("property: of 20,000 situations none has a deletion that a rule protects from")
    void deletesNothingThatIsProtected() throws IOException {
        int deleting = 0;
        int refusing = 0;
        for (long seed = 0; seed < 20_000; seed++) {
            Draw draw = Draw.of(seed);
            PruneDecision decision = PruneDecision.of(draw.sides(), draw.absences(), NOW, tag -> {
                return draw.guarded().contains(tag) ? Optional.of("guarded") : Optional.empty();
            });
            check(seed, draw, decision);
            deleting += decision.deletions().isEmpty() ? 0 : 1;
            refusing += decision.refusal().isPresent() ? 1 : 0;
        }
        assertThat(deleting).as("situations that delete").isGreaterThan(1_000);
        assertThat(refusing).as("situations that refuse").isGreaterThan(500);
    }

    private static long plain(Collection<Tag> tags) {
        return tags.stream().filter(tag -> DigestTag.of(tag).isEmpty()).count();
    }

    private static void check(long seed, Draw draw, PruneDecision decision) {
        Sides sides = draw.sides();
        PruneRule rule = sides.rule();
        List<Tag> deletions = decision.deletions();
        String situation = "seed " + seed;
        if (sides.source().doubt().isPresent() || sides.target().doubt().isPresent() || rule.mode() == Mode.OFF) {
            assertThat(deletions).as(situation).isEmpty();
        }
        long there = plain(sides.target().tags());
        assertThat(there - plain(deletions))
                .as(situation)
                .isGreaterThanOrEqualTo(Math.min(there, plain(sides.wanted())));
        for (Tag tag : deletions) {
            Absence absence = draw.absences().getOrDefault(tag, new Absence(NOW, 0));
            assertThat(absence.runs()).as(situation).isGreaterThanOrEqualTo(2);
            assertThat(absence.since().plus(rule.grace())).as(situation).isBeforeOrEqualTo(NOW);
            assertThat(absence.since()).as(situation).isBeforeOrEqualTo(NOW);
        }
        assertThat(deletions).as(situation).noneMatch(draw.guarded()::contains);
        assertThat(deletions).as(situation).noneMatch(sides.wanted()::contains);
        assertThat(sides.target().tags()).as(situation).containsAll(deletions);
        if (rule.mode() == Mode.SOURCE) {
            assertThat(deletions).as(situation).noneMatch(sides.source().tags()::contains);
        }
        assertThat(deletions.size())
                .as(situation)
                .isLessThanOrEqualTo(rule.maxDelete().of(sides.target().tags().size()));
        if (deletions.stream().anyMatch(tag -> tag.name().startsWith("v"))) {
            long left = sides.target().tags().stream()
                    .filter(tag -> tag.name().startsWith("v"))
                    .filter(tag -> !deletions.contains(tag))
                    .count();
            assertThat(left).as(situation).isGreaterThanOrEqualTo(rule.minTags());
        }
    }
}
