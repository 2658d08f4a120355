// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.GoDuration;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts of options to values, in the forms and with the messages of Go's parsers (contract regctl 1.2). The exceptions say
 * nothing about the option: {@link ArgumentParser} names it.
 */
final class FlagValues {
    private static final String SIZE = "([+-]?[0-9]+(?:\\.[0-9]+)?) ?([kmgt])(i?)b";
    private static final String UNITS = "kmgt";
    private static final Pattern NUMBER = Pattern.compile(
            "(?<sign>[+-]?)(?:0[xX]_?(?<hex>[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)"
                    + "|0[bB]_?(?<bin>[01]+(?:_[01]+)*)|0[oO]?_?(?<oct>[0-7]+(?:_[0-7]+)*)|(?<dec>0|[1-9][0-9]*(?:_[0-9]+)*))");
    private static final Map<String, Integer> BASES = Map.of("hex", 16, "bin", 2, "oct", 8, "dec", 10);
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

    private FlagValues() {}

    static boolean bool(String text) throws RegistryException {
        return switch (text) {
            case "1", "t", "T", "true", "True", "TRUE" -> true;
            case "0", "f", "F", "false", "False", "FALSE" -> false;
            default -> throw invalidSyntax("ParseBool", text);
        };
    }

    /** Decimal, or with one of Go's prefixes for another base; {@code _} may stand between digits. */
    static long number(String text) throws RegistryException {
        Matcher parts = NUMBER.matcher(text);
        if (!parts.matches()) {
            throw invalidSyntax("ParseInt", text);
        }
        for (Map.Entry<String, Integer> base : BASES.entrySet()) {
            String digits = parts.group(base.getKey());
            if (digits != null) {
                return number(text, parts.group("sign") + digits.replace("_", ""), base.getValue());
            }
        }
        throw invalidSyntax("ParseInt", text);
    }

    private static long number(String text, String digits, int base) throws RegistryException {
        try {
            return Long.parseLong(digits, base);
        } catch (NumberFormatException e) {
            throw outOfRange("ParseInt", text);
        }
    }

    static int count(String text) throws RegistryException {
        long value = number(text);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw invalid(value + " is out of range, give a number from 0 to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    static double decimal(String text) throws RegistryException {
        if (!DECIMAL.matcher(text).matches()) {
            throw invalidSyntax("ParseFloat", text);
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw outOfRange("ParseFloat", text);
        }
        return value;
    }

    /** {@code kB}, {@code MB} and so on are powers of 1000, {@code KiB}, {@code MiB} and so on of 1024. */
    static long size(String text) throws RegistryException {
        Matcher parts = Pattern.compile(SIZE, Pattern.CASE_INSENSITIVE).matcher(text);
        if (!parts.matches()) {
            return number(text);
        }
        int power = UNITS.indexOf(parts.group(2).toLowerCase(Locale.ROOT)) + 1;
        long unit = parts.group(3).isEmpty() ? 1000 : 1024;
        try {
            return new BigDecimal(parts.group(1))
                    .multiply(BigDecimal.valueOf(unit).pow(power))
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw invalid("not a whole number of bytes below 8 EiB");
        }
    }

    static Duration duration(String text) throws RegistryException {
        try {
            return GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid(GoDuration.explain(e));
        }
    }

    static <E extends Enum<E>> E choice(Class<E> type, String text) throws RegistryException {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equalsIgnoreCase(text)) {
                return constant;
            }
        }
        throw invalid("must be one of " + String.join(", ", words(type)));
    }

    static <E extends Enum<E>> String[] words(Class<E> type) {
        E[] constants = type.getEnumConstants();
        String[] words = new String[constants.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = word(constants[i]);
        }
        return words;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static RegistryException invalidSyntax(String function, String text) {
        return invalid("strconv." + function + ": parsing \"" + text + "\": invalid syntax");
    }

    private static RegistryException outOfRange(String function, String text) {
        return invalid("strconv." + function + ": parsing \"" + text + "\": value out of range");
    }

    private static RegistryException invalid(String message) {
        return RegistryException.of(ErrorKind.INVALID_INPUT, message);
    }
}
