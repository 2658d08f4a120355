// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.copy.CopyResult;
import io.regclient.copy.CopyTally;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.Share;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.plan.SyncDecision;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.schema.Configs;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.EntryOutcome;
import io.regclient.regsync.state.EntryRun;
import io.regclient.regsync.status.EntryStatus.Condition;
import io.regclient.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/server.md: what a server says about its entries. */
class EntryStatesTest {
    private static final Digest DIGEST = Digest.sha256(new byte[] {1});
    private static final Instant START = ManualTime.START;

    private final ManualTime time = new ManualTime();
    private final EntryStates states = new EntryStates(time);

    private List<SyncEntry> load(String... entries) throws RegistryException {
        List<SyncEntry> loaded =
                Configs.load("sync: [" + String.join(", ", entries) + "]").entries();
        states.loaded(loaded);
        return loaded;
    }

    private static String entry(String target, String more) {
        return "{source: 'a.example/s:v1', target: '" + target + "', type: image" + more + "}";
    }

    private static SyncTask task(SyncEntry entry) throws RegistryException {
        return new SyncTask(entry, Ref.parse(entry.source()), Ref.parse(entry.target()), SyncAction.COPY);
    }

    private EntryStatus only() {
        assertThat(states.entries()).hasSize(1);
        return states.entries().getFirst();
    }

    private void run(SyncEntry entry, SyncAction action, Duration takes) {
        states.started(entry, action);
        time.advance(takes);
        states.ended(entry);
    }

    @Test
    @DisplayName("an entry waits for its first run, runs, and is up to date; the next run is the next activation")
    void life() throws Exception {
        SyncEntry entry = load(entry("t.example/s:v1", ", interval: 1h")).getFirst();
        assertThat(only().condition()).isEqualTo(Condition.WAITING);
        assertThat(only().schedule().next()).contains(START.plus(Duration.ofHours(1)));

        states.started(entry, SyncAction.COPY);
        assertThat(only().isRunning()).isTrue();
        time.advance(Duration.ofMinutes(90));
        states.ended(entry);

        assertThat(only().condition()).isEqualTo(Condition.OK);
        assertThat(only().isRunning()).isFalse();
        assertThat(only().times())
                .isEqualTo(new RunTimes(
                        Optional.empty(),
                        Optional.of(START),
                        Optional.of(Duration.ofMinutes(90)),
                        Optional.of(START.plus(Duration.ofMinutes(90))),
                        Optional.of(START)));
        assertThat(only().schedule())
                .isEqualTo(new RunSchedule(
                        Optional.of(START.plus(Duration.ofHours(2))),
                        Optional.of(Duration.ofHours(1)),
                        1,
                        Optional.empty()));
        assertThat(only().lag()).isEqualTo(Duration.ofMinutes(90));
        assertThat(only().totals().succeeded()).isOne();
    }

    @Test
    @DisplayName("the first pass, which copies only what is missing, makes nothing fresh; complete runs do")
    void fresh() throws Exception {
        SyncEntry entry = load(entry("t.example/s:v1", ", interval: 1h")).getFirst();
        run(entry, SyncAction.MISSING, Duration.ofMinutes(1));
        assertThat(only().times().lastSuccess()).contains(START.plus(Duration.ofMinutes(1)));
        assertThat(only().times().freshAsOf()).isEmpty();
        assertThat(only().condition()).as("the target may be old").isEqualTo(Condition.WAITING);

        run(entry, SyncAction.COPY, Duration.ofMinutes(1));
        assertThat(only().times().freshAsOf()).contains(START.plus(Duration.ofMinutes(1)));
    }

    @Test
    @DisplayName("an entry is late when no run was complete and without error for two intervals")
    void late() throws Exception {
        SyncEntry entry = load(entry("t.example/s:v1", ", interval: 1h")).getFirst();
        run(entry, SyncAction.COPY, Duration.ofMinutes(1));
        time.advance(Duration.ofHours(2));
        assertThat(only().condition()).isEqualTo(Condition.OK);
        time.advance(Duration.ofMinutes(2));
        assertThat(only().condition()).isEqualTo(Condition.LATE);
        run(entry, SyncAction.COPY, Duration.ofMinutes(1));
        assertThat(only().condition()).isEqualTo(Condition.OK);
    }

