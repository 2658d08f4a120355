// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/** Numbers in the forms of Go's formatting verbs. */
public final class NumberFormat {
    private static final int SHORTEST_EXPONENT_LIMIT = 6; // %g keeps plain digits below this exponent

    private NumberFormat() {}

    /** Verbs b, c, d, o, O, q, U, v, x, X; empty for others. */
    public static Optional<String> integer(long value, char verb, FormatFlags flags) {
        return switch (verb) {
            case 'v', 'd' -> Optional.of(integer(value, 10, "", flags));
            case 'b' -> Optional.of(integer(value, 2, flags.sharp() ? "0b" : "", flags));
            case 'o' -> Optional.of(integer(value, 8, flags.sharp() ? "0" : "", flags));
            case 'O' -> Optional.of(integer(value, 8, "0o", flags));
            case 'x' -> Optional.of(integer(value, 16, flags.sharp() ? "0x" : "", flags));
            case 'X' ->
                Optional.of(integer(value, 16, flags.sharp() ? "0X" : "", flags).toUpperCase(Locale.ROOT));
            case 'c' -> Optional.of(flags.pad(Character.toString(codePoint(value))));
            case 'q' -> Optional.of(flags.pad(Quoting.quote(Character.toString(codePoint(value)), '\'', flags.plus())));
            case 'U' -> Optional.of(flags.withoutZero().pad(unicode(value, flags)));
            default -> Optional.empty();
        };
    }

    private static String integer(long value, int base, String prefix, FormatFlags flags) {
        if (flags.precision() == 0 && value == 0) {
            return flags.withoutZero().pad("");
        }
        String sign = value < 0 ? "-" : flags.plus() ? "+" : flags.space() ? " " : "";
        int wanted = flags.precision();
        if (!flags.hasPrecision() && flags.zero() && !flags.minus() && flags.hasWidth()) {
            wanted = flags.width() - sign.length();
        }
        String digits = Long.toUnsignedString(Math.abs(value), base);
        String filled = "0".repeat(Math.max(0, wanted - digits.length())) + digits;
        String mark = prefix.equals("0") && filled.startsWith("0") ? "" : prefix;
        return flags.withoutZero().pad(sign + mark + filled);
    }

    private static int codePoint(long value) {
        boolean surrogate = value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
        return value < 0 || value > Character.MAX_CODE_POINT || surrogate ? 0xfffd : (int) value;
    }

    private static String unicode(long value, FormatFlags flags) {
        String digits = Long.toHexString(value).toUpperCase(Locale.ROOT);
        String name = "U+" + "0".repeat(Math.max(0, Math.max(4, flags.precision()) - digits.length())) + digits;
        boolean shown = flags.sharp() && value <= Character.MAX_CODE_POINT && Quoting.isPrintable(codePoint(value));
        return shown ? name + " '" + Character.toString(codePoint(value)) + "'" : name;
    }

    /** Verbs e, E, f, F, g, G, v; empty for others. */
    public static Optional<String> floating(double value, char verb, FormatFlags flags) {
        if ("eEfFgGv".indexOf(verb) < 0) {
            return Optional.empty();
        }
        if (Double.isNaN(value)) {
            return Optional.of(flags.withoutZero().pad(flags.plus() ? "+NaN" : flags.space() ? " NaN" : "NaN"));
        }
        boolean negative = value < 0 || (value == 0 && 1 / value < 0);
        if (Double.isInfinite(value)) {
            return Optional.of(flags.withoutZero().pad(negative ? "-Inf" : "+Inf"));
        }
        String text = finite(Math.abs(value), verb, flags);
        String sign = negative ? "-" : flags.plus() ? "+" : flags.space() ? " " : "";
        int missing = flags.width() - sign.length() - text.length();
        boolean zeros = flags.zero() && !flags.minus() && missing > 0;
        return Optional.of(flags.pad(sign + (zeros ? "0".repeat(missing) : "") + text));
    }

    private static String finite(double value, char verb, FormatFlags flags) {
        int digits = flags.hasPrecision() ? flags.precision() : 6;
        return switch (verb) {
            case 'f', 'F' ->
                new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
            case 'e' -> scientific(new BigDecimal(value), digits);
            case 'E' -> scientific(new BigDecimal(value), digits).toUpperCase(Locale.ROOT);
            case 'G' -> general(value, flags).toUpperCase(Locale.ROOT);
            default -> general(value, flags);
        };
    }

    /** The shortest text that means this number, or the wanted number of significant digits. */
    private static String general(double value, FormatFlags flags) {
        int wanted = Math.max(1, flags.precision());
        BigDecimal exact = flags.hasPrecision()
                ? new BigDecimal(value).round(new MathContext(wanted, RoundingMode.HALF_EVEN))
                : new BigDecimal(Double.toString(value));
        BigDecimal digits = exact.stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        int limit = SHORTEST_EXPONENT_LIMIT;
        if (flags.hasPrecision()) {
            boolean integral = digits.scale() >= 0;
            limit = integral ? Math.min(wanted, digits.precision()) : wanted;
        }
        return exponent < -4 || exponent >= limit ? scientific(digits, digits.precision() - 1) : digits.toPlainString();
    }

    private static String scientific(BigDecimal value, int fractionDigits) {
        BigDecimal rounded = value.round(new MathContext(fractionDigits + 1, RoundingMode.HALF_EVEN));
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        String digits = rounded.unscaledValue().toString();
        String all = digits + "0".repeat(Math.max(0, fractionDigits + 1 - digits.length()));
        String mantissa = all.charAt(0) + (fractionDigits == 0 ? "" : "." + all.substring(1, fractionDigits + 1));
        String power = Integer.toString(Math.abs(exponent));
        return mantissa + (exponent < 0 ? "e-" : "e+") + (power.length() < 2 ? "0" : "") + power;
    }
}
