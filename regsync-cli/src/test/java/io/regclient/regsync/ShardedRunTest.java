// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliRunner;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The option that runs a share of a configuration. */
class ShardedRunTest {
    @TempDir
    private Path directory = Path.of("");

    private CliRunner regsync() {
        return ProgramRunner.of(Regsync.PROGRAM, directory);
    }

    @Test
    @DisplayName("eight shards, one after the other, give the target that one run gives, and write nothing twice")
    void shardsGiveTheWhole() {
        try (ShardedMirror mirror = new ShardedMirror()) {
            regsync()
                    .stdin(mirror.config("whole"))
                    .run("once", "-c", "-")
                    .check()
                    .succeeds();
            Map<String, String> whole = mirror.digests("whole");
            assertThat(whole).hasSize(ShardedMirror.IMAGES);

            mirror.target().requests().clear();
            for (int i = 0; i < ShardedMirror.SHARDS; i++) {
                regsync()
                        .stdin(mirror.config("parts"))
                        .env("JOB_COMPLETION_INDEX", Integer.toString(i))
                        .run("once", "-c", "-", "--shard", "auto/" + ShardedMirror.SHARDS)
                        .check()
                        .succeeds();
            }
            assertThat(mirror.digests("parts")).isEqualTo(whole);
            assertThat(mirror.target().requests().count("PUT", "/manifests/v[0-9]+$"))
                    .isEqualTo(ShardedMirror.IMAGES);
        }
    }

    @Test
    @DisplayName("check looks at the share and nothing else")
    void checkTakesAShare() {
        try (ShardedMirror mirror = new ShardedMirror()) {
            List<Integer> needed = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                String err = regsync()
                        .stdin(mirror.config("parts"))
                        .run("check", "-c", "-", "--shard", i + "/2")
                        .err();
                needed.add((int) err.lines()
                        .filter(line -> line.contains("msg=\"Image sync needed\""))
                        .count());
            }
            assertThat(needed).allMatch(count -> count > 0);
            assertThat(needed.get(0) + needed.get(1)).isEqualTo(ShardedMirror.IMAGES);
        }
    }

    @Test
    @DisplayName(
            "config shows the entries of the share; of a registry it says in a comment that its repositories are divided")
    void configShowsTheShare() {
        String yaml = """
                sync:
                - {source: src.example/a, target: reg.example/a, type: repository}
                - {source: src.example/c, target: reg.example/c, type: repository}
                - {source: src.example, target: reg.example/all, type: registry}
                """;
        String first =
                regsync().stdin(yaml).run("config", "-c", "-", "--shard", "0/2").out();
        String second =
                regsync().stdin(yaml).run("config", "-c", "-", "--shard", "1/2").out();

        assertThat(first).contains("- # the repositories are divided when it runs, shard 0/2\n  source: src.example\n");
        assertThat(second)
                .contains("- # the repositories are divided when it runs, shard 1/2\n  source: src.example\n");
        assertThat(List.of(first, second))
                .filteredOn(text -> text.contains("reg.example/a\n"))
                .hasSize(1);
        assertThat(List.of(first, second))
                .filteredOn(text -> text.contains("reg.example/c\n"))
                .hasSize(1);
        regsync()
                .stdin(first)
                .run("config", "-c", "-", "--shard=0/2")
                .check()
                .succeeds()
                .errIsEmpty()
                .out(first);
        assertThat(regsync().stdin(yaml).run("config", "-c", "-").out())
                .isEqualTo(regsync()
                        .stdin(yaml)
                        .run("config", "-c", "-", "--shard", "0/1")
                        .out())
                .doesNotContain("#");
    }

    @ParameterizedTest
    @DisplayName("an entry whose target is no reference fails in one shard")
    @ValueSource(strings = {"'Wrong Name', type: image", "reg.example/x, type: images"})
    void aWrongEntryFailsOnce(String rest) {
        String yaml = "sync: [{source: 'src.example/a:v1', target: " + rest + "}]";
        List<Integer> exits = List.of(
                regsync().stdin(yaml).run("once", "-c", "-", "--shard", "0/2").exit(),
                regsync().stdin(yaml).run("once", "-c", "-", "--shard", "1/2").exit());
        assertThat(exits).containsExactlyInAnyOrder(0, 1);
    }

    @ParameterizedTest
    @DisplayName("a wrong share is one line, before anything is read or asked")
    @CsvSource(
            delimiter = '|',
            value = {
                "once --shard=|\"\" |write I/N with I counted from 0, for example 0/4, or auto/N",
                "once --shard 4/4|\"4/4\" |the shards are 0 to 3",
                "check --shard 0/0|\"0/0\" |the number of shards is from 1 to 10000",
                "server --shard a|\"a\" |write I/N with I counted from 0, for example 0/4, or auto/N",
                "config --shard auto/4|\"auto/4\" |JOB_COMPLETION_INDEX is not set, Kubernetes sets it for jobs with "
                        + "completionMode: Indexed"
            })
    void refusesAWrongShare(String line, String value, String why) {
        regsync()
                .run((line + " -c none.yml").split(" "))
                .check()
                .exits(1)
                .out("")
                .err("invalid argument " + value + " for \"--shard\" flag: " + why + "\n");
    }

    @Test
    @DisplayName("a share without entries succeeds")
    void anEmptyShareSucceeds() {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            String yaml = "sync: [{source: '" + registry.host() + "/none:v1', target: '" + registry.host()
                    + "/x:v1', type: image}]\n";
            List<Integer> exits = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                exits.add(new Mirroring(registry, directory)
                        .run(yaml, "once", "--shard", i + "/4")
                        .exit());
            }
            assertThat(exits).containsExactlyInAnyOrder(0, 0, 0, 1);
        }
    }
}
