// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times, amounts and digests as people read them. */
final class PageText {
    private static final int SHORT_DIGEST = 12;
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final int TENTHS_BELOW = 10;
    private static final double KILO = 1000;
    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};

    private PageText() {}

    /** A time seen from now: {@code 3 min ago}, {@code in 2 h 5 min}. */
    static String relative(Instant time, Instant now) {
        Duration distance = Duration.between(time, now);
        if (distance.abs().toSeconds() < 1) {
            return "now";
        }
        return distance.isNegative() ? "in " + about(distance.negated()) : about(distance) + " ago";
    }

    /** Seconds matter within the first minute. */
    private static String about(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds >= MINUTE && seconds < HOUR ? seconds / MINUTE + " min" : duration(duration);
    }

    /** A time in full, UTC. */
    static String exact(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 1) {
            return duration.toMillis() + " ms";
        }
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return two(seconds / MINUTE, "min", seconds % MINUTE, "s", TENTHS_BELOW);
        }
        if (seconds < DAY) {
            return two(seconds / HOUR, "h", seconds % HOUR / MINUTE, "min", (int) HOUR);
        }
        return two(seconds / DAY, "d", seconds % DAY / HOUR, "h", TENTHS_BELOW);
    }

    /** The smaller unit matters as long as there are few of the larger one. */
    private static String two(long large, String unit, long small, String smallUnit, int few) {
        return large + " " + unit + (small > 0 && large < few ? " " + small + " " + smallUnit : "");
    }

    static String bytes(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= KILO && unit < UNITS.length - 1) {
            amount /= KILO;
            unit++;
        }
        return unit == 0 || amount >= TENTHS_BELOW
                ? String.format(Locale.ROOT, "%.0f %s", amount, UNITS[unit])
                : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }

    static String count(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    /** Enough of a digest to tell it from others. */
    static String digest(String digest) {
        int colon = digest.indexOf(':');
        int end = colon + 1 + SHORT_DIGEST;
        return colon > 0 && digest.length() > end ? digest.substring(colon + 1, end) : digest;
    }
}
