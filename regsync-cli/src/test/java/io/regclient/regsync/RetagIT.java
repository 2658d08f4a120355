// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page docs/regsync-retag.md, with the packaged program and Debian's docker-registry. */
class RetagIT {
    private static final SampleImage OLD = ImageFixture.small(1);
    private static final SampleImage NEW = ImageFixture.small(2);

    @TempDir
    private Path directory = Path.of("");

    @Test
    @DisplayName("the first rule that matches a tag which moved counts: fail, skip, backup, warn and copy, in one run")
    void everyAction() throws IOException {
        try (PackagedMirror mirror = PackagedMirror.start(directory)) {
            String[] tags = {"1.2.3", "edge", "latest", "pinned", "v1"};
            mirror.publish(OLD, tags);
            mirror.configure("", """
                    onRetag:
                    - {pattern: '\\d+\\.\\d+\\.\\d+', action: fail}
                    - {pattern: 'pinned', action: skip}
                    - {pattern: 'v\\d+', action: backup}
                    - {pattern: 'latest', action: copy}
                    - warn
                    """);
            mirror.succeed("once");
            mirror.publish(NEW, tags);

            assertThat(mirror.run("plan").exitCode()).isEqualTo(1);
            assertThat(mirror.tags()).containsExactly(tags);
            ExternalProgram moved = mirror.run("once");

            assertThat(moved.exitCode()).isEqualTo(1);
            assertThat(lines(moved, "Failed to sync"))
                    .singleElement()
                    .asString()
                    .contains(mirror.target("1.2.3"));
            assertThat(lines(moved, "Tag moved at the source, target is kept"))
                    .singleElement()
                    .asString()
                    .contains(mirror.target("pinned"));
            assertThat(lines(moved, "Tag moved at the source\""))
                    .singleElement()
                    .asString()
                    .contains(
                            mirror.target("edge"),
                            OLD.digest().toString(),
                            NEW.digest().toString());
            assertThat(mirror.digest("1.2.3")).isEqualTo(OLD.digest().toString());
            assertThat(mirror.digest("pinned")).isEqualTo(OLD.digest().toString());
            for (String tag : List.of("edge", "latest", "v1")) {
                assertThat(mirror.digest(tag)).as(tag).isEqualTo(NEW.digest().toString());
            }
            List<String> kept = mirror.tags().stream()
                    .filter(tag -> tag.matches("v1-\\d{8}-" + OLD.digest().hex().substring(0, 12)))
                    .toList();
            assertThat(kept).hasSize(1);
            assertThat(mirror.digest(kept.getFirst())).isEqualTo(OLD.digest().toString());
            assertThat(mirror.tags()).hasSize(tags.length + 1);
        }
    }

    private static List<String> lines(ExternalProgram run, String text) {
        return run.output().lines().filter(line -> line.contains(text)).toList();
    }
}
