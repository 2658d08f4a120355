// SPDX-License-Identifier: Apache-2.0
package io.regclient.json;

import io.regclient.error.VisibleText;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tree of maps (with text keys, in their iteration order), lists, texts, numbers, booleans and nulls in the
 * byte form of contract JS-1. Callers that need sorted keys pass {@link Json#sorted}.
 */
public final class JsonWriter {
    private static final BigDecimal SMALL = new BigDecimal("1e-6");
    private static final BigDecimal LARGE = new BigDecimal("1e21");

    /** Characters that are made bytes at once. */
    private static final int PIECE = 64 << 10;

    private final StringBuilder out = new StringBuilder();
    private final JsonStyle style;
    private @Nullable ByteArrayOutputStream bytes;

    private JsonWriter(JsonStyle style) {
        this.style = style;
    }

    /**
     * The tree as text.
     *
     * @throws IllegalArgumentException for a value that JSON cannot hold (NaN, infinity, a foreign type)
     */
    public static String write(@Nullable Object tree, JsonStyle style) {
        JsonWriter writer = new JsonWriter(style);
        writer.value(tree, 0);
        return writer.out.toString();
    }

    /** The tree as UTF-8 bytes, in the style {@link JsonStyle#COMPACT}. */
    public static byte[] compact(@Nullable Object tree) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonWriter writer = new JsonWriter(JsonStyle.COMPACT);
        writer.bytes = bytes;
        writer.value(tree, 0);
        writer.flush(bytes);
        return bytes.toByteArray();
    }

    /** What is written so far becomes bytes: a document of megabytes need not be in memory as a text as well. */
    private void flush(ByteArrayOutputStream target) {
        target.writeBytes(out.toString().getBytes(StandardCharsets.UTF_8));
        out.setLength(0);
    }

    /** One text in quotes; cheaper for a program that starts than {@link #write}, which tells types apart. */
    public static String quoted(String text, JsonStyle style) {
        JsonWriter writer = new JsonWriter(style);
        writer.string(text);
        return writer.out.toString();
    }

    private void value(@Nullable Object value, int depth) {
        switch (value) {
            case null -> out.append("null");
            case String text -> string(text);
            case Boolean flag -> out.append(flag);
            case Double number -> out.append(decimal(number));
            case Float number -> out.append(decimal(number.doubleValue()));
            case Number number -> out.append(number);
            case Map<?, ?> map -> object(map, depth + 1);
            case Iterable<?> list -> array(list.iterator(), depth + 1);
            default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
        }
    }

    private void object(Map<?, ?> map, int depth) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        char separator = '{';
        for (Map.Entry<?, ?> member : map.entrySet()) {
            out.append(separator);
            newLine(depth);
            string(String.valueOf(member.getKey()));
            out.append(style.indent().isEmpty() ? ":" : ": ");
            value(member.getValue(), depth);
            separator = ',';
        }
        newLine(depth - 1);
        out.append('}');
    }

    private void array(Iterator<?> elements, int depth) {
        if (!elements.hasNext()) {
            out.append("[]");
            return;
        }
        char separator = '[';
        while (elements.hasNext()) {
            out.append(separator);
            newLine(depth);
            value(elements.next(), depth);
            separator = ',';
            if (bytes != null && out.length() >= PIECE) {
                flush(bytes);
            }
        }
        newLine(depth - 1);
        out.append(']');
    }

    private void newLine(int depth) {
        if (!style.indent().isEmpty()) {
            out.append('\n').repeat(style.indent(), depth);
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                i += surrogate(text, i);
            } else {
                character(c);
            }
        }
        out.append('"');
    }

    /** Writes the pair at the index and returns 1, or an escaped U+FFFD for half a pair and returns 0. */
    private int surrogate(String text, int index) {
        int codePoint = text.codePointAt(index);
        if (Character.isSupplementaryCodePoint(codePoint)) {
            out.appendCodePoint(codePoint);
            return 1;
        }
        unicode('\ufffd');
        return 0;
    }

    private void character(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\u2028', '\u2029' -> unicode(c); // in every style: they end a line of JavaScript
            case '<', '>', '&' -> html(c);
            default -> {
                if (c < ' ' || (style.escapeControls() && VisibleText.isHidden(c))) {
                    unicode(c);
                } else {
                    out.append(c);
                }
            }
        }
    }

    private void html(char c) {
        if (style.escapeHtml()) {
            unicode(c);
        } else {
            out.append(c);
        }
    }

    private void unicode(char c) {
        VisibleText.appendEscape(out, c);
    }

    /** True for what the style with HTML escapes writes as an escape. */
    static boolean isHtml(char c) {
        return c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029';
    }

    /**
     * Shortest digits that give the same number; an exponent below 1e-6 and from 1e21 on.
     *
     * @throws IllegalArgumentException for NaN and infinity
     */
    public static String decimal(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("not a JSON number: " + number);
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        BigDecimal size = exact.abs();
        if (size.compareTo(SMALL) >= 0 && size.compareTo(LARGE) < 0) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - exact.scale();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        return (number < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "" : "+") + exponent;
    }
}
