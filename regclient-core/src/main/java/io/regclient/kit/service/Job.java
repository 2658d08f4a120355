// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import io.regclient.kit.schema.Activations;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;

/**
 * What a server runs by a schedule.
 *
 * @param id what tells it from others when the jobs of a server are replaced: one of the same id goes on
 * @param name in failures, and of the threads
 * @param labels fields that tell the job from others in log lines
 * @param details more fields in lines about its runs
 * @param activations when it runs, empty for never
 * @param first run once before the schedules begin
 * @param run a scheduled run
 */
public record Job(
        Object id,
        String name,
        List<KeyValuePair> labels,
        List<KeyValuePair> details,
        Optional<Activations> activations,
        Optional<Work> first,
        Work run) {
    /** A job that is known by its name. */
    public Job(
            String name,
            List<KeyValuePair> labels,
            List<KeyValuePair> details,
            Optional<Activations> activations,
            Optional<Work> first,
            Work run) {
        this(name, name, labels, details, activations, first, run);
    }

    public Job {
        labels = List.copyOf(labels);
        details = List.copyOf(details);
    }

    /** One run; it is canceled by interruption. */
    @FunctionalInterface
    public interface Work {
        void run(Failures failures);
    }
}
