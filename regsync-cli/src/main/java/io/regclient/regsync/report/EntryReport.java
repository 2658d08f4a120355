// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.report;

import java.util.List;

/**
 * What a run found and did about an entry.
 *
 * @param type its key {@code type}
 * @param source its key {@code source}, without a login
 * @param target its key {@code target}, without a login
 * @param current tags that were looked at and are as they should be
 * @param steps the others, in the order of the run
 * @param errors what failed that is about no single tag
 */
public record EntryReport(
        String type, String source, String target, int current, List<Step> steps, List<String> errors) {
    public EntryReport {
        steps = List.copyOf(steps);
        errors = List.copyOf(errors);
    }

    boolean hasFailed() {
        return !errors.isEmpty()
                || steps.stream().anyMatch(step -> step.is(Step.Outcome.FAILED) || step.is(Step.Outcome.REFUSED));
    }

    /** True when something of it is as it should be, or nothing had to be done and nothing failed. */
    boolean hasSucceeded() {
        return !hasFailed() || current > 0 || steps.stream().anyMatch(step -> step.is(Step.Outcome.DONE));
    }
}
