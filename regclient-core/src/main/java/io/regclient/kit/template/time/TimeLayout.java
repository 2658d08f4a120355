// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A time layout of the Go language: an example that shows how the reference time, Monday 2 January 2006 15:04:05 in a
 * zone called MST seven hours west of UTC, would be written (contract regctl 13.40).
 *
 * @param chunks literal text and elements in order
 */
record TimeLayout(List<Chunk> chunks) {
    /** What an element of a layout stands for. */
    enum Element {
        NONE,
        LONG_MONTH,
        MONTH,
        NUMBER_MONTH,
        ZERO_MONTH,
        LONG_WEEKDAY,
        WEEKDAY,
        DAY,
        UNDER_DAY,
        ZERO_DAY,
        UNDER_YEAR_DAY,
        ZERO_YEAR_DAY,
        HOUR,
        HOUR12,
        ZERO_HOUR12,
        MINUTE,
        ZERO_MINUTE,
        SECOND,
        ZERO_SECOND,
        LONG_YEAR,
        YEAR,
        UPPER_PM,
        LOWER_PM,
        ZONE_NAME,
        OFFSET,
        FRACTION,
        TRIMMED_FRACTION
    }

    /**
     * Literal text followed by one element.
     *
     * @param literal text before the element
     * @param element the element, {@link Element#NONE} at the end of the layout
     * @param source the element's text in the layout; it also tells digits, separator and form of an offset
     */
    record Chunk(String literal, Element element, String source) {}

    /** Elements by text; a longer text comes before the shorter ones it begins with. */
    private static final List<Map.Entry<String, Element>> ELEMENTS = List.of(
            Map.entry("January", Element.LONG_MONTH),
            Map.entry("Jan", Element.MONTH),
            Map.entry("Monday", Element.LONG_WEEKDAY),
            Map.entry("Mon", Element.WEEKDAY),
            Map.entry("MST", Element.ZONE_NAME),
            Map.entry("002", Element.ZERO_YEAR_DAY),
            Map.entry("01", Element.ZERO_MONTH),
            Map.entry("02", Element.ZERO_DAY),
            Map.entry("03", Element.ZERO_HOUR12),
            Map.entry("04", Element.ZERO_MINUTE),
            Map.entry("05", Element.ZERO_SECOND),
            Map.entry("06", Element.YEAR),
            Map.entry("15", Element.HOUR),
            Map.entry("1", Element.NUMBER_MONTH),
            Map.entry("2006", Element.LONG_YEAR),
            Map.entry("2", Element.DAY),
            Map.entry("__2", Element.UNDER_YEAR_DAY),
            Map.entry("_2", Element.UNDER_DAY),
            Map.entry("3", Element.HOUR12),
            Map.entry("4", Element.MINUTE),
            Map.entry("5", Element.SECOND),
            Map.entry("PM", Element.UPPER_PM),
            Map.entry("pm", Element.LOWER_PM),
            Map.entry("-070000", Element.OFFSET),
            Map.entry("-07:00:00", Element.OFFSET),
            Map.entry("-0700", Element.OFFSET),
            Map.entry("-07:00", Element.OFFSET),
            Map.entry("-07", Element.OFFSET),
            Map.entry("Z070000", Element.OFFSET),
            Map.entry("Z07:00:00", Element.OFFSET),
            Map.entry("Z0700", Element.OFFSET),
            Map.entry("Z07:00", Element.OFFSET),
            Map.entry("Z07", Element.OFFSET));

    /** The English name of a month or weekday; the JDK's own texts would load locale data. */
    static String englishName(Enum<?> value) {
        return value.name().charAt(0) + value.name().substring(1).toLowerCase(Locale.ROOT);
    }

    /** Splits a layout; every text is a layout. */
    static TimeLayout of(String layout) {
        List<Chunk> chunks = new ArrayList<>();
        int literal = 0;
        int pos = 0;
        while (pos < layout.length()) {
            Chunk found = at(layout, pos);
            if (found.element() == Element.NONE) {
                pos++;
                continue;
            }
            chunks.add(new Chunk(layout.substring(literal, pos), found.element(), found.source()));
            pos += found.source().length();
            literal = pos;
        }
        chunks.add(new Chunk(layout.substring(literal), Element.NONE, ""));
        return new TimeLayout(List.copyOf(chunks));
    }

    private static Chunk at(String layout, int pos) {
        char c = layout.charAt(pos);
        if (c == '.' || c == ',') {
            return fraction(layout, pos);
        }
        if (c == '_' && layout.startsWith("2006", pos + 1)) {
            return new Chunk("", Element.NONE, ""); // an underscore before a year is just an underscore
        }
        for (Map.Entry<String, Element> candidate : ELEMENTS) {
            String source = candidate.getKey();
            boolean abbreviation = candidate.getValue() == Element.MONTH || candidate.getValue() == Element.WEEKDAY;
            if (layout.startsWith(source, pos) && !(abbreviation && lowerCaseAt(layout, pos + source.length()))) {
                return new Chunk("", candidate.getValue(), source);
            }
        }
        return new Chunk("", Element.NONE, "");
    }

    /** A point or comma followed by zeros or nines only. */
    private static Chunk fraction(String layout, int pos) {
        int end = pos + 1;
        char digit = end < layout.length() ? layout.charAt(end) : ' ';
        while (end < layout.length() && layout.charAt(end) == digit) {
            end++;
        }
        boolean digitFollows = end < layout.length() && layout.charAt(end) >= '0' && layout.charAt(end) <= '9';
        if (digitFollows || (digit != '0' && digit != '9')) {
            return new Chunk("", Element.NONE, "");
        }
        Element element = digit == '0' ? Element.FRACTION : Element.TRIMMED_FRACTION;
        return new Chunk("", element, layout.substring(pos, end));
    }

    private static boolean lowerCaseAt(String layout, int pos) {
        return pos < layout.length() && layout.charAt(pos) >= 'a' && layout.charAt(pos) <= 'z';
    }
}
