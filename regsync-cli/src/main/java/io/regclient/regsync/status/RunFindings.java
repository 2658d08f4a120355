// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import java.util.List;

/**
 * What the last run of an entry found; of very many things the first.
 *
 * @param current images that were as they should be
 * @param copied images that were copied or brought up to date
 * @param held images that wait
 * @param heldCount how many these are
 * @param errors one line each
 * @param errorCount how many these are
 */
public record RunFindings(
        int current, int copied, List<HeldImage> held, int heldCount, List<String> errors, int errorCount) {
    static final RunFindings NONE = new RunFindings(0, 0, List.of(), 0, List.of(), 0);

    public RunFindings {
        held = List.copyOf(held);
        errors = List.copyOf(errors);
    }
}
