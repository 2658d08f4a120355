// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.regclient.digest.Digest;
import io.regclient.ref.Tag;
import io.regclient.regsync.state.LedgerRow.End;
import io.regclient.regsync.state.Move.Kind;
import io.regclient.regsync.state.StateStore.Sighting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store of runs' state has to do. */
public abstract class StateStoreContract {
    protected static final Instant T0 = Instant.parse("2026-11-21T12:00:00.123Z");
    protected static final Instant T1 = T0.plus(Duration.ofHours(1));
    protected static final Instant T2 = T0.plus(Duration.ofHours(2));
    protected static final String SOURCE = "registry.example/app";
    protected static final String TARGET = "mirror.example/app";
    protected static final Tag LATEST = new Tag("latest");
    protected static final Digest A = digest("a");
    protected static final Digest B = digest("b");
    private static final Tag OLD = new Tag("1.0");

    protected StateStore store;
    protected long run;

    /** Opens the state of this test; a second time, the same one. */
    protected abstract StateStore open() throws IOException;

    protected static Digest digest(String content) {
        return Digest.sha256(content.getBytes(StandardCharsets.UTF_8));
    }

    protected static ImageAt source(Digest digest) {
        return new ImageAt(SOURCE, LATEST, digest);
    }

    protected static ImageAt target(Digest digest) {
        return new ImageAt(TARGET, LATEST, digest);
    }

    protected static Move copy(Optional<Digest> from, Digest to) {
        return new Move(Kind.COPY, TARGET, LATEST, from, Optional.of(to), Optional.of(SOURCE));
    }

    @BeforeEach
    void begin() throws IOException {
        store = open();
        run = store.beginRun("once", T0);
    }

    @AfterEach
    void end() {
        store.close();
    }

    @Test
    @DisplayName("each run has a number of its own, and ends failed or not")
    void runs() throws IOException {
        long second = store.beginRun("once", T1);

        assertThat(second).isNotEqualTo(run);
        store.endRun(run, false, T1);
        store.endRun(second, true, T2);
    }

    @Test
    @DisplayName("a tag of a source is seen once for each image, and moves of kind SEEN tell when it changed")
    void seesWhatChanges() throws IOException {
        store.saw(run, source(A), T0);
        store.saw(run, source(A), T1);
        store.saw(run, source(B), T2);

        assertThat(store.sightings(SOURCE)).isEqualTo(Map.of(LATEST, new Sighting(B, T2)));
        assertThat(store.history(SOURCE, Optional.empty(), 10))
                .extracting(row -> row.move().from(), row -> row.move().to(), LedgerRow::at, LedgerRow::end)
                .containsExactly(
                        tuple(Optional.of(A), Optional.of(B), T2, End.DONE),
                        tuple(Optional.empty(), Optional.of(A), T0, End.DONE));
        assertThat(store.history(SOURCE, Optional.empty(), 10))
                .allMatch(row -> row.move().kind() == Kind.SEEN);
    }

    @Test
    @DisplayName("an image that comes back under its tag was first seen the first time")
    void firstSeen() throws IOException {
        store.saw(run, source(A), T0);
        store.saw(run, source(B), T1);
        store.saw(run, source(A), T2);

        assertThat(store.firstSeen(source(A))).contains(T0);
        assertThat(store.firstSeen(source(B))).contains(T1);
        assertThat(store.firstSeen(new ImageAt(SOURCE, OLD, A))).isEmpty();
        assertThat(store.sightings(SOURCE).get(LATEST)).isEqualTo(new Sighting(A, T2));
    }

    @Test
    @DisplayName("a clock that was put back does not change when an image was first seen")
    void clockPutBack() throws IOException {
        store.saw(run, source(A), T2);
        store.saw(run, source(B), T0);

        assertThat(store.firstSeen(source(A))).contains(T2);
        assertThat(store.history(SOURCE, Optional.empty(), 1))
                .extracting(row -> row.move().to())
                .containsExactly(Optional.of(B));
    }

