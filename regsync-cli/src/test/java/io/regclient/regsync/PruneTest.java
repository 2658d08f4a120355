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
import io.regclient.regsync.state.ImageAt;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key prune and {@code once --prune}: which tags go, and which must not. */
@ExtendWith(RegistryExtension.class)
class PruneTest {
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private static final String ALL = "prune: {maxDelete: 100%}";

    private final InProcessRegistry registry;
    private final Mirroring mirroring;
    private final List<String> heard = new ArrayList<>();
    private final Path directory;
    private final TestRepository source;
    private final TestRepository target;
    private final PrunedMirror mirror;
    private final MemoryState state;
    private final SampleImage old;

    PruneTest(InProcessRegistry registry, @TempDir Path directory, TestRepository source, TestRepository target) {
        this.registry = registry;
        this.directory = directory;
        this.mirroring = new Mirroring(registry, directory);
        this.source = source;
        this.target = target;
        this.mirror = PrunedMirror.of(source, target);
        this.state = mirror.state();
        this.old = mirror.old();
    }

    private void run(Mode mode, String yaml) throws IOException {
        Journal journal = new Journal() {
            @Override
            public void decided(SyncEntry entry, Deletion deletion) {
                heard.add("decided " + deletion.target().tag().orElseThrow() + ": " + deletion.reason());
            }

            @Override
            public void deleted(SyncEntry entry, Deletion deletion) {
                heard.add("deleted " + deletion.target().tag().orElseThrow());
            }

            @Override
            public void failed(SyncEntry entry, Deletion deletion, IOException failure) {
                heard.add("failed " + deletion.target().tag().orElseThrow());
            }
        };
        long number = mirror.begin();
        state.endRun(number, false, Instant.now());
        mirror.run(mode, yaml, number, journal);
    }

    private void delete(String yaml) throws IOException {
        run(Mode.DELETE, yaml);
    }

    private static String failure(ThrowingCallable run) {
        return Objects.requireNonNull(catchThrowableOfType(SeveralFailures.class, run)).failures().stream()
                .map(Throwable::getMessage)
                .collect(Collectors.joining("\n"));
    }

    private String mirror(String more) {
        return sync(entry(source, target, "repository", more));
    }

    /** Earlier runs have missed the tags for eight days. */
    private void missed(String... names) throws IOException {
        Set<Tag> tags = Arrays.stream(names).map(Tag::new).collect(Collectors.toSet());
        state.absent(0, source.fullName(), target.fullName(), Set.of(), Instant.now());
        for (int days = 8; days > 6; days--) {
            long number = state.beginRun("once", Instant.now());
            state.endRun(number, false, Instant.now());
            Instant at = Instant.now().minus(Duration.ofDays(days));
            state.absent(number, source.fullName(), target.fullName(), tags, at);
        }
    }

    @ParameterizedTest
    @CsvSource({"deny, v1 v2 v3 gone", "hold, v1 v2 v3 gone"})
    @DisplayName(
            "docs/regsync-hooks.md: while a hook holds an image to come, its place is not taken; a denial ends all")
    void hooksKeep(String decision, String left) throws IOException {
        Path answer = Files.writeString(directory.resolve("answer"), "{\"decision\":\"" + decision + "\"}");
        source.put(ImageFixture.small(3), "v4");
        source.put(ImageFixture.small(3), "v1");
        missed("gone");
        String yaml = mirror(ALL + ", hooks: {pre: {type: exec, params: [cat, '" + answer + "']}}");
        if (decision.equals("deny")) {
            assertThat(failure(() -> delete(yaml))).contains("denied by the gate hooks.pre");
        } else {
            delete(yaml);
        }
        assertThat(mirroring.tags(target)).containsExactlyInAnyOrder(left.split(" "));
        assertThat(mirroring.digest(target, "v1")).isEqualTo(old.digest().toString());
    }

    @Test
    @DisplayName("a tag must have been absent for the grace period, seen by at least two runs")
    void deletesWhatWasMissedLongEnough() throws IOException {
        delete(mirror(ALL));
        delete(mirror(ALL));
        assertThat(mirroring.tags(target)).contains("gone");

        missed("gone");
        registry.requests().clear();
        delete(mirror(ALL));

        assertThat(mirroring.tags(target)).containsExactly("v1", "v2", "v3");
        assertThat(mirror.ledger()).containsExactly("gone " + old.digest() + " done");
        assertThat(heard).containsExactly("decided gone: the source does not have it", "deleted gone");
        assertThat(source.lines()).contains("GET manifests/gone");
        assertThat(target.lines()).contains("HEAD manifests/gone", "DELETE manifests/gone");
    }

