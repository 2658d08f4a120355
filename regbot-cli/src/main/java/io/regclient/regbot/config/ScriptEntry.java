// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.config;

import io.regclient.kit.schema.Activations;
import io.regclient.kit.schema.Key;
import io.regclient.kit.yaml.SourceText;
import java.time.Duration;
import java.util.Optional;

/**
 * One script of the configuration.
 *
 * @param name name in log lines, need not be unique
 * @param script Lua text
 * @param times when and how long it runs
 */
public record ScriptEntry(
        @Key("name in log lines; need not be unique") String name,

        @Key("Lua text; line 1 of messages is its first line")
        SourceText script,

        ScriptTimes times) {

    /** Time between runs, zero for none. */
    public Duration interval() {
        return times.timing().interval();
    }

    /** Cron expression, empty for none; wins over the interval. */
    public String schedule() {
        return times.timing().schedule();
    }

    /** When a server runs the script, empty for never; parsed anew at each call. */
    public Optional<Activations> activations() {
        return times.timing().activations();
    }

    /** How long a run may take, zero or less for no limit. */
    public Duration timeout() {
        return times.timeout();
    }
}
