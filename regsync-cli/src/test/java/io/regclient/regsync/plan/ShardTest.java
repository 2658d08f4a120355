// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.Environment;
import io.regclient.error.RegistryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which shard has a name, and how shards are written. */
class ShardTest {
    private static Environment pod(String... variables) {
        return Environment.of(
                variables.length == 0 ? Map.of() : Map.of(variables[0], variables[1]), Path.of("/"), Path.of("/"));
    }

    private static List<Integer> owners(String name, int count) {
        return IntStream.range(0, count)
                .filter(i -> new Shard(i, count).owns(name))
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @DisplayName("the shard of a name is the same in all versions: that with the largest SHA-256 of \"I NAME\"")
    @CsvSource({
        "registry-1.docker.io/library/alpine, 1, 1, 1, 10",
        "registry.example.org/team/app, 0, 2, 5, 10",
        "ghcr.io/x/y, 0, 0, 0, 13",
        "ocidir:///srv/mirror/tools, 0, 2, 3, 11",
        "127.0.0.1:5000/library/busybox, 1, 1, 1, 1"
    })
    void staysTheSame(String name, int ofTwo, int ofThree, int ofEight, int ofSixteen) {
        assertThat(owners(name, 1)).containsExactly(0);
        assertThat(owners(name, 2)).containsExactly(ofTwo);
        assertThat(owners(name, 3)).containsExactly(ofThree);
        assertThat(owners(name, 8)).containsExactly(ofEight);
        assertThat(owners(name, 16)).containsExactly(ofSixteen);
    }

    @Test
    @DisplayName("eight shards have about an eighth of ten thousand names each")
    void sharesAreEven() {
        List<Integer> sizes = new ArrayList<>();
        for (int index = 0; index < 8; index++) {
            Shard shard = new Shard(index, 8);
            sizes.add((int) IntStream.range(0, 10_000)
                    .filter(i -> shard.owns("registry.example.org/team/app-" + i))
                    .count());
        }
        assertThat(sizes).allMatch(size -> size > 1_100 && size < 1_400);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10_000);
    }

    @ParameterizedTest
    @DisplayName("I/N is counted from 0")
    @CsvSource({"0/1", "0/8", "7/8", "9999/10000"})
    void readsShards(String text) throws Exception {
        assertThat(Shard.parse(text, pod())).hasToString(text);
    }

    @Test
    @DisplayName("auto/N takes I from JOB_COMPLETION_INDEX")
    void readsTheIndexOfAJob() throws Exception {
        assertThat(Shard.parse("auto/8", pod("JOB_COMPLETION_INDEX", "5"))).isEqualTo(new Shard(5, 8));
    }

    @ParameterizedTest
    @DisplayName("what is no shard is refused with the reason")
    @CsvSource(
            delimiter = '|',
            value = {
                "''|write I/N with I counted from 0, for example 0/4, or auto/N",
                "3|write I/N with I counted from 0, for example 0/4, or auto/N",
                "1/4/2|write I/N with I counted from 0, for example 0/4, or auto/N",
                "-1/4|write I/N with I counted from 0, for example 0/4, or auto/N",
                "01/4|write I/N with I counted from 0, for example 0/4, or auto/N",
                "0/99999999999999999999|write I/N with I counted from 0, for example 0/4, or auto/N",
                "Auto/4|write I/N with I counted from 0, for example 0/4, or auto/N",
                "0/0|the number of shards is from 1 to 10000",
                "0/10001|the number of shards is from 1 to 10000",
                "auto/0|the number of shards is from 1 to 10000",
                "4/4|the shards are 0 to 3",
                "1/1|the only shard is 0",
                "auto/4|JOB_COMPLETION_INDEX is not set, Kubernetes sets it for jobs with completionMode: Indexed"
            })
    void refuses(String text, String why) {
        assertThatThrownBy(() -> Shard.parse(text, pod()))
                .isInstanceOf(RegistryException.class)
                .hasMessage(why);
    }

    @ParameterizedTest
    @DisplayName("an index of a job that is out of range is refused")
    @CsvSource(
            delimiter = '|',
            value = {
                "4|JOB_COMPLETION_INDEX is \"4\", the shards are 0 to 3",
                "x|JOB_COMPLETION_INDEX is \"x\", the shards are 0 to 3",
                "99999999999|JOB_COMPLETION_INDEX is \"99999999999\", the shards are 0 to 3",
                "''|JOB_COMPLETION_INDEX is not set, Kubernetes sets it for jobs with completionMode: Indexed"
            })
    void refusesTheIndexOfAJob(String index, String why) {
        assertThatThrownBy(() -> Shard.parse("auto/4", pod("JOB_COMPLETION_INDEX", index)))
                .isInstanceOf(RegistryException.class)
                .hasMessage(why);
    }
}