    @Test
    @DisplayName("docs/server.md: a schedule with a long pause is not late in it, and counts what was missed")
    void unevenSchedule() throws Exception {
        SyncEntry entry =
                load(entry("t.example/s:v1", ", schedule: '57,58,59 * * * *'")).getFirst();
        time.advance(Duration.ofMinutes(57)); // 12:57
        run(entry, SyncAction.COPY, Duration.ofSeconds(10));
        time.advance(Duration.ofMinutes(2));
        run(entry, SyncAction.COPY, Duration.ofSeconds(10));
        time.advance(Duration.ofMinutes(55)); // 13:54
        assertThat(only().condition()).isEqualTo(Condition.OK);
        assertThat(only().schedule().missed()).isZero();

        time.advance(Duration.ofMinutes(4)); // 13:58
        assertThat(only().schedule().missed()).isEqualTo(2);
        assertThat(only().condition()).as("a run may take a while").isEqualTo(Condition.OK);
        time.advance(Duration.ofMinutes(2));
        assertThat(only().condition()).isEqualTo(Condition.LATE);
        assertThat(only().schedule().missed()).isEqualTo(3);
        time.advance(Duration.ofDays(7));
        assertThat(only().schedule().missed()).isEqualTo(100);
    }

    @Test
    @DisplayName("docs/server.md: an entry whose schedule is wrong has failed, and says why")
    void wrongSchedule() throws Exception {
        SyncEntry entry =
                load(entry("t.example/s:v1", ", schedule: '61 * * * *'")).getFirst();
        run(entry, SyncAction.MISSING, Duration.ofSeconds(10));
        assertThat(only().condition()).isEqualTo(Condition.FAILED);
        assertThat(only().schedule().problem().orElseThrow()).contains("61 * * * *");
        load(entry("t.example/s:v1", ", schedule: '1 * * * *'"));
        assertThat(only().condition()).isEqualTo(Condition.WAITING);
    }

    @Test
    @DisplayName("docs/server.md: so has one whose schedule never comes")
    void neverComes() throws Exception {
        load(entry("t.example/s:v1", ", schedule: '0 0 30 2 *'"));
        assertThat(only().condition()).isEqualTo(Condition.FAILED);
        assertThat(only().schedule().problem()).contains("schedule 0 0 30 2 *: it never comes");
    }

    @Test
    @DisplayName("docs/server.md: of servers that share an entry the one counts that ran it last")
    void others() throws Exception {
        SyncEntry entry = load(entry("t.example/s:v1", ", interval: 1h")).getFirst();
        states.shares("me", Share.WHOLE);
        String key = states.keys().iterator().next();
        run(entry, SyncAction.COPY, Duration.ofMinutes(1));
        time.advance(Duration.ofHours(3));
        assertThat(only().condition()).isEqualTo(Condition.LATE);
        Instant began = time.now().minus(Duration.ofMinutes(10));
        EntryOutcome outcome = new EntryOutcome(true, 5, 1, 2, List.of(), 0);
        EntryRun theirs = new EntryRun(
                key,
                Optional.empty(),
                Optional.of(new EntryRun.Last("you", began, began.plusSeconds(30), outcome)),
                Optional.of(began.plusSeconds(30)),
                Optional.of(began),
                Optional.empty());

        EntryStatus status = with(theirs);

        assertThat(status.condition()).isEqualTo(Condition.OK);
        assertThat(status.lag()).isEqualTo(Duration.ofMinutes(10));
        assertThat(status.server()).contains("you");
        assertThat(status.findings()).isEqualTo(new RunFindings(5, 1, List.of(), 2, List.of(), 0));
        assertThat(status.times())
                .isEqualTo(new RunTimes(
                        Optional.empty(),
                        Optional.of(began),
                        Optional.of(Duration.ofSeconds(30)),
                        Optional.of(began.plusSeconds(30)),
                        Optional.of(began)));
        assertThat(status.schedule())
                .isEqualTo(new RunSchedule(
                        Optional.of(began.plus(Duration.ofHours(1))),
                        Optional.of(Duration.ofHours(1)),
                        0,
                        Optional.empty()));
        assertThat(status.totals().succeeded()).as("of this server").isOne();
    }

