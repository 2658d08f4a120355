// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Activations with a fixed distance, each counted from the one before.
 *
 * @param distance whole seconds, at least one
 */
record Interval(Duration distance) implements Schedule {
    static Interval of(Duration distance) {
        Duration second = Duration.ofSeconds(1);
        return new Interval(distance.compareTo(second) < 0 ? second : distance.truncatedTo(ChronoUnit.SECONDS));
    }

    @Override
    public Optional<Instant> next(Instant after) {
        return Optional.of(after.truncatedTo(ChronoUnit.SECONDS).plus(distance));
    }
}
