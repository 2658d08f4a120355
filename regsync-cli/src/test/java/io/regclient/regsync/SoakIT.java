// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regsync.SoakEntries.Kind;
import io.regclient.testing.PackagedProgram;
import io.regclient.testing.ProcessFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server among registries that fail in every way: a minute, or as long as {@code -Dsoak.minutes=60} says. Its figures
 * are compared by their trend, so that a loaded machine is slow and nothing else.
 */
@EnabledOnOs(OS.LINUX)
class SoakIT {
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("soak.minutes", 1));

    /** One step; the registries and the images change with each. */
    private static final Duration STEP = Duration.ofMillis(250);

    private static final Duration OUTAGE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_OUTAGES = Duration.ofSeconds(7);
    private static final Duration SAMPLES = Duration.ofSeconds(2);

    /** What is promised; the median of all outages has to hold it, a single one may fall into a pause of the machine. */
    private static final Duration RESUMES_WITHIN = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int END_SECONDS = 30;
    private static final long MIB = 1 << 20;

    /** Twice the heap the program is started with. */
    private static final long MAX_RESIDENT_KIB = 512 << 10;

    /** Two for each entry: the run of it, and one that carries its bytes. */
    private static final long MAX_THREADS = 2L * Kind.total() + 50;

    @TempDir
    private Path directory = Path.of("");

    private final List<ProcessFigures> figures = new ArrayList<>();
    private final List<Duration> resumed = new ArrayList<>();

    @Test
    @DisplayName(
            "200 entries at 1 s, a flapping, a hanging, a hostile and a slow registry: nothing grows, nothing is half-written")
    void staysAsItIs() throws Exception {
        try (SoakEntries entries = new SoakEntries(directory)) {
            Path file = Files.writeString(directory.resolve("regsync.yml"), entries.configuration());
            Path log = directory.resolve("regsync.log");
            Process server =
                    PackagedProgram.of("regsync", directory).start(log, "server", "-c", file.toString(), "-v", "error");
            try {
                await(server, entries::areServed, "the first pass");
                soak(server, entries);
                entries.calm();
                await(server, entries::areServed, "the last images after the end of all trouble");
                server.destroy();
                assertThat(server.waitFor(END_SECONDS, TimeUnit.SECONDS))
                        .as("ends with SIGTERM")
                        .isTrue();
            } finally {
                server.destroyForcibly().waitFor();
            }
            entries.walk();
            assertThat(Files.readString(log)).doesNotContain("\tat ", "OutOfMemory", "out of memory");
        }
        report();
        assertFlat("threads", ProcessFigures::threads, 20);
        assertFlat("descriptors", ProcessFigures::descriptors, 40);
        assertFlat("live bytes", ProcessFigures::liveBytes, 4 * MIB);
        assertThat(figures).allMatch(f -> f.residentKib() < MAX_RESIDENT_KIB && f.threads() < MAX_THREADS);
        List<Duration> sorted = resumed.stream().sorted().toList();
        assertThat(sorted).as("outages").isNotEmpty();
        assertThat(sorted.get(sorted.size() / 2)).as("resumes").isLessThanOrEqualTo(RESUMES_WITHIN);
    }

    private void soak(Process server, SoakEntries entries) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long sampled = begin;
        long changed = begin;
        boolean down = false;
        for (int step = 1; System.nanoTime() - begin < LENGTH.toNanos(); step++) {
            entries.change(step);
            long now = System.nanoTime();
            if (now - changed > (down ? OUTAGE : BETWEEN_OUTAGES).toNanos()) {
                down = !down;
                changed = now;
                if (down) {
                    entries.breakDown(step);
                } else {
                    entries.repair();
                    await(server, entries::isAsked, "the registry that is back");
                    resumed.add(Duration.ofNanos(System.nanoTime() - now));
                }
            }
            if (now - sampled > SAMPLES.toNanos()) {
                sampled = now;
                figures.add(ProcessFigures.of(server));
            }
            pause(server, STEP);
        }
    }

    /** Waits for a condition while the server runs. */
    private static void await(Process server, Condition condition, String what)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!condition.holds()) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(what).isLessThan(PATIENCE);
            pause(server, Duration.ofMillis(50));
        }
    }

    private static void pause(Process server, Duration time) throws InterruptedException {
        assertThat(server.waitFor(time))
                .as(() -> "the server has ended with " + server.exitValue())
                .isFalse();
    }

    /** Something that comes true. */
    private interface Condition {
        boolean holds() throws IOException;
    }

    private void report() {
        System.out.println("soak of " + LENGTH.toMinutes() + " min with " + Kind.total() + " entries");
        for (int i = 0; i < figures.size(); i += Math.max(1, figures.size() / 12)) {
            System.out.println("  " + figures.get(i));
        }
        System.out.println("  " + figures.getLast());
        List<Duration> sorted = resumed.stream().sorted().toList();
        System.out.println("  " + sorted.size() + " outages, resumed after "
                + sorted.getFirst().toMillis() + " to " + sorted.getLast().toMillis() + " ms, median "
                + sorted.get(sorted.size() / 2).toMillis() + " ms");
    }

    /**
     * What the process never falls below in the last third of the time is what it never fell below in the second one; in
     * the first one it warms up. What is held during an outage goes again, what leaks stays.
     */
    private void assertFlat(String name, ToLongFunction<ProcessFigures> figure, long tolerance) {
        int third = figures.size() / 3;
        assertThat(third).as("samples").isGreaterThanOrEqualTo(3);
        long before = floor(figures.subList(third, 2 * third), figure);
        long after = floor(figures.subList(2 * third, figures.size()), figure);
        System.out.println("  never fewer " + name + " than " + before + ", then " + after);
        assertThat(after).as(name + ", " + before + " before").isLessThanOrEqualTo(before + before / 5 + tolerance);
    }

    private static long floor(List<ProcessFigures> samples, ToLongFunction<ProcessFigures> figure) {
        return samples.stream().mapToLong(figure).min().orElseThrow();
    }
}
