// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.text;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The functions {@code html}, {@code js} and {@code urlquery}. */
public final class Escaping {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

    private Escaping() {}

    /** Text for an HTML page. */
    public static String html(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\0' -> out.append('\ufffd');
                case '"' -> out.append("&#34;");
                case '\'' -> out.append("&#39;");
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** Text for a JavaScript string. */
    public static String js(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '\\' || c == '\'' || c == '"') {
                out.append('\\').append((char) c);
            } else if (c < ' ' || "<>&=".indexOf(c) >= 0 || (c > 0x7f && !Quoting.isPrintable(c))) {
                out.append("\\u").append(Quoting.hex(c, 4).toUpperCase(Locale.ROOT));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** Text for the query of a URL; a blank becomes a plus sign. */
    public static String urlQuery(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (UNRESERVED.indexOf(b) >= 0) {
                out.append((char) b);
            } else if (b == ' ') {
                out.append('+');
            } else {
                out.append('%').append(Quoting.hex(b & 0xff, 2).toUpperCase(Locale.ROOT));
            }
        }
        return out.toString();
    }
}
