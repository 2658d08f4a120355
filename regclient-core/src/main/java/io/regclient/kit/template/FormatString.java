// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.kit.template.text.FormatFlags;
import io.regclient.kit.template.value.Absent;
import io.regclient.kit.template.value.GoValues;
import java.io.IOException;
import java.util.List;

/** Interprets a Go format string: {@code %[flags][width][.precision]verb} with optional argument indexes. */
final class FormatString {
    private static final int MAX_NUMBER = 1_000_000; // behind a larger width or index nothing is read, as in Go

    private final String format;
    private final List<Object> arguments;
    private final BoundedText out = BoundedText.ofValue();
    private int pos;
    private int argument;
    private boolean reordered;
    private boolean goodIndex;
    private boolean afterIndex;

    private FormatString(String format, List<Object> arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    /** The formatted text; mistakes in the format show up in it. */
    static String print(String format, List<Object> arguments) throws IOException {
        return new FormatString(format, arguments).print();
    }

    private String print() throws IOException {
        while (pos < format.length()) {
            int percent = format.indexOf('%', pos);
            int end = percent < 0 ? format.length() : percent;
            out.append(format, pos, end);
            pos = end + 1;
            if (percent >= 0) {
                directive();
            }
        }
        if (!reordered && argument < arguments.size()) {
            extra();
        }
        return out.toString();
    }

    private void directive() throws IOException {
        goodIndex = true;
        afterIndex = false;
        FormatFlags flags = flags();
        argumentIndex();
        flags = width(flags);
        flags = precision(flags);
        if (!afterIndex) {
            argumentIndex();
        }
        if (pos >= format.length()) {
            out.append("%!(NOVERB)");
            return;
        }
        int verb = format.codePointAt(pos);
        pos += Character.charCount(verb);
        verb(verb, flags);
    }

    private void verb(int verb, FormatFlags flags) throws IOException {
        if (verb == '%') {
            out.append('%');
        } else if (!goodIndex) {
            problem(verb, "(BADINDEX)");
        } else if (argument >= arguments.size()) {
            problem(verb, "(MISSING)");
        } else {
            // a verb outside of ASCII fits no value; any letter that is no verb reports it
            ValuePrinter.print(out, arguments.get(argument++), verb < 0x7f ? (char) verb : '?', flags);
        }
    }

    private void problem(int verb, String text) throws IOException {
        out.append("%!").append(Character.toString(verb)).append(text);
    }

    private FormatFlags flags() {
        FormatFlags flags = FormatFlags.NONE;
        while (pos < format.length() && "#0+- ".indexOf(format.charAt(pos)) >= 0) {
            flags = flags.withFlag(format.charAt(pos++));
        }
        return flags;
    }

    private FormatFlags width(FormatFlags flags) throws IOException {
        if (at('*')) {
            pos++;
            afterIndex = false;
            return starValue("%!(BADWIDTH)", flags, true);
        }
        int start = pos;
        int width = number();
        if (pos > start && afterIndex) {
            goodIndex = false; // "%[3]2d"
        }
        return width >= 0 ? flags.withWidth(width) : flags;
    }

    private FormatFlags precision(FormatFlags flags) throws IOException {
        if (!at('.')) {
            return flags;
        }
        pos++;
        if (afterIndex) {
            goodIndex = false; // "%[3].2d"
        }
        argumentIndex();
        if (at('*')) {
            pos++;
            afterIndex = false;
            return starValue("%!(BADPREC)", flags, false);
        }
        return flags.withPrecision(Math.max(0, number()));
    }

    /** A width or precision given as an argument. */
    private FormatFlags starValue(String failure, FormatFlags flags, boolean width) throws IOException {
        Object value = argument < arguments.size() ? GoValues.plain(arguments.get(argument++)) : failure;
        boolean usable = value instanceof Long n && Math.abs(n) <= MAX_NUMBER && (width || n >= 0);
        if (usable) {
            int number = ((Long) value).intValue();
            return width ? flags.withWidth(number) : flags.withPrecision(number);
        }
        out.append(failure);
        return flags;
    }

    /** An argument number in brackets, counted from 1. */
    private void argumentIndex() {
        if (!at('[')) {
            afterIndex = false;
            return;
        }
        reordered = true;
        int close = format.indexOf(']', pos);
        int start = pos + 1;
        if (close < 0) {
            goodIndex = false;
            pos++;
            return;
        }
        pos = start;
        int index = number();
        boolean valid = index >= 1 && index <= arguments.size() && pos == close;
        pos = close + 1;
        afterIndex = valid;
        if (valid) {
            argument = index - 1;
        } else {
            goodIndex = false;
        }
    }

    private int number() {
        int value = -1;
        while (pos < format.length() && format.charAt(pos) >= '0' && format.charAt(pos) <= '9') {
            value = Math.max(0, value) * 10 + (format.charAt(pos++) - '0');
            if (value > MAX_NUMBER) {
                pos = format.length();
                return -1;
            }
        }
        return value;
    }

    private boolean at(char c) {
        return pos < format.length() && format.charAt(pos) == c;
    }

    private void extra() throws IOException {
        out.append("%!(EXTRA ");
        String separator = "";
        for (Object value : arguments.subList(argument, arguments.size())) {
            out.append(separator);
            if (value instanceof Absent) {
                out.append("<nil>");
            } else {
                out.append(GoValues.typeName(value)).append('=').append(ValuePrinter.text(value));
            }
            separator = ", ";
        }
        out.append(')');
    }
}
