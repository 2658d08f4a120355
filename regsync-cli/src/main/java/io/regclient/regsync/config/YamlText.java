// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tree of maps, lists, texts, numbers, booleans and nulls as YAML in block style. A text that YAML could read
 * as something else is quoted.
 */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_./][A-Za-z0-9_./@+,-]*(?::[A-Za-z0-9_./@+,-]+)*");
    private static final Pattern DURATION = Pattern.compile("(?:[0-9.]+(?:h|m|s|ms))+");
    private static final Pattern RESERVED = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n|\\.nan|[-+]?\\.inf");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9._]*");

    private final StringBuilder out = new StringBuilder();

    private YamlText() {}

    /** The document, ending with a line break. */
    static String of(Map<String, @Nullable Object> tree) {
        YamlText text = new YamlText();
        text.map(tree, 0);
        return text.out.toString();
    }

    private void map(Map<?, ?> map, int depth) {
        map.forEach((key, value) -> {
            out.repeat("  ", depth).append(scalar(String.valueOf(key))).append(':');
            value(value, depth);
        });
    }

    /** A value behind its key. */
    private void value(@Nullable Object value, int depth) {
        switch (value) {
            case Map<?, ?> map
            when !map.isEmpty() -> {
                out.append('\n');
                map(map, depth + 1);
            }
            case List<?> list
            when !list.isEmpty() -> {
                out.append('\n');
                list.forEach(element -> element(element, depth));
            }
            case null, default -> line(value, depth);
        }
    }

    private void element(@Nullable Object element, int depth) {
        int start = out.length();
        if (element instanceof Map<?, ?> map && !map.isEmpty()) {
            map(map, depth + 1);
            out.setCharAt(start + 2 * depth, '-');
        } else {
            out.repeat("  ", depth).append('-');
            line(element, depth);
        }
    }

    private void line(@Nullable Object value, int depth) {
        out.append(' ');
        if (value instanceof String text && isBlock(text)) {
            block(text, depth + 1);
        } else {
            out.append(scalar(value)).append('\n');
        }
    }

    /** Certificates are readable as literal blocks; the rest of what has several lines is quoted. */
    private static boolean isBlock(String text) {
        return text.indexOf('\n') > 0
                && text.charAt(0) != ' '
                && text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f))
                && !text.endsWith("\n\n");
    }

    private void block(String text, int depth) {
        out.append(text.endsWith("\n") ? "|\n" : "|-\n");
        text.lines().forEach(line -> {
            if (!line.isEmpty()) {
                out.repeat("  ", depth).append(line);
            }
            out.append('\n');
        });
    }

    private static String scalar(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case List<?> list -> "[]";
            case Map<?, ?> map -> "{}";
            case String text -> text(text);
            default -> value.toString();
        };
    }

    private static String text(String text) {
        boolean plain = (PLAIN.matcher(text).matches() || DURATION.matcher(text).matches())
                && !RESERVED.matcher(text).matches()
                && !DIGITS_AND_DOTS.matcher(text).matches();
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || (c >= 0xd800 && c < 0xe000)) {
                        quoted.append(String.format("\\u%04x", c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
