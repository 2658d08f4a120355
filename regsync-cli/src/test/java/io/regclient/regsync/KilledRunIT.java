// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.ref.Tag;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.state.DatabaseLogin;
import io.regclient.regsync.state.LedgerRow;
import io.regclient.regsync.state.LedgerRow.End;
import io.regclient.regsync.state.Move;
import io.regclient.regsync.state.PostgresCluster;
import io.regclient.regsync.state.SqlState;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.Gate;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PackagedProgram;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/regsync-state.md: runs that copy and delete are killed at twenty points. No tag has moved without a row in the
 * ledger, nothing is deleted twice, and the next run completes.
 */
@ExtendWith(RegistryExtension.class)
@Timeout(400)
class KilledRunIT {
    private static final int POINTS = 20;
    private static final int TAGS = 4;

    private final InProcessRegistry registry;
    private final TestRepository source;
    private final TestRepository target;
    private final Path directory;
    private final PackagedProgram regsync;
    private int images;

    KilledRunIT(InProcessRegistry registry, TestRepository source, TestRepository target, @TempDir Path directory) {
        this.registry = registry;
        this.source = source;
        this.target = target;
        this.directory = directory;
        this.regsync = PackagedProgram.of("regsync", directory);
    }

    @Test
    @DisplayName("with a state in a file")
    void sqlite() throws Exception {
        killAtAllPoints("sqlite:state.db");
    }

    @Test
    @DisplayName("with a state in a database")
    void postgres() throws Exception {
        PostgresCluster cluster = PostgresCluster.shared();
        killAtAllPoints(cluster.url(cluster.database()));
    }

    /** docs/regsync-prune.md: a registry that deletes no tags gets another image under the tag for a moment. */
    @Test
    @DisplayName("with the tag on the image that stands in for it")
    void whileAnImageStandsIn() throws Exception {
        Path config = config("sqlite:state.db");
        source.put(ImageFixture.small(++images), "stays", "old");
        once(config);
        String image = new Mirroring(registry, directory).digest(target, "old");
        deleteAtSource("old");
        once(config);
        Gate gate = Gate.closed();
        target.fault("DELETE", "manifests/old", Occurrence.always(), new Fault.Status(405));
        target.fault("DELETE", "manifests/sha256:", Occurrence.nth(1), new Fault.Hold(gate));
        target.fault("DELETE", "manifests/sha256:", Occurrence.nth(1), new Fault.DropBeforeHeaders());
        source.put(ImageFixture.small(++images), "new"); // the rest of the run goes on
        Process process = regsync.start(directory.resolve("log"), "once", "--prune", "-c", config.toString());
        try {
            gate.awaitHeld(1);
        } finally {
            process.destroyForcibly().waitFor();
            gate.open();
        }
        assertThat(new Mirroring(registry, directory).digest(target, "old")).isNotEqualTo(image);

        once(config);

        assertThat(new Mirroring(registry, directory).tags(target)).containsExactlyInAnyOrder("new", "stays");
        String tag = target.fullName() + ":old";
        assertThat(regsync.succeed("history", tag, "-c", config.toString())).containsOnlyOnce(" delete ");
        regsync.succeed("rollback", tag, "-c", config.toString());
        assertThat(new Mirroring(registry, directory).digest(target, "old")).isEqualTo(image);
    }

    private Path config(String url) throws IOException {
        return Files.writeString(directory.resolve("regsync.yml"), """
                creds: [{registry: '%s', tls: disabled}]
                state: '%s'
                defaults: {parallel: 2}
                sync:
                  - source: '%s'
                    target: '%s'
                    type: repository
                    prune: {mode: source, grace: 0s, maxDelete: 100%%}
                """.formatted(
                        registry.host(), url, source.fullName(), target.fullName()));
    }

    private void killAtAllPoints(String url) throws Exception {
        Path config = config(url);
        for (int i = 0; i <= POINTS; i++) {
            source.put(ImageFixture.small(++images), "old" + i);
        }
        change();
        once(config);
        deleteAtSource("old0");
        once(config);
        change();
        registry.requests().clear();
        once(config);
        int requests = registry.requests().all().size();
        deleteAtSource("old1");
        once(config);
        try (SqlState state =
                SqlState.open(Database.of(url, DatabaseLogin.NONE, directory), Ticker.system(), Sleeper.system())) {
            for (int point = 1; point <= POINTS; point++) {
                change();
                kill(config, Math.max(1, requests * point / (POINTS + 1)));
                everyTagHasARow(state);

                if (point < POINTS) {
                    deleteAtSource("old" + (point + 1));
                }
                once(config);
                everyTagHasARow(state);
                assertThat(state.open(target.fullName()))
                        .as("open after point " + point)
                        .isEmpty();
                assertThat(deletions(state, "old" + point))
                        .as("deletions of old" + point)
                        .hasSize(1);
            }
        }
        assertThat(new Mirroring(registry, directory).tags(target))
                .containsExactlyInAnyOrderElementsOf(new Mirroring(registry, directory).tags(source));
    }

    private void change() {
        for (int i = 0; i < TAGS; i++) {
            source.put(ImageFixture.small(++images), "v" + i);
        }
    }

    private void once(Path config) throws IOException {
        regsync.succeed("once", "--prune", "-c", config.toString());
    }

    private void deleteAtSource(String tag) {
        RegsyncHttp.delete(registry.uri().resolve("/v2/" + source.name() + "/manifests/" + tag));
    }

    /** Kills a run when the registry has answered so many requests. */
    private void kill(Path config, int requests) throws Exception {
        registry.requests().clear();
        Process process = regsync.start(directory.resolve("log"), "once", "--prune", "-c", config.toString());
        try {
            boolean ended = false;
            while (!ended && registry.requests().all().size() < requests) {
                ended = process.waitFor(1, TimeUnit.MILLISECONDS);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The newest row that may have been made tells what the registry has. */
    private void everyTagHasARow(SqlState state) throws IOException {
        Mirroring mirroring = new Mirroring(registry, directory);
        for (String tag : mirroring.tags(target)) {
            Optional<Digest> now = Optional.of(Digest.parse(mirroring.digest(target, tag)));
            List<LedgerRow> rows = state.history(target.fullName(), Optional.of(new Tag(tag)), 100);
            assertThat(rows)
                    .as(tag)
                    .anyMatch(row -> row.move().to().equals(now) && (row.end() == End.DONE || row.end() == End.OPEN));
            assertThat(rows.stream()
                            .filter(row ->
                                    row.end() == End.DONE && row.move().to().equals(now))
                            .count())
                    .as("copies of " + tag)
                    .isLessThan(2);
        }
    }

    private List<LedgerRow> deletions(SqlState state, String tag) throws IOException {
        return state.history(target.fullName(), Optional.of(new Tag(tag)), 100).stream()
                .filter(row -> row.move().kind() == Move.Kind.DELETE && row.end() == End.DONE)
                .toList();
    }
}
