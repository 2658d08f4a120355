// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.state.Hold;
import io.regclient.regsync.state.Move;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("docs/regsync-ledger.md, moved tags")
@ExtendWith(RegistryExtension.class)
class MovedTagsTest {
    private static final SampleImage OLD = ImageFixture.small(1);
    private static final SampleImage NEW = ImageFixture.small(2);

    private final SafeguardRuns runs;
    private final Mirroring mirroring;

    MovedTagsTest(InProcessRegistry registry, @TempDir Path directory) {
        this.runs = new SafeguardRuns(registry);
        this.mirroring = new Mirroring(registry, directory);
    }

    private static String config(TestRepository source, TestRepository target, String onRetag) {
        return sync(entry(source, target, "repository", "onRetag: " + onRetag));
    }

    private static void move(TestRepository source, TestRepository target) {
        target.put(OLD, "v1");
        source.put(NEW, "v1");
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("a tag that moved is copied, copied with a warning, kept, or kept with a failure")
    @CsvSource(
            delimiter = '|',
            value = {
                "copy | 0 | new | msg=\"Image sync needed\"",
                "warn | 0 | new | level=WARN msg=\"Tag moved at the source\" source=SOURCE target=TARGET digest=NEW replaced=OLD",
                "skip | 0 | old | level=WARN msg=\"Tag moved at the source, target is kept\" source=SOURCE target=TARGET digest=NEW kept=OLD",
                "fail | 1 | old | sync SOURCE to TARGET: the tag moved at the source to NEW, the target keeps OLD by onRetag: fail (try: ",
                "'[{pattern: v2, action: fail}, {pattern: \"v.*\", action: skip}]' | 0 | old | target is kept",
                "'[{pattern: v2, action: fail}]' | 0 | new | msg=\"Image sync needed\""
            })
    void treatsMovedTags(
            String rule, int exit, String stays, String line, TestRepository source, TestRepository target) {
        move(source, target);
        source.put(NEW, "new");

        String expected = line.replace("SOURCE", source.fullName() + ":v1")
                .replace("TARGET", target.fullName() + ":v1")
                .replace("NEW", NEW.digest().toString())
                .replace("OLD", OLD.digest().toString());
        mirroring.run(config(source, target, rule), "once").check().exits(exit).errContains(expected);

        assertThat(mirroring.digest(target, "v1"))
                .isEqualTo((stays.equals("new") ? NEW : OLD).digest().toString());
        assertThat(mirroring.digest(target, "new"))
                .as("a new tag is none that moved")
                .isEqualTo(NEW.digest().toString());
    }

    @Test
    @DisplayName("backup keeps the old image under its tag, the day and the beginning of its digest")
    void keepsABackup(TestRepository source, TestRepository target) throws Exception {
        move(source, target);

        assertThat(runs.once(config(source, target, "backup"))).containsExactly("v1 Copy");

        String backup = "v1-20261121-" + OLD.digest().hex().substring(0, 12);
        assertThat(mirroring.tags(target)).containsExactly("v1", backup);
        assertThat(mirroring.digest(target, backup)).isEqualTo(OLD.digest().toString());
        assertThat(mirroring.digest(target, "v1")).isEqualTo(NEW.digest().toString());
    }

    @Test
    @DisplayName("a tag too long for that is shortened, and the template of the entry wins")
    void namesBackups(TestRepository source, TestRepository target) throws Exception {
        String tag = "v".repeat(128);
        target.put(OLD, tag);
        source.put(NEW, tag);
        runs.once(config(source, target, "backup"));
        assertThat(mirroring.tags(target))
                .contains(
                        "v".repeat(128 - 22) + "-20261121-" + OLD.digest().hex().substring(0, 12));

        source.put(ImageFixture.small(3), tag);
        runs.once(config(source, target, "backup, backup: 'kept-{{.Ref.Tag | len}}'"));
        assertThat(mirroring.digest(target, "kept-128")).isEqualTo(NEW.digest().toString());
    }

    @Test
    @DisplayName("a backup replaces no other image")
    void replacesNothingByABackup(TestRepository source, TestRepository target) throws Exception {
        move(source, target);
        SampleImage other = target.put(ImageFixture.small(4), "keep");

        assertThat(runs.once(config(source, target, "backup, backup: keep")))
                .singleElement()
                .asString()
                .contains(target.fullName() + ":keep has another image; let backup give each image a tag of its own");
        assertThat(mirroring.digest(target, "keep")).isEqualTo(other.digest().toString());
        assertThat(mirroring.digest(target, "v1")).isEqualTo(OLD.digest().toString());
    }

    @Test
    @DisplayName("a backup under the tag's own name keeps nothing: the tag fails")
    void keepsNothingUnderItsOwnName(TestRepository source, TestRepository target) throws Exception {
        move(source, target);

        assertThat(runs.once(config(source, target, "backup, backup: '{{.Ref.Tag}}'")))
                .singleElement()
                .asString()
                .contains(
                        ":v1 before it is replaced: it would be replaced there; let backup give another tag than its own");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(OLD.digest().toString());
    }

    @Test
    @DisplayName("a plan denies what onRetag: fail keeps out")
    void deniesInAPlan(TestRepository source, TestRepository target) {
        move(source, target);

        mirroring
                .run(config(source, target, "fail"), "plan")
                .check()
                .exits(1)
                .outContains("deny", "onRetag: the tag moved at the source");
    }

    @Test
    @DisplayName("without its backup a tag that moved is not replaced")
    void replacesNothingWithoutABackup(TestRepository source, TestRepository target) throws Exception {
        move(source, target);
        target.fault("PUT", "manifests/v1-2026.*", Occurrence.always(), new Fault.Status(403));

        assertThat(runs.once(config(source, target, "backup")))
                .singleElement()
                .asString()
                .startsWith("v1 failed: sync " + source.fullName() + ":v1 to " + target.fullName() + ":v1: keep "
                        + target.fullName() + ":v1 as " + target.fullName() + ":v1-20261121-")
                .contains(" before it is replaced: ");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(OLD.digest().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "fail", "backup"})
    @DisplayName("a target that cannot be looked at is not taken for one without the tag")
    void mustKnowTheTarget(String action, TestRepository source, TestRepository target) throws Exception {
        move(source, target);
        target.fault("HEAD", "manifests/v1", Occurrence.always(), new Fault.Status(403));

        assertThat(runs.once(config(source, target, action)))
                .singleElement()
                .asString()
                .startsWith("v1 failed: ")
                .contains("what the target has must be known for onRetag: ");
        assertThat(target.lines()).noneMatch(line -> line.startsWith("PUT"));
    }

    @Test
    @DisplayName("the ledger knows when the target was changed and not the source: that is brought back in step")
    void bringsBackWhatSomebodyChanged(TestRepository source, TestRepository target) throws Exception {
        move(source, target);
        moved(target, OLD.digest(), NEW.digest(), true);
        moved(target, NEW.digest(), OLD.digest(), false);

        assertThat(runs.once(config(source, target, "fail"))).containsExactly("v1 Copy");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(NEW.digest().toString());

        source.put(ImageFixture.small(3), "v1");
        assertThat(runs.once(config(source, target, "skip"))).containsExactly("v1 Skipped");
    }

    private void moved(TestRepository target, Digest from, Digest to, boolean done) throws Exception {
        Move move = new Move(
                Move.Kind.COPY,
                target.fullName(),
                new Tag("v1"),
                Optional.of(from),
                Optional.of(to),
                Optional.of("source"));
        runs.state.settle(runs.state.intend(1, move, runs.time.now()), done);
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "fail"})
    @DisplayName("an image that was released is copied where its tag would be skipped or fail")
    void releases(String action, TestRepository source, TestRepository target) throws Exception {
        move(source, target);
        Hold hold = new Hold(
                SafeguardRuns.image(target, "v1", NEW.digest()),
                source.fullName(),
                Hold.Reason.ROLLBACK,
                runs.time.now(),
                Optional.empty(),
                Optional.of(runs.time.now()));
        runs.state.hold(1, hold);

        assertThat(runs.once(config(source, target, action))).containsExactly("v1 Copy");
    }

    @Test
    @DisplayName("what is skipped or fails does so at once; what is kept or told comes when the image has its age")
    void combinesWithMinAge(TestRepository source, TestRepository target) throws Exception {
        move(source, target);

        assertThat(runs.once(config(source, target, "skip, minAge: 1h"))).containsExactly("v1 Skipped");
        assertThat(runs.once(config(source, target, "backup, minAge: 1h"))).containsExactly("v1 Held");
        assertThat(mirroring.tags(target)).containsExactly("v1");
    }

    @Test
    @DisplayName("check and plan tell the same, and keep and copy nothing")
    void checks(TestRepository source, TestRepository target) throws Exception {
        move(source, target);

        assertThat(runs.run(config(source, target, "skip"), SyncAction.CHECK)).containsExactly("v1 Skipped");
        assertThat(runs.run(config(source, target, "backup"), SyncAction.CHECK)).containsExactly("v1 Copy");
        assertThat(mirroring.tags(target)).containsExactly("v1");
        assertThat(runs.state.writes()).isZero();
    }
}