    @Test
    @DisplayName("a move is open until it is settled, and then done or not")
    void moves() throws IOException {
        long made = store.intend(run, copy(Optional.empty(), A), T0);
        long failed = store.intend(run, copy(Optional.of(A), B), T1);

        assertThat(store.open(TARGET)).extracting(LedgerRow::id).containsExactly(made, failed);
        store.settle(made, true);
        store.settle(failed, false);
        assertThat(store.open(TARGET)).isEmpty();
        assertThat(store.history(TARGET, Optional.of(LATEST), 10))
                .containsExactly(
                        new LedgerRow(failed, run, T1, copy(Optional.of(A), B), End.UNDONE),
                        new LedgerRow(made, run, T0, copy(Optional.empty(), A), End.DONE));
    }

    @Test
    @DisplayName("the last moves of all repositories are told newest first, without what was only seen")
    void recent() throws IOException {
        long first = store.intend(run, copy(Optional.empty(), A), T0);
        store.saw(run, source(A), T1);
        long second = store.intend(run, copy(Optional.of(A), B), T1);
        assertThat(store.recent(10)).extracting(LedgerRow::id).containsExactly(second, first);
        assertThat(store.recent(1)).extracting(LedgerRow::id).containsExactly(second);
    }

    @Test
    @DisplayName("a move that was made stays made; one that seemed not to be made may turn out to be")
    void settledTwice() throws IOException {
        long made = store.intend(run, copy(Optional.empty(), A), T0);
        long late = store.intend(run, copy(Optional.of(A), B), T1);

        store.settle(made, true);
        store.settle(made, false);
        store.settle(late, false);
        store.settle(late, true);

        assertThat(store.history(TARGET, Optional.empty(), 10))
                .extracting(LedgerRow::end)
                .containsExactly(End.DONE, End.DONE);
    }

    @Test
    @DisplayName("an image that stands in for a tag is what its deletion leads to until it has ended")
    void standsIn() throws IOException {
        Move move = new Move(Kind.DELETE, TARGET, OLD, Optional.of(A), Optional.empty(), Optional.empty());
        long id = store.intend(run, move, T0);
        store.takenOver(id, B);
        assertThat(store.open(TARGET)).extracting(row -> row.move().to()).containsExactly(Optional.of(B));

        store.settle(id, true);
        assertThat(store.history(TARGET, Optional.of(OLD), 1))
                .containsExactly(new LedgerRow(id, run, T0, move, End.DONE));
        store.takenOver(id, B);
        assertThat(store.history(TARGET, Optional.of(OLD), 1))
                .extracting(row -> row.move().to())
                .containsExactly(Optional.empty());
    }

    private static Move deletion(Tag tag) {
        return new Move(Kind.DELETE, TARGET, tag, Optional.of(A), Optional.empty(), Optional.empty());
    }

    @Test
    @DisplayName("a tag is deleted by one run at a time: a second claim is refused until the first deletion has ended")
    void claims() throws IOException {
        long second = store.beginRun("once", T0);
        long id = store.claim(run, deletion(OLD), T0).orElseThrow();

        assertThat(store.open(TARGET)).containsExactly(new LedgerRow(id, run, T0, deletion(OLD), End.OPEN));
        assertThat(store.isUnderWay(id, T0)).isTrue();
        assertThat(store.claim(second, deletion(OLD), T0)).isEmpty();
        assertThat(store.claim(second, deletion(LATEST), T0)).isPresent();
        store.settle(id, true);
        assertThat(store.isUnderWay(id, T0)).isFalse();
        assertThat(store.claim(second, deletion(OLD), T0)).isPresent();
    }

    @Test
    @DisplayName("a claim ends with its run, and after five minutes: a run that was killed elsewhere cannot be seen")
    void claimsEnd() throws IOException {
        long second = store.beginRun("once", T0);
        long ended = store.claim(run, deletion(OLD), T0).orElseThrow();
        long aged = store.claim(second, deletion(LATEST), T0).orElseThrow();
        store.endRun(run, true, T0);

        assertThat(store.isUnderWay(ended, T0)).isFalse();
        assertThat(store.claim(second, deletion(OLD), T0)).isPresent();
        assertThat(store.isUnderWay(aged, T0.plus(Duration.ofMinutes(4)))).isTrue();
        assertThat(store.isUnderWay(aged, T0.plus(Duration.ofMinutes(5)))).isFalse();
        assertThat(store.isUnderWay(aged, T0.minus(Duration.ofMinutes(5))))
                .as("a clock that was put back")
                .isFalse();
    }

