// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.fence.FenceScope;
import io.regclient.kit.schedule.Schedule;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.state.DatabaseLogin;
import io.regclient.regsync.state.EntryOutcome;
import io.regclient.regsync.state.EntryRun;
import io.regclient.regsync.state.PostgresCluster;
import io.regclient.regsync.state.SqlState;
import io.regclient.regsync.state.StateStore;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * docs/regsync-server-instances.md, "Several servers". The clock of the servers is moved by the tests; what the database
 * takes for over is written into its rows.
 */
@Timeout(120)
class LeasesTest {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final SharedEntry ENTRY = SharedEntry.of("src/a", "dst/a", List.of("repository", "0", ""));
    private static final Optional<Schedule> HOURLY = Optional.of(Schedule.every(Duration.ofHours(1)));

    private static final EntryOutcome CLEAN = new EntryOutcome(true, 1, 2, 3, List.of(), 0);

    private final ManualTime time = new ManualTime();
    private final List<Leases> open = new ArrayList<>();
    private final ServerCount count = new ServerCount();
    private PostgresCluster cluster;
    private String database = "";
    private Leases one;
    private Leases two;

    @BeforeEach
    void begin() throws IOException {
        cluster = PostgresCluster.shared();
        begin(cluster);
    }

    private void begin(PostgresCluster server) throws IOException {
        cluster = server;
        database = server.database();
        SqlState.open(database(), time, time).close();
        one = server("one");
        two = server("two");
    }

    private Database database() throws IOException {
        return Database.of(cluster.url(database), DatabaseLogin.NONE, Path.of("/"));
    }

    private Leases server(String name) throws IOException {
        Leases leases =
                new Leases(new Leases.Terms(name, LEASE, time, time), database().within(Duration.ofSeconds(5)), count);
        leases.serve(Set.of(ENTRY.key()));
        open.add(leases);
        return leases;
    }

    @AfterEach
    void end() {
        open.forEach(Leases::close);
    }

    private String row(String columns) throws IOException {
        return cluster.query(database, "select " + columns + " from regsync_lease")
                .strip();
    }

    /** The database takes the lease for over. */
    private void runOut() throws IOException {
        cluster.query(database, "update regsync_lease set expires = clock_timestamp() - interval '1 second'");
    }

    /** The last run seems so much older. */
    private void startedBefore(String interval) throws IOException {
        cluster.query(database, "update regsync_lease set started = started - interval '" + interval + "'");
    }

    private static Lease lease(Claim claim) {
        assertThat(claim).isInstanceOf(Claim.Ours.class);
        return ((Claim.Ours) claim).lease();
    }

    private Lease taken(Leases by) {
        return lease(by.claim(ENTRY, HOURLY, false));
    }

