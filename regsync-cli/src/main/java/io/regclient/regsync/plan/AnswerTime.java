// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When an answer was sent, by the clock of who sent it: what can be held against the clock of this machine. */
public final class AnswerTime {
    /** What two clocks may differ; more is an answer that was kept somewhere, or a clock that jumped. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private AnswerTime() {}

    /**
     * When it was sent.
     *
     * @return empty for an answer that does not say so
     * @throws DateTimeException for a time that cannot be read
     */
    public static Optional<Instant> sent(Map<String, List<String>> headers) {
        List<String> dates = header(headers, "Date");
        return dates.isEmpty()
                ? Optional.empty()
                : Optional.of(ZonedDateTime.parse(dates.getFirst(), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
    }

    /** What the clock of the sender says when the answer comes: a cache on the way tells how long it had it. */
    public static Optional<Instant> arrived(Map<String, List<String>> headers) {
        try {
            List<String> ages = header(headers, "Age");
            long kept = ages.isEmpty()
                    ? 0
                    : Math.max(0, Long.parseLong(ages.getFirst().strip()));
            return sent(headers).map(time -> time.plusSeconds(kept));
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** True when one of two clocks must be wrong. */
    public static boolean areApart(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(CLOCKS_APART) > 0;
    }

    /** The lines of a header, in whatever case it is written. */
    static List<String> header(Map<String, List<String>> headers, String name) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(name)) {
                lines.addAll(header.getValue());
            }
        }
        return lines;
    }
}