    @Test
    @DisplayName("grace 0s: the second run that misses a tag deletes it")
    void needsTwoRuns() throws IOException {
        String yaml = mirror("prune: {maxDelete: 100%, grace: 0s}");
        delete(yaml);
        assertThat(mirroring.tags(target)).contains("gone");
        delete(yaml);
        assertThat(mirroring.tags(target)).doesNotContain("gone");
    }

    @Test
    @DisplayName("a run without --prune deletes nothing and remembers what it misses")
    void onlyRemembers() throws IOException {
        missed("gone");
        run(Mode.WATCH, mirror(ALL));

        assertThat(mirroring.tags(target)).contains("gone");
        assertThat(state.absences(source.fullName(), target.fullName()).get(new Tag("gone")))
                .satisfies(absence -> assertThat(absence.runs()).isEqualTo(3));
        assertThat(heard).isEmpty();
    }

    @Test
    @DisplayName("a plan tells what would be deleted, and writes nothing anywhere")
    void plans() throws IOException {
        missed("gone");
        int writes = state.writes() + 2; // the run's own beginning and end
        run(Mode.PLAN, mirror(ALL));

        assertThat(heard).containsExactly("decided gone: the source does not have it");
        assertThat(mirroring.tags(target)).contains("gone");
        assertThat(state.writes()).isEqualTo(writes);
        assertThat(target.lines()).noneMatch(line -> line.startsWith("DELETE"));
    }

    @Test
    @DisplayName("a tag that is back is not missed any more")
    void forgetsWhatIsBack() throws IOException {
        missed("gone");
        source.put(old, "gone");
        delete(mirror(ALL));

        assertThat(state.absences(source.fullName(), target.fullName())).isEmpty();
        assertThat(mirroring.tags(target)).contains("gone");
    }

    @Test
    @DisplayName("mode filter: what the filters do not leave goes too, without a question to the source")
    void deletesWhatTheFiltersDrop() throws IOException {
        missed("gone", "v1");
        registry.requests().clear();
        delete(mirror("prune: {mode: filter, maxDelete: 100%}, tags: {deny: [v1]}"));

        assertThat(mirroring.tags(target)).containsExactly("v2", "v3");
        assertThat(heard).contains("decided v1: the filters do not leave it");
        assertThat(source.lines()).doesNotContain("GET manifests/v1").contains("GET manifests/gone");
    }

    @Test
    @DisplayName("a run that would delete more than the cap deletes nothing, says so and fails")
    void refusesMoreThanTheCap() throws IOException {
        missed("gone");

        assertThat(failure(() -> delete(mirror("prune: source"))))
                .contains(
                        "prune " + target.fullName()
                                + ": 1 of 4 tags would be deleted, maxDelete 10% allows 0; nothing is deleted. These are: gone; raise maxDelete if that is right");
        assertThat(mirroring.tags(target)).contains("gone");
    }

    @Test
    @DisplayName("a tag that the source does not list but has is not deleted, nor is anything else")
    void asksTheSource() throws IOException {
        missed("gone", "v3");
        source.fault(
                "GET",
                "tags/list",
                Occurrence.always(),
                new Fault.Status(200, JSON, "{\"name\":\"" + source.name() + "\",\"tags\":[\"v1\",\"v2\"]}"));

        assertThat(failure(() -> delete(mirror(ALL))))
                .contains("the source has " + source.fullName() + ":v3 and does not list it; nothing is deleted");
        assertThat(mirroring.tags(target)).containsExactly("gone", "v1", "v2", "v3");
    }

    @Test
    @DisplayName("an image that could not be copied keeps everything")
    void keepsAllWhenACopyFails() throws IOException {
        missed("gone");
        source.put(ImageFixture.small(2), "v3");
        target.fault("PUT", "manifests", Occurrence.always(), new Fault.Status(400));

        assertThat(failure(() -> delete(mirror(ALL)))).contains("v3");
        assertThat(mirroring.tags(target)).contains("gone");
    }

