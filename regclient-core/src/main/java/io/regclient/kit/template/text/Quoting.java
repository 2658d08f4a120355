// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** String and character literals of the Go language: writing them, and reading those of a template. */
public final class Quoting {
    private static final String SIMPLE = "abfnrtv";
    private static final String SIMPLE_VALUES = "\u0007\b\f\n\r\t\u000b";

    private Quoting() {}

    /** The text in double quotes; what cannot be printed becomes an escape sequence. */
    public static String quote(String text) {
        return quote(text, '"', false);
    }

    /** Like {@link #quote(String)} with every character outside ASCII escaped if wanted. */
    public static String quote(String text, char quote, boolean asciiOnly) {
        StringBuilder out = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> appendEscaped(out, c, quote, asciiOnly));
        return out.append(quote).toString();
    }

    /** True when the text can stand between back quotes unchanged. */
    public static boolean canBackquote(String text) {
        return text.codePoints().noneMatch(c -> (c < ' ' && c != '\t') || c == '`' || c == 0x7f || c == 0xfeff);
    }

    /** {@code U+0040 '@'}; the character itself is left out when it cannot be printed. */
    public static String unicodeName(int c) {
        if (c < 0) {
            return "end of text";
        }
        String name = "U+" + hex(c, 4).toUpperCase(Locale.ROOT);
        return isPrintable(c) ? name + " '" + Character.toString(c) + "'" : name;
    }

    /** True for letters, marks, numbers, punctuation, symbols and the ASCII blank. */
    public static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    /** Lower-case hexadecimal digits, at least {@code digits} of them. */
    public static String hex(int value, int digits) {
        String text = Integer.toHexString(value);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    private static void appendEscaped(StringBuilder out, int c, char quote, boolean asciiOnly) {
        int simple = SIMPLE_VALUES.indexOf(c);
        if (c == quote || c == '\\') {
            out.append('\\').append((char) c);
        } else if (simple >= 0) {
            out.append('\\').append(SIMPLE.charAt(simple));
        } else if (asciiOnly ? c >= ' ' && c < 0x7f : isPrintable(c)) {
            out.appendCodePoint(c);
        } else if (c < ' ' || c == 0x7f) {
            out.append("\\x").append(hex(c, 2));
        } else if (Character.getType(c) == Character.SURROGATE) {
            out.append("\\ufffd"); // half of a pair is not a character
        } else {
            out.append(c < 0x10000 ? "\\u" : "\\U").append(hex(c, c < 0x10000 ? 4 : 8));
        }
    }

    /** The value of a string literal in double or back quotes; empty for an invalid escape sequence. */
    public static Optional<String> unquote(String literal) {
        String inner = literal.substring(1, literal.length() - 1);
        if (literal.charAt(0) == '`') {
            return Optional.of(inner.replace("\r", ""));
        }
        if (inner.indexOf('\\') < 0) {
            return Optional.of(inner);
        }
        // escapes may name single bytes of a character, so the text is assembled as bytes
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int pos = 0;
        while (pos < inner.length()) {
            Optional<Escape> next = next(inner, pos, '"');
            if (next.isEmpty()) {
                return Optional.empty();
            }
            next.get().writeTo(out);
            pos = next.get().end();
        }
        return Optional.of(out.toString(StandardCharsets.UTF_8));
    }

    /** The value of a character constant with its quotes; empty unless it holds exactly one character. */
    public static Optional<Integer> unquoteChar(String literal) {
        if (literal.length() < 3) {
            return Optional.empty();
        }
        return next(literal, 1, '\'')
                .filter(c -> c.end() == literal.length() - 1)
                .map(Escape::value);
    }

    private record Escape(int value, boolean isByte, int end) {
        void writeTo(ByteArrayOutputStream out) {
            if (isByte) {
                out.write(value);
            } else {
                out.writeBytes(Character.toString(value).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static Optional<Escape> next(String text, int pos, char quote) {
        int c = text.codePointAt(pos);
        if (c == quote) {
            return Optional.empty();
        }
        if (c != '\\') {
            return Optional.of(new Escape(c, false, pos + Character.charCount(c)));
        }
        if (pos + 1 == text.length()) {
            return Optional.empty();
        }
        char kind = text.charAt(pos + 1);
        int simple = SIMPLE.indexOf(kind);
        if (simple >= 0) {
            return Optional.of(new Escape(SIMPLE_VALUES.charAt(simple), false, pos + 2));
        }
        return switch (kind) {
            case '\\' -> Optional.of(new Escape('\\', false, pos + 2));
            case '\'', '"' -> kind == quote ? Optional.of(new Escape(quote, false, pos + 2)) : Optional.empty();
            case 'x' -> digits(text, pos + 2, 2, 16, 0xff);
            case 'u' -> digits(text, pos + 2, 4, 16, Character.MAX_CODE_POINT);
            case 'U' -> digits(text, pos + 2, 8, 16, Character.MAX_CODE_POINT);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> digits(text, pos + 1, 3, 8, 0xff);
            default -> Optional.empty();
        };
    }

    private static Optional<Escape> digits(String text, int from, int count, int radix, int max) {
        if (from + count > text.length()) {
            return Optional.empty();
        }
        long value = 0;
        for (int i = from; i < from + count; i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0 || text.charAt(i) > 'f') {
                return Optional.empty();
            }
            value = value * radix + digit;
        }
        boolean surrogate = max > 0xff && value >= 0xd800 && value < 0xe000;
        return value > max || surrogate
                ? Optional.empty()
                : Optional.of(new Escape((int) value, max == 0xff, from + count));
    }
}
