// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regsync.lease.Leases;
import io.regclient.regsync.lease.ServerCount;
import io.regclient.regsync.plan.Share;
import io.regclient.regsync.run.ServerRun;
import io.regclient.regsync.run.SharedRuns;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.state.DatabaseLogin;
import io.regclient.regsync.state.PostgresCluster;
import io.regclient.regsync.state.SqlState;
import io.regclient.regsync.state.StateStore;
import io.regclient.regsync.status.EntryStates;
import io.regclient.regsync.status.EntryStatus;
import io.regclient.regsync.status.EntryStatus.Condition;
import io.regclient.regsync.status.HostStates;
import io.regclient.regsync.status.StateView;
import io.regclient.regsync.status.StatusBoard;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.Fault;
import io.regclient.testing.Gate;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RegistryExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** docs/regsync-server-instances.md, "Several servers". */
@ExtendWith(RegistryExtension.class)
@Timeout(120)
class SharedServersTest {
    private static final int ENTRIES = 10;

    private final InProcessRegistry registry;
    private final ManualTime time = ManualTime.stepping();
    private PostgresCluster cluster;
    private String database = "";

    SharedServersTest(InProcessRegistry registry) {
        this.registry = registry;
    }

    @BeforeEach
    void begin() throws IOException {
        cluster = PostgresCluster.shared();
        database = cluster.database();
        SqlState.open(database(), time, time).close();
        for (int i = 0; i < ENTRIES; i++) {
            registry.put(database + "/from/" + i, ImageFixture.small(i), "v1");
        }
    }

    private Database database() throws IOException {
        return Database.of(cluster.url(database), DatabaseLogin.NONE, Path.of("/"));
    }

    private Leases leases() throws IOException {
        return leases(Duration.ofSeconds(15));
    }

    private Leases leases(Duration time) throws IOException {
        return Leases.of(database(), time, new ServerCount()).orElseThrow();
    }

    private RunFixture fixture() throws IOException {
        StringBuilder yaml = new StringBuilder("defaults: {parallel: 10}\nsync:\n");
        for (int i = 0; i < ENTRIES; i++) {
            yaml.append("- {source: '" + registry.host() + "/" + database + "/from/" + i + ":v1', target: '"
                    + registry.host() + "/" + database + "/to/"
                    + i + ":v1', type: image, interval: 1h}\n");
        }
        return new RunFixture(registry, time, yaml.toString());
    }

    private BackgroundCall<Boolean> serve(RunFixture fixture, Leases leases) {
        return serve(fixture, leases, new EntryStates(time));
    }

    private BackgroundCall<Boolean> serve(RunFixture fixture, Leases leases, EntryStates states) {
        return BackgroundCall.start(() -> {
            states.loaded(fixture.entries());
            states.shares(leases.instance(), Share.WHOLE);
            new ServerRun(
                            fixture.context(false).with(states),
                            time,
                            Optional.of(new SharedRuns.Sharing(leases, states)))
                    .run(fixture.entries());
            return true;
        });
    }

    /** The status of the entries as a server shows it. */
    private List<EntryStatus> shown(EntryStates states) throws IOException, InterruptedException {
        StatusBoard board = new StatusBoard("v1", time, states, new HostStates());
        Database shared = database();
        try (StateView view =
                new StateView(() -> SqlState.read(shared, time).map(StateStore.class::cast), states::keys, time)) {
            board.remembers(Optional.of(view));
            return board.status().entries();
        }
    }

    /** How often an entry was run: each run asks its source once. */
    private int runs(int number) {
        return registry.requests().count("HEAD", "/v2/" + database + "/from/" + number + "/manifests/v1");
    }

    /** Entries that servers run now, by their number, the smallest first. */
    private String held() throws IOException {
        return cluster.query(
                        database,
                        "select count(*) from regsync_lease where finished is null group by holder order by count(*)")
                .strip();
    }

    private String finished() throws IOException {
        return cluster.query(database, "select count(*) from regsync_lease where finished is not null")
                .strip();
    }

    @Test
    @DisplayName("two servers: the first pass of an entry takes place in one of them, and each activation too")
    void shareRuns() throws Exception {
        try (RunFixture first = fixture();
                RunFixture second = fixture();
                Leases one = leases();
                Leases two = leases();
                BackgroundCall<Boolean> a = serve(first, one);
                BackgroundCall<Boolean> b = serve(second, two)) {
            BackgroundCall.await(() -> finished().equals("" + ENTRIES));
            time.awaitSleepers(2); // both have looked at all, and wait for the next activations
            assertThat(IntStream.range(0, ENTRIES).map(this::runs)).containsOnly(1);

            cluster.query(database, "update regsync_lease set started = started - interval '1 hour', finished = now()");
            time.advance(Duration.ofMinutes(61));

            BackgroundCall.await(() -> IntStream.range(0, ENTRIES).allMatch(i -> runs(i) == 2));
            BackgroundCall.await(() -> cluster.query(
                            database, "select count(*) from regsync_lease where finished is not null and token = 2")
                    .strip()
                    .equals("" + ENTRIES));
            a.interrupt();
            b.interrupt();
            assertThat(a.result()).isTrue();
            assertThat(b.result()).isTrue();
            assertThat(IntStream.range(0, ENTRIES).map(this::runs)).containsOnly(2);
        }
    }

