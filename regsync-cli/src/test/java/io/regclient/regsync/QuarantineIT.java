// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page docs/regsync-quarantine.md, with the packaged program and Debian's docker-registry. */
class QuarantineIT {
    private static final SampleImage OLD = ImageFixture.small(1);
    private static final SampleImage NEW = ImageFixture.small(2);
    private static final String WAITS = "minAge: 72h\nminAgeAllow: ['nightly-.*']";

    @TempDir
    private Path directory = Path.of("");

    @Test
    @DisplayName("what is new waits, what the target has and what is allowed do not, until somebody lets it through")
    void firstRunAndRelease() throws IOException {
        try (PackagedMirror mirror = PackagedMirror.start(directory)) {
            mirror.publish(OLD, "v1");
            mirror.configure("", "");
            mirror.succeed("once");
            mirror.publish(NEW, "v2", "nightly-1");
            mirror.configure("", WAITS);

            assertThat(mirror.run("plan").exitCode()).isEqualTo(2);
            String first = mirror.succeed("once");

            assertThat(first.lines().filter(line -> line.contains("Image held")))
                    .hasSize(1)
                    .allSatisfy(line -> assertThat(line).contains(mirror.target("v2"), "reason=minAge"));
            assertThat(mirror.tags()).containsExactly("nightly-1", "v1");
            assertThat(mirror.succeed("plan")).contains("  hold    " + mirror.target("v2"), "1 to hold");
            assertThat(mirror.succeed("held"))
                    .contains(mirror.target("v2"), "minAge")
                    .doesNotContain("v1");
            assertThat(directory.resolve("regsync.state.db")).isRegularFile();

            mirror.succeed("release", mirror.target("v2"));
            assertThat(mirror.succeed("once")).contains("Image sync needed");
            assertThat(mirror.digest("v2")).isEqualTo(NEW.digest().toString());
            assertThat(mirror.succeed("held")).doesNotContain("v2");
        }
    }

    @Test
    @DisplayName("a tag that moves keeps its image at the target until the new one is old enough")
    void movedTag() throws IOException {
        try (PackagedMirror mirror = PackagedMirror.start(directory)) {
            mirror.publish(OLD, "v1");
            mirror.configure("", "");
            mirror.succeed("once");
            mirror.configure("", WAITS);
            mirror.succeed("once");
            mirror.publish(NEW, "v1");

            assertThat(mirror.succeed("once", "--missing")).doesNotContain("Image sync needed");
            assertThat(mirror.succeed("once")).contains("Image held").contains("reason=minAge");
            assertThat(mirror.digest("v1")).isEqualTo(OLD.digest().toString());

            mirror.configure("", "minAge: 1ms");
            assertThat(mirror.succeed("once")).contains("Image sync needed");
            assertThat(mirror.digest("v1")).isEqualTo(NEW.digest().toString());
        }
    }
}
