// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.report;

import io.regclient.digest.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A plan, or what became of a run. Both have the same form.
 *
 * @param head what it is about
 * @param complete false when the run ended before it had looked at everything
 * @param entries one for each entry of the configuration, in its order
 */
public record RunReport(Head head, boolean complete, List<EntryReport> entries) {
    /** Version of the documents; a change that old readers misunderstand raises it. */
    static final int VERSION = 1;

    public RunReport {
        entries = List.copyOf(entries);
    }

    /**
     * What a document is about.
     *
     * @param command the command that wrote it: plan, once or apply
     * @param program its version
     * @param begun when the run began
     * @param ended when it ended
     * @param config stands for the configuration, without its secrets
     * @param shard the share of the configuration, empty for all of it
     */
    public record Head(
            String command, String program, Instant begun, Instant ended, Digest config, Optional<String> shard) {
        /** True for a plan. */
        public boolean isPlan() {
            return command.equals("plan");
        }
    }

    Stream<Step> steps() {
        return entries.stream().flatMap(entry -> entry.steps().stream());
    }

    /** Number of steps. */
    public int size() {
        return Math.toIntExact(steps().count());
    }

    /** True when targets are, or would be, changed. */
    public boolean hasChanges() {
        return steps().anyMatch(step -> step.action().changes());
    }

    /** True when anything is as it should be: a run that fails all the same has failed in part. */
    public boolean hasSucceeded() {
        return entries.stream().anyMatch(EntryReport::hasSucceeded);
    }

    /** Sums over all entries. */
    Totals totals() {
        return Totals.of(this);
    }
}
