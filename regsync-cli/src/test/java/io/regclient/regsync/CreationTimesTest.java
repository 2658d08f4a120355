// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.model.Platform;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.run.OnceRun;
import io.regclient.regsync.state.MemoryState;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("docs/regsync.md, newest tags: when images were created")
@ExtendWith(RegistryExtension.class)
class CreationTimesTest {
    private static final String NEWEST = "tags: {latest: {count: 2, sort: date}}";

    private final InProcessRegistry registry;
    private final Mirroring mirroring;

    CreationTimesTest(InProcessRegistry registry, @TempDir Path directory) {
        this.registry = registry;
        this.mirroring = new Mirroring(registry, directory);
    }

    private static SampleImage aged(int seed, int days) {
        Instant created = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(days));
        return ImageFixture.image()
                .layer("seed.txt", "seed " + seed + "\n")
                .created(created)
                .build();
    }

    private void run(TestRepository source, TestRepository target, String keys) {
        mirroring
                .run(sync(entry(source, target, "repository", keys)), "once")
                .check()
                .succeeds();
    }

    @Test
    @DisplayName("since: 30d copies what was created in the last 30 days")
    void copiesRecentImages(TestRepository source, TestRepository target) {
        source.put(aged(1, 1), "new");
        source.put(aged(2, 29), "recent");
        source.put(aged(3, 31), "old");

        run(source, target, "tags: {since: 30d}");

        assertThat(mirroring.tags(target)).containsExactly("new", "recent");
        assertThat(source.lines()).filteredOn("GET manifests/old"::equals).isEmpty();
    }

    @Test
    @DisplayName("an image under many tags is asked for its time once")
    void asksOnceForAnImage(TestRepository source, TestRepository target) {
        SampleImage image = source.put(aged(1, 1), "1", "1.2", "1.2.3", "latest");
        source.put(aged(2, 90), "0");

        run(source, target, "tags: {since: 30d}");

        assertThat(mirroring.tags(target)).containsExactly("1", "1.2", "1.2.3", "latest");
        assertThat(source.lines())
                .filteredOn(line -> line.equals("GET manifests/" + image.digest()))
                .hasSize(1);
    }

    @Test
    @DisplayName("of an index its first image with a known platform tells, an artifact by its annotation")
    void readsIndexesAndAnnotations(TestRepository source, TestRepository target) {
        SampleImage attestation = aged(1, 0);
        SampleImage image = aged(2, 20);
        source.put(
                ImageFixture.index()
                        .add(attestation, Optional.of(Platform.of("unknown", "unknown", "")), Map.of())
                        .add(image, Optional.of(Platform.of("linux", "amd64", "")), Map.of())
                        .build(),
                "index");
        source.put(aged(3, 10), "image");
        String day = Instant.now()
                .minus(Duration.ofDays(5))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        source.put(
                ImageFixture.artifact("application/vnd.example")
                        .blob("text/plain", "chart")
                        .annotation("org.opencontainers.image.created", day)
                        .build(),
                "chart");
        source.put(
                ImageFixture.artifact("application/vnd.example")
                        .blob("text/plain", "undated")
                        .build(),
                "undated");

        run(source, target, NEWEST);

        assertThat(mirroring.tags(target)).containsExactly("chart", "image");
    }

    @Test
    @DisplayName("an image of which a part is missing is kept, and its copy tells what is wrong; the others are copied")
    void keepsABrokenImage(TestRepository source, TestRepository target) {
        SampleImage broken = source.put(aged(1, 90), "broken");
        source.put(aged(2, 1), "new");
        source.fault("GET", "manifests/" + broken.digest(), Occurrence.always(), new Fault.Status(404));
        source.fault("GET", "manifests/broken", Occurrence.always(), new Fault.Status(404));

        mirroring
                .run(sync(entry(source, target, "repository", "tags: {since: 30d}")), "once")
                .check()
                .exits(1)
                .errContains("sync " + source.fullName() + ":broken to " + target.fullName() + ":broken: ");

        assertThat(mirroring.tags(target)).containsExactly("new");
    }

    @Test
    @DisplayName("a time that cannot be asked for fails the repository: nothing is copied by half of a list")
    void copiesNothingWithoutTheTimes(TestRepository source, TestRepository target) {
        source.put(aged(1, 1), "a");
        SampleImage refused = source.put(aged(2, 1), "b");
        source.fault("GET", "manifests/" + refused.digest(), Occurrence.always(), new Fault.Status(403));

        mirroring
                .run(sync(entry(source, target, "repository", NEWEST)), "once")
                .check()
                .exits(1)
                .errContains("msg=\"Failed processing tag filters\"")
                .errContains("when was " + source.fullName() + ":b created: ");

        assertThat(target.requests()).isEmpty();
    }

    @Test
    @DisplayName("times are remembered in the state: the next run asks for digests alone, and check writes nothing")
    void remembersTimes(TestRepository source, TestRepository target) throws Exception {
        SampleImage one = source.put(aged(1, 1), "a");
        source.put(aged(2, 2), "b");
        source.put(aged(3, 3), "c");
        MemoryState state = new MemoryState();
        String config = sync(entry(source, target, "repository", NEWEST));

        run(config, state, SyncAction.CHECK);
        assertThat(state.created(one.digest())).isEmpty();
        run(config, state, SyncAction.COPY);
        assertThat(state.created(one.digest())).isPresent();
        assertThat(mirroring.tags(target)).containsExactly("a", "b");
        registry.requests().clear();
        run(config, state, SyncAction.COPY);
        assertThat(source.lines())
                .containsOnly("GET tags/list", "HEAD manifests/a", "HEAD manifests/b", "HEAD manifests/c");
    }

    private void run(String config, MemoryState state, SyncAction action) throws Exception {
        try (RunFixture fixture = new RunFixture(registry, new ManualTime(), config)) {
            new OnceRun(fixture.remembering(state)).run(fixture.entries(), action);
        }
    }
}
