// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaNumbers;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.Varargs;

/** {@code string.format} with the conversions of C; {@code %s} takes any value and uses {@code __tostring}. */
final class StringFormat {
    private static final Pattern DIRECTIVE =
            Pattern.compile("%([-+ #0]{0,5})([0-9]{0,2})(?:(\\.)([0-9]{0,2}))?([cdiouxXeEfgGqs])");

    private static final int STEPS_PER_DIRECTIVE = 100;

    private final Interpreter vm;

    StringFormat(Interpreter vm) {
        this.vm = vm;
    }

    /**
     * One directive.
     *
     * @param width smallest number of bytes
     * @param precision digits or longest string; -1 when not given
     */
    private record Directive(String flags, int width, int precision, char conversion) {
        static Directive of(Matcher found) {
            String precision = found.group(4);
            int digits = found.group(3) == null ? -1 : number(precision);
            return new Directive(
                    String.valueOf(found.group(1)),
                    number(found.group(2)),
                    digits,
                    String.valueOf(found.group(5)).charAt(0));
        }

        private static int number(@Nullable String digits) {
            return digits == null || digits.isEmpty() ? 0 : Integer.parseInt(digits);
        }

        boolean has(char flag) {
            return flags.indexOf(flag) >= 0;
        }

        /** The text filled up to the width; zeros go between the sign and the digits. */
        String pad(String text, boolean zeros) {
            if (text.length() >= width) {
                return text;
            }
            String fill = (zeros ? "0" : " ").repeat(width - text.length());
            if (has('-')) {
                return text + " ".repeat(width - text.length());
            }
            int sign = zeros && !text.isEmpty() && "+- ".indexOf(text.charAt(0)) >= 0 ? 1 : 0;
            return text.substring(0, sign) + fill + text.substring(sign);
        }

        /** The number with the sign the flags ask for. */
        String sign(String number) {
            if (number.startsWith("-")) {
                return number;
            }
            return (has('+') ? "+" : has(' ') ? " " : "") + number;
        }
    }

    Varargs format(ScriptArguments args) {
        LuaString template = args.string(1);
        // one char per byte, so that text of any encoding passes through
        String text = new String(LuaStrings.bytes(template), ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Matcher directive = DIRECTIVE.matcher(text);
        int next = 2;
        for (int i = 0; i < text.length(); i++) {
            vm.watch().steps(1);
            if (text.charAt(i) != '%') {
                out.write(text.charAt(i));
            } else if (text.startsWith("%%", i)) {
                out.write('%');
                i++;
            } else if (directive.region(i, text.length()).lookingAt()) {
                write(out, Directive.of(directive), args, next++);
                i = directive.end() - 1;
            } else {
                throw new ScriptError(
                        "invalid option '" + text.substring(i, Math.min(text.length(), i + 2)) + "' to 'format'");
            }
            TableLibrary.checkLength(out.size());
        }
        vm.watch().allocateString(out.size());
        return LuaStrings.of(out.toByteArray());
    }

    private void write(ByteArrayOutputStream out, Directive directive, ScriptArguments args, int index) {
        if (!args.has(index)) {
            throw args.bad(index, "no value");
        }
        vm.watch().steps(STEPS_PER_DIRECTIVE);
        switch (directive.conversion()) {
            case 's' -> string(out, directive, vm.operators().toText(args.value(index)));
            case 'q' -> quoted(out, args.string(index));
            case 'c' -> out.write(args.integer(index));
            case 'e', 'E', 'f', 'g', 'G' -> ascii(out, decimal(directive, args.number(index)));
            default -> ascii(out, integer(directive, (long) args.number(index)));
        }
    }

    private static void ascii(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(US_ASCII));
    }

    private static void string(ByteArrayOutputStream out, Directive directive, LuaString value) {
        int length = directive.precision() < 0 ? value.m_length : Math.min(value.m_length, directive.precision());
        String fill = " ".repeat(Math.max(0, directive.width() - length));
        if (!directive.has('-')) {
            ascii(out, fill);
        }
        TableLibrary.checkLength(out.size() + length);
        out.write(value.m_bytes, value.m_offset, length);
        if (directive.has('-')) {
            ascii(out, fill);
        }
    }

    private static void quoted(ByteArrayOutputStream out, LuaString value) {
        out.write('"');
        for (int i = 0; i < value.m_length; i++) {
            int c = value.luaByte(i);
            switch (c) {
                case '"', '\\', '\n' -> {
                    out.write('\\');
                    out.write(c);
                }
                case '\r' -> ascii(out, "\\r");
                case 0 -> ascii(out, "\\000");
                default -> out.write(c);
            }
        }
        out.write('"');
    }

    private static String integer(Directive directive, long value) {
        boolean signed = directive.conversion() == 'd' || directive.conversion() == 'i';
        String digits = switch (directive.conversion()) {
            case 'o' -> Long.toOctalString(value);
            case 'x' -> Long.toHexString(value);
            case 'X' -> Long.toHexString(value).toUpperCase(Locale.ROOT);
            case 'u' -> Long.toUnsignedString(value);
            default -> Long.toString(value);
        };
        boolean negative = digits.startsWith("-");
        String bare = negative ? digits.substring(1) : digits;
        String padded = "0".repeat(Math.max(0, directive.precision() - bare.length())) + bare;
        String prefix = directive.has('#') && value != 0 ? prefix(directive.conversion()) : "";
        String text = (negative ? "-" : "") + prefix + padded;
        return directive.pad(signed ? directive.sign(text) : text, directive.has('0') && directive.precision() < 0);
    }

    private static String prefix(char conversion) {
        return switch (conversion) {
            case 'o' -> "0";
            case 'x' -> "0x";
            case 'X' -> "0X";
            default -> "";
        };
    }

    private static String decimal(Directive directive, double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return directive.pad(directive.sign(LuaNumbers.special(value)), false);
        }
        int precision = directive.precision() < 0 ? 6 : directive.precision();
        String text = switch (directive.conversion()) {
            case 'f' -> LuaNumbers.fixed(value, precision);
            case 'e', 'E' -> LuaNumbers.exponential(value, precision);
            default -> LuaNumbers.general(value, precision, directive.has('#'));
        };
        boolean upper = Character.isUpperCase(directive.conversion());
        return directive.pad(directive.sign(upper ? text.toUpperCase(Locale.ROOT) : text), directive.has('0'));
    }
}
