// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Duration texts as configuration files and messages use them: {@code 1h15m}, {@code 1.5h}, {@code 250ms} (contract
 * regsync 2). Precision is one nanosecond, range about 292 years in both directions.
 */
public final class GoDuration {
    /** What to write, for messages. */
    public static final String EXPECTED = "a duration with a unit is expected, for example \"5m\"";

    private static final long LIMIT = Long.MIN_VALUE; // 2^63 as an unsigned number
    private static final long MICRO = 1_000L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final String LONGEST = "the longest duration is 2562047h47m";

    private final String text;
    private int pos;

    private GoDuration(String text) {
        this.text = text;
    }

    /** A text that means more than 292 years; its words are those of any text that is no duration. */
    private static final class OutOfRangeException extends IllegalArgumentException {
        private OutOfRangeException(String message) {
            super(message);
        }
    }

    /** What to write instead of a text that {@link #parse} refused, without the text: it may be a secret. */
    public static String advice(IllegalArgumentException e) {
        return e instanceof OutOfRangeException ? LONGEST : EXPECTED;
    }

    /** What is wrong with a text that {@link #parse} refused, and the limit where that is the reason. */
    public static String explain(IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof OutOfRangeException ? message + ", " + LONGEST : message;
    }

    /**
     * Reads an optionally signed sequence of decimal numbers with units ({@code ns us µs ms s m h}), or {@code 0}.
     *
     * @throws IllegalArgumentException saying what is wrong, for example {@code time: missing unit in duration "60"}
     */
    public static Duration parse(String text) {
        return Duration.ofNanos(new GoDuration(text).parse());
    }

    /** Writes hours, minutes and seconds ({@code 1h30m0s}), or the largest fitting unit below one second. */
    public static String format(Duration duration) {
        long nanos = saturatedNanos(duration);
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        long abs = Math.abs(nanos); // Long.MIN_VALUE stays itself and is read as unsigned 2^63 below
        if (Long.compareUnsigned(abs, SECOND) < 0) {
            return sign + subSecond(abs);
        }
        long seconds = Long.divideUnsigned(abs, SECOND);
        StringBuilder out = new StringBuilder(sign);
        if (seconds >= 3600) {
            out.append(seconds / 3600).append('h');
        }
        if (seconds >= 60) {
            out.append(seconds / 60 % 60).append('m');
        }
        return out.append(decimal(seconds % 60, Long.remainderUnsigned(abs, SECOND), 9))
                .append('s')
                .toString();
    }

    private static String subSecond(long nanos) {
        if (nanos < MICRO) {
            return nanos + "ns";
        }
        return nanos < MILLI
                ? decimal(nanos / MICRO, nanos % MICRO, 3) + "µs"
                : decimal(nanos / MILLI, nanos % MILLI, 6) + "ms";
    }

    private static String decimal(long whole, long fraction, int digits) {
        if (fraction == 0) {
            return Long.toString(whole);
        }
        String padded = "0".repeat(digits) + fraction;
        String tail = padded.substring(padded.length() - digits);
        int end = tail.length();
        while (tail.charAt(end - 1) == '0') {
            end--;
        }
        return whole + "." + tail.substring(0, end);
    }

    private static long saturatedNanos(Duration duration) {
        if (duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0) {
            return Long.MAX_VALUE;
        }
        return duration.compareTo(Duration.ofNanos(Long.MIN_VALUE)) <= 0 ? Long.MIN_VALUE : duration.toNanos();
    }

    private long parse() {
        boolean negative = text.startsWith("-");
        if (negative || text.startsWith("+")) {
            pos++;
        }
        if (text.substring(pos).equals("0")) {
            return 0;
        }
        if (pos == text.length()) {
            throw invalid();
        }
        long total = 0;
        while (pos < text.length()) {
            total = limited(total + component());
        }
        if (negative) {
            return -total;
        }
        if (total == LIMIT) {
            throw outOfRange();
        }
        return total;
    }

    /** One number with its unit, in nanoseconds. */
    private long component() {
        int start = pos;
        long whole = wholeNumber();
        int digits = pos - start;
        long fraction = 0;
        double scale = 1;
        if (pos < text.length() && text.charAt(pos) == '.') {
            int point = ++pos;
            for (; atDigit(); pos++) {
                if (fraction <= (Long.MAX_VALUE - 9) / 10) { // digits beyond the range of a long change nothing
                    fraction = fraction * 10 + (text.charAt(pos) - '0');
                    scale *= 10;
                }
            }
            digits += pos - point;
        }
        if (digits == 0) {
            throw invalid();
        }
        long unit = unit();
        if (Long.compareUnsigned(whole, Long.divideUnsigned(LIMIT, unit)) > 0) {
            throw outOfRange();
        }
        return limited(whole * unit + (long) (fraction * (unit / scale)));
    }

    private long wholeNumber() {
        long value = 0;
        for (; atDigit(); pos++) {
            if (Long.compareUnsigned(value, Long.divideUnsigned(LIMIT, 10)) > 0) {
                throw outOfRange();
            }
            value = limited(value * 10 + (text.charAt(pos) - '0'));
        }
        return value;
    }

    private long unit() {
        int start = pos;
        while (pos < text.length() && text.charAt(pos) != '.' && !atDigit()) {
            pos++;
        }
        String unit = text.substring(start, pos);
        return switch (unit) {
            case "" -> throw new IllegalArgumentException("time: missing unit in duration " + quote(text));
            case "ns" -> 1;
            case "us", "\u00b5s", "\u03bcs" -> MICRO; // micro sign and Greek mu
            case "ms" -> MILLI;
            case "s" -> SECOND;
            case "m" -> MINUTE;
            case "h" -> HOUR;
            default ->
                throw new IllegalArgumentException("time: unknown unit " + quote(unit) + " in duration " + quote(text));
        };
    }

    private boolean atDigit() {
        return pos < text.length() && text.charAt(pos) >= '0' && text.charAt(pos) <= '9';
    }

    private long limited(long value) {
        if (Long.compareUnsigned(value, LIMIT) > 0) {
            throw outOfRange();
        }
        return value;
    }

    private IllegalArgumentException invalid() {
        return new IllegalArgumentException("time: invalid duration " + quote(text));
    }

    private IllegalArgumentException outOfRange() {
        return new OutOfRangeException("time: invalid duration " + quote(text));
    }

    private static String quote(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (b < ' ') { // negative bytes are the parts of a multi-byte character
                out.append("\\x").append(String.format("%02x", b & 0xff));
            } else {
                out.append(b == '"' || b == '\\' ? "\\" : "").append((char) b);
            }
        }
        return out.append('"').toString();
    }
}
