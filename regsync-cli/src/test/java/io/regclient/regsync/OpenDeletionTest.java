// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.ref.Tag;
import io.regclient.regsync.prune.Pruning.Mode;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.state.MemoryState;
import io.regclient.regsync.state.Move;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletions that broke off at a registry which deletes no tags: another image stands under the tag. */
@ExtendWith(RegistryExtension.class)
class OpenDeletionTest {
    private final Mirroring mirroring;
    private final TestRepository source;
    private final TestRepository target;
    private final PrunedMirror mirror;
    private final MemoryState state;
    private final SampleImage old;

    OpenDeletionTest(
            InProcessRegistry registry, @TempDir Path directory, TestRepository source, TestRepository target) {
        this.mirroring = new Mirroring(registry, directory);
        this.source = source;
        this.target = target;
        this.mirror = PrunedMirror.of(source, target);
        this.state = mirror.state();
        this.old = mirror.old();
    }

    private void run(Mode mode, String more) throws IOException {
        String yaml = sync(entry(source, target, "repository", more + "prune: {maxDelete: 100%}"));
        mirror.run(mode, yaml, mirror.begin(), Journal.NONE);
    }

    /** A run was killed when the tag gone stood for the image that was to be deleted with it. */
    private SampleImage broken(SampleImage standIn) throws IOException {
        target.put(standIn, "gone");
        long killed = state.beginRun("once", Instant.now());
        Move move = new Move(
                Move.Kind.DELETE,
                target.fullName(),
                new Tag("gone"),
                Optional.of(old.digest()),
                Optional.empty(),
                Optional.empty());
        state.kill(killed);
        state.takenOver(state.intend(killed, move, Instant.now()), standIn.digest());
        return standIn;
    }

    @Test
    @DisplayName("a deletion that broke off with another image under the tag is ended by any run, as one deletion")
    void endsWhatBrokeOff() throws IOException {
        SampleImage standIn = broken(ImageFixture.small(2));

        run(Mode.PLAN, "");
        assertThat(mirroring.digest(target, "gone")).isEqualTo(standIn.digest().toString());
        run(Mode.WATCH, "");

        assertThat(mirroring.tags(target)).containsExactly("v1", "v2", "v3");
        assertThat(mirror.ledger()).containsExactly("gone " + old.digest() + " done");
        assertThat(state.history(target.fullName(), Optional.of(new Tag("gone")), 9)
                        .getFirst()
                        .move()
                        .to())
                .isEmpty();
    }

    @Test
    @DisplayName("a tag that came back at the source meanwhile is copied, and the image under it is no image to keep")
    void copiesOverWhatBrokeOff() throws IOException {
        SampleImage standIn = broken(ImageFixture.small(2));
        source.put(old, "gone");

        run(Mode.DELETE, "onRetag: backup, ");

        assertThat(mirroring.tags(target)).containsExactly("gone", "v1", "v2", "v3");
        assertThat(mirroring.digest(target, "gone")).isEqualTo(old.digest().toString());
        assertThat(target.lines()).contains("DELETE manifests/" + standIn.digest());
        assertThat(mirror.ledger()).containsExactly("gone " + old.digest() + " done");
    }

    @Test
    @DisplayName("a registry that does not delete the image under the tag gets back what the tag stood for")
    void putsBackWhatBrokeOff() throws IOException {
        broken(ImageFixture.small(2));
        target.fault("DELETE", "manifests", Occurrence.always(), new Fault.Status(405));

        run(Mode.WATCH, "");

        assertThat(mirroring.digest(target, "gone")).isEqualTo(old.digest().toString());
        assertThat(mirror.ledger()).containsExactly("gone " + old.digest() + " undone");
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 404})
    @DisplayName(
            "a registry that says the image under the tag is deleted, and keeps it, gets back what the tag stood for")
    void putsBackWhatIsStillThere(int status) throws IOException {
        broken(ImageFixture.small(2));
        target.fault("DELETE", "manifests", Occurrence.always(), new Fault.Status(status));

        run(Mode.WATCH, "");

        assertThat(mirroring.digest(target, "gone")).isEqualTo(old.digest().toString());
        assertThat(mirror.ledger()).containsExactly("gone " + old.digest() + " undone");
    }

    @Test
    @DisplayName("a deletion of a run that may still be at it is left to that run")
    void leavesWhatIsUnderWay() throws IOException {
        SampleImage standIn = target.put(ImageFixture.small(2), "gone");
        long other = state.beginRun("once", Instant.now());
        Move move = new Move(
                Move.Kind.DELETE,
                target.fullName(),
                new Tag("gone"),
                Optional.of(old.digest()),
                Optional.empty(),
                Optional.empty());
        state.takenOver(state.claim(other, move, Instant.now()).orElseThrow(), standIn.digest());

        run(Mode.WATCH, "");
        assertThat(mirror.ledger()).containsExactly("gone " + old.digest() + " open");
        assertThat(mirroring.tags(target)).contains("gone");

        state.kill(other);
        run(Mode.WATCH, "");
        assertThat(mirror.ledger()).containsExactly("gone " + old.digest() + " done");
        assertThat(mirroring.tags(target)).doesNotContain("gone");
    }

    @Test
    @DisplayName("an image that somebody else put under the tag stays: only the recorded one is recognised")
    void keepsAnotherImage() throws IOException {
        broken(ImageFixture.small(2));
        SampleImage other = target.put(ImageFixture.small(3), "gone");

        run(Mode.WATCH, "");

        assertThat(mirroring.digest(target, "gone")).isEqualTo(other.digest().toString());
        assertThat(mirror.ledger()).containsExactly("gone " + old.digest() + " undone");
    }
}
