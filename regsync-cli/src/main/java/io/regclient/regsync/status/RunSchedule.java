// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When an entry is to run.
 *
 * @param next the next activation, empty without a schedule
 * @param interval time from that activation to the one after it
 * @param missed activations since the target was fresh, or since the server knows the entry: 1 while the first of these runs;
 *     not counted further than {@link #MOST_MISSED}
 * @param problem why the schedule cannot be followed, one line
 */
public record RunSchedule(Optional<Instant> next, Optional<Duration> interval, int missed, Optional<String> problem) {
    /** An entry of each second that is broken for a month is not counted out. */
    static final int MOST_MISSED = 100;
}
