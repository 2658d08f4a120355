// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.report;

import io.regclient.regsync.report.Step.Outcome;
import io.regclient.regsync.report.Step.Traffic;
import java.util.EnumMap;
import java.util.Map;

/**
 * Sums of a plan or report.
 *
 * @param current tags that are as they should be
 * @param actions number of steps for each action
 * @param outcomes number of steps for each outcome
 * @param errors failures that are about no single tag
 * @param traffic what is written
 */
record Totals(long current, Map<StepAction, Long> actions, Map<Outcome, Long> outcomes, long errors, Traffic traffic) {

    static Totals of(RunReport report) {
        Map<StepAction, Long> actions = new EnumMap<>(StepAction.class);
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        Traffic traffic = Traffic.NONE;
        for (StepAction action : StepAction.values()) {
            actions.put(action, 0L);
        }
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, 0L);
        }
        for (Step step : report.steps().toList()) {
            actions.merge(step.action(), 1L, Long::sum);
            outcomes.merge(step.result().outcome(), 1L, Long::sum);
            traffic = traffic.plus(step.traffic().orElse(Traffic.NONE));
        }
        long current = report.entries().stream().mapToLong(EntryReport::current).sum();
        long errors = report.entries().stream()
                .mapToLong(entry -> entry.errors().size())
                .sum();
        return new Totals(current, actions, outcomes, errors, traffic);
    }

    long count(StepAction action) {
        return actions.getOrDefault(action, 0L);
    }

    long count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }
}