    @Test
    @DisplayName("a claim that is withdrawn leaves nothing; a deletion that has ended stays")
    void withdraws() throws IOException {
        long none = store.claim(run, deletion(OLD), T0).orElseThrow();
        long made = store.claim(run, deletion(LATEST), T0).orElseThrow();
        store.settle(made, true);

        store.withdraw(none);
        store.withdraw(made);

        assertThat(store.history(TARGET, Optional.empty(), 10))
                .extracting(LedgerRow::id)
                .containsExactly(made);
        assertThat(store.claim(run, deletion(OLD), T0)).isPresent();
    }

    @Test
    @DisplayName("of several that claim a deletion at once, by connections of their own, one gets it")
    void claimsAtOnce() throws Exception {
        int claimants = 6;
        CyclicBarrier start = new CyclicBarrier(claimants);
        List<Future<Boolean>> claims = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(claimants)) {
            for (int i = 0; i < claimants; i++) {
                claims.add(threads.submit(() -> {
                    try (StateStore own = open()) {
                        long number = own.beginRun("once", T0);
                        start.await(1, TimeUnit.MINUTES);
                        return own.claim(number, deletion(OLD), T0).isPresent();
                    }
                }));
            }
        }
        int got = 0;
        for (Future<Boolean> claim : claims) {
            got += claim.get() ? 1 : 0;
        }
        assertThat(got).isEqualTo(1);
        assertThat(store.open(TARGET)).hasSize(1);
    }

    @Test
    @DisplayName("a deleted tag stands for nothing, and comes from nowhere")
    void deletion() throws IOException {
        Move move = new Move(Kind.DELETE, TARGET, OLD, Optional.of(A), Optional.empty(), Optional.empty());
        long id = store.intend(run, move, T0);
        store.settle(id, true);

        assertThat(store.history(TARGET, Optional.of(OLD), 1))
                .containsExactly(new LedgerRow(id, run, T0, move, End.DONE));
    }

    @Test
    @DisplayName("a history ends at its limit, and knows one tag from another")
    void historyOfATag() throws IOException {
        for (int i = 0; i < 5; i++) {
            store.saw(run, new ImageAt(SOURCE, LATEST, digest("latest" + i)), T0.plusSeconds(i));
            store.saw(run, new ImageAt(SOURCE, OLD, digest("old" + i)), T0.plusSeconds(i));
        }

        assertThat(store.history(SOURCE, Optional.of(OLD), 3))
                .extracting(row -> row.move().to().orElseThrow())
                .containsExactly(digest("old4"), digest("old3"), digest("old2"));
        assertThat(store.history(SOURCE, Optional.empty(), 100)).hasSize(10);
        assertThat(store.history("registry.example/other", Optional.empty(), 100))
                .isEmpty();
    }

    /** Takes the table of holds back to what it was in the first two versions. */
    static final String OLDER_HOLDS = "drop view regsync_held; alter table regsync_hold drop column detail; "
            + "alter table regsync_hold drop column passed; create view regsync_held as "
            + "select repository, tag, digest, source, reason, since, until from regsync_hold where released is null; ";

    private static Hold hold(Digest digest, Hold.Reason reason, Instant since, Optional<Instant> until) {
        return new Hold(target(digest), SOURCE, reason, since, until, Optional.empty());
    }

    @Test
    @DisplayName("an image that waits keeps its time, and is not held any more when it was let go")
    void holds() throws IOException {
        Hold first = hold(A, Hold.Reason.MIN_AGE, T0, Optional.of(T2));
        store.hold(run, first);
        store.hold(run, hold(A, Hold.Reason.MIN_AGE, T1, Optional.of(T2)));

        assertThat(store.held()).containsExactly(first);
        assertThat(store.holdOf(target(A))).contains(first);
        store.drop(target(A));
        assertThat(store.held()).isEmpty();
        assertThat(store.holdOf(target(A))).isEmpty();
    }

    @Test
    @DisplayName("an image that was released stays released, however often it is held by its age")
    void release() throws IOException {
        store.hold(run, hold(A, Hold.Reason.MIN_AGE, T0, Optional.of(T2)));

        assertThat(store.release(target(B), T1)).isFalse();
        assertThat(store.release(target(A), T1)).isTrue();
        assertThat(store.release(target(A), T2)).isFalse();
        store.hold(run, hold(A, Hold.Reason.MIN_AGE, T1, Optional.of(T2)));
        assertThat(store.held()).isEmpty();
        assertThat(store.holdOf(target(A)).flatMap(Hold::released)).contains(T1);
    }

    @Test
    @DisplayName("a hold by rollback stays until it is released, and holds what was released before")
    void rollback() throws IOException {
        store.hold(run, hold(A, Hold.Reason.MIN_AGE, T0, Optional.of(T2)));
        store.release(target(A), T1);
        Hold back = hold(A, Hold.Reason.ROLLBACK, T2, Optional.empty());
        store.hold(run, back);

        store.drop(target(A));
        store.hold(run, hold(A, Hold.Reason.MIN_AGE, T2, Optional.of(T2)));
        assertThat(store.held()).containsExactly(back);
        assertThat(store.release(target(A), T2)).isTrue();
        assertThat(store.held()).isEmpty();
        store.hold(run, back);
        assertThat(store.held()).containsExactly(back);
    }

    private static Hold byHook(Instant since, Optional<Instant> released, String detail, Optional<Instant> passed) {
        return new Hold(target(A), SOURCE, Hold.Reason.HOOK, since, Optional.empty(), released, detail, passed);
    }

    private static Hold byHook(String detail) {
        return byHook(T2, Optional.empty(), detail, Optional.empty());
    }

    @Test
    @DisplayName("a hold by a hook has its words, the last ones, and stays released")
    void hooks() throws IOException {
        store.hold(run, byHook("hooks.pre: \u00e9 'why'"));
        assertThat(store.held()).containsExactly(byHook("hooks.pre: \u00e9 'why'"));
        store.hold(run, byHook(T0, Optional.empty(), "hooks.pre: b", Optional.empty()));
        assertThat(store.held()).containsExactly(byHook("hooks.pre: b"));

        store.release(target(A), T1);
        store.hold(run, byHook("hooks.pre: c"));
        assertThat(store.held()).isEmpty();
        assertThat(store.holdOf(target(A))).contains(byHook(T2, Optional.of(T1), "hooks.pre: c", Optional.empty()));
        store.drop(target(A));
        assertThat(store.holdOf(target(A))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Hold.Reason.class,
            names = {"MIN_AGE", "ROLLBACK"})
    @DisplayName("a hook's hold takes the place of one that was released, remembers that, and is released for itself")
    void hooksBehindOthers(Hold.Reason reason) throws IOException {
        store.hold(run, hold(A, reason, T0, Optional.empty()));
        store.release(target(A), T1);
        assertThat(store.holdOf(target(A)).orElseThrow().passesSafeguards()).isTrue();
        assertThat(store.holdOf(target(A)).orElseThrow().passesHook()).isFalse();

        store.hold(run, byHook("hooks.pre: a"));
        store.hold(run, byHook("hooks.pre: a"));
        Hold held = byHook(T0, Optional.empty(), "hooks.pre: a", Optional.of(T1));
        assertThat(store.held()).containsExactly(held);
        assertThat(held.passesSafeguards()).isTrue();
        assertThat(held.passesHook()).isFalse();

        assertThat(store.release(target(A), T2)).isTrue();
        Hold both = store.holdOf(target(A)).orElseThrow();
        assertThat(both).isEqualTo(byHook(T0, Optional.of(T2), "hooks.pre: a", Optional.of(T1)));
        assertThat(both.passesSafeguards()).isTrue();
        assertThat(both.passesHook()).isTrue();
        store.hold(run, hold(A, Hold.Reason.ROLLBACK, T2, Optional.empty()));
        assertThat(store.held()).containsExactly(hold(A, Hold.Reason.ROLLBACK, T2, Optional.empty()));
    }

    @Test
    @DisplayName("a hook's hold takes the place of a wait that is over, and not that of a rollback")
    void hooksAndWhatIsNotReleased() throws IOException {
        store.hold(run, hold(A, Hold.Reason.MIN_AGE, T0, Optional.of(T1)));
        store.hold(run, byHook("hooks.pre: a"));
        assertThat(store.held()).containsExactly(byHook(T0, Optional.empty(), "hooks.pre: a", Optional.empty()));

        Hold back = hold(A, Hold.Reason.ROLLBACK, T2, Optional.empty());
        store.hold(run, back);
        store.hold(run, byHook("hooks.pre: a"));
        assertThat(store.held()).containsExactly(back);
    }

    @Test
    @DisplayName("what is held is told by repository, tag and time")
    void heldInOrder() throws IOException {
        Hold second = hold(A, Hold.Reason.MIN_AGE, T1, Optional.of(T2));
        Hold first = hold(B, Hold.Reason.MIN_AGE, T0, Optional.of(T2));
        ImageAt earlier = new ImageAt("a.example/app", LATEST, A);
        Hold other = new Hold(earlier, SOURCE, Hold.Reason.MIN_AGE, T2, Optional.empty(), Optional.empty());
        store.hold(run, second);
        store.hold(run, first);
        store.hold(run, other);

        assertThat(store.held()).containsExactly(other, first, second);
        assertThat(store.held(2)).containsExactly(other, first);
        assertThat(store.heldCount()).isEqualTo(3);
        store.release(first.image(), T2);
        assertThat(store.heldCount()).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "a tag is absent since the first run that missed it, counted once for each run, and not when it is back")
    void absences() throws IOException {
        long second = store.beginRun("once", T1);
        store.absent(run, SOURCE, TARGET, Set.of(LATEST, OLD), T0);
        store.absent(run, SOURCE, TARGET, Set.of(LATEST, OLD), T0);
        store.absent(second, SOURCE, TARGET, Set.of(OLD), T1);

        assertThat(store.absences(SOURCE, TARGET)).isEqualTo(Map.of(OLD, new Absence(T0, 2)));
        assertThat(store.absences(SOURCE, "mirror.example/other")).isEmpty();
        long third = store.beginRun("once", T2);
        store.absent(third, SOURCE, TARGET, Set.of(LATEST), T2);
        assertThat(store.absences(SOURCE, TARGET)).isEqualTo(Map.of(LATEST, new Absence(T2, 1)));
        store.absent(third, SOURCE, TARGET, Set.of(), T2);
        assertThat(store.absences(SOURCE, TARGET)).isEmpty();
    }

    @Test
    @DisplayName("when an image was created is remembered, the first answer counts")
    void created() throws IOException {
        assertThat(store.created(A)).isEmpty();
        store.keepCreated(A, T0);
        store.keepCreated(A, T1);
        assertThat(store.created(A)).contains(T0);
    }

    @Test
    @DisplayName("everything is there when the state is opened again")
    void remembers() throws IOException {
        store.saw(run, source(A), T0);
        long move = store.intend(run, copy(Optional.empty(), A), T0);
        store.hold(run, hold(B, Hold.Reason.MIN_AGE, T0, Optional.of(T2)));
        store.close();

        store = open();
        assertThat(store.sightings(SOURCE)).hasSize(1);
        assertThat(store.open(TARGET)).extracting(LedgerRow::id).containsExactly(move);
        assertThat(store.held()).hasSize(1);
    }

    @Test
    @DisplayName("two stores of one state see what the other one did")
    void twoAtOnce() throws IOException {
        try (StateStore other = open()) {
            store.saw(run, source(A), T0);
            other.saw(run, source(A), T1);
            other.saw(run, source(B), T1);
            long move = other.intend(run, copy(Optional.empty(), A), T0);

            assertThat(store.history(SOURCE, Optional.empty(), 10)).hasSize(2);
            store.settle(move, true);
            assertThat(other.open(TARGET)).isEmpty();
        }
    }

    @Test
    @DisplayName("names are data, whatever they contain")
    void strangeNames() throws IOException {
        String name = "ocidir:///tmp/it's \"a\"; drop table regsync_run; -- \u00fc";
        store.saw(run, new ImageAt(name, LATEST, A), T0);

        assertThat(store.history(name, Optional.empty(), 1)).hasSize(1);
        assertThat(List.copyOf(store.sightings(name).keySet())).containsExactly(LATEST);
    }
}
