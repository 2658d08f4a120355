// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.service.SeveralFailures;
import io.regclient.regsync.WrongListTest.Way;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.prune.Pruning.Mode;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.run.OnceRun;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.state.MemoryState;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.TestRepository;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs of {@code once --prune} one after the other while tags come and go and lists are wrong at random, compared with
 * what the registry really held at each time: no tag is deleted that the rules protect.
 */
@Execution(ExecutionMode.CONCURRENT)
class PruneFailuresTest {
    private static final int CASES = 60;
    private static final int RUNS = 8;
    private static final List<String> NAMES = List.of("v1", "v2", "v3", "v4", "v5", "w1", "w2", "w3");
    private static final AtomicInteger DELETED = new AtomicInteger();

    /** Ways that are tried again for seconds; the table has them one by one. */
    private static final Set<Way> SLOW = EnumSet.of(
            Way.TOO_MANY_REQUESTS,
            Way.SERVER_ERROR,
            Way.BAD_GATEWAY,
            Way.UNAVAILABLE,
            Way.GATEWAY_TIMEOUT,
            Way.BROKEN_CONNECTION,
            Way.CUT_BODY,
            Way.SECOND_PAGE_FAILS);

    private static final List<Way> WAYS =
            Stream.of(Way.values()).filter(way -> !SLOW.contains(way)).toList();

    static Stream<Integer> seeds() {
        return IntStream.range(0, CASES).boxed();
    }

