// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.RegistryException;
import io.regclient.regsync.schema.Configs;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("docs/regsync.md, newest tags: since and latest")
class NewestTagsTest {
    private static final Duration DAY = Duration.ofDays(1);

    private static List<String> words(String text) {
        return text == null || text.isBlank()
                ? List.of()
                : Arrays.asList(text.strip().split(" +"));
    }

    private static SyncEntry entry(String keys) throws RegistryException {
        return Configs.entry("sync: [{source: a/b, target: c/b, type: repository, " + keys + "}]");
    }

    private static TagSelection selection(String keys) throws RegistryException {
        return entry(keys).tagSelection().get();
    }

    private static List<String> select(String keys, TagDates dates, String... tags) throws IOException {
        return selection(keys).select(List.of(tags), dates);
    }

    @ParameterizedTest(name = "{0} of {1}")
    @DisplayName(
            "latest keeps the newest of the tags that the other filters of its set leave, in the order of the list")
    @CsvSource(
            delimiter = '|',
            value = {
                // by version
                "latest: 2 | 1.9 1.10 1.2 edge | 1.9 1.10",
                "latest: 2 | v1.9 v2.0-rc1 v2.0 v1.10.3 | v2.0-rc1 v2.0",
                "latest: 9 | 1.1 edge 1.0 | 1.1 1.0",
                "latest: 1 | edge nightly |",
                "latest: 2 | 1.2 v1.2 1.2.0 1.1 | v1.2 1.2.0",
                "'latest: {count: 1, sort: semver}' | 1 3 2 | 3",
                "'latest: 2, allow: [\"1[.].*\"]' | 2.0 1.9 1.10 1.2 | 1.9 1.10",
                "'latest: 2, deny: [\".*-rc.*\"]' | 2.0-rc1 1.9 1.10 1.2 | 1.9 1.10",
                "'latest: 1, semverRange: [\"<2\"]' | 2.0 1.9 1.10 1.2 | 1.10",
                // as text with numbers
                "'latest: {count: 2, sort: natural}' | build-9 build-10 build-8 | build-9 build-10",
                "'latest: {count: 1, sort: natural}' | 2026-09-30 2026-10-01 2025-12-31 | 2026-10-01",
                "'latest: {count: 2, sort: natural}' | r02 r2 r1 | r02 r2",
                "'latest: {count: 1, sort: natural}' | r2 r02 | r2",
                // by a part of the tag
                "'latest: {count: 2, key: \"(.*)-alpine\"}' | 1.9-alpine 1.10-alpine 1.2-alpine 1.11 | 1.9-alpine 1.10-alpine",
                "'latest: {count: 1, sort: natural, key: \"main-[0-9a-f]+-([0-9]+)\"}' | main-ff-1 main-0a-12 main-bb-9 dev-cc-99 | main-0a-12",
                "'latest: {count: 2, key: \"(1)|v(2)\"}' | v2 1 3 | 1"
            })
    void keepsTheNewest(String keys, String tags, String expected) throws Exception {
        FixedDates dates = new FixedDates();
        assertThat(select("tags: {" + keys + "}", dates, words(tags).toArray(String[]::new)))
                .isEqualTo(words(expected));
        assertThat(dates.asked()).as("no image is asked for its time").isEmpty();
    }

    @Test
    @DisplayName("sort: date puts tags in order of the time their images were created; one that has none is not kept")
    void sortsByDate() throws Exception {
        FixedDates dates =
                new FixedDates().aged(DAY, "b").aged(DAY.multipliedBy(2), "a").aged(DAY.multipliedBy(3), "c");
        assertThat(select("tags: {latest: {count: 2, sort: date}}", dates, "a", "b", "c", "none"))
                .containsExactly("a", "b");
        assertThat(select("tags: {latest: {count: 2, sort: date, key: '([ac])'}}", dates, "a", "b", "c"))
                .containsExactly("a", "c");
    }

