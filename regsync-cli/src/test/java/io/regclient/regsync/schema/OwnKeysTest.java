// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.schema.Age;
import io.regclient.regsync.filter.Latest;
import io.regclient.regsync.filter.TagSet;
import io.regclient.regsync.schema.RetagRules.Action;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("docs/regsync.md: keys that the Go tools do not have")
class OwnKeysTest {
    private static final String ENTRY = "sync: [{source: a/b, target: c/b, type: repository, ";

    private static SyncEntry entry(String keys) throws RegistryException {
        return Configs.entry(ENTRY + keys + "}]");
    }

    @ParameterizedTest
    @CsvSource({"72h, 72", "7d, 168", "1.5d, 36", "1d12h, 36", "0s, 0", "0d, 0"})
    @DisplayName("an age is a duration, with days in front")
    void readsAges(String text, long hours) throws Exception {
        assertThat(entry("minAge: " + text).safety().minAge()).isEqualTo(Duration.ofHours(hours));
        assertThat(Age.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "-1d", "d", "1w", "1d2", "40000d", "9999999h", "soon", "[1d]"})
    @DisplayName("what is no age is refused with line and column")
    void refusesWhatIsNoAge(String text) {
        assertThatThrownBy(() -> entry("minAge: " + text))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED))
                .hasMessageContaining("sync[0].minAge")
                .hasMessageContaining("line 1");
    }

    @Test
    @DisplayName("latest is a number or a mapping")
    void readsLatest() throws Exception {
        assertThat(entry("tags: {latest: 3}").tags().latest()).contains(new Latest(3, "", ""));
        assertThat(entry("tags: {latest: {count: 2, sort: date, key: 'v(.*)'}, since: 30d}")
                        .tags())
                .isEqualTo(new TagSet(
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.of(Age.parse("30d")),
                        Optional.of(new Latest(2, "date", "v(.*)"))));
        assertThatThrownBy(() -> entry("tags: {latest: many}")).hasMessageContaining("sync[0].tags.latest");
    }

    @Test
    @DisplayName("onRetag is a word for all tags, or a list of rules of which the first that matches counts")
    void readsRetagRules() throws Exception {
        assertThat(entry("onRetag: warn").safety().onRetag().get().of("any")).isEqualTo(Action.WARN);
        RetagRules rules = entry("onRetag: [{pattern: 'v.*', action: fail}, {pattern: 'v1', action: skip}, backup]")
                .safety()
                .onRetag()
                .get();
        assertThat(rules.of("v1")).isEqualTo(Action.FAIL);
        assertThat(rules.of("edge")).isEqualTo(Action.BACKUP);
        assertThat(entry("interval: 1h").safety().onRetag().get().of("v1")).isEqualTo(Action.COPY);
        assertThat(entry("onRetag: never").safety().onRetag().problem().orElseThrow())
                .hasMessage("invalid onRetag action \"never\", must be copy, warn, skip, fail or backup");
    }

    @Test
    @DisplayName("prune has defaults, and is off unless it is set")
    void readsPrune() throws Exception {
        assertThat(entry("interval: 1h").safety().prune().get().isOn()).isFalse();
        assertThat(entry("prune: {}").safety().prune().get())
                .isEqualTo(new PruneRule(PruneRule.Mode.SOURCE, new PruneRule.Cap(-1, 10), Duration.ofDays(7), 1));
        assertThat(entry("prune: {mode: filter, maxDelete: 5, grace: 0s, minTags: 0}")
                        .safety()
                        .prune()
                        .get())
                .isEqualTo(new PruneRule(PruneRule.Mode.FILTER, new PruneRule.Cap(5, 0), Duration.ZERO, 0));
        assertThat(entry("prune: off").safety().prune().get().isOn()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{maxDelete: 101%}",
                "{maxDelete: -1}",
                "{maxDelete: all}",
                "{mode: both}",
                "{minTags: -1}",
                "''",
                "{mode: ''}"
            })
    @DisplayName("a wrong rule fails its entry, not the file")
    void keepsWrongRulesForTheEntry(String prune) throws Exception {
        assertThat(entry("prune: " + prune).safety().prune().problem()).isPresent();
    }

    @Test
    @DisplayName("an entry takes from the defaults what it does not set, and can switch it off")
    void inherits() throws Exception {
        RegsyncConfig config = Configs.load("""
                defaults: {minAge: 3d, onRetag: fail, prune: {grace: 1d}}
                sync:
                - {source: a/b, target: c/b, type: repository}
                - {source: a/c, target: c/c, type: repository, minAge: 0s, onRetag: copy, prune: off}
                """);
        EntrySafety first = config.entries().getFirst().safety();
        EntrySafety second = config.entries().getLast().safety();
        assertThat(first.minAge()).isEqualTo(Duration.ofDays(3));
        assertThat(first.onRetag().get().of("v1")).isEqualTo(Action.FAIL);
        assertThat(first.prune().get().grace()).isEqualTo(Duration.ofDays(1));
        assertThat(second.minAge()).isZero();
        assertThat(second.onRetag().get().of("v1")).isEqualTo(Action.COPY);
        assertThat(second.prune().get().isOn()).isFalse();
    }

    @Test
    @DisplayName("state is a URL or a mapping, and may be a template")
    void readsState() throws Exception {
        assertThat(Configs.load("state: 'sqlite:/a/{{env \"HUB_USER\"}}.db'")
                        .state()
                        .url())
                .isEqualTo("sqlite:/a/octocat.db");
        assertThat(Configs.load("state: {url: 'postgresql://db/sync'}").state().url())
                .isEqualTo("postgresql://db/sync");
        assertThat(Configs.load("state: postgresql://db/sync").state().leaseTime())
                .isEqualTo(Duration.ofSeconds(15));
        String leased = "state: {url: 'postgresql://db/sync', lease: 1m}";
        assertThat(Configs.load(leased).state().leaseTime()).isEqualTo(Duration.ofMinutes(1));
        assertThat(ConfigText.of(Configs.load(leased), false, Optional.empty())).containsPattern("lease: \"?1m");
    }

    @Test
    @DisplayName("what is printed can be read again, and keys that are not set are not printed")
    void printsWhatIsSet() throws Exception {
        String keys = "tags: {latest: 3, since: 30d}, minAge: 1d12h, onRetag: [{pattern: v1, action: skip}, warn], "
                + "prune: {maxDelete: 20%}";
        RegsyncConfig config = Configs.load("state: sqlite:x.db\n" + ENTRY + keys + "}]");
        String printed = ConfigText.of(config, false, Optional.empty());
        assertThat(printed)
                .contains(
                        "state: sqlite:x.db",
                        "latest: 3",
                        "since: \"30d\"",
                        "minAge: \"1d12h\"",
                        "maxDelete: \"20%\"",
                        "- warn");
        assertThat(ConfigText.of(Configs.load(printed), false, Optional.empty()))
                .isEqualTo(printed);
        assertThat(ConfigText.of(Configs.load(ENTRY + "interval: 1h}]"), false, Optional.empty()))
                .doesNotContain("state", "latest", "since", "minAge", "onRetag", "prune");
    }

    @ParameterizedTest(name = "gates: {0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "                            | sync[0].gates",
                "'{labels: }'                | sync[0].gates.labels",
                "'{labels: {}}'              | sync[0].gates.labels",
                "'{annotations: ~}'          | sync[0].gates.annotations",
                "'{maxSize: \"\"}'           | sync[0].gates.maxSize",
                "'{maxSize: null}'           | sync[0].gates.maxSize",
                "'{platforms: []}'           | sync[0].gates.platforms",
                "'{referrers: [], maxSize: 1}' | sync[0].gates.referrers",
                "'{cosign: }'                | sync[0].gates.cosign",
                "'{cosign: {keys: []}}'      | sync[0].gates.cosign.keys",
                "'{cosign: {keys: [a], identity: }}' | sync[0].gates.cosign.identity"
            })
    @DisplayName(
            "docs/regsync-gates.md: a gate that says nothing is refused with its line, it would let everything through")
    void refusesEmptyGates(String gates, String key) {
        assertThatThrownBy(() -> entry("gates: " + (gates == null ? "" : gates)))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED))
                .hasMessageContaining(key + ": line 1")
                .hasMessageContaining("it is empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{x-cosign: {keys: [a]}} | sync[0].gates.x-cosign",
                "{maxSize: 1, x-note: a} | sync[0].gates.x-note",
                "{cosign: {keys: [a], x-identity: b}} | sync[0].gates.cosign.x-identity"
            })
    @DisplayName("docs/regsync-gates.md: so are keys that start with x-, which elsewhere are for the user")
    void refusesKeysOfTheUser(String gates, String key) {
        assertThatThrownBy(() -> entry("gates: " + gates))
                .hasMessageContaining(key + ": line 1")
                .hasMessageContaining("it would have no effect");
    }

    @ParameterizedTest
    @ValueSource(strings = {"platforms: ['']", "referrers: [' ']", "cosign: {keys: ['']}"})
    @DisplayName("docs/regsync-gates.md: so is an element of a list that says nothing")
    void refusesEmptyElements(String gates) throws Exception {
        EntrySafety safety = entry("gates: {" + gates + "}").safety();

        assertThat(safety.isGated()).isTrue();
        assertThatThrownBy(() -> safety.gates().get()).hasMessageContaining("has an empty element");
    }

    @Test
    @DisplayName("docs/regsync-gates.md: an entry without the gates of the defaults says so by an empty mapping")
    void switchesGatesOff() throws Exception {
        String defaults = "defaults: {gates: {maxSize: 1}}\n";

        assertThat(Configs.entry(defaults + ENTRY + "gates: {}}]").safety().isGated())
                .isFalse();
        assertThat(Configs.entry(defaults + ENTRY + "x: 1}]").safety().isGated())
                .isTrue();
    }

    @Test
    @DisplayName("docs/regsync-gates.md: a label may have any value")
    void takesLabelsWithoutPattern() throws Exception {
        assertThat(entry("gates: {labels: {maintainer: }}")
                        .safety()
                        .gates()
                        .get()
                        .labels())
                .containsOnlyKeys("maintainer");
    }
}
