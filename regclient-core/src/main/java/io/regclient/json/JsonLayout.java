// SPDX-License-Identifier: Apache-2.0
package io.regclient.json;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;

/**
 * White space between the tokens of JSON text that exists already; key order, numbers and escapes stay as they are. The
 * text is taken to be JSON: whoever parsed it knows.
 */
public final class JsonLayout {
    private static final String INDENT = "  ";

    /** Deep nesting makes lines that are almost only indentation; a text that grows is in memory up to four times. */
    static final int MAX_CHARACTERS = 32 << 20;

    private JsonLayout() {}

    /** Without white space, and with {@code < > &} as the style says. */
    public static String compact(String json, JsonStyle style) {
        StringBuilder out = new StringBuilder(json.length());
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString && style.escapeHtml() && JsonWriter.isHtml(c)) {
                VisibleText.appendEscape(out, c);
            } else if (inString || " \t\r\n".indexOf(c) < 0) {
                out.append(c);
            }
            if (inString && c == '\\') {
                i++;
                out.append(json, i, Math.min(i + 1, json.length()));
            } else if (c == '"') {
                inString = !inString;
            }
        }
        return out.toString();
    }

    /**
     * With line breaks and two blanks per level; empty objects and lists stay on one line. No line break at the end.
     *
     * @param json text without white space
     * @throws RegistryException of kind SIZE_LIMIT_EXCEEDED
     */
    public static String indented(CharSequence json) throws RegistryException {
        StringBuilder out = new StringBuilder(json.length() * 2);
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString || c == '"') {
                out.append(c);
                inString = c != '"' || !inString;
                if (inString && c == '\\') {
                    out.append(json.charAt(++i));
                }
                continue;
            }
            boolean opens = c == '{' || c == '[';
            boolean closes = c == '}' || c == ']';
            boolean empty = closes && "{[".indexOf(json.charAt(i - 1)) >= 0;
            depth += opens ? 1 : closes ? -1 : 0;
            if (closes && !empty) {
                newLine(out, depth);
            }
            out.append(c);
            boolean emptyFollows = opens && i + 1 < json.length() && "}]".indexOf(json.charAt(i + 1)) >= 0;
            if (c == ',' || (opens && !emptyFollows)) {
                newLine(out, depth);
            } else if (c == ':') {
                out.append(' ');
            }
        }
        return out.toString();
    }

    private static void newLine(StringBuilder out, int depth) throws RegistryException {
        if (out.length() + (long) depth * INDENT.length() > MAX_CHARACTERS) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "JSON with indentation is longer than the limit of " + MAX_CHARACTERS + " characters");
        }
        out.append('\n').repeat(INDENT, depth);
    }
}