    @Test
    @DisplayName("one server runs an entry at a time, and once for an activation of all")
    void oneAtATime() throws IOException {
        Lease lease = taken(one);
        assertThat(two.claim(ENTRY, HOURLY, false)).isInstanceOf(Claim.Elsewhere.class);
        assertThat(row("holder, token, finished is null, source, target, action"))
                .isEqualTo("one|1|t|src/a|dst/a|copy");

        one.end(lease, Optional.of(CLEAN));

        for (Leases each : List.of(one, two)) {
            assertThat(each.claim(ENTRY, HOURLY, true))
                    .isInstanceOfSatisfying(
                            Claim.NotDue.class,
                            later ->
                                    assertThat(later.left()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60)));
        }
        startedBefore("1 hour");
        assertThat(taken(two).token()).isEqualTo(2);
        assertThat(one.claim(ENTRY, HOURLY, false)).isInstanceOf(Claim.Elsewhere.class);
    }

    @Test
    @DisplayName("a run that begins a moment early counts as that of its activation")
    void early() throws IOException {
        one.end(taken(one), Optional.of(CLEAN));
        cluster.query(
                database,
                "update regsync_lease set started = date_trunc('second', clock_timestamp()) "
                        + "- interval '1 hour' + interval '1 second'");
        Optional<Schedule> schedule = HOURLY;
        Claim claim = two.claim(ENTRY, schedule, false);
        while (claim instanceof Claim.NotDue later && later.left().toMillis() > 250) {
            claim = two.claim(ENTRY, schedule, false); // at most a second of the database's clock
        }
        two.end(lease(claim), Optional.of(CLEAN));
        assertThat(one.claim(ENTRY, schedule, false))
                .isInstanceOfSatisfying(
                        Claim.NotDue.class, later -> assertThat(later.left()).isGreaterThan(Duration.ofMinutes(59)));
    }

    @Test
    @DisplayName("a run that broke off is told to the others, and done again as what it was")
    void takenOver() throws IOException {
        List<String> due = new ArrayList<>();
        two.listen(due::add);
        lease(one.claim(ENTRY, HOURLY, true));
        two.round();
        assertThat(due).isEmpty();

        runOut();
        two.round();

        assertThat(due).contains(ENTRY.key());
        Claim claim = two.claim(ENTRY, HOURLY, false);
        assertThat(lease(claim).token()).isEqualTo(2);
        assertThat(((Claim.Ours) claim).first()).isTrue();
        assertThat(row("holder, token, action")).isEqualTo("two|2|missing");
    }

    @Test
    @DisplayName("what broke off while it copied everything is not taken for done by a first pass")
    void firstPassDoesNotHideRun() throws IOException {
        taken(one);
        startedBefore("2 hours");
        runOut();
        assertThat(((Claim.Ours) two.claim(ENTRY, HOURLY, true)).first()).isFalse();
    }

    @Test
    @DisplayName("a run that was cut off by the end of its server is for others at once")
    void cutOff() {
        one.end(taken(one), Optional.empty());
        assertThat(taken(two).token()).isEqualTo(2);
    }

    @Test
    @DisplayName("a server that goes on renews what it holds, and is counted")
    void renews() throws IOException {
        Lease lease = taken(one);
        cluster.query(database, "update regsync_lease set expires = clock_timestamp() + interval '1 second'");
        time.advance(LEASE.dividedBy(2));
        one.round();
        time.advance(LEASE.dividedBy(2));
        lease.requireOpen();
        assertThat(row("expires > clock_timestamp() + interval '20 seconds'")).isEqualTo("t");
        two.round();
        one.round();
        assertThat(count.getAsInt()).isEqualTo(2);
        cluster.query(database, "update regsync_instance set expires = clock_timestamp() where id = 'two'");
        one.round();
        assertThat(count.getAsInt()).isEqualTo(1);
    }

    private static void refuses(Lease lease, String why) {
        assertThatThrownBy(lease::requireOpen)
                .hasMessage(
                        "this server has lost the entry, " + why + "; what is not written yet is left to the next run")
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED));
    }

    @Test
    @DisplayName("a server that was stopped for longer than its lease writes nothing, without asking anybody")
    void stopped() throws IOException {
        Lease lease = taken(one);
        lease.requireOpen();
        time.advance(Duration.ofSeconds(24));
        cluster.query(database, "drop table regsync_lease cascade"); // by the clock alone
        refuses(lease, "for it could not renew its lease in time");
    }

    @Test
    @DisplayName("a server that missed a renewal asks before it writes: the token may have gone on")
    void asksWhenLate() throws IOException {
        Lease lease = taken(one);
        time.advance(Duration.ofSeconds(15));
        lease.requireOpen(); // late, and the database says that it is still ours
        runOut();
        taken(two);
        refuses(lease, "two has it now");
    }

    @Test
    @DisplayName("a server that missed a renewal asks before it writes: its time may be over in the database")
    void asksWhetherOver() throws IOException {
        Lease lease = taken(one);
        time.advance(Duration.ofSeconds(15));
        runOut();
        refuses(lease, "its time ran out before it was renewed");
    }

    @Test
    @DisplayName("a lease that somebody else has is not renewed, and its run ends with one error")
    void lost() throws IOException {
        Lease lease = taken(one);
        runOut();
        taken(two);
        assertThatThrownBy(() -> lease.during(() -> {
                    one.round();
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    FenceScope.requireOpen();
                }))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE))
                .hasMessageContaining("two has it now");
        assertThat(Thread.interrupted()).isFalse();

        one.end(lease, Optional.of(CLEAN));

        assertThat(row("holder, token, finished is null")).isEqualTo("two|2|t");
    }

    @Test
    @DisplayName(
            "a database that is away: what runs may write until the lease is over, nothing begins, all goes on later")
    void away() throws IOException {
        try (PostgresCluster own = PostgresCluster.start()) {
            Assumptions.assumeTrue(own.canStop());
            begin(own);
            List<String> due = new ArrayList<>();
            one.serve(Set.of());
            one.listen(due::add);
            Lease lease = taken(one);
            own.stop();
            one.round();
            assertThat(one.claim(ENTRY, HOURLY, false)).isInstanceOf(Claim.Away.class);
            time.advance(Duration.ofSeconds(23));
            lease.requireOpen();
            time.advance(Duration.ofSeconds(1));
            refuses(lease, "for it could not renew its lease in time");
            own.resume();
            one.round();
            assertThat(due).contains(ENTRY.key());
            runOut();
            assertThat(taken(one).token()).isEqualTo(2);
            open.forEach(Leases::close);
            open.clear();
        }
    }

    @Test
    @DisplayName("a run that ended while the database was away is recorded later, and not done again")
    void endsLate() throws IOException {
        try (PostgresCluster own = PostgresCluster.start()) {
            Assumptions.assumeTrue(own.canStop());
            begin(own);
            Lease lease = taken(one);
            own.stop();
            one.end(lease, Optional.of(CLEAN));
            own.resume();
            one.round();
            assertThat(two.claim(ENTRY, HOURLY, false)).isInstanceOf(Claim.NotDue.class);
            open.forEach(Leases::close);
            open.clear();
        }
    }

    private List<EntryRun> known(Set<String> entries) throws IOException {
        try (StateStore store = SqlState.read(database(), time).orElseThrow()) {
            return store.entryRuns(entries, time.now());
        }
    }

    private EntryRun only() throws IOException {
        assertThat(known(Set.of("other"))).isEmpty();
        List<EntryRun> all = known(Set.of(ENTRY.key(), "other"));
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static void near(Optional<Instant> time, Instant expected) {
        assertThat(time.orElseThrow()).isCloseTo(expected, within(30, ChronoUnit.SECONDS));
    }

    @Test
    @DisplayName("all servers know who runs an entry, what the last run came to, and since when it is fresh")
    void runs() throws IOException {
        assertThat(known(Set.of(ENTRY.key()))).isEmpty();
        Lease first = lease(one.claim(ENTRY, HOURLY, true));
        assertThat(only().current().orElseThrow().server()).isEqualTo("one");
        near(only().current().map(EntryRun.Current::began), time.now());
        assertThat(only().last()).isEmpty();

        one.end(first, Optional.of(CLEAN));
        assertThat(only().current()).isEmpty();
        EntryRun.Last last = only().last().orElseThrow();
        assertThat(last.server()).isEqualTo("one");
        assertThat(last.outcome()).isEqualTo(CLEAN);
        near(only().succeeded(), time.now());
        assertThat(only().fresh()).as("it only copied what was missing").isEmpty();

        startedBefore("1 hour");
        one.end(taken(one), Optional.of(CLEAN));
        near(only().fresh(), time.now());

        cluster.query(
                database,
                "update regsync_lease set started = started - interval '1 hour', succeeded = succeeded - interval "
                        + "'1 hour', fresh = fresh - interval '1 hour'");
        EntryOutcome failed = new EntryOutcome(false, 0, 0, 0, List.of("one ' line", "another \\ line"), 12);
        two.end(taken(two), Optional.of(failed));
        assertThat(only().last().orElseThrow().server()).isEqualTo("two");
        assertThat(only().last().orElseThrow().outcome()).isEqualTo(failed);
        near(only().succeeded(), time.now().minus(Duration.ofHours(1)));
        near(only().fresh(), time.now().minus(Duration.ofHours(1)));
    }

    @Test
    @DisplayName("a run that broke off does not go on, and leaves what the last one came to")
    void brokeOff() throws IOException {
        one.end(taken(one), Optional.of(CLEAN));
        startedBefore("1 hour");
        taken(two);
        assertThat(only().current().orElseThrow().server()).isEqualTo("two");
        runOut();
        assertThat(only().current()).isEmpty();
        assertThat(only().last().orElseThrow().server()).isEqualTo("one");
    }

    @Test
    @DisplayName("entries are known by source, target and what tells them from others, never by a login")
    void names() {
        assertThat(SharedEntry.of("a", "b", List.of("image", "0", "0/2")))
                .isNotEqualTo(SharedEntry.of("a", "b", List.of("image", "0", "1/2")));
        assertThat(SharedEntry.of("a", "bc", List.of("d")).key())
                .isNotEqualTo(SharedEntry.of("ab", "c", List.of("d")).key());
        assertThat(SharedEntry.of("user:secret@host/a", "b", List.of()).toString())
                .doesNotContain("secret");
    }
}
