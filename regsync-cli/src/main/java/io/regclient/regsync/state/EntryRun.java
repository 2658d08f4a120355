// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import java.time.Instant;
import java.util.Optional;

/**
 * When one of several servers runs an entry, and ran it.
 *
 * @param entry its key
 * @param current the run that goes on
 * @param last the last run that is over
 * @param succeeded end of the last run without any error
 * @param fresh begin of the last run without any error that looked at all its images
 * @param known when a server first ran it
 */
public record EntryRun(
        String entry,
        Optional<Current> current,
        Optional<Last> last,
        Optional<Instant> succeeded,
        Optional<Instant> fresh,
        Optional<Instant> known) {

    /** A run that goes on, with the name of its server. */
    public record Current(String server, Instant began) {}

    /** A run that is over, with the name of its server. */
    public record Last(String server, Instant began, Instant ended, EntryOutcome outcome) {}
}
