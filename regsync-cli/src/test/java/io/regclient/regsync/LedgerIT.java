// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page docs/regsync-ledger.md, with the packaged program and Debian's docker-registry. */
class LedgerIT {
    private static final SampleImage FIRST = ImageFixture.small(1);
    private static final SampleImage SECOND = ImageFixture.small(2);
    private static final SampleImage THIRD = ImageFixture.small(3);

    @TempDir
    private Path directory = Path.of("");

    @Test
    @DisplayName("history, rollback to the one before, to a digest and to a time; the image that was left is held")
    void thereAndBack() throws IOException {
        try (PackagedMirror mirror = PackagedMirror.start(directory)) {
            String v1 = mirror.target("v1");
            mirror.configure("state: sqlite:ledger.db", "tags: {allow: ['v1', 'keep-.*']}");
            mirror.publish(FIRST, "v1", "keep-1");
            mirror.succeed("once");
            Instant afterFirst = Instant.now();
            mirror.publish(SECOND, "v1", "keep-2");
            mirror.succeed("once");
            mirror.publish(THIRD, "v1");
            mirror.succeed("once");

            assertThat(mirror.succeed("history", v1).lines().filter(line -> line.contains("  copy  ")))
                    .satisfiesExactly(
                            third -> assertThat(third).contains(shown(SECOND) + "  " + THIRD.digest() + "  done"),
                            second -> assertThat(second).contains(shown(FIRST) + "  " + SECOND.digest() + "  done"),
                            first -> assertThat(first).contains(FIRST.digest() + "  done"));
            assertThat(mirror.succeed("history", mirror.source("v1"))).isEqualTo(mirror.succeed("history", v1));

            mirror.succeed("rollback", v1);
            assertThat(mirror.digest("v1")).isEqualTo(SECOND.digest().toString());
            assertThat(mirror.succeed("once")).contains("Image held").contains("reason=rollback");
            assertThat(mirror.digest("v1")).isEqualTo(SECOND.digest().toString());
            assertThat(mirror.succeed("held")).contains(v1, "rollback");

            mirror.succeed("rollback", v1, "--before", afterFirst.toString());
            assertThat(mirror.digest("v1")).isEqualTo(FIRST.digest().toString());
            mirror.succeed("rollback", v1, "--to", SECOND.digest().toString());
            assertThat(mirror.digest("v1")).isEqualTo(SECOND.digest().toString());

            mirror.succeed("release", v1);
            mirror.succeed("once");
            assertThat(mirror.digest("v1")).isEqualTo(THIRD.digest().toString());
            assertThat(mirror.succeed("held")).doesNotContain(v1);
            seenByPeople();
        }
    }

    private static String shown(SampleImage image) {
        return image.digest().toString().substring(0, "sha256:".length() + 12);
    }

    /** docs/regsync-state.md, "Views". */
    private void seenByPeople() throws IOException {
        if (!DockerRegistry.onPath("sqlite3")) {
            return;
        }
        String moves = ExternalProgram.run(
                        "sqlite3",
                        directory.resolve("ledger.db").toString(),
                        "select kind, outcome, count(*) from regsync_history where tag = 'v1' and kind <> 'seen' "
                                + "group by kind, outcome order by kind")
                .requireSuccess();
        assertThat(moves).isEqualTo("copy|done|4\nrollback|done|3\n");
    }

    @Test
    @DisplayName("what the configuration does not know, and what the repository does not have, is one line and exit 1")
    void refuses() throws IOException {
        try (PackagedMirror mirror = PackagedMirror.start(directory)) {
            mirror.configure("state: sqlite:ledger.db", "");
            mirror.publish(FIRST, "v1");
            mirror.succeed("once");

            for (String[] args : new String[][] {
                {"history", "registry.example/other:v1"},
                {"release", "registry.example/other:v1"},
                {"rollback", mirror.target("v1")},
                {"rollback", mirror.target("v1"), "--to", SECOND.digest().toString()},
            }) {
                ExternalProgram refused = mirror.run(args);
                assertThat(refused.exitCode()).as(refused.output()).isEqualTo(1);
                assertThat(refused.output().lines()).as(refused.output()).hasSize(1);
            }
            assertThat(mirror.digest("v1")).isEqualTo(FIRST.digest().toString());
        }
    }
}
