// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.Optional;

/**
 * When a server runs an entry.
 *
 * @param interval time between runs, zero for none
 * @param schedule cron expression, empty for none; wins over the interval
 */
public record Timing(
        @Key("time between runs of the server, for example `60m`")
        Duration interval,

        @Key("cron expression; wins over `interval`. An entry with either takes neither from the defaults")
        String schedule)
        implements KeyGroup, Inheriting<Timing> {

    /** The schedule, which wins over the interval; empty when there is neither (contract regsync 12). */
    public Optional<Activations> activations() {
        if (!schedule.isEmpty()) {
            return Optional.of(Activations.of(schedule));
        }
        return interval.isZero()
                ? Optional.empty()
                : Optional.of(Activations.of("@every " + GoDuration.format(interval)));
    }

    /** True when a server runs the entry at all. */
    public boolean isSet() {
        return !schedule.isEmpty() || !interval.isZero();
    }

    /** An entry with either key takes neither; the default schedule is preferred (contract regsync 4, regbot A2). */
    @Override
    public Timing over(Timing defaults) {
        if (isSet()) {
            return this;
        }
        return defaults.schedule.isEmpty() ? defaults : new Timing(interval, defaults.schedule);
    }
}
