// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Times of configs and annotations: RFC 3339, nanoseconds at most, the offset kept (contract JS-3). */
public final class Rfc3339 {
    private Rfc3339() {}

    /**
     * Reads a time.
     *
     * @throws RegistryException of kind PARSING_FAILED
     */
    public static OffsetDateTime parse(String text) throws RegistryException {
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeParseException e) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, "not an RFC 3339 time: \"" + text + "\"", e);
        }
    }

    /** Writes seconds always, the fraction without trailing zeros, and {@code Z} for offset zero. */
    public static String format(OffsetDateTime time) {
        StringBuilder out = new StringBuilder(35);
        digits(out, time.getYear(), 4).append('-');
        digits(out, time.getMonthValue(), 2).append('-');
        digits(out, time.getDayOfMonth(), 2).append('T');
        digits(out, time.getHour(), 2).append(':');
        digits(out, time.getMinute(), 2).append(':');
        digits(out, time.getSecond(), 2);
        if (time.getNano() != 0) {
            digits(out.append('.'), time.getNano(), 9);
            while (out.charAt(out.length() - 1) == '0') {
                out.setLength(out.length() - 1);
            }
        }
        return offset(out, time.getOffset()).toString();
    }

    private static StringBuilder offset(StringBuilder out, ZoneOffset offset) {
        int minutes = offset.getTotalSeconds() / 60;
        if (minutes == 0) {
            return out.append('Z');
        }
        out.append(minutes < 0 ? '-' : '+');
        digits(out, Math.abs(minutes) / 60, 2).append(':');
        return digits(out, Math.abs(minutes) % 60, 2);
    }

    private static StringBuilder digits(StringBuilder out, int number, int width) {
        String text = Integer.toString(number);
        return out.repeat('0', Math.max(0, width - text.length())).append(text);
    }
}
