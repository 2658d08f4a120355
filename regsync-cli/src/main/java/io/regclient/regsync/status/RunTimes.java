// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When an entry ran and runs.
 *
 * @param runningSince begin of the run that goes on
 * @param lastRun begin of the last run that is over
 * @param lastDuration how long that took
 * @param lastSuccess end of the last run without any error
 * @param freshAsOf begin of the last run without any error that looked at all its images: the target has what the source
 *     had then. The first pass of a server is none, for it only copies what the target does not have
 */
public record RunTimes(
        Optional<Instant> runningSince,
        Optional<Instant> lastRun,
        Optional<Duration> lastDuration,
        Optional<Instant> lastSuccess,
        Optional<Instant> freshAsOf) {}
