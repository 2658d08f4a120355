// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static io.regclient.regsync.SafeguardRuns.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.state.Hold;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("docs/regsync-quarantine.md")
@ExtendWith(RegistryExtension.class)
class QuarantineTest {
    private static final String END = ManualTime.START.plus(Duration.ofDays(3)).toString();

    private final SafeguardRuns runs;
    private final Mirroring mirroring;

    QuarantineTest(InProcessRegistry registry, @TempDir Path directory) {
        this.runs = new SafeguardRuns(registry);
        this.mirroring = new Mirroring(registry, directory);
    }

    private static String config(TestRepository source, TestRepository target, String more) {
        return sync(entry(source, target, "repository", "minAge: 72h" + more));
    }

    @Test
    @DisplayName("a first run holds what is new and lets alone what the target has; after minAge it is copied")
    void holdsWhatIsNew(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        target.put(ImageFixture.small(1), "v1");
        source.put(ImageFixture.small(2), "v2");
        String config = config(source, target, "");

        assertThat(runs.once(config)).containsExactly("v1 UpToDate", "v2 Held");
        assertThat(runs.held()).containsExactly("v2 minAge " + END);
        assertThat(mirroring.tags(target)).containsExactly("v1");

        runs.time.advance(Duration.ofDays(3).minusMillis(1));
        assertThat(runs.once(config)).containsExactly("v1 UpToDate", "v2 Held");
        runs.time.advance(Duration.ofMillis(1));
        assertThat(runs.once(config)).containsExactly("v1 UpToDate", "v2 Copy");
        assertThat(mirroring.tags(target)).containsExactly("v1", "v2");
        assertThat(runs.held()).isEmpty();
    }

    @Test
    @DisplayName(
            "the target keeps the image it has until the new one is old enough; a newer one waits anew, one that was seen before does not")
    void keepsTheOldImage(TestRepository source, TestRepository target) throws Exception {
        SampleImage old = target.put(ImageFixture.small(1), "v1");
        SampleImage second = source.put(ImageFixture.small(2), "v1");
        String config = config(source, target, "");

        runs.once(config);
        runs.time.advance(Duration.ofDays(2));
        source.put(ImageFixture.small(3), "v1");
        runs.once(config);
        assertThat(runs.held())
                .as("the second image does not wait any more")
                .containsExactly("v1 minAge " + ManualTime.START.plus(Duration.ofDays(5)));

        runs.time.advance(Duration.ofDays(2));
        assertThat(runs.once(config)).containsExactly("v1 Held");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(old.digest().toString());

        source.put(second, "v1");
        assertThat(runs.once(config)).as("known for four days").containsExactly("v1 Copy");
    }

    @Test
    @DisplayName(
            "a tag that the source has no more does not wait any longer; when it comes back it has been known since then")
    void forgetsTagsThatAreGone(TestRepository source, TestRepository target) throws Exception {
        SampleImage withdrawn = source.put(ImageFixture.small(1), "v1");
        source.put(ImageFixture.small(2), "v2");
        String config = config(source, target, "");
        runs.once(config);
        String until = "minAge " + END;

        mirroring.delete(source, "v1");
        assertThat(runs.run(config, SyncAction.CHECK)).containsExactly("v2 Held");
        assertThat(runs.held()).as("a check writes nothing").containsExactly("v1 " + until, "v2 " + until);
        assertThat(runs.once(config)).containsExactly("v2 Held");
        assertThat(runs.held()).containsExactly("v2 " + until);

        runs.time.advance(Duration.ofDays(3));
        source.put(withdrawn, "v1");
        assertThat(runs.once(config)).containsExactly("v1 Copy", "v2 Copy");
    }

    @Test
    @DisplayName(
            "what waits for other entries of the target, or after a rollback, waits on; an empty list ends nothing")
    void forgetsNothingElse(TestRepository source, TestRepository target, TestRepository other) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        other.put(ImageFixture.small(2), "v2");
        runs.once(config(other, target, ""));
        SampleImage bad = source.put(ImageFixture.small(3), "bad");
        Hold rollback = new Hold(
                image(target, "bad", bad.digest()),
                source.fullName(),
                Hold.Reason.ROLLBACK,
                runs.time.now(),
                Optional.empty(),
                Optional.empty());
        runs.state.hold(1, rollback);
        mirroring.delete(source, "bad");

