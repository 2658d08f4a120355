// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.time;

import io.regclient.kit.template.time.TimeLayout.Chunk;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes a time according to a {@link TimeLayout}. */
final class TimeFormatter {
    private final ZonedDateTime time;
    private final String zoneName;

    TimeFormatter(ZonedDateTime time, String zoneName) {
        this.time = time;
        this.zoneName = zoneName;
    }

    String format(String layout) {
        StringBuilder out = new StringBuilder();
        for (Chunk chunk : TimeLayout.of(layout).chunks()) {
            out.append(chunk.literal()).append(element(chunk));
        }
        return out.toString();
    }

    private String element(Chunk chunk) {
        int hour12 = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
        return switch (chunk.element()) {
            case NONE -> "";
            case LONG_MONTH -> TimeLayout.englishName(time.getMonth());
            case MONTH -> TimeLayout.englishName(time.getMonth()).substring(0, 3);
            case NUMBER_MONTH -> padded(time.getMonthValue(), 1, '0');
            case ZERO_MONTH -> padded(time.getMonthValue(), 2, '0');
            case LONG_WEEKDAY -> TimeLayout.englishName(time.getDayOfWeek());
            case WEEKDAY -> TimeLayout.englishName(time.getDayOfWeek()).substring(0, 3);
            case DAY -> padded(time.getDayOfMonth(), 1, '0');
            case UNDER_DAY -> padded(time.getDayOfMonth(), 2, ' ');
            case ZERO_DAY -> padded(time.getDayOfMonth(), 2, '0');
            case UNDER_YEAR_DAY -> padded(time.getDayOfYear(), 3, ' ');
            case ZERO_YEAR_DAY -> padded(time.getDayOfYear(), 3, '0');
            case HOUR -> padded(time.getHour(), 2, '0');
            case HOUR12 -> padded(hour12, 1, '0');
            case ZERO_HOUR12 -> padded(hour12, 2, '0');
            case MINUTE -> padded(time.getMinute(), 1, '0');
            case ZERO_MINUTE -> padded(time.getMinute(), 2, '0');
            case SECOND -> padded(time.getSecond(), 1, '0');
            case ZERO_SECOND -> padded(time.getSecond(), 2, '0');
            case LONG_YEAR -> padded(time.getYear(), 4, '0');
            case YEAR -> padded(Math.floorMod(time.getYear(), 100), 2, '0');
            case UPPER_PM -> time.getHour() >= 12 ? "PM" : "AM";
            case LOWER_PM -> time.getHour() >= 12 ? "pm" : "am";
            case ZONE_NAME -> zoneName();
            case OFFSET -> offset(chunk.source());
            case FRACTION -> chunk.source().charAt(0) + nanos(chunk.source().length() - 1);
            case TRIMMED_FRACTION -> trimmedFraction(chunk.source());
        };
    }

    /** The abbreviation of the zone; a zone without one is shown as its offset. */
    private String zoneName() {
        if (!zoneName.isEmpty()) {
            return zoneName;
        }
        if (time.getZone() instanceof ZoneOffset) {
            return numericZoneName();
        }
        String name = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time);
        return name.chars().allMatch(Character::isUpperCase) ? name : numericZoneName();
    }

    private String numericZoneName() {
        return offset("-0700");
    }

    private String offset(String form) {
        int seconds = time.getOffset().getTotalSeconds();
        if (form.startsWith("Z") && seconds == 0) {
            return "Z";
        }
        int abs = Math.abs(seconds);
        String colon = form.contains(":") ? ":" : "";
        String hours = (seconds < 0 ? "-" : "+") + padded(abs / 3600, 2, '0');
        String minutes = form.length() > 3 ? colon + padded(abs / 60 % 60, 2, '0') : "";
        return hours + minutes + (form.length() > 6 ? colon + padded(abs % 60, 2, '0') : "");
    }

    private String trimmedFraction(String source) {
        String digits = nanos(source.length() - 1);
        int end = digits.length();
        while (end > 0 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return end == 0 ? "" : source.charAt(0) + digits.substring(0, end);
    }

    private String nanos(int digits) {
        String nine = padded(time.getNano(), 9, '0');
        return digits <= 9 ? nine.substring(0, digits) : nine + "0".repeat(digits - 9);
    }

    private static String padded(int value, int width, char pad) {
        String digits = Integer.toString(Math.abs(value));
        return (value < 0 ? "-" : "") + String.valueOf(pad).repeat(Math.max(0, width - digits.length())) + digits;
    }
}
