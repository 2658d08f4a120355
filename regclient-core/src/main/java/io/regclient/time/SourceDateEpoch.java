// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The time a build pinned, so that it gives the same bytes when it is repeated: seconds since 1970 in the variable
 * {@code SOURCE_DATE_EPOCH}. {@code SOURCE_DATE_EPOC}, the name upstream reads by mistake, counts too (OL-6, MO-7).
 */
public final class SourceDateEpoch {
    private SourceDateEpoch() {}

    /** The time; empty when the variables hold none or something else than a number of seconds. */
    public static Optional<Instant> of(Map<String, String> variables) {
        Optional<Instant> pinned = parse(variables.get("SOURCE_DATE_EPOCH"));
        return pinned.isPresent() ? pinned : parse(variables.get("SOURCE_DATE_EPOC"));
    }

    private static Optional<Instant> parse(@Nullable String seconds) {
        if (seconds == null || seconds.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
