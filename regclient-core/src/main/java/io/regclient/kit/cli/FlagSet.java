// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The options of one command, declared by its constructor. */
public final class FlagSet {
    private static final char NO_SHORT_NAME = 0;
    private static final Set<String> TRUE_WORDS = Set.of("1", "t", "T", "true", "True", "TRUE");
    private static final Set<String> FALSE_WORDS = Set.of("0", "f", "F", "false", "False", "FALSE");

    private final List<Flag<?>> flags = new ArrayList<>();

    /** An option that is on by its mere presence; {@code --name=false} switches it off. */
    public Flag<Boolean> bool(String name, String usage) {
        return add(new Flag<>(name, NO_SHORT_NAME, "", usage, false, (text, earlier) -> parseBoolean(text)));
    }

    public Flag<String> string(String name, String usage) {
        return string(name, NO_SHORT_NAME, "", usage);
    }

    public Flag<String> string(String name, char shortName, String defaultValue, String usage) {
        return add(new Flag<>(name, shortName, "string", usage, defaultValue, (text, earlier) -> text));
    }

    /** An option that may be repeated; commas do not separate values (contract regctl 1.2). */
    public Flag<List<String>> list(String name, String usage) {
        return list(name, NO_SHORT_NAME, usage);
    }

    public Flag<List<String>> list(String name, char shortName, String usage) {
        return add(new Flag<>(name, shortName, "stringArray", usage, List.of(), FlagSet::append));
    }

    /** A whole number, decimal or with a Go base prefix such as {@code 0x10}. */
    public Flag<Long> integer(String name, String usage) {
        return add(new Flag<>(name, NO_SHORT_NAME, "int", usage, 0L, (text, earlier) -> parseInteger(text)));
    }

    public Flag<Double> decimal(String name, String usage) {
        return add(new Flag<>(name, NO_SHORT_NAME, "float", usage, 0.0, (text, earlier) -> parseDecimal(text)));
    }

    List<Flag<?>> flags() {
        return flags;
    }

    private <T> Flag<T> add(Flag<T> flag) {
        flags.add(flag);
        return flag;
    }

    private static List<String> append(String text, Optional<List<String>> earlier) {
        List<String> all = new ArrayList<>(earlier.orElse(List.of()));
        all.add(text);
        return List.copyOf(all);
    }

    private static boolean parseBoolean(String text) {
        if (TRUE_WORDS.contains(text)) {
            return true;
        }
        if (FALSE_WORDS.contains(text)) {
            return false;
        }
        throw new IllegalArgumentException("strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
    }

    private static long parseInteger(String text) {
        try {
            boolean octal = text.matches("[+-]?0[oO]?[0-7_]+");
            String digits = text.replace("_", "");
            return octal ? Long.parseLong(digits.replaceFirst("0[oO]?", ""), 8) : Long.decode(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("strconv.ParseInt: parsing \"" + text + "\": invalid syntax", e);
        }
    }

    private static double parseDecimal(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("strconv.ParseFloat: parsing \"" + text + "\": invalid syntax", e);
        }
    }
}