    @Test
    @DisplayName("two servers run half of the entries each at a time")
    void divide() throws Exception {
        Gate gate = Gate.closed();
        cluster.query(
                database, "insert into regsync_instance values ('a third one', clock_timestamp() + interval '1 hour')");
        registry.faults().on("*", "/v2/" + database + "/from/.*", new Fault.Hold(gate));
        try (RunFixture first = fixture();
                RunFixture second = fixture();
                Leases one = leases(Duration.ofSeconds(3));
                Leases two = leases(Duration.ofSeconds(3));
                BackgroundCall<Boolean> a = serve(first, one)) {
            BackgroundCall.await(() -> held().equals("5"));
            cluster.query(database, "delete from regsync_instance where id = 'a third one'");
            try (BackgroundCall<Boolean> b = serve(second, two)) {
                BackgroundCall.await(() -> held().equals("5\n5"));
                gate.open();
                BackgroundCall.await(() -> finished().equals("" + ENTRIES));
                b.interrupt();
            }
            a.interrupt();
            assertThat(IntStream.range(0, ENTRIES).map(this::runs)).containsOnly(1);
        } finally {
            gate.open();
        }
    }

    @Test
    @DisplayName("what another server left is run at once, when its lease is over")
    void takesOver() throws Exception {
        try (RunFixture first = fixture();
                RunFixture second = fixture();
                Leases one = leases();
                Leases two = leases();
                BackgroundCall<Boolean> a = serve(first, one)) {
            BackgroundCall.await(() -> finished().equals("" + ENTRIES));
            a.interrupt();
            assertThat(a.result()).isTrue();
            cluster.query(
                    database,
                    "update regsync_lease set finished = null, expires = now() where target like '%/to/3:v1'");
            try (BackgroundCall<Boolean> b = serve(second, two)) {
                BackgroundCall.await(() -> finished().equals("" + ENTRIES));
                b.interrupt();
                assertThat(b.result()).isTrue();
            }
            assertThat(runs(3)).isEqualTo(2);
            assertThat(IntStream.of(0, 1, 2, 4, 5, 6, 7, 8, 9).map(this::runs)).containsOnly(1);
        }
    }

    @Test
    @DisplayName("docs/server.md: each server shows how all of them run the entries, errors of others in full text")
    void showsRunsOfAll() throws Exception {
        for (String method : List.of("HEAD", "GET")) {
            registry.faults().on(method, "/v2/" + database + "/from/3/manifests/", new Fault.Status(404));
        }
        EntryStates running = new EntryStates(time);
        EntryStates other = new EntryStates(time);
        try (RunFixture first = fixture();
                RunFixture second = fixture();
                Leases one = leases();
                Leases two = leases();
                BackgroundCall<Boolean> a = serve(first, one, running)) {
            other.loaded(second.entries());
            other.shares(two.instance(), Share.WHOLE);
            assertThat(other.entries()).extracting(EntryStatus::condition).containsOnly(Condition.WAITING);
            BackgroundCall.await(() -> finished().equals("" + ENTRIES));

            List<EntryStatus> seen = shown(other);

            assertThat(seen).extracting(EntryStatus::server).containsOnly(Optional.of(one.instance()));
            assertThat(seen.get(3).condition()).isEqualTo(Condition.FAILED);
            assertThat(seen.get(3).findings()).isEqualTo(shown(running).get(3).findings());
            assertThat(seen.get(3).findings().errors().getFirst())
                    .contains("/from/3")
                    .contains("404");
            assertThat(seen.get(3).times().lastSuccess()).isEmpty();
            assertThat(seen.get(4).condition()).isEqualTo(Condition.WAITING);
            assertThat(seen.get(4).findings().copied()).isOne();
            assertThat(seen.get(4).times().lastSuccess()).isPresent();
            assertThat(seen.get(4).times().freshAsOf())
                    .as("the first pass is none")
                    .isEmpty();
            a.interrupt();
        }
    }

    @Test
    @DisplayName("SQLite is not shared, and 0s lets every server run everything")
    void notShared() throws Exception {
        assertThat(Leases.of(
                        Database.of("sqlite:x.db", DatabaseLogin.NONE, Path.of("/")),
                        Duration.ofSeconds(15),
                        new ServerCount()))
                .isEmpty();
        assertThat(Leases.of(database(), Duration.ZERO, new ServerCount())).isEmpty();
    }
}
