// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import io.regclient.error.VisibleText;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML. Tags and names of attributes are words of this program; texts and values come from anywhere and stay texts
 * and values.
 */
final class Html {
    private final StringBuilder out = new StringBuilder(8192);
    private final Deque<String> open = new ArrayDeque<>();

    /** A document begins. */
    Html() {
        out.append("<!DOCTYPE html>\n");
    }

    /**
     * An element begins.
     *
     * @param attributes names, each before its value
     */
    Html open(String tag, String... attributes) {
        alone(tag, attributes);
        open.push(tag);
        return this;
    }

    /** An element without content and end. */
    Html alone(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        out.append('>');
        return this;
    }

    /** The last element that began ends. */
    Html close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    Html text(String text) {
        escape(text);
        return this;
    }

    /** An element with a text. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** A name, in which lines may break between its parts, and which does not change the direction of what is beside it. */
    Html name(String name) {
        open("bdi");
        int begin = 0;
        for (int i = 0; i < name.length() - 1; i++) {
            if (name.charAt(i) == '/' && name.charAt(i + 1) != '/') {
                text(name.substring(begin, i + 1)).alone("wbr");
                begin = i + 1;
            }
        }
        return text(name.substring(begin)).close();
    }

    /** A line of the source ends. */
    Html line() {
        out.append('\n');
        return this;
    }

    /** The sheet of this page, which has no end tag in it. */
    Html style(String sheet) {
        out.append("<style>").append(sheet).append("</style>\n");
        return this;
    }

    private void escape(String text) {
        String visible = VisibleText.name(text);
        for (int i = 0; i < visible.length(); i++) {
            char c = visible.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
