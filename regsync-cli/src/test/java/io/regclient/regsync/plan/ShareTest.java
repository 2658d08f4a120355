// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.ConfigWarning;
import io.regclient.config.Environment;
import io.regclient.error.RegistryException;
import io.regclient.regsync.schema.Configs;
import io.regclient.regsync.schema.RegsyncConfig;
import io.regclient.regsync.schema.SyncEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the targets of a configuration are divided. */
class ShareTest {
    private static final int MOST_SHARDS = 16;

    /** What a registry lists; the last name is none. */
    private static final List<String> CATALOG = List.of("app", "team/app", "team/db", "a/b/c", "Wrong Name");

    private static final String CREDS = """
            creds:
            - {registry: reg.example, tls: disabled}
            - {registry: other.example, hostname: 'reg.example:80', tls: disabled}
            - {registry: cache.example, hostname: 'secure.example:443', pathPrefix: hub}
            """;

    private static Share share(int index, int count, RegsyncConfig config) {
        return Share.of(
                new Shard(index, count), config, Environment.of(Map.of(), Path.of("/home/u"), Path.of("/srv/dir")));
    }

    /** Three registries under five names, layouts in four spellings, and texts that are no reference. */
    private static String target(Random random) {
        String path = List.of("app", "team/app", "team/db", "x" + random.nextInt(1000))
                .get(random.nextInt(4));
        String place = List.of(
                        "reg.example/",
                        "REG.example:80/",
                        "other.example/",
                        "docker.io/",
                        "",
                        "cache.example/",
                        "secure.example/hub/",
                        "ocidir://",
                        "ocidir:///srv/dir/",
                        "ocidir://./a/../",
                        "No Reference ")
                .get(random.nextInt(11));
        return place + path;
    }

