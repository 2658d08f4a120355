// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.regclient.regsync.state.EntryOutcome;
import io.regclient.regsync.state.EntryRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the runs of an entry: those of this server, and of servers that share it the later one.
 *
 * @param runningSince begin of the run that goes on
 * @param last the last run that is over
 * @param succeeded end of the last run without any error
 * @param fresh begin of the last run without any error that looked at all images
 * @param known when the first of these servers knew it
 * @param server that runs it, or ran it last; empty when servers do not share it
 */
record KnownRuns(
        Optional<Instant> runningSince,
        Optional<Last> last,
        Optional<Instant> succeeded,
        Optional<Instant> fresh,
        Instant known,
        Optional<String> server) {

    /** A run that is over. */
    record Last(Instant began, Instant ended, RunFindings findings) {
        Duration took() {
            Duration took = Duration.between(began, ended);
            return took.isNegative() ? Duration.ZERO : took;
        }
    }

    /** Since when the target may lack something. */
    Instant since() {
        return fresh.orElse(known);
    }

    /** Begin of the run that goes on, or of the last one. */
    Optional<Instant> began() {
        return runningSince.or(() -> last.map(Last::began));
    }

    /**
     * With what all servers know. Of its own runs this one knows more.
     *
     * @param name of this server
     */
    KnownRuns with(EntryRun shared, String name) {
        Optional<EntryRun.Last> theirs = shared.last()
                .filter(run -> !run.server().equals(name))
                .filter(run -> last.isEmpty() || run.ended().isAfter(last.get().ended()));
        Optional<String> lastServer = theirs.map(EntryRun.Last::server).or(() -> last.map(own -> name));
        Optional<String> runner =
                runningSince.isPresent() ? Optional.of(name) : shared.current().map(EntryRun.Current::server);
        return new KnownRuns(
                runningSince.or(() -> shared.current().map(EntryRun.Current::began)),
                theirs.map(KnownRuns::last).or(() -> last),
                later(succeeded, shared.succeeded()),
                later(fresh, shared.fresh()),
                shared.known().filter(known::isAfter).orElse(known),
                runner.or(() -> lastServer));
    }

    /** Which images others hold tells the state. */
    private static Last last(EntryRun.Last run) {
        EntryOutcome found = run.outcome();
        return new Last(
                run.began(),
                run.ended(),
                new RunFindings(
                        found.current(), found.copied(), List.of(), found.held(), found.errors(), found.errorCount()));
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && (other.isEmpty() || one.get().isAfter(other.get())) ? one : other;
    }
}
