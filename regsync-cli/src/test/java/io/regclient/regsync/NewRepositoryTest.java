// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResultAssert;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that the registry does not know holds nothing that has to be looked for. */
class NewRepositoryTest {
    private static final int MANY = 8;

    private final InProcessRegistry one = InProcessRegistry.start();
    private final InProcessRegistry two = InProcessRegistry.start();
    private final List<SampleImage> images = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private void put(int count) {
        for (int i = 0; i < count; i++) {
            images.add(ImageFixture.small(i));
            one.put("app", images.get(i), "v" + i);
        }
    }

    private CliResultAssert run(String more, String... flags) {
        List<String> line = new ArrayList<>(List.of("once", "-c", "-"));
        line.addAll(List.of(flags));
        return ProgramRunner.of(Regsync.PROGRAM, directory)
                .stdin("creds:\n- {registry: '" + one.host() + "', tls: disabled}\n- {registry: '" + two.host()
                        + "', tls: disabled}\nsync:\n- {source: '" + one.host() + "/app', target: '" + two.host()
                        + "/made', type: repository" + more + "}\n")
                .run(line.toArray(String[]::new))
                .check()
                .succeeds();
    }

    private long blobs() {
        return images.stream()
                .flatMap(image -> image.blobs().stream())
                .map(SampleImage.Content::digest)
                .distinct()
                .count();
    }

    private void assertHeads(long heads, long lists) {
        assertThat(two.requests().count("HEAD", "/blobs/")).isEqualTo(Math.toIntExact(heads));
        assertThat(two.requests().count("PUT", "/blobs/")).isEqualTo(Math.toIntExact(blobs()));
        assertThat(two.requests().count("GET", "/tags/list")).isEqualTo(Math.toIntExact(lists));
        assertThat(two.requests().count("PUT", "/manifests/v")).isEqualTo(images.size());
    }

    @Test
    @DisplayName("--missing lists the target's tags anyway: no HEAD of a blob in a new repository")
    void copiesWhatIsMissing() {
        put(3);
        run("", "--missing");
        assertHeads(0, 1);
    }

    @Test
    @DisplayName("immutable tags list the target, too")
    void copiesImmutableTags() {
        put(3);
        run(", immutableTags: ['v.*']");
        assertHeads(0, 1);
    }

    @Test
    @DisplayName("many new tags: one list of the target, and no HEAD of a blob")
    void asksForManyTags() {
        put(MANY);
        run("");
        assertHeads(0, 1);
    }

    @Test
    @DisplayName("few tags do not pay for a list")
    void asksNotForFewTags() {
        put(MANY - 1);
        run("");
        assertThat(two.requests().count("GET", "/tags/list")).isZero();
        assertThat(two.requests().count("HEAD", "/blobs/")).isPositive();
    }

    @Test
    @DisplayName("where nothing or only known tags change, the target is not listed, and nothing is taken for new")
    void asksNotForChangedTags() {
        put(MANY);
        run("");
        two.requests().clear();
        run("");
        assertThat(two.requests().count("GET", "/tags/list")).isZero();

        one.put("app", ImageFixture.small(100), "v0");
        run("");
        assertThat(two.requests().count("GET", "/tags/list")).isZero();
        assertThat(two.requests().count("HEAD", "/blobs/")).isPositive();
    }

    @Test
    @DisplayName("a new tag in a repository that is there: each blob is looked for")
    void looksInKnownRepositories() {
        put(MANY);
        run("");
        one.put("app", ImageFixture.small(100), "v100");
        two.requests().clear();

        run("");

        assertThat(two.requests().count("GET", "/tags/list")).isEqualTo(1);
        assertThat(two.requests().count("HEAD", "/blobs/"))
                .isEqualTo(ImageFixture.small(100).blobs().size());
    }

    @Test
    @DisplayName(
            "a registry that fails to list tags is asked once, and the tags are copied as into a repository that is there")
    void goesOnWithoutAnAnswer() {
        put(MANY);
        two.faults().on("GET", "/tags/list", new Fault.RetryAfter(503, 600));

        run("", "-v", "debug").errContains("repository " + two.host() + "/made counts as one that is there: ");

        assertThat(two.requests().count("GET", "/tags/list")).isEqualTo(1);
        assertThat(two.requests().count("PUT", "/manifests/v")).isEqualTo(MANY);
        assertThat(two.requests().count("HEAD", "/blobs/")).isPositive();
    }
}