    @Test
    @DisplayName("images of one time are in the natural order of their tags, whatever the order of the list")
    void breaksTies() throws Exception {
        FixedDates dates = new FixedDates().aged(DAY, "t9", "t10", "t1");
        List<String> tags = new ArrayList<>(List.of("t9", "t10", "t1"));
        Random random = new Random(1);
        for (int i = 0; i < 6; i++) {
            Collections.shuffle(tags, random);
            assertThat(selection("tags: {latest: {count: 2, sort: date}}").select(tags, dates))
                    .containsExactlyInAnyOrder("t9", "t10");
        }
    }

    @Test
    @DisplayName("since keeps images that were created within the time, to the second and in the future too")
    void keepsRecent() throws Exception {
        FixedDates dates = new FixedDates()
                .aged(Duration.ofDays(30), "exact")
                .aged(Duration.ofDays(30).plusSeconds(1), "old")
                .aged(DAY.negated(), "future");
        assertThat(select("tags: {since: 30d}", dates, "old", "exact", "none", "future"))
                .containsExactly("exact", "future");
    }

    @Test
    @DisplayName("since comes before latest, and only as many images are asked for their time as that takes")
    void combines() throws Exception {
        FixedDates dates = new FixedDates().aged(DAY, "1.0", "1.1", "1.3").aged(DAY.multipliedBy(90), "1.2", "1.4");
        assertThat(select("tags: {since: 30d, latest: 2}", dates, "1.0", "1.1", "1.2", "1.3", "1.4"))
                .containsExactly("1.1", "1.3");
        assertThat(dates.asked()).containsExactly("1.4", "1.3", "1.2", "1.1");
        assertThat(select(
                        "tags: {since: 30d, latest: {count: 2, sort: date}}", dates, "1.0", "1.1", "1.2", "1.3", "1.4"))
                .containsExactly("1.1", "1.3");
    }

    @Test
    @DisplayName("filters by name come first: what they drop is not asked for its time")
    void asksForLittle() throws Exception {
        FixedDates dates = new FixedDates().aged(DAY, "1.0", "1.1", "edge");
        assertThat(select("tags: {since: 30d, allow: ['1.*'], deny: ['1.1']}", dates, "1.0", "1.1", "edge"))
                .containsExactly("1.0");
        assertThat(dates.asked()).containsExactly("1.0");
    }

    @Test
    @DisplayName("an image of which a part is missing is kept: its copy tells what is wrong")
    void keepsWhatCannotBeRead() throws Exception {
        FixedDates dates = new FixedDates().aged(DAY, "1.0", "1.1").broken("0.9");
        assertThat(select("tags: {since: 30d}", dates, "0.9", "1.0")).containsExactly("0.9", "1.0");
        assertThat(select("tags: {latest: {count: 1, sort: date}}", dates, "0.9", "1.0", "1.1"))
                .containsExactly("0.9", "1.1");
    }

    @Test
    @DisplayName("each set counts for itself, and the union of the sets and of tags is copied")
    void joinsSets() throws Exception {
        String keys =
                "tagSets: [{semverRange: ['<2'], latest: 1}, {semverRange: ['>=2'], latest: 1}], tags: {allow: [edge]}";
        assertThat(select(keys, new FixedDates(), "1.0", "1.1", "2.0", "2.1", "edge", "old"))
                .containsExactly("1.1", "2.1", "edge");
    }

