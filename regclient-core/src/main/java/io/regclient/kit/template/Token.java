// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.kit.template.text.Quoting;

/**
 * One lexical element.
 *
 * @param position index of its first character in the template text
 * @param text source text; for {@link TokenType#ERROR} the message
 * @param line line of the first character, counted from 1
 */
record Token(TokenType type, int position, String text, int line) {
    boolean is(TokenType wanted) {
        return type == wanted;
    }

    /** How messages show the element: keywords in angle brackets, everything else quoted and shortened. */
    @Override
    public String toString() {
        if (type == TokenType.EOF) {
            return "EOF";
        }
        if (type == TokenType.ERROR) {
            return text;
        }
        if (type.isKeyword()) {
            return "<" + text + ">";
        }
        int max = 10;
        return text.codePointCount(0, text.length()) > max
                ? Quoting.quote(text.substring(0, text.offsetByCodePoints(0, max))) + "..."
                : Quoting.quote(text);
    }
}
