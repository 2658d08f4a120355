// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.luaj.vm2.LuaString;

/** Numbers as text and back, as Lua 5.1 does it: integral values as integers, all others with 14 digits. */
public final class LuaNumbers {
    private static final int DIGITS = 14;

    /** More digits, or blanks around them, than any number has. */
    private static final int LONGEST = 2000;

    private static final double LONG_LIMIT = 0x1p63;
    private static final Pattern DECIMAL = Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    private LuaNumbers() {}

    /** {@code 3}, {@code 0.33333333333333}, {@code 1e+100}, {@code inf}, {@code nan}. */
    public static String format(double number) {
        if (number == Math.rint(number) && Math.abs(number) < LONG_LIMIT) {
            return Long.toString((long) number);
        }
        return isFinite(number) ? general(number, DIGITS, false) : special(number);
    }

    static boolean isFinite(double number) {
        return Math.abs(number) <= Double.MAX_VALUE;
    }

    /** {@code inf}, {@code -inf} or {@code nan}. */
    public static String special(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        return number > 0 ? "inf" : "-inf";
    }

    /**
     * The {@code %g} form of a finite number.
     *
     * @param precision significant digits, 0 counts as 1
     * @param keepZeros true for the {@code #} flag: trailing zeros stay
     */
    public static String general(double number, int precision, boolean keepZeros) {
        int digits = Math.max(1, precision);
        if (number == 0) {
            return sign(number) + (keepZeros && digits > 1 ? "0." + "0".repeat(digits - 1) : "0");
        }
        BigDecimal rounded = new BigDecimal(Math.abs(number)).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        String text = exponent < -4 || exponent >= digits
                ? scientific(rounded, exponent, digits - 1, keepZeros)
                : cut(
                        rounded.setScale(digits - 1 - exponent, RoundingMode.HALF_EVEN)
                                .toPlainString(),
                        keepZeros);
        return sign(number) + text;
    }

    /** The {@code %e} form of a finite number with so many digits after the point. */
    public static String exponential(double number, int precision) {
        if (number == 0) {
            return sign(number) + (precision > 0 ? "0." + "0".repeat(precision) : "0") + "e+00";
        }
        BigDecimal rounded =
                new BigDecimal(Math.abs(number)).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        return sign(number) + scientific(rounded, exponent, precision, true);
    }

    /** The {@code %f} form of a finite number with so many digits after the point. */
    public static String fixed(double number, int precision) {
        return sign(number)
                + new BigDecimal(Math.abs(number))
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
    }

    private static String sign(double number) {
        return Double.doubleToRawLongBits(number) < 0 ? "-" : "";
    }

    private static String scientific(BigDecimal number, int exponent, int precision, boolean keepZeros) {
        String mantissa = number.movePointLeft(exponent)
                .setScale(precision, RoundingMode.HALF_EVEN)
                .toPlainString();
        String power = Integer.toString(Math.abs(exponent));
        return cut(mantissa, keepZeros) + (exponent < 0 ? "e-" : "e+") + (power.length() < 2 ? "0" + power : power);
    }

    private static String cut(String digits, boolean keepZeros) {
        if (keepZeros || digits.indexOf('.') < 0) {
            return digits;
        }
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(0, digits.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /** Reads a decimal or hexadecimal number with blanks around it; empty when the text is anything else. */
    public static OptionalDouble parse(LuaString string) {
        if (string.m_length > LONGEST) {
            return OptionalDouble.empty();
        }
        int from = string.m_offset;
        int to = from + string.m_length;
        byte[] bytes = string.m_bytes;
        while (from < to && isSpace(bytes[from])) {
            from++;
        }
        while (to > from && isSpace(bytes[to - 1])) {
            to--;
        }
        if (from == to) {
            return OptionalDouble.empty();
        }
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append((char) (bytes[i] & 0xff));
        }
        return parse(text.toString());
    }

    private static OptionalDouble parse(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String digits = signed ? text.substring(1) : text;
        double value;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            value = parse(digits.substring(2), 16);
        } else if (DECIMAL.matcher(digits).matches()) {
            value = Double.parseDouble(digits);
        } else {
            value = Double.NaN;
        }
        if (Double.isNaN(value)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(text.startsWith("-") ? -value : value);
    }

    /** Digits of a base from 2 to 36; NaN when there is none or another character. */
    static double parse(String digits, int base) {
        double value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) < 128 ? Character.digit(digits.charAt(i), base) : -1;
            if (digit < 0) {
                return Double.NaN;
            }
            value = value * base + digit;
        }
        return digits.isEmpty() ? Double.NaN : value;
    }

    /** {@code tonumber(text, base)}: an optional sign and digits, blanks around them. */
    public static OptionalDouble parseInteger(String text, int base) {
        if (text.length() > LONGEST) {
            return OptionalDouble.empty();
        }
        String stripped = text.strip();
        boolean negative = stripped.startsWith("-");
        double value = parse(negative ? stripped.substring(1) : stripped, base);
        if (Double.isNaN(value)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(negative ? -value : value);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= 9 && b <= 13);
    }
}
