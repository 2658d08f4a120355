// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.digest.Digest;
import io.regclient.kit.service.SeveralFailures;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.Deletion;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.prune.Pruning.Mode;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.run.OnceRun;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.MemoryState;
import io.regclient.regsync.state.Move;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.Gate;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/regsync-prune.md: a tag is deleted by one run alone, and a registry is not believed that it is. */
@ExtendWith(RegistryExtension.class)
@Timeout(60)
class DeletedOnceTest {
    private final InProcessRegistry registry;
    private final Mirroring mirroring;
    private final MemoryState state = new MemoryState();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final SampleImage old = ImageFixture.small(1);
    private final TestRepository source;
    private final TestRepository target;

    DeletedOnceTest(InProcessRegistry registry, @TempDir Path directory, TestRepository source, TestRepository target) {
        this.registry = registry;
        this.mirroring = new Mirroring(registry, directory);
        this.source = source;
        this.target = target;
    }

    /** An earlier run has missed the tag gone. */
    @BeforeEach
    void mirrored() throws IOException {
        source.put(old, "v1");
        target.put(old, "v1", "gone");
        once(Mode.WATCH);
        registry.requests().clear();
    }

    private void once(Mode mode) throws IOException {
        Journal journal = new Journal() {
            @Override
            public void deleted(SyncEntry entry, Deletion deletion) {
                heard.add("deleted");
            }

            @Override
            public void left(SyncEntry entry, Deletion deletion) {
                heard.add("left");
            }

            @Override
            public void failed(SyncEntry entry, Deletion deletion, IOException failure) {
                heard.add("failed");
            }
        };
        long number = state.beginRun("once", Instant.now());
        String yaml = sync(entry(source, target, "repository", "prune: {maxDelete: 100%, grace: 0s}"));
        try (RunFixture run = new RunFixture(registry, new ManualTime(), yaml)) {
            RunState memory = new RunState(state, number, Ticker.system(), RunFixture.NAMES);
            new OnceRun(run.pruning(memory, mode, journal)).run(run.entries(), SyncAction.COPY);
        } finally {
            state.endRun(number, false, Instant.now());
        }
    }

    private String failure() {
        return Objects.requireNonNull(catchThrowableOfType(SeveralFailures.class, () -> once(Mode.DELETE)))
                .failures()
                .stream()
                .map(Throwable::getMessage)
                .collect(Collectors.joining("\n"));
    }

    private List<String> ledger() throws IOException {
        return state.history(target.fullName(), Optional.of(new Tag("gone")), 100).stream()
                .filter(row -> row.move().kind() == Move.Kind.DELETE)
                .map(row -> row.move().from().map(Digest::toString).orElse("-") + " "
                        + row.end().word())
                .toList();
    }

    private List<String> deletions() {
        return target.lines().stream().filter(line -> line.startsWith("DELETE")).toList();
    }

    @Test
    @DisplayName("a deletion asks about the tag right before and after it, and changes nothing else")
    void looksBeforeAndAfter() throws IOException {
        once(Mode.DELETE);

        assertThat(target.lines())
                .endsWith("HEAD manifests/gone", "HEAD manifests/gone", "DELETE manifests/gone", "HEAD manifests/gone");
        assertThat(deletions()).hasSize(1);
        assertThat(heard).containsExactly("deleted");
        assertThat(ledger()).containsExactly(old.digest() + " done");
    }

    @Test
    @DisplayName("a tag that another run is deleting is left to it: no failure, no row")
    void deletesOnceInTwoRuns() throws Exception {
        Gate gate = Gate.closed();
        target.fault("DELETE", "manifests/gone", Occurrence.nth(1), new Fault.Hold(gate));
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<?> first = other.submit(() -> {
                once(Mode.DELETE);
                return true;
            });
            try {
                gate.awaitHeld(1);
                once(Mode.DELETE);
                once(Mode.WATCH);
                assertThat(heard).containsExactly("left");
                assertThat(ledger()).containsExactly(old.digest() + " open");
            } finally {
                gate.open();
            }
            first.get();
        }