    private static List<String> entries(Random random, int count) {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String type = List.of("image", "repository", "registry").get(random.nextInt(3));
            String tag = type.equals("image") && random.nextBoolean() ? ":v" + random.nextInt(9) : "";
            entries.add("{source: src.example, target: '" + target(random) + tag + "', type: " + type + "}");
        }
        return entries;
    }

    private static RegsyncConfig config(List<String> entries) throws RegistryException {
        return Configs.load(CREDS + "sync: [" + String.join(",\n", entries) + "]\n");
    }

    /** All target repositories with the shard that has them: what is found twice or never fails the test. */
    private static Map<String, Integer> shards(RegsyncConfig config, int count) {
        Map<String, Integer> found = new HashMap<>();
        for (int index = 0; index < count; index++) {
            Share share = share(index, count, config);
            List<SyncEntry> own = share.entries(config.entries());
            for (int i = 0; i < config.entries().size(); i++) {
                SyncEntry entry = config.entries().get(i);
                for (String target : own.contains(entry) ? targets(entry, share) : List.<String>of()) {
                    Integer before = found.put(i + " " + target, index);
                    assertThat(before).as("second shard of " + target).isNull();
                }
            }
        }
        Share all = share(0, 1, config);
        int targets = config.entries().stream()
                .mapToInt(entry -> targets(entry, all).size())
                .sum();
        assertThat(found).as("targets that a shard has").hasSize(targets);
        return found;
    }

    private static List<String> targets(SyncEntry entry, Share share) {
        if (!Share.isDivided(entry)) {
            return List.of(entry.target());
        }
        EntryScope.Registry registry = new EntryScope.Registry(entry.source(), entry.target());
        return CATALOG.stream().map(registry::target).filter(share::owns).toList();
    }

    @RepeatedTest(20)
    @DisplayName("every target is in one shard; another entry moves none; another shard takes some and moves no other")
    void divides(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> entries = entries(random, 1 + random.nextInt(12));
        RegsyncConfig config = config(entries);
        List<String> more = new ArrayList<>(entries);
        more.addAll(entries(random, 1));
        RegsyncConfig longer = config(more);

        Map<String, Integer> fewer = shards(config, 1);
        for (int count = 1; count <= MOST_SHARDS; count++) {
            Map<String, Integer> shards = shards(config, count);
            assertThat(shards(longer, count)).as("with another entry").containsAllEntriesOf(shards);
            for (Map.Entry<String, Integer> before : fewer.entrySet()) {
                assertThat(shards.get(before.getKey())).isIn(before.getValue(), count - 1);
            }
            assertOneShardOfARepository(shards, config);
            fewer = shards;
        }
    }

    /** Targets of one name have one shard, whichever entries name them. */
    private static void assertOneShardOfARepository(Map<String, Integer> shards, RegsyncConfig config) {
        RepositoryNames names = new RepositoryNames(config.hosts(), Path.of("/srv/dir"));
        Map<String, Integer> byName = new HashMap<>();
        shards.forEach((target, shard) -> {
            String name = names.of(target.substring(target.indexOf(' ') + 1));
            assertThat(byName.putIfAbsent(name, shard)).as(name).isIn(shard, null);
        });
    }

    @ParameterizedTest
    @DisplayName("one repository has one name, however it is spelled")
    @CsvSource({
        "alpine, registry-1.docker.io/library/alpine",
        "docker.io/alpine, registry-1.docker.io/library/alpine",
        "index.docker.io/library/alpine:3, registry-1.docker.io/library/alpine",
        "registry-1.docker.io/library/alpine@sha256:0000000000000000000000000000000000000000000000000000000000000000,"
                + " registry-1.docker.io/library/alpine",
        "reg.example/a/b:v1, reg.example/a/b",
        "REG.example/a/b, reg.example/a/b",
        "reg.example:80/a/b, reg.example:80/a/b",
        "other.example/a/b, reg.example/a/b",
        "cache.example/library/x, secure.example/hub/library/x",
        "secure.example:443/hub/library/x, secure.example/hub/library/x",
        "localhost/a, localhost/a",
        "localhost:5000/a, localhost:5000/a",
        "ocidir://a/b, ocidir:///srv/dir/a/b",
        "ocidir://a/b:v1, ocidir:///srv/dir/a/b",
        "ocidir://./a//b/, ocidir:///srv/dir/a/b",
        "ocidir://../dir/a/b, ocidir:///srv/dir/a/b",
        "ocidir:///srv/dir/x/../a/b, ocidir:///srv/dir/a/b",
        "no reference, no reference"
    })
    void namesRepositories(String text, String name) throws Exception {
        assertThat(new RepositoryNames(config(List.of()).hosts(), Path.of("/srv/dir")).of(text))
                .isEqualTo(name);
    }

    private static List<String> warnings(int count, String more) throws RegistryException {
        RegsyncConfig config = config(List.of(
                "{source: src.example/a, target: reg.example/a, type: repository, " + more + "}",
                "{source: src.example, target: reg.example/all, type: registry, " + more + "}",
                "{source: 'src.example/l:v', target: 'ocidir://layouts/l:v', type: image, " + more + "}"));
        List<ConfigWarning> warnings = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            warnings.addAll(ShareCheck.warnings(config.entries(), share(index, count, config)));
        }
        return warnings.stream()
                .map(ConfigWarning::toString)
                .sorted()
                .distinct()
                .toList();
    }

    @Test
    @DisplayName("a place of backups or referrers that does not go with the target is a warning where there are shards")
    void warnsOfPlacesThatAreNotDivided() throws Exception {
        String fixed = "backup: 'reg.example/backups:{{.Ref.Tag}}'";
        String message = "Repository is not divided, other shards may write it at the same time";
        assertThat(warnings(4, fixed))
                .containsExactly(
                        message + " config=sync[0] key=backup repository=reg.example/backups",
                        message + " config=sync[1] key=backup repository=reg.example/backups",
                        message + " config=sync[2] key=backup repository=reg.example/backups");
        assertThat(warnings(4, "referrerTarget: 'other.example/a:x'"))
                .as("its own target, by another name, is none")
                .containsExactly(
                        message + " config=sync[1] key=referrerTarget repository=other.example/a",
                        message + " config=sync[2] key=referrerTarget repository=other.example/a");
        assertThat(warnings(1, fixed)).isEmpty();
        assertThat(warnings(4, "backup: '{{.Ref.Tag}}-old'")).isEmpty();
        assertThat(warnings(4, "backup: 'reg.example/old/{{.Ref.Repository}}{{.Ref.Path}}:{{.Ref.Tag}}'"))
                .isEmpty();
        assertThat(warnings(4, "backup: '{{.Nothing}}'")).isEmpty();
    }
}
