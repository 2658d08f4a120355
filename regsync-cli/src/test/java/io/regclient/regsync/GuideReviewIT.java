// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExampleFiles;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of {@code docs/guide-review.md}, typed one after the other, with the packaged program and two registries. */
class GuideReviewIT {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(shell|yaml)\n(.*?)^```$");

    @TempDir
    private Path directory = Path.of("");

    /** The pages' registries under the names they have here. */
    private record Registries(DockerRegistry upstream, DockerRegistry mirror) {
        String named(String text) {
            return text.replace("registry.example.org", upstream.name()).replace("mirror.example.org", mirror.name());
        }
    }

    private static List<String> blocks(String language) throws IOException {
        String page =
                Files.readString(ExampleFiles.directory().resolveSibling("docs").resolve("guide-review.md"));
        return BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private String shell(String lines) throws IOException {
        PackagedProgram regsync = PackagedProgram.of("regsync", directory);
        Map<String, String> variables = new TreeMap<>(regsync.environment());
        String path = regsync.launcher().getParent() + ":" + ExampleFiles.directory() + ":" + System.getenv("PATH");
        variables.put("PATH", path);
        variables.put("MIRROR_USER", "");
        variables.put("MIRROR_PASS", "");
        return ExternalProgram.run(List.of("sh", "-euc", "cd \"$0\"\n" + lines, directory.toString()), variables)
                .requireSuccess();
    }

    private static void push(DockerRegistry registry, String repository, SampleImage image, String... tags)
            throws IOException {
        ImageFixture.push(image, URI.create("http://" + registry.name() + "/"), repository, tags);
    }

    private static String digest(DockerRegistry registry, String image) {
        return RegsyncHttp.digest(URI.create("http://" + registry.name() + "/v2/" + image));
    }

    @Test
    @DisplayName(
            "a newcomer's walk: plan, rules in CI, apply by hand, a step that is refused, and the run without hands")
    void walk() throws IOException {
        Assumptions.assumeTrue(DockerRegistry.onPath("jq"), "jq is not on PATH: skipped");
        try (DockerRegistry upstream = DockerRegistry.start(directory.resolve("up"), DockerRegistry.Options.OPEN);
                DockerRegistry mirror = DockerRegistry.start(directory.resolve("mi"), DockerRegistry.Options.OPEN)) {
            walk(new Registries(upstream, mirror));
        }
    }

    private void walk(Registries registries) throws IOException {
        SampleImage hello = ImageFixture.small(1);
        push(registries.upstream(), "sample/hello", hello, "latest");
        push(registries.upstream(), "sample/tools", ImageFixture.small(2), "1.0.0", "0.9.0");
        push(registries.upstream(), "sample/tools", ImageFixture.small(3), "2.0.0");
        String config = registries.named(blocks("yaml").getFirst());
        Files.writeString(
                directory.resolve("regsync.yml"),
                config.replaceAll("(?m)^( +- registry: .*)$", "$1\n    tls: disabled"));
        List<String> lines = new ArrayList<>(blocks("shell"));
        assertThat(lines).hasSize(9);

        String seen = shell(lines.removeFirst());
        assertThat(seen)
                .contains("  copy    " + registries.mirror().name() + "/sample/tools:2.0.0  sha256:")
                .contains("\nPlan: 3 to copy, 0 to replace, 0 to refresh, 0 to delete, 0 up to date, ");
        assertThat(shell(lines.removeFirst())).contains("\"copy\": 3");
        assertThat(Files.readString(directory.resolve("plan.txt"))).isEqualTo(seen);
        assertThat(shell(lines.removeFirst())).isEmpty();
        assertThat(shell(lines.removeFirst())).contains("to be reviewed");
        assertThat(shell(lines.removeFirst())).contains("3 done, 0 refused, 0 failed, ");
        assertThat(digest(registries.mirror(), "sample/hello/manifests/latest"))
                .isEqualTo(hello.digest().toString());

        SampleImage planned = ImageFixture.small(4);
        SampleImage later = ImageFixture.small(5);
        push(registries.upstream(), "sample/hello", planned, "latest");
        push(registries.upstream(), "sample/tools", planned, "3.0.0");
        assertThat(shell(lines.removeFirst())).isEmpty();
        push(registries.upstream(), "sample/hello", later, "latest");
        assertThat(shell(lines.removeFirst()))
                .contains("/sample/hello:latest: not as planned, the source has " + later.digest() + " now and had "
                        + planned.digest() + " then; make a new plan, or use --refresh");
        assertThat(digest(registries.mirror(), "sample/hello/manifests/latest"))
                .isEqualTo(hello.digest().toString());
        assertThat(digest(registries.mirror(), "sample/tools/manifests/3.0.0"))
                .isEqualTo(planned.digest().toString());
        shell(lines.removeFirst());
        assertThat(digest(registries.mirror(), "sample/hello/manifests/latest"))
                .isEqualTo(later.digest().toString());
        shell(lines.removeFirst());
        assertThat(Files.readString(directory.resolve("report.json"))).contains("\"command\": \"once\"");
    }

    @Test
    @DisplayName("the script for CI refuses a plan that sends more than it may, and fails where the plan does")
    void rules() throws IOException {
        Assumptions.assumeTrue(DockerRegistry.onPath("jq"), "jq is not on PATH: skipped");
        try (DockerRegistry upstream = DockerRegistry.start(directory.resolve("up"), DockerRegistry.Options.OPEN)) {
            push(upstream, "a", ImageFixture.small(1), "v1");
            Files.writeString(
                    directory.resolve("regsync.yml"),
                    "creds: [{registry: '" + upstream.name() + "', tls: disabled}]\nsync: [{source: '" + upstream.name()
                            + "/a:v1', target: 'ocidir://mirror:v1', type: image}]\n");

            assertThat(shell("MAX_BYTES=1 plan-in-ci.sh || echo exit $?"))
                    .contains(" bytes, more than 1\n", "exit 1\n");
            assertThat(shell("plan-in-ci.sh")).contains("to be reviewed");
            assertThat(shell("regsync -c regsync.yml once && plan-in-ci.sh")).contains("nothing to do");
        }
        assertThat(shell("plan-in-ci.sh || echo exit $?")).contains("exit 1\n").doesNotContain("to be reviewed");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).noneMatch(name -> name.contains("unfinished"));
        }
    }
}
