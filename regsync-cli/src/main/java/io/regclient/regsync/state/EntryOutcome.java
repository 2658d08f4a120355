// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import java.util.List;

/**
 * What a run of an entry came to.
 *
 * @param clean whether it was without any error, and not cut off
 * @param current images that were as they should be
 * @param copied images that were copied or brought up to date
 * @param held images that wait
 * @param errors one line each, the first ones
 * @param errorCount how many these are
 */
public record EntryOutcome(boolean clean, int current, int copied, int held, List<String> errors, int errorCount) {
    public EntryOutcome {
        errors = List.copyOf(errors);
    }
}
