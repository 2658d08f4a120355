// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.prune.Pruning;
import io.regclient.regsync.run.RunContext;
import io.regclient.regsync.run.ServerRun;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.state.DatabaseLogin;
import io.regclient.regsync.state.SqlState;
import io.regclient.regsync.state.StateStore;
import io.regclient.regsync.status.EntryStates;
import io.regclient.regsync.status.HostStates;
import io.regclient.regsync.status.StateView;
import io.regclient.regsync.status.StatusBoard;
import io.regclient.regsync.web.WebServer;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that lives through a day of a server with state and page in less than a minute: ten entries that run each
 * minute, tags that move, images that are held, tags that are missed, a registry that refuses for hours. It prints a line
 * at the end of each hour it is to stop at, and goes on after a line on stdin.
 */
final class ServerDay implements AutoCloseable {
    static final int HOURS = 24;
    static final int ENTRIES = 10;

    /** One in this many minutes. */
    private static final int MOVE = 20;

    private static final int LOOK = 10;
    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final long LIMIT_NANOS = 60_000_000_000L;
    private static final List<String> PATHS = List.of("/", "/api/status", "/metrics", "/healthz", "/readyz");

    private final InProcessRegistry registry = InProcessRegistry.start();
    private final ManualTime time = ManualTime.stepping();
    private final EntryStates entries = new EntryStates(time);
    private final StatusBoard board = new StatusBoard("v1", time, entries, new HostStates());
    private final RunFixture fixture;
    private final Database database;
    private int images;

    private ServerDay(Path file) throws Exception {
        database = Database.of("sqlite:" + file, new DatabaseLogin("", ""), Path.of("/"));
        fixture = new RunFixture(registry, time, configuration());
        for (int i = 0; i < ENTRIES; i++) {
            publish(i, "v1");
            publish(i, "v2");
            registry.put("to/" + i, ImageFixture.small(0), "gone"); // which the source does not have
        }
    }

    public static void main(String[] hours) throws Exception {
        try (ServerDay day = new ServerDay(Path.of(hours[0]))) {
            day.live(List.of(hours));
        }
        System.exit(0);
    }

    private String configuration() {
        StringBuilder yaml = new StringBuilder("defaults: {parallel: 4, interval: 1m}\nsync:\n");
        for (int i = 0; i < ENTRIES; i++) {
            String from = registry.host() + "/from/" + i;
            String to = registry.host() + "/to/" + i;
            yaml.append(
                    switch (i) {
                        case 0 -> "- {source: '" + from + "', target: '" + to + "', type: repository, prune: source}\n";
                        case 1 -> "- {source: '" + from + "', target: '" + to + "', type: repository, minAge: 1h}\n";
                        default -> "- {source: '" + from + ":v1', target: '" + to + ":v1', type: image}\n";
                    });
        }
        return yaml.toString();
    }

    private void publish(int entry, String tag) {
        images++;
        registry.put("from/" + entry, ImageFixture.small(images), tag);
    }

    private void live(List<String> stops) throws Exception {
        WebServer.Access access = new WebServer.Access(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(), Optional.empty());
        try (SqlState store = SqlState.open(database, time, time);
                WebServer web = WebServer.start(access, board)) {
            RepositoryNames names = RunFixture.NAMES;
            RunState state = new RunState(store, store.beginRun("server", time.now()), time, names);
            RunContext context = fixture.pruning(state, Pruning.Mode.WATCH, entries);
            entries.loaded(fixture.entries());
            board.remembers(Optional.of(
                    new StateView(() -> SqlState.read(database, time).map(StateStore.class::cast), Set::of, time)));
            try (BackgroundCall<Boolean> server = BackgroundCall.start(() -> {
                new ServerRun(context, time).run(fixture.entries());
                return true;
            })) {
                awaitRuns(1);
                for (int minute = 1; minute <= HOURS * 60; minute++) {
                    minute(minute, URI.create(web.url()));
                    if (minute % 60 == 0 && stops.contains(Integer.toString(minute / 60))) {
                        System.out.println("hour " + minute / 60 + ", runs " + runs());
                        System.in.read();
                    }
                }
                server.interrupt();
            }
            board.remembers(Optional.empty());
        }
    }

    private void minute(int minute, URI page) throws Exception {
        if (minute % MOVE == 0) {
            publish(minute / MOVE % ENTRIES, "v1");
        }
        if (minute % 120 == 0) {
            registry.faults().on("*", "/v2/from/9/.*", new Fault.Status(403));
        } else if (minute % 60 == 0) {
            registry.faults().clear();
        }
        time.awaitSleepers(1);
        time.advance(Duration.ofMinutes(1));
        awaitRuns(minute + 1);
        registry.requests().clear();
        if (minute % LOOK == 0) {
            for (String path : PATHS) {
                RegsyncHttp.get(page.resolve(path)); // which fails when the answer is an error
            }
        }
    }

    /** An activation that comes before the thread of the last run has gone is left out: another minute goes by then. */
    private void awaitRuns(long number) {
        long begin = System.nanoTime();
        long since = begin;
        while (fewest() < number) {
            long now = System.nanoTime();
            if (now - begin > LIMIT_NANOS) {
                throw new AssertionError("run " + number + " is missing: " + entries.entries());
            }
            if (now - since > PATIENCE_NANOS) {
                since = now;
                time.advance(Duration.ofMinutes(1));
            }
            LockSupport.parkNanos(500_000);
        }
    }

    private long fewest() {
        return entries.entries().stream()
                .mapToLong(entry -> entry.totals().succeeded() + entry.totals().failed())
                .min()
                .orElseThrow();
    }

    private long runs() {
        return entries.entries().stream()
                .mapToLong(entry -> entry.totals().succeeded() + entry.totals().failed())
                .sum();
    }

    @Override
    public void close() {
        fixture.close();
        registry.close();
    }
}