    @Test
    @DisplayName(
            "tags that other entries write stay: single images, and names that a repository without prune may have")
    void keepsTagsOfOtherEntries(TestRepository other) throws IOException {
        other.put(old, "gone", "x1");
        target.put(old, "x1", "y1");
        missed("gone", "x1", "y1");
        String image = "{source: '" + other.fullName() + ":x1', target: '" + target.fullName() + ":gone', type: image}";
        String repository = entry(other, target, "repository", "tags: {allow: ['x.*']}");

        delete(sync(entry(source, target, "repository", ALL), image, repository));

        assertThat(mirroring.tags(target)).containsExactly("gone", "v1", "v2", "v3", "x1");
        assertThat(heard).contains("deleted y1");
    }

    @Test
    @DisplayName("of two entries with prune on one target each keeps what the other's source has")
    void keepsTagsOfAnotherPruningEntry(TestRepository other) throws IOException {
        other.put(old, "x1");
        target.put(old, "x1");
        missed("gone", "x1");

        delete(sync(entry(source, target, "repository", ALL), entry(other, target, "repository", ALL)));

        assertThat(mirroring.tags(target)).containsExactly("v1", "v2", "v3", "x1");
    }

    @Test
    @DisplayName("a tag that the list of another pruning entry's source leaves out stays")
    void asksTheSourceOfAnotherPruningEntry(TestRepository other) throws IOException {
        other.put(old, "x1", "x2");
        target.put(old, "x1", "x2");
        missed("gone", "x2");
        other.fault(
                "GET",
                "tags/list",
                Occurrence.always(),
                new Fault.Status(200, JSON, "{\"name\":\"" + other.name() + "\",\"tags\":[\"x1\"]}"));

        delete(sync(entry(source, target, "repository", ALL), entry(other, target, "repository", ALL)));

        assertThat(mirroring.tags(target)).containsExactly("v1", "v2", "v3", "x1", "x2");
    }

