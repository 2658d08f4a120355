// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.kit.schedule.Schedule;

/**
 * When a server runs an entry.
 *
 * @param text as the file has it; an interval is written {@code @every 1h0m0s}
 * @param schedule what it means; a wrong one fails its entry when the server starts
 */
public record Activations(String text, Parsed<Schedule> schedule) {
    /** Parses a cron expression or {@code @every}. */
    public static Activations of(String text) {
        return new Activations(text, Parsed.by(() -> Schedule.parse(text)));
    }
}
