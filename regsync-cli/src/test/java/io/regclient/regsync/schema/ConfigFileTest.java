// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.schema.KeyTree;
import io.regclient.kit.yaml.YamlFile;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.regsync.filter.TagSet;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loading of regsync 2 to 5. */
class ConfigFileTest {
    private static RegsyncConfig load(String path, Path directory, String stdin) throws RegistryException {
        Environment environment = Environment.of(Map.of(), directory, directory);
        ByteArrayInputStream in = new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8));
        return ConfigFile.of(YamlFile.read(path, environment, in), Configs.functions());
    }

    @Test
    @DisplayName("regsync 16: the slides' configuration loads as printed, a tags key at the top only warns")
    void loadsTheSlides() throws Exception {
        RegsyncConfig config = Configs.load("""
                creds:
                  - registry: localhost:5000
                    tls: disabled
                  - registry: docker.io
                    user: "{{env \\"HUB_USER\\"}}"
                    pass: "{{file \\"/home/appuser/.docker/hub_token\\"}}"
                defaults:
                  ratelimit:
                    min: 60
                    retry: 15m
                  parallel: 2
                  interval: 60m
                  backup: "{{ $t := time.Now }}{{
                    printf \\"bkup-%s-%d%d%d\\" .Ref.Tag $t.Year $t.Month $t.Day }}"
                sync:
                - source: busybox:latest
                  target: localhost:5000/library/busybox:latest
                  type: image
                - source: alpine
                  target: localhost:5000/library/alpine
                  type: repository
                tags:
                  allow:
                  - "latest"
                  - "3"
                  - "3.13"
                  - "3.14"
                """);
        assertThat(config.version()).isOne();
        assertThat(config.hosts()).extracting(HostConfig::name).containsExactly("localhost:5000", "docker.io");
        assertThat(config.hosts().getFirst().tls()).isEqualTo(TlsMode.DISABLED);
        assertThat(config.hosts().getLast().user()).isEqualTo("octocat");
        assertThat(config.hosts().getLast().pass()).isEqualTo("s3cret");
        assertThat(config.defaults().parallel()).isEqualTo(2);
        SyncEntry alpine = config.entries().getLast();
        assertThat(alpine.rateLimit()).isEqualTo(new SyncEntry.RateLimitSettings(60, Duration.ofMinutes(15)));
        assertThat(alpine.interval()).isEqualTo(Duration.ofHours(1));
        assertThat(alpine.backup())
                .isEqualTo("{{ $t := time.Now }}{{ printf \"bkup-%s-%d%d%d\" .Ref.Tag $t.Year $t.Month $t.Day }}");
        assertThat(alpine.tagFilters()).isEmpty();
        assertThat(config.warnings())
                .extracting(Object::toString)
                .containsExactly(
                        "Ignoring a key that belongs in an entry of sync key=tags config=regsync.yml line=22 column=1");
    }

    @Test
    @DisplayName("regsync 2: an empty file has no entries and the defaults of regsync 3.2")
    void loadsAnEmptyFile() throws Exception {
        RegsyncConfig config = Configs.load("");
        assertThat(config.entries()).isEmpty();
        assertThat(config.hosts()).isEmpty();
        assertThat(leaves(KeyTree.of(config.defaults(), true))).containsOnly("", 0, 0L, false, List.of(), "0s", "5m0s");
        assertThat(config.defaults().rateLimit().retry()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.version()).isOne();
    }

    private static Stream<Object> leaves(Object tree) {
        return tree instanceof Map<?, ?> map
                ? map.values().stream().flatMap(ConfigFileTest::leaves)
                : Stream.ofNullable(tree);
    }

    @Test
    @DisplayName("regsync 3.2: the global keys")
    void readsGlobalKeys() throws Exception {
        Defaults defaults = Configs.load("""
                version: 1
                defaults:
                  parallel: "3"
                  blobLimit: 1048576
                  cacheCount: 500
                  cacheTime: "5m"
                  skipDockerConfig: true
                  userAgent: mirror/1
                """).defaults();
        assertThat(defaults.parallel()).isEqualTo(3);
        assertThat(defaults.blobLimit()).isEqualTo(1 << 20);
        assertThat(defaults.cacheCount()).isEqualTo(500);
        assertThat(defaults.cacheTime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(defaults.skipDockerConfig()).isTrue();
        assertThat(defaults.userAgent()).isEqualTo("mirror/1");
    }

    @Test
    @DisplayName("regsync 4: an entry has all its keys")
    void readsEveryKeyOfAnEntry() throws Exception {
        SyncEntry entry = Configs.entry("""
                sync:
                  - source: a/src
                    target: b/tgt
                    type: repository
                    tags: {allow: [3, 3.10], deny: ["3.9"], semverRange: [">=1"]}
                    tagSets:
                      - allow: [latest]
                      - semverRange: ["^2"]
                    repos: {allow: [x], deny: [y]}
                    digestTags: true
                    referrers: true
                    referrerFilters:
                      - artifactType: application/spdx+json
                        annotations: {k: v, any: ""}
                    referrerSource: a/refs
                    referrerTarget: b/refs
                    platform: linux/amd64
                    platforms: [linux/arm64, ""]
                    fastCopy: true
                    forceRecursive: true
                    includeExternal: true
                    backup: old-{{.Ref.Tag}}
                    interval: 90s
                    schedule: "@daily"
                    ratelimit: {min: 7, retry: 1h}
                    mediaTypes: [application/x]
                """);
        assertThat(entry.tags()).isEqualTo(new TagSet(List.of("3", "3.10"), List.of("3.9"), List.of(">=1")));
        assertThat(entry.tagFilters())
                .containsExactly(
                        new TagSet(List.of("latest"), List.of(), List.of()),
                        new TagSet(List.of(), List.of(), List.of("^2")),
                        entry.tags());
        assertThat(entry.repos()).isEqualTo(new SyncEntry.RepoFilter(List.of("x"), List.of("y")));
        SyncEntry.CopySettings copy = entry.copy();
        assertThat(List.of(
                        copy.extras().digestTags().isOn(),
                        copy.extras().referrers().isOn(),
                        copy.effort().fastCheck().isOn(),
                        copy.effort().forceRecursive().isOn(),
                        copy.effort().includeExternal().isOn()))
                .containsOnly(true);
        assertThat(copy.referrerFilters()).singleElement().satisfies(filter -> {
            assertThat(filter.artifactType()).contains("application/spdx+json");
            assertThat(filter.annotations()).isEqualTo(Map.of("k", "v", "any", ""));
        });
        assertThat(List.of(copy.extras().referrerSource(), copy.extras().referrerTarget()))
                .containsExactly("a/refs", "b/refs");
        assertThat(copy.platform()).isEqualTo("linux/amd64");
        assertThat(copy.platforms().get())
                .containsExactly(Optional.of(Platform.of("linux", "arm64", "")), Optional.empty());
        assertThat(entry.backup()).isEqualTo("old-{{.Ref.Tag}}");
        assertThat(entry.interval()).isEqualTo(Duration.ofSeconds(90));
        assertThat(entry.schedule()).isEqualTo("@daily");
        assertThat(entry.rateLimit()).isEqualTo(new SyncEntry.RateLimitSettings(7, Duration.ofHours(1)));
        assertThat(entry.mediaTypes()).containsExactly("application/x");
    }

    @Test
    @DisplayName("regsync 4: defaults fill what an entry does not set; platform and platforms are never inherited")
    void inheritsDefaults() throws Exception {
        SyncEntry entry = Configs.entry("""
                defaults:
                  digestTags: true
                  referrers: true
                  referrerFilters: [{artifactType: a}]
                  referrerSource: d/src
                  referrerTarget: d/tgt
                  fastCheck: true
                  forceRecursive: true
                  includeExternal: true
                  backup: bk
                  interval: 1h
                  ratelimit: {min: 5, retry: 20m}
                  mediaTypes: [application/x]
                  platform: linux/amd64
                  platforms: [linux/amd64]
                sync: [{source: a, target: b, type: image}]
                """);
        SyncEntry.CopySettings copy = entry.copy();
        assertThat(List.of(
                        copy.extras().digestTags().isOn(),
                        copy.extras().referrers().isOn(),
                        copy.effort().fastCheck().isOn(),
                        copy.effort().forceRecursive().isOn(),
                        copy.effort().includeExternal().isOn()))
                .containsOnly(true);
        assertThat(copy.referrerFilters()).hasSize(1);
        assertThat(List.of(copy.extras().referrerSource(), copy.extras().referrerTarget()))
                .containsExactly("d/src", "d/tgt");
        assertThat(List.of(entry.backup(), entry.schedule())).containsExactly("bk", "");
        assertThat(entry.interval()).isEqualTo(Duration.ofHours(1));
        assertThat(entry.rateLimit()).isEqualTo(new SyncEntry.RateLimitSettings(5, Duration.ofMinutes(20)));
        assertThat(entry.mediaTypes()).containsExactly("application/x");
        assertThat(copy.platform()).isEmpty();
        assertThat(copy.platforms().get()).isEmpty();
    }

    @Test
    @DisplayName("regsync 4: an own value beats the default, false and an empty list included")
    void ownValuesBeatDefaults() throws Exception {
        SyncEntry entry = Configs.entry("""
                defaults:
                  digestTags: true
                  referrers: true
                  fastCheck: true
                  referrerFilters: [{artifactType: a}]
                  ratelimit: {min: 5, retry: 20m}
                  backup: bk
                sync:
                  - source: a
                    target: b
                    type: image
                    digestTags: false
                    referrers: false
                    fastCheck: false
                    referrerFilters: []
                    ratelimit: {min: 9}
                    backup: mine
                """);
        assertThat(entry.copy().extras().digestTags().isOn()).isFalse();
        assertThat(entry.copy().extras().referrers().isOn()).isFalse();
        assertThat(entry.copy().effort().fastCheck().isOn()).isFalse();
        assertThat(entry.copy().referrerFilters()).isEmpty();
        assertThat(entry.rateLimit()).isEqualTo(new SyncEntry.RateLimitSettings(9, Duration.ofMinutes(20)));
        assertThat(entry.backup()).isEqualTo("mine");
    }

    @ParameterizedTest
    @DisplayName("regsync 4: interval and schedule; the default schedule is preferred to the default interval")
    @CsvSource(
            delimiter = '|',
            value = {
                "interval: 1h|schedule: '@daily'|0s|@daily",
                "interval: 1h|interval: 2h|PT2H|''",
                "schedule: '@daily'|interval: 2h|PT2H|''",
                "interval: 1h, schedule: '@daily'|x-a: 1|0s|@daily",
                "interval: 1h|interval: 0s|PT1H|''",
                "x-a: 1|interval: 2h, schedule: '@daily'|PT2H|@daily"
            })
    void choosesTheSchedule(String defaults, String own, String interval, String schedule) throws Exception {
        SyncEntry entry =
                Configs.entry("defaults: {" + defaults + "}\nsync: [{source: a, target: b, type: image, " + own + "}]");
        assertThat(entry.interval()).isEqualTo(interval.equals("0s") ? Duration.ZERO : Duration.parse(interval));
        assertThat(entry.schedule()).isEqualTo(schedule);
    }

    @Test
    @DisplayName("regsync 4: retry is at least five minutes, in defaults and in entries")
    void raisesShortRetries() throws Exception {
        RegsyncConfig config = Configs.load("""
                defaults: {ratelimit: {retry: 1m}}
                sync:
                  - {source: a, target: b, type: image}
                  - {source: a, target: b, type: image, ratelimit: {retry: 299s}}
                  - {source: a, target: b, type: image, ratelimit: {retry: 301s}}
                """);
        assertThat(config.defaults().rateLimit().retry()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.entries())
                .extracting(e -> e.rateLimit().retry().toSeconds())
                .containsExactly(300L, 300L, 301L);
    }

    @Test
    @DisplayName("regsync 4: media types when nothing is set")
    void hasDefaultMediaTypes() throws Exception {
        assertThat(Configs.entry("sync: [{source: a, target: b, type: image}]").mediaTypes())
                .containsExactly(
                        MediaType.DOCKER_MANIFEST, MediaType.DOCKER_LIST, MediaType.OCI_MANIFEST, MediaType.OCI_INDEX);
    }

    @Test
    @DisplayName("regsync 2: merge keys fill entries")
    void appliesMergeKeys() throws Exception {
        RegsyncConfig config = Configs.load("""
                x-base: &base
                  type: image
                  digestTags: true
                sync:
                  - <<: *base
                    source: a
                    target: b
                  - source: c
                    digestTags: false
                    <<: *base
                """);
        assertThat(config.entries()).extracting(SyncEntry::type).containsExactly("image", "image");
        assertThat(config.entries())
                .extracting(e -> e.copy().extras().digestTags().isOn())
                .containsExactly(true, false);
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    @DisplayName("regsync 5: templates see what was expanded before them")
    void expandsTemplatesInOrder() throws Exception {
        SyncEntry entry = Configs.entry("""
                sync:
                  - source: 'gcr.io/{{env "HUB_USER"}}/app'
                    referrerSource: '{{.Sync.Source}}-refs'
                    target: 'mirror/{{ index (split .Sync.Source "gcr.io/") 1 }}-{{.Sync.ReferrerSrc | len}}'
                    referrerTarget: '{{ printf "%.6s" .Sync.Target }}:{{.Sync.Type}}:{{.Sync.Interval}}'
                    type: image
                    interval: 90m
                    backup: '{{.Ref.Tag}}'
                    tags: {allow: ['{{.X}}']}
                """);
        assertThat(entry.source()).isEqualTo("gcr.io/octocat/app");
        assertThat(entry.copy().extras().referrerSource()).isEqualTo("gcr.io/octocat/app-refs");
        assertThat(entry.target()).isEqualTo("mirror/octocat/app-23");
        assertThat(entry.copy().extras().referrerTarget()).isEqualTo("mirror:image:1h30m0s");
        assertThat(entry.backup()).isEqualTo("{{.Ref.Tag}}");
        assertThat(entry.tags().allow()).containsExactly("{{.X}}");
    }

    @Test
    @DisplayName("regsync 5: credentials see no data; hostname and token are no templates")
    void expandsCredentials() throws Exception {
        HostConfig host = Configs.load("""
                creds:
                  - registry: 'reg.{{env "HUB_USER"}}.example'
                    user: 'u{{ .X.Y }}'
                    pass: '{{ default "none" (env "EMPTY") }}'
                    hostname: '{{.X}}'
                    token: '{{.X}}'
                    credExpire: 1h
                """).hosts().getFirst();
        assertThat(host.name()).isEqualTo("reg.octocat.example");
        assertThat(host.user()).isEqualTo("u<no value>");
        assertThat(host.pass()).isEqualTo("none");
        assertThat(List.of(host.hostname(), host.token())).containsOnly("{{.X}}");
        assertThat(host.credExpire()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @DisplayName("regsync 2 and 5: what cannot be loaded says where")
    @CsvSource(
            delimiter = '|',
            value = {
                "version: 2|regsync.yml: unsupported config version 2",
                "- a|regsync.yml: line 1, column 1: sequence was used where mapping is expected",
                "sync: [{source: '{{.Sync.X}}'}]|regsync.yml: sync[0].source: template: out:1:7: executing \"out\" at <.Sync.X>",
                "state: '{{nope}}'|regsync.yml: state: line 1, column 8: url: template: out:1: function \"nope\" not defined",
                "state: {url: '{{env \"NO_SUCH\"}}'}|regsync.yml: state: line 1, column 8: the url comes out empty, ",
                "sync: [{target: '{{nope}}'}]|regsync.yml: sync[0].target: template: out:1: function \"nope\" not defined",
                "creds: [{registry: a, pass: '{{'}]|regsync.yml: creds[0].pass: template: out:1",
                "creds: [{registry: a, tls: on}]|regsync.yml: creds[0].tls: line 1, column 28: unknown TLS value, use enabled",
                "defaults: {interval: 60}|regsync.yml: defaults.interval: line 1, column 22: a duration with a unit",
                "defaults: {interval: 1d}|regsync.yml: defaults.interval: line 1, column 22: a duration with a unit is expected",
                "defaults: {digestTags: yes}|regsync.yml: defaults.digestTags: line 1, column 24: true or false is expected",
                "sync: [{tags: {allow: latest}}]|regsync.yml: sync[0].tags.allow: line 1, column 23: string was used where "
                        + "sequence is expected",
                "defaults: {parallel: many}|regsync.yml: defaults.parallel: line 1, column 22: an integer is expected"
            })
    void refusesWithOneLine(String yaml, String message) {
        assertThatThrownBy(() -> Configs.load(yaml))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    @DisplayName("regsync 17: keys without effect are named, x- keys are the user's")
    void warnsAboutUnusedKeys() throws Exception {
        assertThat(Configs.warnings("""
                        x-mine: 1
                        syncs: []
                        defaults:
                          tags: {allow: [a]}
                          hooks: {pre: {type: t, params: [a]}}
                          x-a: 1
                        sync:
                          - source: a
                            parallel: 3
                            referrerSlow: true
                          - sorce: b
                            referrerSlow: false
                            hooks:
                        """))
                .containsExactly(
                        "Ignoring an unknown key key=syncs config=regsync.yml line=2 column=1 "
                                + "hint=did you mean sync?",
                        "Ignoring a key that belongs in an entry of sync key=tags config=regsync.yml: defaults "
                                + "line=4 column=3",
                        "Ignoring a key that belongs in defaults key=parallel config=regsync.yml: sync[0] "
                                + "line=9 column=5",
                        "Ignoring an unknown key key=sorce config=regsync.yml: sync[1] line=11 column=5 "
                                + "hint=did you mean source?",
                        "Setting is accepted and has no effect key=referrerSlow config=regsync.yml: sync[0]");
    }

    @Test
    @DisplayName("regsync 4: hooks are read and inherited one by one")
    void readsHooks() throws Exception {
        Hooks hooks = Configs.entry("""
                defaults: {hooks: {pre: {type: a, params: [x]}, post: {type: b}}}
                sync: [{source: a, hooks: {post: {type: c}}}]
                """).hooks();
        assertThat(hooks.pre().map(Hooks.Hook::type)).contains("a");
        assertThat(hooks.pre().map(Hooks.Hook::params)).contains(List.of("x"));
        assertThat(hooks.post().map(Hooks.Hook::type)).contains("c");
        assertThat(hooks.unchanged()).isEmpty();
    }

    @Test
    @DisplayName("regsync 1: a relative name starts at the working directory, - is stdin")
    void readsFilesAndStdin(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("a.yml"), "defaults: {parallel: 4}");
        assertThat(load("a.yml", directory, "").defaults().parallel()).isEqualTo(4);
        assertThat(load("-", directory, "defaults: {parallel: 5}").defaults().parallel())
                .isEqualTo(5);
        assertThatThrownBy(() -> load("-", directory, "version: 9"))
                .hasMessageStartingWith("stdin: unsupported config version 9");
    }

    @Test
    @DisplayName("regsync 1: a file that cannot be read is named")
    void namesAnUnreadableFile(@TempDir Path directory) {
        assertThatThrownBy(() -> load("none.yml", directory, ""))
                .hasMessage("open none.yml: no such file or directory")
                .matches(e -> RegistryException.is(e, ErrorKind.FILE_NOT_FOUND));
        assertThatThrownBy(() -> load(".", directory, ""))
                .hasMessageStartingWith("open .: ")
                .matches(e -> RegistryException.is(e, ErrorKind.LOCAL_IO));
    }
}
