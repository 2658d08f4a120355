// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.prune.Pruning.Mode;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.run.OnceRun;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.state.MemoryState;
import io.regclient.regsync.state.Move;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Deletions that broke off at a registry which deletes no tags: another image stands under the tag. */
@ExtendWith(RegistryExtension.class)
class OpenDeletionTest {
    private final InProcessRegistry registry;
    private final Mirroring mirroring;
    private final MemoryState state = new MemoryState();
    private final SampleImage old = ImageFixture.small(1);
    private final TestRepository source;
    private final TestRepository target;

    OpenDeletionTest(
            InProcessRegistry registry, @TempDir Path directory, TestRepository source, TestRepository target) {
        this.registry = registry;
        this.mirroring = new Mirroring(registry, directory);
        this.source = source;
        this.target = target;
    }

    @BeforeEach
    void mirrored() {
        source.put(old, "v1", "v2", "v3");
        target.put(old, "v1", "v2", "v3", "gone");
    }

    private void run(Mode mode, String more) throws IOException {
        long number = state.beginRun("once", Instant.now());
        String yaml = sync(entry(source, target, "repository", more + "prune: {maxDelete: 100%}"));
        try (RunFixture run = new RunFixture(registry, new ManualTime(), yaml)) {
            RunState memory = new RunState(state, number, Ticker.system(), RunFixture.NAMES);
            SyncAction action = mode == Mode.PLAN ? SyncAction.PLAN : SyncAction.COPY;
            new OnceRun(run.pruning(memory, mode, Journal.NONE)).run(run.entries(), action);
        }
    }

    private List<String> ledger() throws IOException {
        return state.history(target.fullName(), Optional.empty(), 100).stream()
                .filter(row -> row.move().kind() == Move.Kind.DELETE)
                .map(row -> row.move().tag() + " "
                        + row.move().from().map(Digest::toString).orElse("-") + " "
                        + row.end().word())
                .toList();
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
        assertThat(ledger()).containsExactly("gone " + old.digest() + " done");
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
        assertThat(ledger()).containsExactly("gone " + old.digest() + " done");
    }

    @Test
    @DisplayName("a registry that does not delete the image under the tag gets back what the tag stood for")
    void putsBackWhatBrokeOff() throws IOException {
        broken(ImageFixture.small(2));
        target.fault("DELETE", "manifests", Occurrence.always(), new Fault.Status(405));

        run(Mode.WATCH, "");

        assertThat(mirroring.digest(target, "gone")).isEqualTo(old.digest().toString());
        assertThat(ledger()).containsExactly("gone " + old.digest() + " undone");
    }

    @Test
    @DisplayName("an image that somebody else put under the tag stays: only the recorded one is recognised")
    void keepsAnotherImage() throws IOException {
        broken(ImageFixture.small(2));
        SampleImage other = target.put(ImageFixture.small(3), "gone");

        run(Mode.WATCH, "");

        assertThat(mirroring.digest(target, "gone")).isEqualTo(other.digest().toString());
        assertThat(ledger()).containsExactly("gone " + old.digest() + " undone");
    }
}
