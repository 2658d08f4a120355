// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.time;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.text.Quoting;
import io.regclient.kit.template.time.TimeLayout.Chunk;
import io.regclient.kit.template.time.TimeLayout.Element;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Reads a time written in a {@link TimeLayout}. */
public final class TimeParser {
    private static final List<String> MONTHS =
            Arrays.stream(Month.values()).map(TimeLayout::englishName).toList();
    private static final List<String> WEEKDAYS =
            Arrays.stream(DayOfWeek.values()).map(TimeLayout::englishName).toList();

    private final String layout;
    private final String value;
    private final ZoneId local;
    private int pos;
    private int year;
    private OptionalInt month = OptionalInt.empty();
    private OptionalInt day = OptionalInt.empty();
    private OptionalInt yearDay = OptionalInt.empty();
    private int hour;
    private int minute;
    private int second;
    private int nano;
    private String dayHalf = "";
    private OptionalInt offset = OptionalInt.empty();
    private String zoneName = "";

    private TimeParser(String layout, String value, ZoneId local) {
        this.layout = layout;
        this.value = value;
        this.local = local;
    }

    /**
     * The time; without zone information it is UTC.
     *
     * @param local zone that lends its name to a matching offset
     * @throws RegistryException kind PARSING_FAILED, naming the part that does not fit
     */
    public static ZonedTime parse(String layout, String value, ZoneId local) throws RegistryException {
        return new TimeParser(layout, value, local).parse();
    }

