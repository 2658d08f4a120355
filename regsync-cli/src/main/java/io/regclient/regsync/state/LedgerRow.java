// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import java.time.Instant;
import java.util.Locale;

/**
 * A move as it is recorded.
 *
 * @param id its number, ascending
 * @param run the run that made it
 * @param at when
 * @param move what moved
 * @param end whether it was made
 */
public record LedgerRow(long id, long run, Instant at, Move move, End end) {

    /** How a move ended. */
    public enum End {
        /** Begun; a run that was killed leaves it so. A look at the tag tells. */
        OPEN,
        DONE,
        /** It did not come to it. */
        UNDONE,
        /** Nobody knows: when the tag was looked at again, it stood for something else than before and after the move. */
        UNKNOWN;

        /** The word in tables and output. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
