// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.time.GoDuration;
import java.time.Duration;

/**
 * How long something lasts or has been there, in the keys the Go tools do not have: a duration as everywhere, or days in
 * front of one, as in {@code 30d}, {@code 1.5d} and {@code 7d12h}. A day has 24 hours.
 */
public final class Age {
    /** What to write, for messages. */
    static final String EXPECTED = "a duration with a unit is expected, for example \"7d\" or \"72h\"";

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int HOURS = 24;

    private final String text;
    private final Duration duration;

    private Age(String text, Duration duration) {
        this.text = text;
        this.duration = duration;
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException for a text that is none, a negative one, and more than 36,500 days
     */
    public static Age parse(String text) {
        int day = text.indexOf('d');
        Duration read =
                day < 0 ? GoDuration.parse(text) : days(text.substring(0, day)).plus(rest(text, day));
        if (read.isNegative() || read.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("from 0 to 36500d");
        }
        return new Age(text, read);
    }

    private static Duration days(String number) {
        return GoDuration.parse(number + "h").multipliedBy(HOURS);
    }

    private static Duration rest(String text, int day) {
        return day == text.length() - 1 ? Duration.ZERO : GoDuration.parse(text.substring(day + 1));
    }

    public Duration duration() {
        return duration;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Age age && duration.equals(age.duration);
    }

    @Override
    public int hashCode() {
        return duration.hashCode();
    }

    /** As it is written in the file. */
    @Override
    public String toString() {
        return text;
    }
}
