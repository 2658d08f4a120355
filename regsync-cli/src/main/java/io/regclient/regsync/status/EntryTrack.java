// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.regclient.copy.CopyResult;
import io.regclient.error.VisibleText;
import io.regclient.kit.schedule.Schedule;
import io.regclient.kit.schema.Activations;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.state.EntryOutcome;
import io.regclient.regsync.status.EntryStatus.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An entry from its first run on; guarded by {@link EntryStates}. */
final class EntryTrack {
    /** Of each run; a broken registry may fail for every tag of a repository. */
    private static final int MAX_ERRORS = 10;

    private static final int MAX_HELD = 20;

    /** A run takes a while, and an activation may come late by it. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    /** Before the first run. */
    static final EntryOutcome NO_OUTCOME = new EntryOutcome(false, 0, 0, 0, List.of(), 0);

    private final Instant known;
    private EntryLabel label;
    private String scheduleText = "";
    private Optional<Schedule> schedule = Optional.empty();
    private Optional<String> problem = Optional.empty();
    private Optional<Instant> next = Optional.empty();
    private Optional<Instant> runningSince = Optional.empty();
    private Optional<Instant> lastSuccess = Optional.empty();
    private Optional<Instant> fresh = Optional.empty();
    private RunTotals totals = RunTotals.NONE;
    private Optional<KnownRuns.Last> last = Optional.empty();
    private EntryOutcome outcome = NO_OUTCOME;
    private Findings found = new Findings();
    private boolean complete;

    /** What one run finds. */
    private static final class Findings {
        private final List<HeldImage> held = new ArrayList<>();
        private final List<String> errors = new ArrayList<>();
        private int current;
        private int copied;
        private int heldCount;
        private int errorCount;
        private boolean canceled;

        boolean clean() {
            return errorCount == 0 && !canceled;
        }

        RunFindings shown() {
            return new RunFindings(current, copied, held, heldCount, errors, errorCount);
        }

        EntryOutcome outcome() {
            return new EntryOutcome(clean(), current, copied, heldCount, errors, errorCount);
        }
    }

    EntryTrack(EntryLabel label, Instant known) {
        this.label = label;
        this.known = known;
    }

    /** A configuration was read: a schedule that is new begins, that of before goes on. */
    void schedule(EntryLabel newLabel, Optional<Activations> activations, Instant now) {
        label = newLabel;
        String text = activations.map(Activations::text).orElse("");
        if (text.equals(scheduleText)) {
            return;
        }
        scheduleText = text;
        schedule = activations.flatMap(each -> each.schedule().value());
        problem = activations
                .flatMap(each -> each.schedule().problem())
                .map(wrong -> EntryStates.words("schedule " + text, wrong));
        next = schedule.flatMap(each -> each.next(now));
        if (schedule.isPresent() && next.isEmpty()) {
            problem = Optional.of(VisibleText.name("schedule " + text + ": it never comes"));
        }
    }

    /** It is in no configuration any more, and a run of it goes on; when it comes back its schedule begins anew. */
    void unschedule() {
        scheduleText = "";
        schedule = Optional.empty();
        problem = Optional.empty();
        next = Optional.empty();
    }

    EntryLabel label() {
        return label;
    }

    boolean isRunning() {
        return runningSince.isPresent();
    }

    void started(SyncAction action, Instant now) {
        runningSince = Optional.of(now);
        complete = !action.keepsExisting();
        found = new Findings();
        advance(now);
    }

    void ended(Instant now) {
        KnownRuns.Last run = new KnownRuns.Last(runningSince.orElse(now), now, found.shown());
        runningSince = Optional.empty();
        if (found.clean()) {
            lastSuccess = Optional.of(now);
            fresh = complete ? Optional.of(run.began()) : fresh;
        }
        totals = new RunTotals(
                totals.succeeded() + (found.clean() ? 1 : 0),
                totals.failed() + (found.errorCount > 0 ? 1 : 0),
                totals.time().plus(run.took()),
                totals.images(),
                totals.errors(),
                totals.manifests(),
                totals.sent(),
                totals.mounted());
        last = Optional.of(run);
        outcome = found.outcome();
    }