    @Test
    @DisplayName("an entry of another registry's repositories protects the targets below its prefix")
    void keepsTagsOfARegistryEntry() throws IOException {
        missed("gone");
        String prefix = target.fullName()
                .substring(0, target.fullName().indexOf('/', registry.host().length() + 1));
        String whole = "{source: '" + registry.host() + "', target: '" + prefix + "', type: registry, "
                + "repos: {allow: ['nothing']}}";

        delete(sync(entry(source, target, "repository", ALL), whole));
        assertThat(mirroring.tags(target)).contains("gone");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{source: 'OTHER', target: 'TARGET', type: repository, onRetag: never}",
                "{source: 'OTHER', target: 'TARGET', type: repository, tags: {allow: ['(']}}",
                "{source: 'OTHER:gone', target: 'TARGET:gone', type: image, minAgeSource: built}",
                "{source: 'Bad Ref', target: 'TARGET:gone', type: image}",
                "{source: 'OTHER', target: 'TARGET', type: repositories}",
                "{source: 'OTHER', target: 'Bad Ref', type: repository}",
            })
    @DisplayName("an entry that is wrong fails alone, and what it wrote before stays")
    void keepsWhatWrongEntriesWrote(String wrong, TestRepository other) throws Exception {
        other.put(old, "gone");
        missed("gone");
        String entry = wrong.replace("OTHER", other.fullName()).replace("TARGET", target.fullName());
        assertThat(failure(() -> delete(sync(entry(source, target, "repository", ALL), entry))))
                .containsPattern("invalid|must be one of");
        assertThat(mirroring.tags(target)).contains("gone");
        delete(mirror(ALL));
        assertThat(mirroring.tags(target)).doesNotContain("gone");
    }

    @Test
    @DisplayName("digest tags stay as long as their manifest, and go when it is gone")
    void keepsDigestTags() throws IOException {
        String signature = old.digest().toString().replace(':', '-') + ".sig";
        String orphan = "sha256-" + "0".repeat(64) + ".sig";
        String cut = "sha512-" + "0".repeat(64);
        target.put(ImageFixture.small(3), signature, orphan, cut);
        missed("gone", signature, orphan, cut);

        delete(mirror(ALL));

        assertThat(mirroring.tags(target)).containsExactlyInAnyOrder(signature, cut, "v1", "v2", "v3");
    }

    @Test
    @DisplayName("backups stay, by the ledger and by the template, and so does what was put back")
    void keepsBackups() throws IOException {
        target.put(old, "b1", "b2", "r1", "seen");
        long run = state.beginRun("once", Instant.now());
        record(run, Move.Kind.BACKUP, "b1");
        record(run, Move.Kind.ROLLBACK, "r1");
        record(run, Move.Kind.COPY, "gone");
        state.saw(run, new ImageAt(source.fullName(), new Tag("seen"), old.digest()), Instant.now());
        missed("b1", "b2", "r1", "gone", "seen");

        delete(mirror(ALL + ", backup: 'old-{{.Ref.Tag}}'"));

        assertThat(mirroring.tags(target)).containsExactly("b1", "b2", "r1", "v1", "v2", "v3");
    }

    private void record(long run, Move.Kind kind, String tag) throws IOException {
        Optional<String> from = Optional.of(source.fullName());
        Move move = new Move(kind, target.fullName(), new Tag(tag), Optional.empty(), Optional.of(old.digest()), from);
        state.settle(state.intend(run, move, Instant.now()), true);
    }

    @Test
    @DisplayName("minTags: tags of a target repository that stay at least")
    void keepsMinTags() throws IOException {
        missed("gone");
        delete(mirror("prune: {maxDelete: 100%, minTags: 4}"));
        assertThat(mirroring.tags(target)).contains("gone");
    }

    @Test
    @DisplayName("a registry that deletes nothing keeps the tag, the ledger says undone and the run fails")
    void tellsWhatCouldNotBeDeleted() throws IOException {
        missed("gone");
        target.fault("DELETE", "manifests", Occurrence.always(), new Fault.Status(405));

        assertThat(failure(() -> delete(mirror(ALL)))).contains(target.fullName() + ":gone");

        assertThat(mirroring.digest(target, "gone")).isEqualTo(old.digest().toString());
        assertThat(mirror.ledger()).containsExactly("gone " + old.digest() + " undone");
        assertThat(heard).endsWith("failed gone");
    }

    @Test
    @DisplayName("what a killed run began to delete is settled by the next look, and not deleted twice")
    void settlesWhatWasBegun() throws IOException {
        long killed = state.beginRun("once", Instant.now());
        Optional<Digest> from = Optional.of(old.digest());
        for (String tag : List.of("gone", "lost")) {
            Move move = new Move(
                    Move.Kind.DELETE, target.fullName(), new Tag(tag), from, Optional.empty(), Optional.empty());
            long _ = state.intend(killed, move, Instant.now());
        }
        state.endRun(killed, true, Instant.now());

        delete(mirror(ALL));

        assertThat(mirror.ledger())
                .containsExactly("lost " + old.digest() + " done", "gone " + old.digest() + " undone");
        assertThat(state.open(target.fullName())).isEmpty();
    }

    @Test
    @DisplayName("a memory that cannot be reached deletes nothing and fails the run")
    void deletesNothingWithoutMemory() throws IOException {
        missed("gone");
        long number = state.beginRun("once", Instant.now());
        state.fail(true);
        try (RunFixture run = new RunFixture(registry, new ManualTime(), mirror(ALL))) {
            RunState memory = new RunState(state, number, Ticker.system(), RunFixture.NAMES);
            assertThat(failure(() -> new OnceRun(run.pruning(memory, Mode.DELETE, Journal.NONE))
                            .run(run.entries(), SyncAction.COPY)))
                    .contains("state memory: cannot be reached");
        }
        assertThat(mirroring.tags(target)).contains("gone");
    }

    @Test
    @DisplayName("a clock that is away from the registry's by more than an hour deletes nothing")
    void doesNotBelieveAClockThatJumped() throws IOException {
        missed("gone");
        long number = state.beginRun("once", Instant.now());
        ManualTime jumped = new ManualTime(Instant.now().plus(Duration.ofDays(30)));
        try (RunFixture run = new RunFixture(registry, new ManualTime(), mirror(ALL))) {
            RunState memory = new RunState(state, number, jumped, RunFixture.NAMES);
            assertThat(failure(() -> new OnceRun(run.pruning(memory, Mode.DELETE, Journal.NONE))
                            .run(run.entries(), SyncAction.COPY)))
                    .contains("the list of the source cannot be relied on: its answer is of");
        }
        assertThat(mirroring.tags(target)).contains("gone");
    }

    @Test
    @DisplayName("a rule that makes no sense fails its entry, and the others run")
    void failsByAWrongRule(TestRepository other) throws IOException {
        String wrong = entry(source, other, "repository", "prune: {mode: all}");

        assertThat(failure(() -> delete(sync(wrong, entry(source, target, "repository", "")))))
                .contains("invalid prune mode \"all\", must be source, filter or off");
        assertThat(mirroring.tags(target)).contains("gone");
    }
}
