// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.kit.template.text.Quoting;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Value of a number or character constant. An integral floating-point constant such as {@code 1e3} can also serve as an
 * integer argument.
 *
 * @param integer the 64-bit integer, empty when the constant is none or does not fit
 * @param floating the floating-point value
 * @param prefersFloat true when the text is written as a floating-point number
 */
record NumberLiteral(Optional<Long> integer, double floating, boolean prefersFloat) {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern HEX_FLOAT =
            Pattern.compile("[+-]?0[xX]([\\da-fA-F]+\\.?[\\da-fA-F]*|\\.[\\da-fA-F]+)[pP][+-]?\\d+");
    private static final Pattern SEPARATORS = Pattern.compile("(^|[^0-9a-fA-FxXoObB])_|__|_($|[^0-9a-fA-F])");
    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    static NumberLiteral ofChar(int codePoint) {
        return new NumberLiteral(Optional.of((long) codePoint), codePoint, false);
    }

    /**
     * Reads decimal, hexadecimal, octal, binary and floating-point text.
     *
     * @throws IllegalArgumentException with the message of a parse error
     */
    static NumberLiteral parse(String text) {
        Optional<BigInteger> integer = integer(text);
        if (integer.isPresent() && fits(text, integer.get())) {
            BigInteger value = integer.get();
            return new NumberLiteral(
                    value.bitLength() < 64 ? Optional.of(value.longValueExact()) : Optional.empty(),
                    value.doubleValue(),
                    false);
        }
        if (integer.isPresent()) {
            throw new IllegalArgumentException("integer overflow: " + Quoting.quote(text));
        }
        double value = floating(text);
        Optional<Long> integral =
                Math.rint(value) == value && Math.abs(value) < 0x1p63 ? Optional.of((long) value) : Optional.empty();
        return new NumberLiteral(integral, value, true);
    }

    private static boolean fits(String text, BigInteger value) {
        boolean signed = text.startsWith("+") || text.startsWith("-");
        return signed ? value.bitLength() < 64 : value.compareTo(MAX_UNSIGNED) <= 0;
    }

    private static Optional<BigInteger> integer(String text) {
        boolean signed = text.startsWith("+") || text.startsWith("-");
        String digits = text.substring(signed ? 1 : 0);
        int radix = 10;
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            int prefix = "xXoObB".indexOf(digits.charAt(1));
            radix = prefix < 0 ? 8 : new int[] {16, 8, 2}[prefix / 2];
            digits = digits.substring(prefix < 0 ? 1 : 2);
        }
        if (digits.isEmpty() || SEPARATORS.matcher(text).find()) {
            return Optional.empty();
        }
        String plain = digits.replace("_", "");
        int base = radix;
        if (plain.isEmpty() || !plain.chars().allMatch(c -> Character.digit(c, base) >= 0)) {
            return Optional.empty();
        }
        BigInteger value = new BigInteger(plain, radix);
        return Optional.of(text.startsWith("-") ? value.negate() : value);
    }

    private static double floating(String text) {
        boolean separators = SEPARATORS.matcher(text).find();
        String plain = text.replace("_", "");
        boolean valid = !separators
                && (DECIMAL.matcher(plain).matches() || HEX_FLOAT.matcher(plain).matches());
        double value = valid ? Double.parseDouble(plain) : Double.NaN;
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("illegal number syntax: " + Quoting.quote(text));
        }
        return value;
    }
}