        assertThat(deletions()).containsExactly("DELETE manifests/gone");
        assertThat(heard).containsExactly("left", "deleted");
        assertThat(ledger()).containsExactly(old.digest() + " done");
        assertThat(mirroring.tags(target)).containsExactly("v1");
    }

    @Test
    @DisplayName("a tag that is gone right before it is deleted is left alone: no failure, no row")
    void leavesWhatIsGone() throws IOException {
        target.fault("HEAD", "manifests/gone", Occurrence.nth(2), new Fault.Status(404));

        once(Mode.DELETE);

        assertThat(heard).containsExactly("left");
        assertThat(deletions()).isEmpty();
        assertThat(ledger()).isEmpty();
    }

    @Test
    @DisplayName("a tag that has moved right before it is deleted is left alone: no failure, no row")
    void leavesWhatHasMoved() throws IOException {
        String other = ImageFixture.small(2).digest().toString();
        target.fault("HEAD", "manifests/gone", Occurrence.nth(2), new Fault.WrongDigestHeader(other));

        once(Mode.DELETE);

        assertThat(heard).containsExactly("left");
        assertThat(deletions()).isEmpty();
        assertThat(ledger()).isEmpty();
    }

    @Test
    @DisplayName("a look right before the deletion that fails is a failure, and nothing was begun")
    void failsWhenItCannotLook() throws IOException {
        target.fault("HEAD", "manifests/gone", Occurrence.nth(2), new Fault.Status(403));

        assertThat(failure()).contains("prune " + target.fullName() + ":gone");

        assertThat(deletions()).isEmpty();
        assertThat(ledger()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 202})
    @DisplayName(
            "a registry that says \"not found\" or \"deleted\" and keeps the tag is a failure, the ledger says undone")
    void doesNotBelieveTheRegistry(int status) throws IOException {
        target.fault("DELETE", "manifests", Occurrence.always(), new Fault.Status(status));

        assertThat(failure())
                .contains("prune " + target.fullName() + ":gone: the registry said that it is deleted, and it still "
                        + "stands for " + old.digest());

        assertThat(mirroring.digest(target, "gone")).isEqualTo(old.digest().toString());
        assertThat(heard).containsExactly("failed");
        assertThat(ledger()).containsExactly(old.digest() + " undone");
    }

    @Test
    @DisplayName("a registry that says \"deleted\" and keeps the image in place of the tag gets the tag set back")
    void setsBackWhatStandsIn() throws IOException {
        target.fault("DELETE", "manifests/gone", Occurrence.always(), new Fault.Status(405));
        target.fault("DELETE", "manifests/sha256:", Occurrence.always(), new Fault.Status(202));

        assertThat(failure()).contains(target.fullName() + ":gone", "the tag was set back to " + old.digest());

        assertThat(mirroring.digest(target, "gone")).isEqualTo(old.digest().toString());
        assertThat(heard).containsExactly("failed");
        assertThat(ledger()).containsExactly(old.digest() + " undone");
    }

    @Test
    @DisplayName("a deletion whose answer was lost is done: the second request finds nothing, and the tag is gone")
    void deletesWhenTheAnswerIsLost() throws IOException {
        target.fault("DELETE", "manifests/gone", Occurrence.nth(1), new Fault.LoseResponse());

        once(Mode.DELETE);

        assertThat(heard).containsExactly("deleted");
        assertThat(ledger()).containsExactly(old.digest() + " done");
    }

    @Test
    @DisplayName(
            "a tag that cannot be looked at after its deletion is a failure, and the next run tells what came of it")
    void settlesWhatCouldNotBeSeen() throws IOException {
        target.fault("HEAD", "manifests/gone", Occurrence.nth(3), new Fault.Status(403));

        assertThat(failure()).contains("prune " + target.fullName() + ":gone");
        assertThat(ledger()).containsExactly(old.digest() + " open");
        once(Mode.WATCH);

        assertThat(ledger()).containsExactly(old.digest() + " done");
    }
}