    private ZonedTime parse() throws RegistryException {
        List<Chunk> chunks = TimeLayout.of(layout).chunks();
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            literal(chunk.literal());
            if (chunk.element() == Element.NONE) {
                break;
            }
            int start = pos;
            if (!element(chunk)) {
                throw mismatch(chunk.source(), start);
            }
            boolean second = chunk.element() == Element.SECOND || chunk.element() == Element.ZERO_SECOND;
            if (second && !isFraction(chunks.get(i + 1))) {
                optionalFraction();
            }
        }
        if (pos < value.length()) {
            throw error(": extra text: " + Quoting.quote(rest()));
        }
        return assemble();
    }

    private static boolean isFraction(Chunk next) {
        boolean fraction = next.element() == Element.FRACTION || next.element() == Element.TRIMMED_FRACTION;
        return fraction && next.literal().isEmpty();
    }

    /** Literal text must match; a run of blanks matches any run of blanks. */
    private void literal(String text) throws RegistryException {
        int at = 0;
        while (at < text.length()) {
            boolean blank = text.charAt(at) == ' ';
            boolean ended = pos >= value.length();
            boolean differs = !ended && value.charAt(pos) != text.charAt(at);
            if (differs || (ended && !blank)) {
                throw mismatch(text, pos);
            }
            if (!blank) {
                at++;
                pos++;
                continue;
            }
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            while (pos < value.length() && value.charAt(pos) == ' ') {
                pos++;
            }
        }
    }

    private boolean element(Chunk chunk) throws RegistryException {
        return switch (chunk.element()) {
            case NONE -> true;
            case YEAR, LONG_YEAR -> year(chunk.element() == Element.LONG_YEAR);
            case LONG_MONTH -> month(oneOf(MONTHS));
            case MONTH -> month(oneOf(abbreviated(MONTHS)));
            case NUMBER_MONTH, ZERO_MONTH -> numericMonth(chunk.element() == Element.ZERO_MONTH);
            case LONG_WEEKDAY -> oneOf(WEEKDAYS).isPresent();
            case WEEKDAY -> oneOf(abbreviated(WEEKDAYS)).isPresent();
            case DAY, UNDER_DAY, ZERO_DAY -> day(chunk.element());
            case UNDER_YEAR_DAY, ZERO_YEAR_DAY -> yearDay(chunk.element() == Element.UNDER_YEAR_DAY);
            case HOUR -> (hour = number(false, 23, "hour")) >= 0;
            case HOUR12, ZERO_HOUR12 -> (hour = number(chunk.element() == Element.ZERO_HOUR12, 12, "hour")) >= 0;
            case MINUTE, ZERO_MINUTE -> (minute = number(chunk.element() == Element.ZERO_MINUTE, 59, "minute")) >= 0;
            case SECOND, ZERO_SECOND -> (second = number(chunk.element() == Element.ZERO_SECOND, 59, "second")) >= 0;
            case UPPER_PM -> dayHalf("AM", "PM");
            case LOWER_PM -> dayHalf("am", "pm");
            case ZONE_NAME -> zoneName();
            case OFFSET -> offset(chunk.source());
            case FRACTION -> fraction(chunk.source().length());
            case TRIMMED_FRACTION -> optionalFraction();
        };
    }

    private boolean year(boolean four) {
        int digits = four ? 4 : 2;
        int number = fixedDigits(digits);
        if (number < 0) {
            return false;
        }
        year = four ? number : number + (number >= 69 ? 1900 : 2000);
        return true;
    }

    private boolean month(OptionalInt index) {
        month = index.isPresent() ? OptionalInt.of(index.getAsInt() + 1) : index;
        return index.isPresent();
    }

    private boolean numericMonth(boolean twoDigits) throws RegistryException {
        int number = number(twoDigits, 12, "month");
        if (number == 0) {
            throw error(": month out of range");
        }
        month = OptionalInt.of(number);
        return number > 0;
    }

    private boolean day(Element form) {
        if (form == Element.UNDER_DAY && pos < value.length() && value.charAt(pos) == ' ') {
            pos++;
        }
        int number = upToTwoDigits(form == Element.ZERO_DAY);
        day = OptionalInt.of(number);
        return number >= 0;
    }

    private boolean yearDay(boolean blankPadded) {
        for (int i = 0; i < 2 && blankPadded && rest().startsWith(" "); i++) {
            pos++;
        }
        int digits = 0;
        while (digits < 3 && pos + digits < value.length() && isDigit(value.charAt(pos + digits))) {
            digits++;
        }
        if (digits == 0 || (digits < 3 && !blankPadded)) {
            return false;
        }
        yearDay = OptionalInt.of(fixedDigits(digits));
        return true;
    }

    private boolean dayHalf(String am, String pm) {
        dayHalf = rest().startsWith(pm) ? "PM" : rest().startsWith(am) ? "AM" : "";
        pos += dayHalf.length();
        return !dayHalf.isEmpty();
    }

    private boolean zoneName() {
        String rest = rest();
        if (rest.startsWith("UTC")) {
            zoneName = "UTC";
            offset = OptionalInt.of(0);
            pos += 3;
            return true;
        }
        int letters = 0;
        while (letters < rest.length() && letters < 6 && rest.charAt(letters) >= 'A' && rest.charAt(letters) <= 'Z') {
            letters++;
        }
        int length = switch (letters) {
            case 3 -> 3;
            case 4 -> rest.charAt(3) == 'T' || rest.startsWith("WITA") ? 4 : 0;
            case 5 -> rest.charAt(4) == 'T' ? 5 : 0;
            case 1 -> rest.startsWith("ChST") || rest.startsWith("MeST") ? 4 : 0;
            default -> 0;
        };
        length += rest.startsWith("GMT") ? signedHours(rest, 3) : length == 0 ? signedHours(rest, 0) : 0;
        zoneName = rest.substring(0, length);
        pos += length;
        return length > 0;
    }

    /** Length of a signed hour offset such as {@code -8} or {@code +03}; zero when there is none. */
    private static int signedHours(String text, int from) {
        if (from >= text.length() || "+-".indexOf(text.charAt(from)) < 0) {
            return 0;
        }
        int end = from + 1;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        int digits = end - from - 1;
        return digits > 0 && digits < 3 && Integer.parseInt(text.substring(from + 1, end)) < 24 ? end - from : 0;
    }

    private boolean offset(String form) throws RegistryException {
        if (form.startsWith("Z") && rest().startsWith("Z")) {
            pos++;
            zoneName = "UTC";
            offset = OptionalInt.of(0);
            return true;
        }
        String sign = rest().isEmpty() ? "" : rest().substring(0, 1);
        if (!sign.equals("+") && !sign.equals("-")) {
            return false;
        }
        pos++;
        int[] parts = new int[3];
        boolean colon = form.contains(":");
        int count = form.replace(":", "").length() / 2;
        for (int i = 0; i < count; i++) {
            if (i > 0 && colon && !accept(':')) {
                return false;
            }
            parts[i] = fixedDigits(2);
            if (parts[i] < 0) {
                return false;
            }
        }
        inRange(parts[0], 24, "time zone offset hour");
        inRange(parts[1], 60, "time zone offset minute");
        inRange(parts[2], 60, "time zone offset second");
        int seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2];
        offset = OptionalInt.of(sign.equals("-") ? -seconds : seconds);
        return true;
    }

    private boolean fraction(int length) {
        if (pos + length > value.length() || ".,".indexOf(value.charAt(pos)) < 0) {
            return false;
        }
        String digits = value.substring(pos + 1, pos + length);
        if (!digits.chars().allMatch(TimeParser::isDigit)) {
            return false;
        }
        nano = nanos(digits);
        pos += length;
        return true;
    }

    private boolean optionalFraction() {
        boolean point = pos + 1 < value.length() && ".,".indexOf(value.charAt(pos)) >= 0;
        if (point && isDigit(value.charAt(pos + 1))) {
            int end = pos + 1;
            while (end < value.length() && isDigit(value.charAt(end))) {
                end++;
            }
            nano = nanos(value.substring(pos + 1, end));
            pos = end;
        }
        return true;
    }

    private static int nanos(String digits) {
        return Integer.parseInt((digits + "000000000").substring(0, 9));
    }

    /** One or two digits up to a limit; -1 when there are none. */
    private int number(boolean twoDigits, int max, String what) throws RegistryException {
        int number = upToTwoDigits(twoDigits);
        inRange(number, max, what);
        return number;
    }

    private void inRange(int number, int max, String what) throws RegistryException {
        if (number > max) {
            throw error(": " + what + " out of range");
        }
    }

    private int upToTwoDigits(boolean twoDigits) {
        boolean second = pos + 1 < value.length() && isDigit(value.charAt(pos + 1));
        return fixedDigits(twoDigits || second ? 2 : 1);
    }

    private int fixedDigits(int count) {
        if (pos + count > value.length()) {
            return -1;
        }
        String digits = value.substring(pos, pos + count);
        if (!digits.chars().allMatch(TimeParser::isDigit)) {
            return -1;
        }
        pos += count;
        return Integer.parseInt(digits);
    }

    private boolean accept(char c) {
        boolean found = pos < value.length() && value.charAt(pos) == c;
        pos += found ? 1 : 0;
        return found;
    }

    private OptionalInt oneOf(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (value.regionMatches(true, pos, name, 0, name.length())) {
                pos += name.length();
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    private static List<String> abbreviated(List<String> names) {
        return names.stream().map(n -> n.substring(0, 3)).toList();
    }

    private ZonedTime assemble() throws RegistryException {
        int hours = dayHalf.equals("PM") && hour < 12 ? hour + 12 : dayHalf.equals("AM") && hour == 12 ? 0 : hour;
        LocalDateTime wall = date().atTime(hours, minute, second, nano);
        if (offset.isPresent()) {
            return atOffset(wall, offset.getAsInt());
        }
        if (zoneName.isEmpty()) {
            return new ZonedTime(wall.atZone(ZoneOffset.UTC), "");
        }
        ZonedTime here = new ZonedTime(wall.atZone(local), "");
        if (here.format("MST").equals(zoneName)) {
            return here;
        }
        // an abbreviation alone does not tell an offset, except after GMT
        int hoursFromGmt =
                zoneName.length() > 3 && zoneName.startsWith("GMT") ? Integer.parseInt(zoneName.substring(3)) : 0;
        return new ZonedTime(wall.atZone(ZoneOffset.ofHours(Math.clamp(hoursFromGmt, -18, 18))), zoneName);
    }

    private ZonedTime atOffset(LocalDateTime wall, int seconds) {
        if (zoneName.equals("UTC")) {
            return new ZonedTime(wall.atZone(ZoneOffset.UTC), "UTC");
        }
        // ZoneOffset ends at 18 hours, real zones end at 14
        ZoneOffset zone = ZoneOffset.ofTotalSeconds(Math.clamp(seconds, -18 * 3600, 18 * 3600));
        ZonedTime here = new ZonedTime(wall.atOffset(zone).atZoneSameInstant(local), "");
        boolean sameName = zoneName.isEmpty() || here.format("MST").equals(zoneName);
        return here.at().getOffset().equals(zone) && sameName
                ? here
                : new ZonedTime(wall.atZone(zone), zoneName.isEmpty() && seconds == 0 ? "+0000" : zoneName);
    }

    private LocalDate date() throws RegistryException {
        if (yearDay.isPresent()) {
            int days = yearDay.getAsInt();
            if (days < 1 || days > LocalDate.ofYearDay(year, 1).lengthOfYear()) {
                throw error(": day-of-year out of range");
            }
            LocalDate date = LocalDate.ofYearDay(year, days);
            if (month.orElse(date.getMonthValue()) != date.getMonthValue()) {
                throw error(": day-of-year does not match month");
            }
            if (day.orElse(date.getDayOfMonth()) != date.getDayOfMonth()) {
                throw error(": day-of-year does not match day");
            }
            return date;
        }
        YearMonth yearMonth = YearMonth.of(year, month.orElse(1));
        if (!yearMonth.isValidDay(day.orElse(1))) {
            throw error(": day out of range");
        }
        return yearMonth.atDay(day.orElse(1));
    }

    private String rest() {
        return value.substring(pos);
    }

    private RegistryException mismatch(String wanted, int at) {
        return error(" as " + Quoting.quote(layout) + ": cannot parse " + Quoting.quote(value.substring(at)) + " as "
                + Quoting.quote(wanted));
    }

    private RegistryException error(String reason) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, "parsing time " + Quoting.quote(value) + reason);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
