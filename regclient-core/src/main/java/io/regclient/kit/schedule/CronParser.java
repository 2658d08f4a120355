// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schedule;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.GoDuration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/** Reads cron specifications (contract regsync 12, "Cron dialect"). */
final class CronParser {
    private static final String EVERY = "@every ";

    /** The fields in their order. */
    private enum Unit {
        MINUTE(0, 59, ""),
        HOUR(0, 23, ""),
        DAY_OF_MONTH(1, 31, ""),
        MONTH(1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
        DAY_OF_WEEK(0, 6, "sun mon tue wed thu fri sat");

        private final int min;
        private final int max;
        private final String names;

        Unit(int min, int max, String names) {
            this.min = min;
            this.max = max;
            this.names = names;
        }
    }

    private CronParser() {}

    static Schedule parse(String spec, ZoneId local) throws RegistryException {
        if (spec.isEmpty()) {
            throw failure("empty spec string");
        }
        if (!spec.startsWith("TZ=") && !spec.startsWith("CRON_TZ=")) {
            return inZone(spec, local);
        }
        int end = spec.indexOf(' ');
        if (end < 0) {
            throw failure("missing schedule after the time zone: " + spec);
        }
        ZoneId zone = zone(spec.substring(spec.indexOf('=') + 1, end), local);
        return inZone(spec.substring(end).strip(), zone);
    }

    /** Names of the time zone database only, not the offsets that Java accepts as well. */
    private static ZoneId zone(String name, ZoneId local) throws RegistryException {
        if (name.isEmpty() || name.equals("UTC")) {
            return ZoneOffset.UTC;
        }
        if (name.equals("Local")) {
            return local;
        }
        if (!ZoneRulesProvider.getAvailableZoneIds().contains(name)) {
            throw failure("provided bad location " + name + ": unknown time zone " + name);
        }
        return ZoneId.of(name);
    }

    private static Schedule inZone(String spec, ZoneId zone) throws RegistryException {
        return switch (spec) {
            case "@yearly", "@annually" -> fields("0 0 1 1 *", zone);
            case "@monthly" -> fields("0 0 1 * *", zone);
            case "@weekly" -> fields("0 0 * * 0", zone);
            case "@daily", "@midnight" -> fields("0 0 * * *", zone);
            case "@hourly" -> fields("0 * * * *", zone);
            default -> {
                if (spec.startsWith(EVERY)) {
                    yield every(spec);
                }
                if (spec.startsWith("@")) {
                    throw failure("unrecognized descriptor: " + spec);
                }
                yield fields(spec, zone);
            }
        };
    }

    private static Schedule every(String spec) throws RegistryException {
        try {
            return Interval.of(GoDuration.parse(spec.substring(EVERY.length())));
        } catch (IllegalArgumentException e) {
            throw failure("failed to parse duration " + spec + ": " + GoDuration.explain(e));
        }
    }

    private static Schedule fields(String spec, ZoneId zone) throws RegistryException {
        List<String> fields = words(spec, " \t\n\r\f");
        if (fields.size() != Unit.values().length) {
            throw failure("expected exactly " + Unit.values().length + " fields, found " + fields.size() + ": ["
                    + String.join(" ", fields) + "]");
        }
        return new CronSchedule(
                field(fields.get(0), Unit.MINUTE),
                field(fields.get(1), Unit.HOUR),
                field(fields.get(2), Unit.DAY_OF_MONTH),
                field(fields.get(3), Unit.MONTH),
                field(fields.get(4), Unit.DAY_OF_WEEK),
                zone);
    }

    private static CronField field(String text, Unit unit) throws RegistryException {
        CronField field = new CronField(0, true);
        for (String range : words(text, ",")) {
            field = field.plus(range(range, unit));
        }
        return field;
    }

    /** A value, a range or a star, optionally with a step. */
    private static CronField range(String text, Unit unit) throws RegistryException {
        List<String> parts = Arrays.asList(text.split("/", -1));
        List<String> bounds = Arrays.asList(parts.getFirst().split("-", -1));
        boolean star = bounds.getFirst().equals("*") || bounds.getFirst().equals("?");
        if (!star && bounds.size() > 2) {
            throw failure("too many hyphens: " + text);
        }
        if (parts.size() > 2) {
            throw failure("too many slashes: " + text);
        }
        int start = star ? unit.min : value(bounds.getFirst(), unit);
        int end = star ? unit.max : value(bounds.getLast(), unit);
        int step = 1;
        if (parts.size() == 2) {
            step = number(parts.getLast());
            end = bounds.size() == 1 ? unit.max : end; // "N/step" reaches to the maximum
        }
        check(text, unit, start, end, step);
        long values = 0;
        for (long value = start; value <= end; value += step) {
            values |= 1L << value;
        }
        return new CronField(values, !star || step > 1);
    }

    private static void check(String text, Unit unit, int start, int end, int step) throws RegistryException {
        if (start < unit.min) {
            throw failure("beginning of range (" + start + ") below minimum (" + unit.min + "): " + text);
        }
        if (end > unit.max) {
            throw failure("end of range (" + end + ") above maximum (" + unit.max + "): " + text);
        }
        if (start > end) {
            throw failure("beginning of range (" + start + ") beyond end of range (" + end + "): " + text);
        }
        if (step == 0) {
            throw failure("step of range should be a positive number: " + text);
        }
    }

    private static int value(String text, Unit unit) throws RegistryException {
        int name = words(unit.names, " ").indexOf(text.toLowerCase(Locale.ROOT));
        return name >= 0 ? name + unit.min : number(text);
    }

    private static int number(String text) throws RegistryException {
        try {
            int number = Integer.parseInt(text);
            if (number < 0) {
                throw failure("negative number (" + number + ") not allowed: " + text);
            }
            return number;
        } catch (NumberFormatException e) {
            throw failure("failed to parse int from " + text);
        }
    }

    /** Non-empty parts between delimiters. */
    private static List<String> words(String text, String delimiters) {
        StringTokenizer words = new StringTokenizer(text, delimiters);
        List<String> all = new ArrayList<>();
        while (words.hasMoreTokens()) {
            all.add(words.nextToken());
        }
        return all;
    }

    private static RegistryException failure(String message) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, message);
    }
}