    @Test
    @DisplayName("docs/server.md: of its own runs a server knows more, and older ones of others tell nothing")
    void ownRuns() throws Exception {
        SyncEntry entry = load(entry("t.example/s:v1", ", interval: 1h")).getFirst();
        states.shares("me", Share.WHOLE);
        String key = states.keys().iterator().next();
        run(entry, SyncAction.COPY, Duration.ofMinutes(1));
        Instant ended = time.now();
        time.advance(Duration.ofHours(3));
        Instant began = time.now().minus(Duration.ofMinutes(10));
        EntryOutcome outcome = new EntryOutcome(true, 5, 1, 2, List.of(), 0);
        EntryRun older = new EntryRun(
                key,
                Optional.of(new EntryRun.Current("third", time.now().minusSeconds(5))),
                Optional.of(new EntryRun.Last("you", START.minusSeconds(60), START.minusSeconds(30), outcome)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(with(older).isRunning()).isTrue();
        assertThat(with(older).server()).contains("third");
        assertThat(with(older).times().lastSuccess()).contains(ended);
        assertThat(with(older).findings()).isEqualTo(only().findings());

        EntryRun own = new EntryRun(
                key,
                Optional.empty(),
                Optional.of(new EntryRun.Last("me", began, began, outcome)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(with(own).findings()).isEqualTo(only().findings());
        assertThat(with(own).server()).contains("me");
    }

    @Test
    @DisplayName("an entry that was never fresh is behind since any server first ran it, however often they start anew")
    void neverFresh() throws Exception {
        load(entry("t.example/s:v1", ", interval: 1h"));
        states.shares("me", Share.WHOLE);
        EntryRun never = new EntryRun(
                states.keys().iterator().next(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(START.minus(Duration.ofDays(1))));
        assertThat(with(never).lag()).isEqualTo(Duration.ofDays(1));
        assertThat(with(never).condition()).isEqualTo(Condition.LATE);
        assertThat(with(never).schedule().missed()).isEqualTo(24);
    }

    private EntryStatus with(EntryRun shared) {
        return states.entries(Map.of(shared.entry(), shared)).getFirst();
    }

    @Test
    @DisplayName("what fails is told in full text until the next run is over; a run that is canceled fails nothing")
    void failures() throws Exception {
        SyncEntry entry = load(entry("t.example/s:v1", ", interval: 1h")).getFirst();
        states.started(entry, SyncAction.COPY);
        states.failed(task(entry), RegistryException.of(ErrorKind.NOT_FOUND, "no \u202esuch\nimage"));
        states.ended(entry);
        assertThat(only().condition()).isEqualTo(Condition.FAILED);
        assertThat(only().findings().errors()).containsExactly("no \\u202esuch\\u000aimage");
        assertThat(only().totals().failed()).isOne();
        assertThat(only().times().lastSuccess()).isEmpty();

        states.started(entry, SyncAction.COPY);
        assertThat(only().condition()).isEqualTo(Condition.FAILED);
        states.failed(entry, RegistryException.of(ErrorKind.CANCELED, "task was canceled"));
        states.ended(entry);
        assertThat(only().condition()).isEqualTo(Condition.WAITING);
        assertThat(only().findings().errors()).isEmpty();
        assertThat(only().totals().succeeded()).isZero();
        assertThat(only().times().lastSuccess()).isEmpty();
    }

    @Test
    @DisplayName("images that are copied, held and current are counted, and what was copied is a move")
    void findings() throws Exception {
        SyncEntry entry = load(entry("t.example/s:v1", ", interval: 1h")).getFirst();
        SyncTask task = task(entry);
        CopyTally blobs = new CopyTally(2, 3, 0);
        CopyTally bytes = new CopyTally(200, 300, 0);
        states.started(entry, SyncAction.COPY);
        states.copied(task, new CopyResult(task.target(), DIGEST, 1, 0, blobs, bytes));
        states.copied(task, new CopyResult(task.target(), DIGEST, 0, 1, CopyTally.NOTHING, CopyTally.NOTHING));
        states.decided(task, new SyncDecision.UpToDate(task.source(), task.target(), DIGEST, Optional.empty()));
        states.decided(
                task,
                new SyncDecision.Held(
                        task.source(), task.target(), DIGEST, Optional.empty(), "young", Optional.of(START)));
        states.ended(entry);

        assertThat(only().findings())
                .isEqualTo(new RunFindings(
                        2,
                        1,
                        List.of(new HeldImage(
                                "t.example/s:v1", DIGEST.toString(), "young", Optional.empty(), Optional.of(START))),
                        1,
                        List.of(),
                        0));
        assertThat(only().totals())
                .isEqualTo(new RunTotals(
                        1,
                        0,
                        Duration.ZERO,
                        1,
                        0,
                        1,
                        new RunTotals.BlobCount(2, 200),
                        new RunTotals.BlobCount(3, 300)));
        assertThat(states.moves()).extracting(TagMove::target).containsExactly("t.example/s:v1");
    }

    @Test
    @DisplayName("logins and control characters are in no name, and entries of one target have names of their own")
    void names() throws Exception {
        load(
                "{source: 'joe:hunter2@a.example/s', target: \"tok@t.example/\\u202ex\", type: repository, interval: 1h}",
                entry("t.example/s:v1", ", interval: 1h"),
                entry("t.example/s:v1", ", interval: 1h"),
                entry("t.example/s:v1 (2)", ""));
        assertThat(states.entries())
                .extracting(each -> each.label().name())
                .containsExactly(
                        "***@t.example/\\u202ex", "t.example/s:v1", "t.example/s:v1 (2)", "t.example/s:v1 (2) (2)");
        assertThat(states.entries().getFirst().label().source()).isEqualTo("***@a.example/s");
        assertThat(states.entries().getLast().condition()).isEqualTo(Condition.UNSCHEDULED);
    }

    @Test
    @DisplayName("a new configuration keeps what is known of its entries, and runs that go on are told to them")
    void reload() throws Exception {
        SyncEntry old = load(entry("t.example/s:v1", ", interval: 1h"), entry("t.example/gone:v1", ", interval: 1h"))
                .getFirst();
        states.started(old, SyncAction.COPY);
        time.advance(Duration.ofMinutes(5));
        load(entry("t.example/s:v1", ", interval: 2h"), entry("t.example/new:v1", ", interval: 1h"));
        states.ended(old);

        assertThat(states.entries())
                .extracting(each -> each.label().name())
                .containsExactly("t.example/s:v1", "t.example/new:v1");
        EntryStatus kept = states.entries().getFirst();
        assertThat(kept.condition()).isEqualTo(Condition.OK);
        assertThat(kept.times().lastRun()).contains(START);
        assertThat(kept.schedule().next()).contains(START.plus(Duration.ofMinutes(125)));

        states.notLoaded(RegistryException.of(ErrorKind.PARSING_FAILED, "wrong file"));
        assertThat(states.config().problem()).contains("wrong file");
        load(entry("t.example/s:v1", ", interval: 2h"));
        assertThat(states.config().problem()).isEmpty();
    }

    @Test
    @DisplayName("docs/server-instances: an entry that goes on keeps its next run unless its schedule is another one")
    void keepsNextRuns() throws Exception {
        String stays = entry("t.example/s:v1", ", interval: 1h");
        load(stays);
        time.advance(Duration.ofMinutes(40));
        load(stays, entry("t.example/new:v1", ", interval: 1h"));
        assertThat(states.entries())
                .extracting(each -> each.schedule().next().orElseThrow())
                .containsExactly(START.plus(Duration.ofMinutes(60)), START.plus(Duration.ofMinutes(100)));
        load(entry("t.example/s:v1", ""));
        assertThat(only().condition()).isEqualTo(Condition.UNSCHEDULED);
    }

    @Test
    @DisplayName("docs/server-instances: an entry that is gone and back is new, unless a run of it goes on")
    void comesBack() throws Exception {
        String text = entry("t.example/s:v1", ", interval: 1h");
        SyncEntry entry = load(text).getFirst();
        states.started(entry, SyncAction.COPY);
        time.advance(Duration.ofMinutes(10));
        load();
        time.advance(Duration.ofMinutes(10));
        load(text);
        assertThat(only().isRunning()).isTrue();
        assertThat(only().schedule().next()).contains(START.plus(Duration.ofMinutes(80)));
        states.ended(entry);
        assertThat(only().condition()).isEqualTo(Condition.OK);

        load();
        load(text);
        assertThat(only().condition()).isEqualTo(Condition.WAITING);
        assertThat(only().times().lastRun()).isEmpty();
    }

    @Test
    @DisplayName("a day of runs that fail, hold and copy a thousand images each leaves as much behind as one of them")
    void staysSmall() throws Exception {
        SyncEntry entry = load(entry("t.example/s:v1", ", interval: 1m")).getFirst();
        SyncTask task = task(entry);
        String text = "x".repeat(100_000);
        for (int run = 0; run < 24 * 60; run++) {
            states.started(entry, SyncAction.COPY);
            for (int i = 0; i < 100; i++) {
                states.failed(task, RegistryException.of(ErrorKind.NOT_FOUND, text));
                states.copied(task, new CopyResult(task.target(), DIGEST, 1, 0, CopyTally.NOTHING, CopyTally.NOTHING));
                states.decided(
                        task,
                        new SyncDecision.Held(
                                task.source(), task.target(), DIGEST, Optional.empty(), text, Optional.empty()));
            }
            time.advance(Duration.ofMinutes(1));
            states.ended(entry);
            states.loaded(List.of(entry));
        }
        RunFindings findings = only().findings();
        assertThat(findings.errorCount()).isEqualTo(100);
        assertThat(findings.errors()).hasSize(10).allMatch(error -> error.length() <= 2003);
        assertThat(findings.held()).hasSize(20).allMatch(image -> image.reason().length() <= 2003);
        assertThat(states.moves()).hasSize(50);
        assertThat(only().totals().failed()).isEqualTo(24 * 60);
    }
}
