// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.manual;

/**
 * Text for man(7). Characters that roff shows as others where it can, such as a hyphen for a minus, are written by their
 * names: what a reader copies into a shell has to be what was meant.
 */
final class Roff {
    private final StringBuilder text = new StringBuilder(4096);
    private boolean atStart;

    /** The heading of a section. */
    Roff section(String title) {
        request("SH", title);
        atStart = true;
        return this;
    }

    /** Begins a paragraph; a section begins one by itself. */
    Roff paragraph() {
        if (!atStart) {
            request("PP");
        }
        atStart = false;
        return this;
    }

    /** A request with arguments, each in quotes; their markup is made already. */
    Roff request(String name, String... arguments) {
        text.append('.').append(name);
        for (String argument : arguments) {
            text.append(" \"").append(argument).append('"');
        }
        text.append('\n');
        return this;
    }

    /** A line of prose. */
    Roff line(String line) {
        text.append(begin(prose(line))).append('\n');
        return this;
    }

    /** A line whose markup is made already. */
    Roff marked(String line) {
        text.append(begin(line)).append('\n');
        return this;
    }

    /** Lines that are shown as they are, indented. */
    Roff verbatim(String lines) {
        paragraph();
        text.append(".RS 4\n.nf\n");
        lines.lines().forEach(line -> text.append(begin(literal(line))).append('\n'));
        text.append(".fi\n.RE\n");
        return this;
    }

    static String bold(String text) {
        return "\\fB" + literal(text) + "\\fR";
    }

    static String italic(String text) {
        return "\\fI" + literal(text) + "\\fR";
    }

    /** Text in which every character is itself, as command lines need it. */
    static String literal(String text) {
        return prose(text).replace("-", "\\-");
    }

    /** Text in which a hyphen may end a line. */
    static String prose(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\e");
                case '"' -> escaped.append("\\(dq");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** A dot at the beginning of a line would be a request. */
    private static String begin(String line) {
        return line.startsWith(".") ? "\\&" + line : line;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
