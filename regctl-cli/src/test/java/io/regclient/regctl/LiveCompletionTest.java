// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliResult;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Completion with what the configuration and registries know (contract regctl 1.7). */
class LiveCompletionTest extends WithRegistry {

    private List<String> complete(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "__completeNoDesc";
        System.arraycopy(words, 0, all, 1, words.length);
        CliResult result = ProgramRunner.of(Regctl.PROGRAM, directory).run(all);
        result.check().succeeds();
        return result.lines();
    }

    private String host() {
        return TestHosts.host(registry);
    }

    @Test
    @DisplayName("1.7: registry arguments are the hosts of the configuration")
    void completesRegistries() {
        regctl("registry", "set", registry.host(), "--tls", "disabled", "--skip-check")
                .check()
                .succeeds();
        regctl("registry", "set", "other.example", "--tls", "insecure", "--skip-check")
                .check()
                .succeeds();

        assertThat(complete("registry", "logout", "")).containsExactly(registry.host(), "other.example", ":4");
        assertThat(complete("registry", "logout", "oth")).containsExactly("other.example", ":4");
        assertThat(complete("image", "copy", "oth")).containsExactly("other.example/", ":6");
    }

    @Test
    @DisplayName("1.7: repositories of the catalogue and tags, a request each, with the settings of the line")
    void completesRepositoriesAndTags() {
        registry.put("team/app", ImageFixture.small(1), "1.0", "1.1", "latest");
        registry.put("team/apps", ImageFixture.small(1), "2.0");
        registry.put("other", ImageFixture.small(1), "3.0");

        assertThat(complete("--host", host(), "tag", "ls", ref("t")))
                .containsExactly(ref("team/app"), ref("team/apps"), ":4");
        assertThat(registry.requests().lines()).hasSize(1);
        assertThat(complete("image", "digest", "--host=" + host(), ref("team/app:1")))
                .containsExactly(ref("team/app:1.0"), ref("team/app:1.1"), ":4");
        assertThat(registry.requests().lines()).hasSize(2);
        assertThat(complete("image", "digest", "--host", host(), ref("other"))).containsExactly(ref("other:3.0"), ":4");
        assertThat(complete("image", "digest", "--host", host(), ref("no:"))).containsExactly(":4");
    }

    @Test
    @DisplayName("1.7: a registry that fails or keeps silent delays nobody for long, and prints nothing")
    void completesNothingWithoutAnAnswer() {
        registry.faults().on("GET", "/v2/_catalog", new Fault.Delay(Duration.ofSeconds(10)));

        CliResult late = Assertions.assertTimeout(
                Duration.ofSeconds(8),
                () -> ProgramRunner.of(Regctl.PROGRAM, directory)
                        .run("__complete", "--host", host(), "repo", "copy", ref("t")));

        late.check().succeeds().out(":4\n").errIsEmpty();

        CliResult refused = ProgramRunner.of(Regctl.PROGRAM, directory)
                .run("__complete", "--host", "reg=127.0.0.1:1,tls=disabled", "image", "digest", "127.0.0.1:1/x");

        refused.check().succeeds().out(":4\n").errIsEmpty();
    }

    @Test
    @DisplayName("1.7: tags of a layout")
    void completesTagsOfALayout() {
        registry.put("app", ImageFixture.small(1), "1.0");
        regctl("image", "copy", ref("app:1.0"), "ocidir://layout:1.0").check().succeeds();

        assertThat(complete("image", "export", "ocidir://lay")).containsExactly("ocidir://layout", ":6");
        assertThat(complete("image", "export", "ocidir://layout:")).containsExactly("ocidir://layout:1.0", ":4");
    }

    @Test
    @Timeout(60)
    @DisplayName("1.7: at most 1,000 candidates, also of a registry that tells all at once and of a layout")
    void completesSoManyAtMost() throws IOException {
        List<String> tags = IntStream.range(0, 1100).mapToObj(i -> "v" + i).toList();
        Map<String, String> json = Map.of("Content-Type", "application/json");
        String list = "{\"name\":\"app\",\"tags\":[\"a0\",\"" + String.join("\",\"", tags) + "\"]}";
        registry.faults().on("GET", "/v2/app/tags/list", new Fault.Status(200, json, list));
        registry.put("layout", ImageFixture.small(1), "a0");
        Path index = registry.root().resolve("layout/index.json");
        String entry = Files.readString(index).replaceFirst("(?s).*\"manifests\":\\s*\\[(.*)\\].*", "$1");
        Files.writeString(
                index,
                "{\"schemaVersion\":2,\"manifests\":[" + entry
                        + tags.stream()
                                .map(tag -> "," + entry.replace("\"a0\"", "\"" + tag + "\""))
                                .collect(Collectors.joining())
                        + "]}");

        assertThat(answered("tag", "delete", "--host", host(), ref("app:v")))
                .hasSize(1001)
                .startsWith(ref("app:v0"))
                .endsWith(ref("app:v999"), ":4");
        String layout = "ocidir://" + registry.root().resolve("layout");
        assertThat(answered("tag", "delete", layout + ":v")).hasSize(1001).endsWith(":4");
        assertThat(answered("tag", "delete", layout + ":a")).containsExactly(layout + ":a0", ":4");
    }

    /** On a busy machine the first answers may be too late to be of use. */
    private List<String> answered(String... words) {
        List<String> lines = complete(words);
        while (lines.size() == 1) {
            lines = complete(words);
        }
        return lines;
    }

    @Test
    @DisplayName("1.7: flag values the commands know")
    void completesValues() {
        assertThat(complete("registry", "set", "--tls", "")).containsExactly("enabled", "insecure", "disabled", ":4");
        assertThat(complete("image", "create", "--media-type", ""))
                .containsExactly(
                        "application/vnd.oci.image.manifest.v1+json",
                        "application/vnd.docker.distribution.manifest.v2+json",
                        ":4");
        assertThat(complete("index", "create", "--platform", "linux/s")).containsExactly("linux/s390x", ":4");
        assertThat(complete("manifest", "get", "--format", "raw")).contains("raw", ":4");
        assertThat(complete("image", "import", "x", "")).containsExactly(":0");
        assertThat(complete("artifact", "get", "-o", "")).containsExactly(":16");
    }
}
