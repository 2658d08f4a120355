// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.regclient.digest.Digest;
import io.regclient.ref.Tag;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.state.DatabaseLogin;
import io.regclient.regsync.state.LedgerRow;
import io.regclient.regsync.state.LedgerRow.End;
import io.regclient.regsync.state.Move;
import io.regclient.regsync.state.Move.Kind;
import io.regclient.regsync.state.SqlState;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** docs/regsync-ledger.md: what runs record of the tags they see and move. */
@ExtendWith(RegistryExtension.class)
class LedgerTest {
    private static final String STATE = "state: sqlite:state.db\n";
    private static final Tag V1 = new Tag("v1");

    private final InProcessRegistry registry;
    private final Mirroring mirroring;
    private final Path directory;

    LedgerTest(InProcessRegistry registry, @TempDir Path directory) {
        this.registry = registry;
        this.directory = directory;
        this.mirroring = new Mirroring(registry, directory);
    }

    private SqlState open() throws IOException {
        Database database = Database.of("sqlite:state.db", DatabaseLogin.NONE, directory);
        return SqlState.open(database, Ticker.system(), Sleeper.system());
    }

    private List<LedgerRow> history(TestRepository repository) throws IOException {
        try (SqlState state = open()) {
            return state.history(repository.fullName(), Optional.empty(), 100).reversed();
        }
    }

    private String views(String sql) throws IOException {
        return ExternalProgram.run("sqlite3", directory.resolve("state.db").toString(), sql)
                .requireSuccess();
    }

    private static Move copy(TestRepository source, TestRepository target, Optional<Digest> from, SampleImage to) {
        return new Move(
                Kind.COPY, target.fullName(), V1, from, Optional.of(to.digest()), Optional.of(source.fullName()));
    }

    @Test
    @DisplayName("a tag is seen at the source and copied to the target, each with time and run")
    void recordsMoves(TestRepository source, TestRepository target) throws IOException {
        SampleImage first = source.put(ImageFixture.small(1), "v1");
        String config = STATE + sync(entry(source, target, "repository", ""));
        mirroring.run(config, "once").check().succeeds();
        mirroring.run(config, "once").check().succeeds();
        SampleImage second = source.put(ImageFixture.small(2), "v1");
        mirroring.run(config, "once").check().succeeds();

        assertThat(history(source))
                .extracting(row -> row.move().kind(), row -> row.move().to(), LedgerRow::run, LedgerRow::end)
                .containsExactly(
                        tuple(Kind.SEEN, Optional.of(first.digest()), 1L, End.DONE),
                        tuple(Kind.SEEN, Optional.of(second.digest()), 3L, End.DONE));
        assertThat(history(target))
                .extracting(LedgerRow::move, LedgerRow::run, LedgerRow::end)
                .containsExactly(
                        tuple(copy(source, target, Optional.empty(), first), 1L, End.DONE),
                        tuple(copy(source, target, Optional.of(first.digest()), second), 3L, End.DONE));
        assertThat(views("select command, outcome from regsync_runs")).isEqualTo("once|ok\nonce|ok\nonce|ok\n");
    }

    @Test
    @DisplayName("a target that cannot be asked leaves no moves behind, which the next look would take for made")
    void recordsNothingOfAnOutage(TestRepository source, TestRepository target) throws IOException {
        SampleImage first = source.put(ImageFixture.small(1), "v1");
        String config = STATE + sync(entry(source, target, "image", ""));
        mirroring.run(config, "once").check().succeeds();

        target.fault("HEAD", "manifests/v1", Occurrence.first(2), new Fault.Status(401));
        mirroring.run(config, "once").check().exits(1).errContains("failed to access target registry: ");
        mirroring.run(config, "once").check().succeeds();
        assertThat(history(target))
                .extracting(LedgerRow::move, LedgerRow::end)
                .containsExactly(tuple(copy(source, target, Optional.empty(), first), End.DONE));
    }

    @Test
    @DisplayName("a target that comes back before its copy is recorded with what its tag stood for")
    void recordsAfterAnOutage(TestRepository source, TestRepository target) throws IOException {
        SampleImage first = source.put(ImageFixture.small(1), "v1");
        String config = STATE + sync(entry(source, target, "image", ""));
        mirroring.run(config, "once").check().succeeds();

        target.fault("HEAD", "manifests/v1", Occurrence.nth(1), new Fault.Status(401));
        mirroring.run(config, "once").check().succeeds();
        assertThat(history(target)).hasSize(1);

        SampleImage second = source.put(ImageFixture.small(2), "v1");
        target.fault("HEAD", "manifests/v1", Occurrence.nth(1), new Fault.Status(401));
        mirroring.run(config, "once").check().succeeds();
        assertThat(history(target))
                .extracting(LedgerRow::move, LedgerRow::end)
                .containsExactly(
                        tuple(copy(source, target, Optional.empty(), first), End.DONE),
                        tuple(copy(source, target, Optional.of(first.digest()), second), End.DONE));
    }

