// SPDX-License-Identifier: Apache-2.0
package io.regclient.error;

import java.util.regex.Pattern;

/**
 * Text from outside as it may be shown to people: what controls a terminal, or reorders or hides what stands beside it
 * (Unicode's bidirectional formatting characters, UAX 9), is written as an escape such as {@code \}{@code u202e}.
 */
public final class VisibleText {
    /** User and password, or one word in front of what can only be a host: behind a name there may be a digest. */
    private static final Pattern LOGIN = Pattern.compile("^(\\s*(?:(?:[A-Za-z]+:)?/+)?)(?:[^@/\\s]*:\\S*@(?!sha[0-9]+:)"
            + "|[^@/\\s]+@(?!sha[0-9]+:)(?=localhost$|[^@/\\s]*\\.[A-Za-z]{2,}$|[^@/\\s]+:[0-9]{1,5}$|[^@/\\s]+/))");

    private VisibleText() {}

    /** The text with line feeds and tabs as they are. */
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isHidden(text.charAt(i)) && !isLayout(text.charAt(i))) {
                return escaped(text, i, true);
            }
        }
        return text;
    }

    /** A name, which belongs on one line: line feeds and tabs are escaped too. */
    public static String name(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isHidden(text.charAt(i))) {
                return escaped(text, i, false);
            }
        }
        return text;
    }

    /**
     * A text that should be the name of a host or a reference, without a login in front of the host: {@code user:password@}
     * and {@code token@} become a mask. A digest behind a tag stays.
     */
    public static String withoutLogin(String text) {
        return text.indexOf('@') < 0 ? text : LOGIN.matcher(text).replaceFirst("$1***@");
    }

    /** A name that is cut off after so many characters. */
    public static String name(String text, int limit) {
        return text.length() <= limit ? name(text) : name(text.substring(0, limit)) + "...";
    }

    /** A text within a message: two quotes where it is empty, so that the message has no gap. */
    public static String orQuotes(String text) {
        return text.isEmpty() ? "\"\"" : text;
    }

    private static String escaped(String text, int from, boolean keepsLayout) {
        StringBuilder shown = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isHidden(c) || (keepsLayout && isLayout(c))) {
                shown.append(c);
            } else {
                appendEscape(shown, c);
            }
        }
        return shown.toString();
    }

    /** Appends the escape of a character, the same that JSON has for it. */
    public static void appendEscape(StringBuilder out, char c) {
        out.append("\\u")
                .append(hex(c >> 12))
                .append(hex(c >> 8))
                .append(hex(c >> 4))
                .append(hex(c));
    }

    private static char hex(int digit) {
        return Character.forDigit(digit & 0xf, 16);
    }

    private static boolean isLayout(char c) {
        return c == '\n' || c == '\t';
    }

    /** Control characters (C0, DEL, C1), line separators, and whatever changes the direction of text. */
    public static boolean isHidden(char c) {
        if (c < 0x7f) {
            return c < ' ';
        }
        return c <= 0x9f
                || c == '\u061c'
                || c == '\u200e'
                || c == '\u200f'
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\ufeff';
    }
}
