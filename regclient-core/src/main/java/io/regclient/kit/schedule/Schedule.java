// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schedule;

import io.regclient.error.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** A rule for recurring activations. Immutable. */
public sealed interface Schedule permits Interval, CronSchedule {
    /**
     * The first activation after a point in time, on a whole second.
     *
     * @return empty when there is none within five years
     */
    Optional<Instant> next(Instant after);

    /**
     * Reads a specification in the local time zone; see {@link #parse(String, ZoneId)}.
     *
     * @throws RegistryException kind PARSING_FAILED
     */
    static Schedule parse(String spec) throws RegistryException {
        return parse(spec, ZoneId.systemDefault());
    }

    /**
     * Reads a specification of contract regsync 12: five fields (minute, hour, day of month, month, day of week), a
     * descriptor such as {@code @daily}, or {@code @every} with a duration; optionally after
     * <code>TZ=Area/City </code> or <code>CRON_TZ=Area/City </code>.
     *
     * @param local time zone of a specification that names none
     * @throws RegistryException kind PARSING_FAILED, saying which part is wrong
     */
    static Schedule parse(String spec, ZoneId local) throws RegistryException {
        return CronParser.parse(spec, local);
    }

    /** Activations with a fixed distance: whole seconds, at least one. */
    static Schedule every(Duration distance) {
        return Interval.of(distance);
    }
}
