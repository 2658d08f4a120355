// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

/** Foreign text made fit for a message: one line, no control characters, a sane length, no secrets. */
public final class OneLine {
    private static final int LIMIT = 400;

    private OneLine() {}

    public static String of(String text) {
        StringBuilder line = new StringBuilder();
        boolean space = false;
        for (int i = 0; i < text.length() && line.length() <= LIMIT; i++) {
            char c = text.charAt(i);
            // format characters change the direction of what follows or hide it
            boolean invisible = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
            boolean blank = Character.isWhitespace(c) || invisible;
            if (!blank) {
                line.append(space && !line.isEmpty() ? " " : "").append(c);
            }
            space = blank;
        }
        return Redaction.text(line.length() > LIMIT ? line.substring(0, LIMIT) + "..." : line.toString());
    }
}