    /** Without deletions nothing would be shown. */
    @AfterAll
    static void someWereDeleted() {
        assertThat(DELETED.get()).isGreaterThan(CASES / 2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("prune: random tags, filters and wrong lists in eight runs never delete what the rules protect")
    void protects(int seed) throws Exception {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            World world = new World(registry, new Random(seed));
            for (int run = 1; run <= RUNS; run++) {
                world.change();
                world.run("seed " + seed + ", run " + run);
            }
        }
    }

    /** A mirror, and what is true of it. */
    private static final class World {
        private final Random random;
        private final InProcessRegistry registry;
        private final TestRepository source;
        private final TestRepository target;
        private final SampleImage image = ImageFixture.small(1);
        private final MemoryState state = new MemoryState();
        private final boolean filtering;
        private final int grace;
        private final int cap;
        private final int minTags;
        private final String reserved;

        /** Days since a run could have missed each tag first, after the last one that saw it. */
        private final Map<String, Integer> daysMissed = new HashMap<>();

        private final Map<String, Integer> runsMissed = new HashMap<>();

        World(InProcessRegistry registry, Random random) {
            this.random = random;
            this.registry = registry;
            source = new TestRepository(registry, "source");
            target = new TestRepository(registry, "target");
            filtering = random.nextBoolean();
            grace = random.nextInt(4);
            cap = 25 * (1 + random.nextInt(4));
            minTags = random.nextInt(4);
            reserved = NAMES.get(random.nextInt(NAMES.size()));
            source.put(image, NAMES.toArray(String[]::new));
            target.put(image, NAMES.toArray(String[]::new));
            new TestRepository(registry, "other").put(image, "v1");
        }

        private String yaml() {
            String prune = "prune: {mode: " + (filtering ? "filter" : "source") + ", grace: " + grace + "d, maxDelete: "
                    + cap + "%, minTags: " + minTags + "}";
            String tags = filtering ? ", tags: {allow: ['v.*']}" : "";
            String other = "{source: '" + registry.host() + "/other:v1', target: '" + target.fullName() + ":" + reserved
                    + "', type: image}";
            return sync(entry(source, target, "repository", prune + tags), other);
        }

        private boolean isWanted(String tag, Set<String> there) {
            return there.contains(tag) && (!filtering || tag.startsWith("v"));
        }

        /** Tags of the source go or come back, and some days pass. */
        void change() throws Exception {
            registry.faults().clear();
            Set<String> there = WrongListTest.stored(source);
            for (String tag : NAMES) {
                if (there.contains(tag) && there.size() > 1 && random.nextInt(8) == 0) {
                    delete(tag);
                    there.remove(tag);
                } else if (!there.contains(tag) && random.nextInt(12) == 0) {
                    source.put(image, tag);
                }
            }
            int days = random.nextInt(3);
            state.age(Duration.ofDays(days));
            daysMissed.replaceAll((_, missed) -> missed + days);
        }

        private void delete(String tag) throws Exception {
            try (HttpClient client = HttpClient.newHttpClient()) {
                URI uri = registry.uri().resolve("/v2/" + source.name() + "/manifests/" + tag);
                HttpRequest request = HttpRequest.newBuilder(uri).DELETE().build();
                assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                        .isEqualTo(202);
            }
        }

        void run(String name) throws IOException {
            Set<String> sourceTags = WrongListTest.stored(source);
            Set<String> before = WrongListTest.stored(target);
            Optional<Way> sourceWay = inject(source);
            Optional<Way> targetWay = inject(target);
            observe(sourceTags, sourceWay);
            once();
            registry.faults().clear();
            Set<String> after = WrongListTest.stored(target);
            Set<String> deleted = new TreeSet<>(before);
            deleted.removeAll(after);
            DELETED.addAndGet(deleted.size());

            String what = name + " of " + yaml() + ": " + before + " to " + after + " with " + sourceTags;
            assertThat(deleted).as(what).doesNotContain(reserved).allSatisfy(tag -> {
                assertThat(isWanted(tag, sourceTags)).isFalse();
                assertThat(daysMissed.get(tag)).as("days").isGreaterThanOrEqualTo(grace);
                assertThat(runsMissed.get(tag)).as("runs").isGreaterThanOrEqualTo(2);
            });
            boolean loud = shows(sourceWay) || shows(targetWay);
            assertThat(loud ? deleted : Set.of()).as(what).isEmpty();
            Set<String> looked = new TreeSet<>(after);
            looked.addAll(before); // what the run copied was there when it looked
            assertThat(100 * deleted.size()).as(what).isLessThanOrEqualTo(cap * looked.size());
            assertThat(deleted.isEmpty() ? minTags : after.size()).as(what).isGreaterThanOrEqualTo(minTags);
        }

        /** What a run can see: nothing in a list that is clearly wrong, any tag missing in one that is wrong in silence. */
        private void observe(Set<String> sourceTags, Optional<Way> way) {
            if (shows(way)) {
                return;
            }
            for (String tag : NAMES) {
                if (way.isEmpty() && isWanted(tag, sourceTags)) {
                    daysMissed.remove(tag);
                    runsMissed.remove(tag);
                } else {
                    daysMissed.putIfAbsent(tag, 0);
                    runsMissed.merge(tag, 1, Integer::sum);
                }
            }
        }

        private static boolean shows(Optional<Way> way) {
            return way.isPresent() && !way.get().isSilent();
        }

        /** Makes the list of the repository wrong, or not. */
        private Optional<Way> inject(TestRepository repository) {
            if (random.nextInt(3) > 0) {
                return Optional.empty();
            }
            Way way = WAYS.get(random.nextInt(WAYS.size()));
            way.in(repository);
            return Optional.of(way);
        }

        private void once() throws IOException {
            long number = state.beginRun("once", Instant.now());
            try (RunFixture run = new RunFixture(registry, new ManualTime(), yaml())) {
                RunState memory = new RunState(state, number, Ticker.system(), RunFixture.NAMES);
                new OnceRun(run.pruning(memory, Mode.DELETE, Journal.NONE)).run(run.entries(), SyncAction.COPY);
            } catch (SeveralFailures e) {
                assertThat(e.failures()).isNotEmpty(); // a wrong list fails the run, WrongListTest tells which
            }
        }
    }
}
