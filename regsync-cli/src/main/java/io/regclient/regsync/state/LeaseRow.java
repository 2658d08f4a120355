// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import java.time.Duration;
import java.time.Instant;

/**
 * Who runs an entry, or ran it last, at one moment.
 *
 * @param entry its key
 * @param holder the instance
 * @param token the number of the run among all runs of the entry, from 1
 * @param action what the run does
 * @param started when it began
 * @param finished whether it has ended by itself
 * @param left how long the holder still has it, by the clock of the database; negative when that is over
 */
public record LeaseRow(
        String entry, String holder, long token, String action, Instant started, boolean finished, Duration left) {
    /** The action of a run that only copies what the target does not have. */
    public static final String MISSING = "missing";

    /** The action of a run that looks at all images. */
    public static final String COPY = "copy";

    /** True while nobody else may run the entry. */
    public boolean isRunning() {
        return !finished && left.isPositive();
    }

    /** True when its run ended without saying so: somebody has to do it again. */
    public boolean isBrokenOff() {
        return !finished && !left.isPositive();
    }
}