        runs.once(config(source, target, ""));
        assertThat(runs.held()).containsExactly("bad rollback", "v1 minAge " + END, "v2 minAge " + END);
        mirroring.delete(source, "v1");
        runs.once(config(source, target, ""));
        assertThat(runs.held()).containsExactly("bad rollback", "v1 minAge " + END, "v2 minAge " + END);
    }

    @Test
    @DisplayName("the time counts from when any run first saw the image under its tag")
    void countsFromFirstSeen(TestRepository source, TestRepository target) throws Exception {
        SampleImage image = source.put(ImageFixture.small(1), "v1", "v2");
        runs.state.saw(1, image(source, "v1", image.digest()), ManualTime.START.minus(Duration.ofHours(73)));

        assertThat(runs.once(config(source, target, ""))).containsExactly("v1 Copy", "v2 Held");
    }

    @Test
    @DisplayName("the target has the image meanwhile: nothing waits any more")
    void endsWhenTheTargetHasIt(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        runs.once(config(source, target, ""));
        assertThat(runs.held()).hasSize(1);

        target.put(ImageFixture.small(1), "v1");
        assertThat(runs.once(config(source, target, ""))).containsExactly("v1 UpToDate");
        assertThat(runs.held()).isEmpty();
    }

    @Test
    @DisplayName("minAgeAllow: tags that match do not wait")
    void letsSomeThrough(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1", "nightly-1");

        assertThat(runs.once(config(source, target, ", minAgeAllow: ['nightly-.*']")))
                .containsExactly("nightly-1 Copy", "v1 Held");
    }

    @Test
    @DisplayName("a released image is copied with the next run, and only that image")
    void releases(TestRepository source, TestRepository target) throws Exception {
        SampleImage image = source.put(ImageFixture.small(1), "v1");
        String config = config(source, target, "");
        runs.once(config);

        assertThat(runs.state.release(image(target, "v1", image.digest()), runs.time.now()))
                .isTrue();
        assertThat(runs.once(config)).containsExactly("v1 Copy");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(image.digest().toString());
        assertThat(runs.state.holdOf(image(target, "v1", image.digest()))).isEmpty();

        source.put(ImageFixture.small(2), "v1");
        assertThat(runs.once(config)).containsExactly("v1 Held");
    }

    @Test
    @DisplayName("minAgeSource: created counts from the config's time; none, or one to come, counts as first seen")
    void countsFromCreation(TestRepository source, TestRepository target) throws Exception {
        Instant now = ManualTime.START;
        source.put(aged(1, now.minus(Duration.ofHours(73))), "old");
        source.put(aged(2, now.minus(Duration.ofHours(70))), "young");
        source.put(aged(3, now.plus(Duration.ofHours(1))), "to-come");
        source.put(ImageFixture.artifact("a/b").blob("text/plain", "undated").build(), "undated");

        assertThat(runs.once(config(source, target, ", minAgeSource: created")))
                .containsExactly("old Copy", "to-come Held", "undated Held", "young Held");
        assertThat(runs.held())
                .containsExactly(
                        "to-come minAge " + END,
                        "undated minAge " + END,
                        "young minAge " + now.plus(Duration.ofHours(2)));
    }

    private static SampleImage aged(int seed, Instant created) {
        return ImageFixture.image()
                .layer("seed.txt", "seed " + seed + "\n")
                .created(created)
                .build();
    }

    @Test
    @DisplayName("one platform of an index waits from the first time it had to, whatever else changes in the index")
    void holdsOnePlatform(TestRepository source, TestRepository target) throws Exception {
        SampleImage wanted = ImageFixture.image("linux/arm64").layer("a", "a").build();
        source.put(ImageFixture.index(wanted, aged(1, ManualTime.START)).build(), "v1");
        String config = config(source, target, ", platform: linux/arm64");
        runs.once(config);
        runs.time.advance(Duration.ofHours(60));
        source.put(ImageFixture.index(wanted, aged(2, ManualTime.START)).build(), "v1");
        runs.once(config);
        assertThat(runs.held()).containsExactly("v1 minAge " + END);

        runs.time.advance(Duration.ofHours(12));
        assertThat(runs.once(config)).containsExactly("v1 Copy");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(wanted.digest().toString());
    }

    @Test
    @DisplayName("another minAge counts for what waits already, from the same time; none ends the wait")
    void followsTheConfiguration(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        runs.once(config(source, target, ""));
        runs.time.advance(Duration.ofHours(1));
        runs.once(config(source, target, "").replace("72h", "3h"));
        assertThat(runs.held()).containsExactly("v1 minAge " + ManualTime.START.plus(Duration.ofHours(3)));

        assertThat(runs.once(config(source, target, "").replace("72h", "0s"))).containsExactly("v1 Copy");
        assertThat(runs.held()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = SyncAction.class,
            names = {"CHECK", "PLAN"})
    @DisplayName("check and plan tell what is held, and write nothing")
    void checksWithoutWriting(SyncAction action, TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");

        assertThat(runs.run(config(source, target, ", minAgeSource: created").replace("72h", "36500d"), action))
                .containsExactly("v1 Held");
        assertThat(runs.run(config(source, target, ""), action)).containsExactly("v1 Held");
        assertThat(runs.state.writes()).isZero();
    }

    @Test
    @DisplayName("a state that cannot be asked, or is lost, lets nothing through and overwrites nothing")
    void failsSafe(TestRepository source, TestRepository target) throws Exception {
        SampleImage old = target.put(ImageFixture.small(1), "v1");
        source.put(ImageFixture.small(2), "v1");
        String config = config(source, target, "");

        runs.state.fail(true);
        assertThat(runs.once(config))
                .containsExactly("v1 failed: sync " + source.fullName() + ":v1 to " + target.fullName()
                        + ":v1: state memory: cannot be reached");
        assertThat(runs.forgetful(config)).containsExactly("v1 Held");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(old.digest().toString());
    }

    @Test
    @DisplayName("a clock that was ahead makes an image wait longer, never shorter")
    void survivesTheClock(TestRepository source, TestRepository target) throws Exception {
        SampleImage image = source.put(ImageFixture.small(1), "v1");
        runs.state.saw(1, image(source, "v1", image.digest()), ManualTime.START.plus(Duration.ofDays(365)));

        assertThat(runs.once(config(source, target, ""))).containsExactly("v1 Held");
        assertThat(runs.held()).containsExactly("v1 minAge " + END);
        runs.time.advance(Duration.ofDays(3));
        assertThat(runs.once(config(source, target, ""))).containsExactly("v1 Copy");
    }

    @Test
    @DisplayName("a clock that jumps ahead of the registries lets nothing through")
    void distrustsTheClock(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        source.put(ImageFixture.small(2), "v2");
        String config = config(source, target, "");
        runs.followRegistry();
        assertThat(runs.once(config)).containsExactly("v1 Held", "v2 Held");
        List<String> held = runs.held();

        runs.time.advance(Duration.ofDays(4));
        assertThat(runs.once(config)).containsExactly("v1 Held", "v2 Held");
        assertThat(runs.held()).isEqualTo(held);
    }

    @Test
    @DisplayName("an image that was first seen by a clock that was behind waits from the registry's time")
    void remembersTheRegistrysTime(TestRepository source, TestRepository target) throws Exception {
        SampleImage image = source.put(ImageFixture.small(1), "v1");
        String config = config(source, target, "");
        runs.followRegistry();
        Instant now = runs.time.now();
        runs.time.advance(Duration.ofDays(-30));
        assertThat(runs.once(config)).containsExactly("v1 Held");
        assertThat(runs.state.firstSeen(image(source, "v1", image.digest())).orElseThrow())
                .isCloseTo(now, within(1, ChronoUnit.HOURS));

        runs.time.advance(Duration.ofDays(30));
        assertThat(runs.once(config)).containsExactly("v1 Held");
    }

    @Test
    @DisplayName("a wait that began by a clock that was ahead begins again at the next look")
    void endsAWaitOfTheFuture(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        runs.time.advance(Duration.ofDays(365));
        runs.once(config(source, target, ""));
        runs.time.advance(Duration.ofDays(-365));

        assertThat(runs.once(config(source, target, ""))).containsExactly("v1 Held");
        assertThat(runs.held()).containsExactly("v1 minAge " + END);
        runs.time.advance(Duration.ofDays(3));
        assertThat(runs.once(config(source, target, ""))).containsExactly("v1 Copy");
    }

    @Test
    @DisplayName("an image a tag was put back from waits in every entry until it is released")
    void holdsWhatWasRolledBack(TestRepository source, TestRepository target) throws Exception {
        target.put(ImageFixture.small(1), "v1");
        SampleImage bad = source.put(ImageFixture.small(2), "v1");
        Hold hold = new Hold(
                image(target, "v1", bad.digest()),
                source.fullName(),
                Hold.Reason.ROLLBACK,
                runs.time.now(),
                Optional.empty(),
                Optional.empty());
        runs.state.hold(1, hold);
        String plain = sync(entry(source, target, "repository", ""));

        assertThat(runs.once(plain)).containsExactly("v1 Held");
        runs.time.advance(Duration.ofDays(100));
        assertThat(runs.once(config(source, target, ", onRetag: fail"))).containsExactly("v1 Held");
        assertThat(runs.held()).containsExactly("v1 rollback");

        runs.state.release(hold.image(), runs.time.now());
        assertThat(runs.once(config(source, target, ", onRetag: fail"))).containsExactly("v1 Copy");
    }
}
