// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regsync.state.PostgresCluster;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PackagedProgram;
import io.regclient.testing.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three packaged servers on one database, of which one is killed and one paused, and a database that is away for a while.
 * More entries by {@code -Dlease.entries=300}, and a longer time without database by {@code -Dlease.away=60}.
 */
@DisabledOnOs(OS.WINDOWS)
class LeaseIT {
    private static final int ENTRIES = Integer.getInteger("lease.entries", 60);
    private static final Duration LEASE = Duration.ofSeconds(3);

    /** How long the database is away; longer than a lease. */
    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("lease.away", 6));

    /** Of the begin of an upload: the copies must last until two servers have been caught at them. */
    private static final Duration SLOW = Duration.ofMillis(500);

    private static final Pattern OF_ENTRY = Pattern.compile("/v2/(from|to)/([0-9]+)/.*");

    @TempDir
    private Path directory = Path.of("");

    private final Map<String, Process> servers = new TreeMap<>();
    private final List<String> figures = new ArrayList<>();

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }

    private void start(String name, InProcessRegistry registry, String state) throws IOException {
        String host = registry.host();
        StringBuilder yaml =
                new StringBuilder("creds: [{registry: '" + host + "', tls: disabled}]\nstate: {url: '" + state
                        + "', lease: " + LEASE.toSeconds() + "s}\ndefaults: {parallel: 2, interval: "
                        + Math.max(5, ENTRIES / 10)
                        + "s, userAgent: " + name + "}\nsync:\n");
        for (int i = 0; i < ENTRIES; i++) {
            yaml.append("- {source: '" + host + "/from/" + i + ":v1', target: '" + host + "/to/" + i
                    + ":v1', type: image}\n");
        }
        Path file = Files.writeString(directory.resolve(name + ".yml"), yaml.toString());
        servers.put(
                name,
                PackagedProgram.of("regsync", directory)
                        .with("HOSTNAME", name)
                        .start(log(name), "server", "-c", file.toString()));
    }

    private Process server(String name) {
        return Optional.ofNullable(servers.get(name)).orElseThrow();
    }

    private void signal(String name, String signal) throws IOException {
        ExternalProgram.run("kill", "-" + signal, "" + server(name).pid()).requireSuccess();
    }

    /** Waits until it is so, or the last server has ended. */
    private void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20L + ENTRIES).toNanos();
        while (!condition.call()) {
            boolean ended = server("steady").waitFor(50, TimeUnit.MILLISECONDS);
            assertThat(ended).as(log("steady").toString()).isFalse();
            assertThat(System.nanoTime() - end)
                    .as("nanoseconds after the limit")
                    .isNegative();
        }
    }

    private static long seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toSeconds();
    }

    private static void publish(InProcessRegistry registry, SampleImage image) {
        for (int i = 0; i < ENTRIES; i++) {
            registry.put("from/" + i, image, "v1");
        }
    }

    /** Entries whose image was written under the tag of the target, at least so often. */
    private static long written(InProcessRegistry registry, int times) {
        Map<String, Integer> count = new HashMap<>();
        for (RecordedRequest each : registry.requests().matching("PUT", "/v2/to/[0-9]+/manifests/v1")) {
            if (each.status() == 201) {
                count.merge(each.path(), 1, Integer::sum);
            }
        }
        return count.values().stream().filter(have -> have >= times).count();
    }

    /** Runs that the killed and the paused server left, and nobody has taken over. */
    private static long left(PostgresCluster database, String name) throws IOException {
        return Long.parseLong(database.query(
                        name,
                        "select count(*) from regsync_leases where finished is null and "
                                + "(holder like 'killed-%' or holder like 'paused-%')")
                .strip());
    }

    /** Entries that a server has begun with and not written yet. */
    private static long begun(InProcessRegistry registry, String server) {
        Set<String> entries = new HashSet<>();
        for (RecordedRequest each : registry.requests().all()) {
            Matcher path = OF_ENTRY.matcher(each.path());
            if (path.matches() && each.header("User-Agent").orElse("").equals(server)) {
                if (each.method().equals("POST")) {
                    entries.add(path.group(2));
                } else if (isWrite(each)) {
                    entries.remove(path.group(2));
                }
            }
        }
        return entries.size();
    }

    private static boolean isWrite(RecordedRequest request) {
        return request.method().equals("PUT") && request.path().contains("/manifests/");
    }

    /** Stops a server while it copies; tells how many entries it has in hand. */
    private long pause(InProcessRegistry registry, String server) throws Exception {
        long stopped = 0;
        while (stopped == 0) {
            await(() -> begun(registry, server) > 0);
            signal(server, "STOP");
            stopped = begun(registry, server);
            if (stopped == 0) {
                signal(server, "CONT");
            }
        }
        return stopped;
    }

    @Test
    @DisplayName(
            "every entry runs, no two runs of one at once, no late write: one killed, one paused, the database away")
    void survives() throws Exception {
        try (PostgresCluster database = PostgresCluster.start();
                InProcessRegistry registry = InProcessRegistry.start()) {
            Assumptions.assumeTrue(database.canStop());
            String name = database.database();
            registry.faults().on("POST", "/v2/to/[0-9]+/blobs/", new Fault.Delay(SLOW));
            publish(registry, ImageFixture.small(1));
            for (String server : List.of("killed", "paused", "steady")) {
                start(server, registry, database.url(name));
            }
            await(() -> written(registry, 1) >= ENTRIES / 10);
            long killed = pause(registry, "killed");
            signal("killed", "KILL");
            long stopped = pause(registry, "paused");
            long since = System.nanoTime();
            await(() -> left(database, name) == 0);
            figures.add("one killed with " + killed + " runs, one paused with " + stopped + ": taken over after "
                    + seconds(since) + " s with a lease of " + LEASE.toSeconds() + " s");
            await(() -> written(registry, 1) == ENTRIES);
            figures.add("all " + ENTRIES + " entries done after " + seconds(since) + " s");
            signal("paused", "CONT");
            await(() -> count("paused", "this server has lost the entry") > 0);
            assertThat(count("paused", "canceled")).as("each is told once").isZero();

            publish(registry, ImageFixture.small(2));
            await(() -> written(registry, 2) > 0);
            database.stop();
            long away = System.nanoTime();
            await(() -> System.nanoTime() - away > LEASE.toNanos());
            int before = registry.requests().count("PUT", "/v2/to/[0-9]+/manifests/");
            await(() -> System.nanoTime() - away > AWAY.toNanos());
            assertThat(registry.requests().count("PUT", "/v2/to/[0-9]+/manifests/"))
                    .as("writes without a lease")
                    .isEqualTo(before);
            database.resume();
            long back = System.nanoTime();
            await(() -> written(registry, 2) == ENTRIES);
            figures.add("database away for " + AWAY.toSeconds() + " s: all entries done again after " + seconds(back)
                    + " s");
            for (String server : List.of("paused", "steady")) {
                assertThat(server(server).isAlive()).isTrue();
                signal(server, "TERM");
                server(server).waitFor();
            }
            assertRunsDoNotOverlap(registry.requests().all());
            System.out.println(String.join("\n", figures));
        } finally {
            for (Process server : servers.values()) {
                server.destroyForcibly().waitFor();
            }
        }
    }

    private long count(String server, String text) throws IOException {
        try (var lines = Files.lines(log(server))) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    /**
     * A run begins with looks at its source and its target, side by side. From then on until somebody else looks, nobody
     * else asks for more of the entry, but for what a paused server still reads; nothing is written by another one.
     */
    private void assertRunsDoNotOverlap(List<RecordedRequest> requests) {
        Map<String, String> running = new HashMap<>();
        Set<String> ran = new HashSet<>();
        Map<String, Integer> runs = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (RecordedRequest each : requests) {
            Matcher path = OF_ENTRY.matcher(each.path());
            if (!path.matches()) {
                continue;
            }
            String entry = path.group(2);
            String server = each.header("User-Agent").orElse("");
            if (each.method().equals("HEAD") && each.path().endsWith("/manifests/v1")) {
                running.put(entry, server);
                ran.add(entry);
                runs.merge(server, path.group(1).equals("from") ? 1 : 0, Integer::sum);
            } else if (!server.equals(running.get(entry))) {
                if (isWrite(each) || !server.equals("paused")) {
                    wrong.add(server + ": " + each + " while " + running.get(entry) + " runs " + entry);
                }
            }
        }
        long writes = requests.stream()
                .filter(LeaseIT::isWrite)
                .filter(each -> each.status() == 201)
                .count();
        assertThat(writes)
                .as("each of the two images is written once, whoever was killed or paused meanwhile")
                .isEqualTo(2L * ENTRIES);
        figures.add("runs by server: " + runs);
        assertThat(ran).hasSize(ENTRIES);
        assertThat(wrong).isEmpty();
    }
}
