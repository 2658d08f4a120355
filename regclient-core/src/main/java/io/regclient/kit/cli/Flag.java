// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One option of a command. Its value is readable once the command runs.
 *
 * @param <T> type of the value
 */
public final class Flag<T> {
    /** Turns the text of the command line into a value; the message of the exception tells what is wrong. */
    @FunctionalInterface
    interface Conversion<T> {
        T convert(String text, Optional<T> earlier);
    }

    private final String name;
    private final char shortName;
    private final String type;
    private final String usage;
    private final T defaultValue;
    private final Conversion<T> conversion;
    private final List<String> given = new ArrayList<>();
    private T value;
    private boolean hidden;
    private boolean required;

    Flag(String name, char shortName, String type, String usage, T defaultValue, Conversion<T> conversion) {
        this.name = name;
        this.shortName = shortName;
        this.type = type;
        this.usage = usage;
        this.defaultValue = defaultValue;
        this.conversion = conversion;
        this.value = defaultValue;
    }

    public T value() {
        return value;
    }

    /** True when the option stood on the command line. */
    public boolean isGiven() {
        return !given.isEmpty();
    }

    /** Leaves the option out of the help text. */
    public Flag<T> hidden() {
        hidden = true;
        return this;
    }

    /** The command refuses to run without this option. */
    public Flag<T> required() {
        required = true;
        return this;
    }

    void accept(String text) {
        value = conversion.convert(text, given.isEmpty() ? Optional.empty() : Optional.of(value));
        given.add(text);
    }

    String name() {
        return name;
    }

    /** The one-letter name, 0 without one. */
    char shortName() {
        return shortName;
    }

    boolean isBoolean() {
        return type.isEmpty();
    }

    boolean isHidden() {
        return hidden;
    }

    boolean isRequired() {
        return required;
    }

    /** One line of the help text without the usage: {@code -p, --platform string}. */
    String label() {
        String shortPart = shortName == 0 ? "    " : "-" + shortName + ", ";
        return shortPart + "--" + name + (type.isEmpty() ? "" : " " + type);
    }

    String usageWithDefault() {
        if (defaultValue instanceof String text && !text.isEmpty()) {
            return usage + " (default \"" + text + "\")";
        }
        if (defaultValue instanceof Number number && number.doubleValue() != 0) {
            return usage + " (default " + number + ")";
        }
        return Boolean.TRUE.equals(defaultValue) ? usage + " (default true)" : usage;
    }

    String displayName() {
        return shortName == 0 ? "\"--" + name + "\"" : "\"-" + shortName + ", --" + name + "\"";
    }
}