    @ParameterizedTest
    @DisplayName("a wrong latest fails its entry, and what is wrong is named")
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | invalid latest, count 0 must be the number of tags to keep, 1 or more",
                "'{count: -1}' | invalid latest, count -1 must be the number of tags to keep, 1 or more",
                "'{sort: date}' | invalid latest, count 0 must be the number of tags to keep, 1 or more",
                "'{count: 1, sort: age}' | invalid sort \"age\" of latest, must be semver, natural or date",
                "'{count: 1, key: \"v.*\"}' | invalid key \"v.*\" of latest: it has no group, and what is in the "
                        + "group is what is put in order",
                "'{count: 1, key: \"v(\"}' | invalid key \"v(\" of latest: "
            })
    void refusesAWrongLatest(String latest, String message) throws Exception {
        Optional<RegistryException> problem =
                entry("tags: {latest: " + latest + "}").tagSelection().problem();
        assertThat(problem.orElseThrow()).hasMessageStartingWith(message);
    }

    @Test
    @DisplayName("plan --explain: which rule of which set dropped a tag; what is kept is what is selected")
    void explains() throws Exception {
        String keys = "tagSets: [{allow: ['1.*', edge], deny: ['.*-rc.*'], since: 30d, latest: 1}], "
                + "tags: {semverRange: ['>=2']}";
        FixedDates dates = new FixedDates().aged(DAY, "1.1", "1.0").aged(DAY.multipliedBy(90), "1.2");
        List<String> tags = List.of("1.0", "1.1", "1.2", "1.3-rc1", "1.4", "2.0", "edge");
        List<TagSelection.Verdict> verdicts = selection(keys).explain(tags, dates);
        assertThat(verdicts.stream().map(verdict -> verdict.tag() + " " + verdict.findings()))
                .containsExactly(
                        "1.0 [tagSets[0].latest: not one of the newest by semver; when it was created was not looked at, "
                                + "tags.semverRange: in no range of [>=2]]",
                        "1.1 [tagSets[0]: kept, tags.semverRange: in no range of [>=2]]",
                        "1.2 [tagSets[0].since: created 2026-08-23T12:00:00Z, before 2026-10-22T12:00:00Z, "
                                + "tags.semverRange: in no range of [>=2]]",
                        "1.3-rc1 [tagSets[0].deny: matches a pattern of [.*-rc.*], "
                                + "tags.semverRange: in no range of [>=2]]",
                        "1.4 [tagSets[0].since: its image does not say when it was created, "
                                + "tags.semverRange: in no range of [>=2]]",
                        "2.0 [tagSets[0].allow: matches no pattern of [1.*, edge], tags: kept]",
                        "edge [tagSets[0].latest: \"edge\" is not a version, tags.semverRange: \"edge\" is not a version]");
        assertThat(verdicts.stream().filter(TagSelection.Verdict::kept).map(TagSelection.Verdict::tag))
                .containsExactlyInAnyOrderElementsOf(selection(keys).select(tags, dates));
    }

    @Test
    @DisplayName("for any sets and tags, explain keeps what select keeps, and drops a tag of a set by one rule")
    void agrees() throws Exception {
        Random random = new Random(14);
        List<String> names = List.of("1.0", "1.1", "1.2-rc1", "v2", "2.1", "edge", "nightly-3", "nightly-12", "x");
        List<String> filters = List.of(
                "allow: ['1.*', edge]",
                "deny: ['.*rc.*']",
                "semverRange: ['>=1 <2']",
                "since: 30d",
                "latest: {count: 2, sort: SORT}");
        for (int i = 0; i < 300; i++) {
            List<String> sets = new ArrayList<>();
            for (int n = random.nextInt(3); n >= 0; n--) {
                List<String> some =
                        filters.stream().filter(_ -> random.nextInt(3) == 0).toList();
                sets.add("{"
                        + String.join(", ", some)
                                .replace(
                                        "SORT",
                                        List.of("semver", "natural", "date").get(random.nextInt(3)))
                        + "}");
            }
            FixedDates dates = new FixedDates();
            names.forEach(name -> dates.aged(DAY.multipliedBy(random.nextInt(60)), name));
            dates.broken(names.get(random.nextInt(names.size())));
            TagSelection selection = selection("tagSets: " + sets);
            List<TagSelection.Verdict> verdicts = selection.explain(names, dates);
            assertThat(verdicts.stream().filter(TagSelection.Verdict::kept).map(TagSelection.Verdict::tag))
                    .as("%s", sets)
                    .containsExactlyInAnyOrderElementsOf(selection.select(names, dates));
            assertThat(verdicts)
                    .as("%s", sets)
                    .allSatisfy(verdict -> assertThat(verdict.findings()).hasSize(sets.size()));
        }
    }
}
