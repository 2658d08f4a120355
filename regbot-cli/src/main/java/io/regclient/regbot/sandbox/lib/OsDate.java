// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.function.IntConsumer;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** {@code os.date} and {@code os.time} on java.time; names of days and months are those of the C locale. */
final class OsDate {
    private static final double FAR = 1e13; // seconds; some 300,000 years, what java.time can print

    private static final int STEPS_PER_FIELD = 100;

    private final ZoneId zone;
    private final IntConsumer steps;

    /**
     * @param steps counts the work of a script
     */
    OsDate(ZoneId zone, IntConsumer steps) {
        this.zone = zone;
        this.steps = steps;
    }

    /** The time as text or, for {@code *t}, as a table; a leading {@code !} means UTC. */
    LuaValue date(String format, double seconds, ScriptTable fields) {
        boolean utc = format.startsWith("!");
        String pattern = utc ? format.substring(1) : format;
        if (!(Math.abs(seconds) < FAR)) {
            throw new ScriptError("time out of range");
        }
        ZonedDateTime time = Instant.ofEpochSecond((long) Math.floor(seconds)).atZone(utc ? ZoneOffset.UTC : zone);
        if (pattern.startsWith("*t")) {
            return table(time, fields);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%' && i + 1 < pattern.length()) {
                steps.accept(STEPS_PER_FIELD);
                text.append(field(time, pattern.charAt(++i)));
                TableLibrary.checkLength(text.length());
            } else {
                text.append(c);
            }
        }
        return LuaStrings.of(text.toString());
    }

    private static ScriptTable table(ZonedDateTime time, ScriptTable fields) {
        fields.put("year", LuaInteger.valueOf(time.getYear()));
        fields.put("month", LuaInteger.valueOf(time.getMonthValue()));
        fields.put("day", LuaInteger.valueOf(time.getDayOfMonth()));
        fields.put("hour", LuaInteger.valueOf(time.getHour()));
        fields.put("min", LuaInteger.valueOf(time.getMinute()));
        fields.put("sec", LuaInteger.valueOf(time.getSecond()));
        fields.put("wday", LuaInteger.valueOf(time.getDayOfWeek().getValue() % 7 + 1));
        fields.put("yday", LuaInteger.valueOf(time.getDayOfYear()));
        fields.put("isdst", LuaValue.valueOf(isSummer(time)));
        return fields;
    }

    private static boolean isSummer(ZonedDateTime time) {
        return time.getZone().getRules().isDaylightSavings(time.toInstant());
    }

    private static String field(ZonedDateTime time, char letter) {
        return switch (letter) {
            case 'a' -> name(time.getDayOfWeek()).substring(0, 3);
            case 'A' -> name(time.getDayOfWeek());
            case 'b', 'h' -> name(time.getMonth()).substring(0, 3);
            case 'B' -> name(time.getMonth());
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            case 'Z' -> zoneName(time);
            case 'z' ->
                time.getOffset().getTotalSeconds() == 0
                        ? "+0000"
                        : time.getOffset().getId().replace(":", "").substring(0, 5);
            case 'n' -> "\n";
            case 't' -> "\t";
            case '%' -> "%";
            case 'c', 'D', 'x', 'F', 'r', 'R', 'T', 'X' -> composed(time, letter);
            default -> number(time, letter);
        };
    }

    /** The English name; java.time's own would load a locale provider. */
    private static String name(Enum<?> constant) {
        return constant.name().charAt(0) + constant.name().substring(1).toLowerCase(Locale.ROOT);
    }

    private static String composed(ZonedDateTime time, char letter) {
        String parts = switch (letter) {
            case 'c' -> "a b e T Y";
            case 'F' -> "Y-m-d";
            case 'r' -> "I:M:S p";
            case 'R' -> "H:M";
            case 'T', 'X' -> "H:M:S";
            default -> "m/d/y";
        };
        StringBuilder text = new StringBuilder();
        parts.chars().forEach(c -> text.append(Character.isLetter(c) ? field(time, (char) c) : (char) c));
        return text.toString();
    }

    private static String number(ZonedDateTime time, char letter) {
        int weekday = time.getDayOfWeek().getValue();
        return switch (letter) {
            case 'C' -> two(Math.floorDiv(time.getYear(), 100));
            case 'd' -> two(time.getDayOfMonth());
            case 'e' -> "%2d".formatted(time.getDayOfMonth());
            case 'g' -> two(Math.floorMod(time.get(IsoFields.WEEK_BASED_YEAR), 100));
            case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'H' -> two(time.getHour());
            case 'I' -> two(time.get(ChronoField.CLOCK_HOUR_OF_AMPM));
            case 'j' -> "%03d".formatted(time.getDayOfYear());
            case 'm' -> two(time.getMonthValue());
            case 'M' -> two(time.getMinute());
            case 's' -> Long.toString(time.toEpochSecond());
            case 'S' -> two(time.getSecond());
            case 'u' -> Integer.toString(weekday);
            case 'U' -> two((time.getDayOfYear() + 6 - weekday % 7) / 7);
            case 'V' -> two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'w' -> Integer.toString(weekday % 7);
            case 'W' -> two((time.getDayOfYear() + 6 - (weekday + 6) % 7) / 7);
            case 'y' -> two(Math.floorMod(time.getYear(), 100));
            case 'Y' -> Integer.toString(time.getYear());
            default -> "%" + letter;
        };
    }

    private static String two(int number) {
        return number < 10 && number >= 0 ? "0" + number : Integer.toString(number);
    }

    /** The short name in force ({@code CET}, {@code CEST}); UTC for a fixed offset of zero. */
    private static String zoneName(ZonedDateTime time) {
        return time.getZone() instanceof ZoneOffset offset
                ? offset.getTotalSeconds() == 0 ? "UTC" : offset.getId()
                : DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time);
    }

    /** Seconds since 1970 for a table; fields out of their range carry over, the hour is 12 unless given. */
    long time(LuaTable table) {
        try {
            LocalDateTime local = LocalDateTime.of(integer(table, "year"), 1, 1, 0, 0)
                    .plusMonths(integer(table, "month") - 1L)
                    .plusDays(integer(table, "day") - 1L)
                    .plusHours(integer(table, "hour", 12))
                    .plusMinutes(integer(table, "min", 0))
                    .plusSeconds(integer(table, "sec", 0));
            return withSummer(local.atZone(zone), table.rawget(LuaStrings.of("isdst")))
                    .toEpochSecond();
        } catch (DateTimeException e) {
            throw new ScriptError("time out of range");
        }
    }

    /** A flag that contradicts the zone moves the time by the saving, as mktime does; in an overlap it chooses. */
    private static ZonedDateTime withSummer(ZonedDateTime time, LuaValue flag) {
        if (flag.isnil() || flag.toboolean() == isSummer(time)) {
            return time;
        }
        ZonedDateTime other = flag.toboolean() ? time.withEarlierOffsetAtOverlap() : time.withLaterOffsetAtOverlap();
        if (isSummer(other) == flag.toboolean()) {
            return other;
        }
        Duration saving = time.getZone().getRules().getDaylightSavings(time.toInstant());
        return flag.toboolean() ? time.minusHours(1) : time.plus(saving);
    }

    private static int integer(LuaTable table, String key) {
        return (int) ScriptArguments.asNumber(table.rawget(LuaStrings.of(key)))
                .orElseThrow(() -> new ScriptError("field '" + key + "' missing in date table"));
    }

    private static int integer(LuaTable table, String key, int absent) {
        return (int) ScriptArguments.asNumber(table.rawget(LuaStrings.of(key))).orElse(absent);
    }
}