    @Test
    @DisplayName("a state costs no request, and check and runs without a state record nothing")
    void costsNothing(TestRepository source, TestRepository target) throws IOException {
        source.put(ImageFixture.small(1), "v1");
        String entries = sync(entry(source, target, "image", ""));
        mirroring.run(entries, "once").check().succeeds();
        assertThat(directory.resolve("state.db")).doesNotExist();
        registry.requests().clear();
        mirroring.run(STATE + entries, "check").check().succeeds();
        assertThat(directory.resolve("state.db")).doesNotExist();

        registry.requests().clear();
        mirroring.run(STATE + entries, "once").check().succeeds().errIsEmpty();
        assertThat(source.lines()).containsExactly("HEAD manifests/v1");
        assertThat(target.lines()).containsExactly("HEAD manifests/v1");
        assertThat(history(source)).hasSize(1);

        source.put(ImageFixture.small(2), "v1");
        mirroring.run(STATE + entries, "check").check().succeeds();
        assertThat(history(source)).hasSize(1);
    }

    @Test
    @DisplayName("a backup is a move of its own, with the image it keeps")
    void recordsBackups(TestRepository source, TestRepository target) throws IOException {
        source.put(ImageFixture.small(1), "v1");
        SampleImage old = target.put(ImageFixture.small(2), "v1");
        String config = STATE + sync(entry(source, target, "image", "backup: 'old-{{.Ref.Tag}}'"));
        mirroring.run(config, "once").check().succeeds();

        assertThat(history(target))
                .extracting(row -> row.move().kind(), row -> row.move().tag().name(), LedgerRow::end)
                .containsExactly(tuple(Kind.COPY, "v1", End.DONE), tuple(Kind.BACKUP, "old-v1", End.DONE));
        assertThat(history(target).getLast().move().to()).contains(old.digest());
    }

    @Test
    @DisplayName("a copy that fails before the tag has moved is undone, and its run failed")
    void recordsFailures(TestRepository source, TestRepository target) throws IOException {
        source.put(ImageFixture.small(1), "v1");
        target.fault("PUT", "manifests/v1$", Occurrence.always(), new Fault.Status(403));
        mirroring
                .run(STATE + sync(entry(source, target, "image", "")), "once")
                .check()
                .exits(1);

        assertThat(history(target)).extracting(LedgerRow::end).containsExactly(End.UNDONE);
        assertThat(views("select outcome from regsync_runs")).isEqualTo("failed\n");
    }

    @Test
    @DisplayName("what a killed run left open is settled by the next look at the tag")
    void settlesOpenMoves(TestRepository source, TestRepository target) throws IOException {
        SampleImage image = source.put(ImageFixture.small(1), "v1");
        SampleImage other = ImageFixture.small(2);
        target.put(image, "v1");
        try (SqlState state = open()) {
            long run = state.beginRun("once", Instant.EPOCH);
            state.intend(run, copy(source, target, Optional.empty(), image), Instant.EPOCH);
            state.intend(run, copy(source, target, Optional.of(image.digest()), other), Instant.EPOCH);
            state.intend(run, copy(source, target, Optional.empty(), other), Instant.EPOCH);
        }
        String config = STATE + sync(entry(source, target, "image", ""));
        mirroring.run(config, "check").check().succeeds();
        assertThat(history(target)).extracting(LedgerRow::end).containsOnly(End.OPEN);

        mirroring.run(config, "once").check().succeeds();
        assertThat(history(target)).extracting(LedgerRow::end).containsExactly(End.DONE, End.UNDONE, End.UNKNOWN);
    }

    @Test
    @DisplayName("a state that cannot be opened ends the command before anything is asked")
    void refusesBrokenState(TestRepository source, TestRepository target) throws IOException {
        Files.writeString(directory.resolve("state.db"), "x".repeat(2000));
        registry.requests().clear();

        mirroring
                .run(STATE + sync(entry(source, target, "image", "")), "once")
                .check()
                .exits(1)
                .errContains("state sqlite:" + directory.resolve("state.db") + ": open: the file is damaged");
        assertThat(source.lines()).isEmpty();
    }
}