    /** What the last run that is over came to. */
    EntryOutcome outcome() {
        return outcome;
    }

    void current() {
        found.current++;
    }

    void held(HeldImage image) {
        found.heldCount++;
        if (found.held.size() < MAX_HELD) {
            found.held.add(image);
        }
    }

    void copied(CopyResult result) {
        found.copied++;
        totals = new RunTotals(
                totals.succeeded(),
                totals.failed(),
                totals.time(),
                totals.images() + 1,
                totals.errors(),
                totals.manifests() + result.manifestsPushed(),
                totals.sent().plus(result.blobs().sent(), result.bytes().sent()),
                totals.mounted().plus(result.blobs().mounted(), result.bytes().mounted()));
    }

    void failed(String error) {
        found.errorCount++;
        if (found.errors.size() < MAX_ERRORS) {
            found.errors.add(error);
        }
        totals = new RunTotals(
                totals.succeeded(),
                totals.failed(),
                totals.time(),
                totals.images(),
                totals.errors() + 1,
                totals.manifests(),
                totals.sent(),
                totals.mounted());
    }

    void canceled() {
        found.canceled = true;
    }

    /**
     * Now.
     *
     * @param more adds what other servers do
     */
    EntryStatus status(Instant now, UnaryOperator<KnownRuns> more) {
        advance(now);
        KnownRuns runs = more.apply(new KnownRuns(runningSince, last, lastSuccess, fresh, known, Optional.empty()));
        Optional<KnownRuns.Last> lastRun = runs.last();
        Instant since = runs.since();
        Duration lag = Duration.between(since, now);
        return new EntryStatus(
                label,
                condition(now, runs),
                lag.isNegative() ? Duration.ZERO : lag,
                new RunTimes(
                        runs.runningSince(),
                        lastRun.map(KnownRuns.Last::began),
                        lastRun.map(KnownRuns.Last::took),
                        runs.succeeded(),
                        runs.fresh()),
                schedule(now, since, runs),
                totals,
                lastRun.map(KnownRuns.Last::findings).orElseGet(found::shown),
                runs.server());
    }

    private RunSchedule schedule(Instant now, Instant since, KnownRuns runs) {
        Optional<Instant> upcoming = next(now, runs);
        Optional<Duration> interval =
                upcoming.flatMap(time -> following(time).map(after -> Duration.between(time, after)));
        int missed = 0;
        Optional<Instant> activation = following(since);
        while (missed < RunSchedule.MOST_MISSED
                && activation.isPresent()
                && !activation.get().isAfter(now)) {
            missed++;
            activation = following(activation.get());
        }
        return new RunSchedule(upcoming, interval, missed, problem);
    }

    /** Servers that share an entry count from its last run, whoever made that. */
    private Optional<Instant> next(Instant now, KnownRuns runs) {
        Optional<Instant> shared = runs.server().isPresent()
                ? runs.began().flatMap(this::following).filter(now::isBefore)
                : Optional.empty();
        return shared.or(() -> next);
    }

    private Optional<Instant> following(Instant time) {
        return schedule.flatMap(each -> each.next(time));
    }

    private Condition condition(Instant now, KnownRuns runs) {
        Optional<KnownRuns.Last> last = runs.last();
        if (problem.isPresent() || (last.isPresent() && last.get().findings().errorCount() > 0)) {
            return Condition.FAILED;
        }
        if (schedule.isEmpty()) {
            return Condition.UNSCHEDULED;
        }
        Duration allowed = last.map(KnownRuns.Last::took).orElse(Duration.ZERO).plus(TOLERANCE);
        if (following(runs.since())
                .flatMap(this::following)
                .filter(second -> second.plus(allowed).isBefore(now))
                .isPresent()) {
            return Condition.LATE;
        }
        return runs.fresh().isPresent() ? Condition.OK : Condition.WAITING;
    }

    /** Activations of the past are over, whether or not there was a run: one that goes on leaves the next one out. */
    private void advance(Instant now) {
        while (schedule.isPresent() && next.isPresent() && !next.get().isAfter(now)) {
            next = schedule.get().next(next.get());
        }
    }
}
