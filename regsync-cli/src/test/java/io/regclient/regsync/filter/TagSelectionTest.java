// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.RegistryException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters of regsync 6. */
class TagSelectionTest {
    private static final List<String> TAGS =
            List.of("latest", "3", "3.13", "3.14", "3.14.1", "v10", "edge", "3.15-rc1", "10.0.17763.2114");

    private static final TagDates NO_DATES = new FixedDates();

    private static List<String> words(String text) {
        return text == null || text.isBlank()
                ? List.of()
                : Arrays.asList(text.trim().split(" +"));
    }

    @ParameterizedTest
    @DisplayName("regsync 6: semver, then allow, then deny")
    @CsvSource(
            delimiter = ';',
            value = {
                "latest 3 3.13 3.14;;;latest 3 3.13 3.14",
                "3.1[34];;;3.13 3.14",
                "3;;;3",
                ";3.*;;latest v10 edge 10.0.17763.2114",
                "3.*;3.14.*;;3 3.13 3.15-rc1",
                "v1|edge;;;v10 edge",
                "latest;;>=3;",
                ";;>=3.14,<3.15;3.14 3.14.1 3.15-rc1",
                ";;^3.13;3.13 3.14 3.14.1 3.15-rc1",
                ";;~3.14;3.14 3.14.1 3.15-rc1",
                ";;10.0.17763.2114;10.0.17763.2114",
                ".*\\.0\\..*;;>=10;10.0.17763.2114"
            })
    void filtersInOrder(String allow, String deny, String range, String expected) throws Exception {
        List<String> ranges = range == null ? List.of() : List.of(range.replace(',', ' '));
        TagSet set = new TagSet(words(allow), words(deny), ranges);
        assertThat(TagSelection.of(List.of(set)).select(TAGS, NO_DATES)).isEqualTo(words(expected));
    }

    @Test
    @DisplayName("regsync 6: sets are joined, each tag once, later sets append")
    void joinsSets() throws Exception {
        TagSet versions = new TagSet(List.of(), List.of(), List.of(">=3.14 <4"));
        TagSet named = new TagSet(List.of("latest", "3.14"), List.of(), List.of());
        assertThat(TagSelection.of(List.of(versions, named)).select(TAGS, NO_DATES))
                .containsExactly("3.14", "3.14.1", "3.15-rc1", "latest");
    }

    @Test
    @DisplayName("regsync 6: no sets keep all tags")
    void keepsAllWithoutSets() throws Exception {
        assertThat(TagSelection.of(List.of()).select(TAGS, NO_DATES)).isEqualTo(TAGS);
    }

    @ParameterizedTest
    @DisplayName("regsync 6: a wrong pattern or range fails the entry and is named")
    @CsvSource(
            delimiter = '|',
            value = {
                "(|-|invalid allow pattern \"(\": ",
                "(?=a)|-|invalid allow pattern \"(?=a)\": ",
                "-|>= 1.0|invalid semver range \">= 1.0\": \"\" is not a version",
                "-|>=1.x|invalid semver range \">=1.x\": \"1.x\" is not a version"
            })
    void refusesAWrongFilter(String allow, String range, String message) {
        TagSet set = new TagSet(
                allow.equals("-") ? List.of() : List.of(allow),
                List.of(),
                range.equals("-") ? List.of() : List.of(range));
        assertThatThrownBy(() -> TagSelection.of(List.of(set)).select(TAGS, NO_DATES))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    @DisplayName("regsync 6: deny beats allow for repositories")
    void filtersRepositories() throws Exception {
        assertThat(AllowDeny.of(List.of("library/.*"), List.of(".*/b")).choose(List.of("library/a", "library/b", "x")))
                .containsExactly("library/a");
    }

    @ParameterizedTest
    @DisplayName("regsync 6: order of versions")
    @CsvSource({
        "1,<,2",
        "1.2,=,1.2.0",
        "v1.2,=,1.2+meta",
        "10.0.17763,=,10.0.17763.0",
        "1.0.0-rc1,<,1.0.0",
        "1.0.0-rc2,<,1.0.0-rc11",
        "1.0.0-alpine3.20,<,1.0.0-alpine3.21",
        "1.0.0-rc.1,<,1.0.0-rc.2",
        "1.0.0-alpha,<,1.0.0-alpha.1",
        "1.0.0-alpha,<,1.0.0-alpha1",
        "1.0.0-alpha,<,1.0.0-beta",
        "007,=,7",
        "1.9,<,1.10"
    })
    void ordersVersions(String a, String relation, String b) {
        int order = Version.parse(a).orElseThrow().compareTo(Version.parse(b).orElseThrow());
        assertThat(Integer.signum(order)).isEqualTo(relation.equals("<") ? -1 : 0);
        int reverse = Version.parse(b).orElseThrow().compareTo(Version.parse(a).orElseThrow());
        assertThat(Integer.signum(reverse)).isEqualTo(relation.equals("<") ? 1 : 0);
    }

    @ParameterizedTest
    @DisplayName("regsync 6: texts that are not versions")
    @ValueSource(strings = {"v", "vv1", "1..2", "1.x", "latest", "", "99999999999999999999"})
    void refusesOtherTexts(String text) {
        assertThat(Version.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("regsync 6: ranges pinned by scripts")
    @CsvSource({
        ">=1.0.0 <2.0.0,v2.0.0-alpine3.21,true",
        ">=5.0.0,v5-scratch,false",
        "^1.2.3,1.99,true",
        "^1.2.3,2.0.0,false",
        "^0.2.3,0.2.9,true",
        "^0.2.3,0.3.0,false",
        "^0.0.3,0.0.3,true",
        "^0.0.3,0.0.4,false",
        "~1.2.3,1.2.9,true",
        "~1.2.3,1.3.0,false",
        "~1,1.9,true",
        "=1.2,1.2.0,true",
        "1.2,1.2.1,false"
    })
    void readsRanges(String range, String version, boolean inside) throws Exception {
        assertThat(VersionRange.parse(range).test(Version.parse(version).orElseThrow()))
                .isEqualTo(inside);
    }
}
