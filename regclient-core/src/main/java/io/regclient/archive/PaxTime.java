// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.error.RegistryException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as decimal seconds since 1970, as extended headers hold them. */
final class PaxTime {
    private static final Pattern FORM = Pattern.compile("(-?)(\\d{1,18})(?:\\.(\\d*))?");
    private static final int NANO_DIGITS = 9;

    private PaxTime() {}

    /**
     * Reads a time, cut to nanoseconds.
     *
     * @throws RegistryException of kind PARSING_FAILED
     */
    static Instant parse(String text) throws RegistryException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw TarBlock.damaged("invalid time in an extended header");
        }
        String fraction = (form.group(3) == null ? "" : form.group(3)) + "0".repeat(NANO_DIGITS);
        int sign = form.group(1).isEmpty() ? 1 : -1;
        long nanos = Long.parseLong(fraction.substring(0, NANO_DIGITS));
        return ofSeconds(sign * Long.parseLong(form.group(2))).plusNanos(sign * nanos);
    }

    /** A time in whole seconds; one that is further away than Java can tell is the furthest it can. */
    static Instant ofSeconds(long seconds) {
        long first = Instant.MIN.getEpochSecond() + 1;
        long last = Instant.MAX.getEpochSecond() - 1;
        return Instant.ofEpochSecond(Math.clamp(seconds, first, last));
    }

    /** Seconds, with a fraction when there is one, without trailing zeros. */
    static String format(Instant time) {
        long seconds = time.getEpochSecond();
        long nanos = time.getNano();
        if (nanos == 0) {
            return Long.toString(seconds);
        }
        boolean early = seconds < 0;
        String digits = Long.toString(1_000_000_000 + (early ? 1_000_000_000 - nanos : nanos));
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return (early ? "-" + -(seconds + 1) : Long.toString(seconds)) + "." + digits.substring(1, end);
    }
}
