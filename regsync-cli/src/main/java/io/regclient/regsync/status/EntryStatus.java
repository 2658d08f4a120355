// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An entry at one moment.
 *
 * @param label how it is called
 * @param condition how it is, in one word
 * @param lag how far its target may be behind: the time since {@link RunTimes#freshAsOf}, or since the server knows the
 *     entry
 * @param times when it ran and runs
 * @param schedule when it is to run
 * @param totals what all its runs came to that this server made
 * @param findings of its last run
 * @param server that runs it, or ran it last; empty when servers do not share it
 */
public record EntryStatus(
        EntryLabel label,
        Condition condition,
        Duration lag,
        RunTimes times,
        RunSchedule schedule,
        RunTotals totals,
        RunFindings findings,
        Optional<String> server) {

    /** How an entry is. */
    public enum Condition {
        /** Its last run had an error, or its schedule is wrong and it does not run. */
        FAILED,
        /** No run was complete and without error since the activation before the last one. */
        LATE,
        /** No run has looked at all its images yet: the first one only copies what the target does not have. */
        WAITING,
        /** Its last run had no error, and one that looked at all images is not long ago. */
        OK,
        /** It has no schedule, so the server does not run it. */
        UNSCHEDULED;

        /** The word in documents. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** True while a run goes on. */
    public boolean isRunning() {
        return times.runningSince().isPresent();
    }

    /** How long the last run took, or this one so far. */
    public Duration duration(Instant now) {
        return times.runningSince()
                .map(since -> Duration.between(since, now))
                .or(times::lastDuration)
                .orElse(Duration.ZERO);
    }
}
