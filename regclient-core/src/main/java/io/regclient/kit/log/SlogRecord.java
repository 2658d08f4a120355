// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.log;

import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.time.GoDuration;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * One log line in the text and JSON forms of Go's slog (contract regsync 14).
 *
 * @param time when it happened, in the local zone
 * @param level number of the level
 * @param message the message
 * @param fields further fields in order
 */
record SlogRecord(OffsetDateTime time, int level, String message, List<Map.Entry<String, Object>> fields) {
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    private static final DateTimeFormatter NANOS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX");

    static SlogRecord of(
            OffsetDateTime time, int level, String message, List<KeyValuePair> pairs, @Nullable Throwable throwable) {
        List<Map.Entry<String, Object>> fields = new ArrayList<>();
        for (KeyValuePair pair : pairs) {
            fields.add(Map.entry(pair.key, pair.value == null ? "<nil>" : pair.value));
        }
        if (throwable != null) {
            fields.add(Map.entry("error", RegistryException.describe(throwable)));
            if (Logging.isEnabled(Verbosity.DEBUG)) {
                fields.add(Map.entry("stack", stack(throwable)));
            }
        }
        return new SlogRecord(time, level, message, List.copyOf(fields));
    }

    String toText() {
        StringBuilder line = new StringBuilder(160);
        line.append("time=").append(time.format(MILLIS));
        line.append(" level=").append(Verbosity.name(level));
        line.append(" msg=").append(quoted(message));
        for (Map.Entry<String, Object> field : fields) {
            line.append(' ').append(quoted(field.getKey())).append('=').append(quoted(text(field.getValue())));
        }
        return line.append('\n').toString();
    }

    String toJson() {
        StringBuilder line = new StringBuilder(160);
        line.append("{\"time\":\"").append(time.format(NANOS).replaceFirst("\\.?0*(?=(Z|[+-]\\d\\d:\\d\\d)$)", ""));
        line.append("\",\"level\":\"").append(Verbosity.name(level)).append("\",\"msg\":");
        appendJson(line, message);
        for (Map.Entry<String, Object> field : fields) {
            line.append(',');
            appendJson(line, field.getKey());
            line.append(':');
            appendJson(line, field.getValue());
        }
        return line.append("}\n").toString();
    }

    private static String stack(Throwable throwable) {
        StringWriter text = new StringWriter();
        throwable.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String text(Object value) {
        return switch (value) {
            case Duration duration -> GoDuration.format(duration);
            case Collection<?> list ->
                "[" + String.join(" ", list.stream().map(v -> text((Object) v)).toList()) + "]";
            case Throwable failure -> RegistryException.describe(failure);
            default -> value.toString();
        };
    }

    /** The text itself, or in quotes with Go escapes when a parser could stumble over it. */
    private static String quoted(String text) {
        boolean plain = !text.isEmpty()
                && text.codePoints().allMatch(c -> c > ' ' && c != '"' && c != '=' && c != '\\' && !isHidden(c));
        if (plain) {
            return text;
        }
        StringBuilder result = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> result.append("\\\"");
                case '\\' -> result.append("\\\\");
                case '\n' -> result.append("\\n");
                case '\r' -> result.append("\\r");
                case '\t' -> result.append("\\t");
                default -> {
                    if (c <= 0x7f && isHidden(c)) {
                        result.append(String.format("\\x%02x", c));
                    } else if (isHidden(c)) {
                        VisibleText.appendEscape(result, (char) c);
                    } else {
                        result.appendCodePoint(c);
                    }
                }
            }
        });
        return result.append('"').toString();
    }

    private static boolean isHidden(int codePoint) {
        return Character.isBmpCodePoint(codePoint) && VisibleText.isHidden((char) codePoint);
    }

    private static void appendJson(StringBuilder line, Object value) {
        switch (value) {
            case Boolean b -> line.append(b);
            case Number n -> line.append(n);
            case Duration d -> line.append(d.toNanos());
            case Collection<?> list -> {
                line.append('[');
                String separator = "";
                for (Object element : list) {
                    line.append(separator);
                    appendJson(line, element);
                    separator = ",";
                }
                line.append(']');
            }
            default -> line.append(JsonWriter.quoted(text(value), JsonStyle.LINE));
        }
    }
}
