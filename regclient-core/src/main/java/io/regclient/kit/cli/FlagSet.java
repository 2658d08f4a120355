// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.config.LocalPlatform;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.model.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The options of one command, declared by its constructor. */
public final class FlagSet {
    private final List<Flag<?>> flags = new ArrayList<>();

    /** An option that is on by its mere presence; {@code --name=false} switches it off. */
    public Flag<Boolean> bool(String name, String usage) {
        return single(name, "", usage, false, FlagValues::bool).meansAlone("true");
    }

    public Flag<String> text(String name, String usage) {
        return text(name, "", usage);
    }

    public Flag<String> text(String name, String defaultValue, String usage) {
        return single(name, "string", usage, defaultValue, text -> text);
    }

    /** An option whose value may be left out; {@code --name} alone means {@code alone}. */
    public Flag<String> optional(String name, String alone, String usage) {
        return single(name, "string[=\"" + alone + "\"]", usage, "", text -> text)
                .meansAlone(alone);
    }

    /** An option that may be repeated; commas do not separate values (contract regctl 1.2). */
    public Flag<List<String>> list(String name, String usage) {
        return list(name, usage, text -> text);
    }

    /** A repeatable option whose values are read by the command's own rule. */
    public <E> Flag<List<E>> list(String name, String usage, Flag.Conversion<E> conversion) {
        return each(name, Flag.LIST_TYPE, usage, conversion, value -> {});
    }

    /** A whole number, decimal or with a Go base prefix such as {@code 0x10}. */
    public Flag<Long> number(String name, String usage) {
        return number(name, 0, usage);
    }

    public Flag<Long> number(String name, long defaultValue, String usage) {
        return single(name, "int", usage, defaultValue, FlagValues::number);
    }

    /** A whole number that is not negative. */
    public Flag<Integer> count(String name, String usage) {
        return single(name, "uint", usage, 0, FlagValues::count);
    }

    public Flag<Double> decimal(String name, String usage) {
        return single(name, "float", usage, 0.0, FlagValues::decimal);
    }

    /** A number of bytes, plain or with a unit such as {@code 10MiB}; negative ones are for the command to explain. */
    public Flag<Long> size(String name, String usage) {
        return single(name, "size", usage, 0L, FlagValues::size);
    }

    /** A time span such as {@code 1h15m}. */
    public Flag<Duration> duration(String name, String usage) {
        return single(name, "duration", usage, Duration.ZERO, FlagValues::duration);
    }

    /** A platform such as {@code linux/arm64} or {@code local}; an empty text is none (contract regctl 6). */
    public Flag<Optional<Platform>> platform(String name, String usage) {
        return parsed(name, usage, LocalPlatform::parse).names(Kind.PLATFORM);
    }

    /** A value that is read by the command's own rule; an empty text is none. */
    public <E> Flag<Optional<E>> parsed(String name, String usage, Flag.Conversion<E> conversion) {
        return single(
                name,
                "string",
                usage,
                Optional.empty(),
                text -> text.isEmpty() ? Optional.empty() : Optional.of(conversion.convert(text)));
    }

    /** One of the constants of an enumeration, whose names are its words in small letters with {@code -} for {@code _}. */
    public <E extends Enum<E>> Flag<E> choice(String name, E defaultValue, String usage) {
        Class<E> words = defaultValue.getDeclaringClass();
        return single(name, "string", usage, defaultValue, text -> FlagValues.choice(words, text))
                .showsDefault(FlagValues.word(defaultValue))
                .suggests(FlagValues.words(words));
    }

    /**
     * An option that may be repeated and hands over the value of each occurrence at once, so that the order among several
     * such options is the order of the command line.
     *
     * @param type what the help text says about the value
     */
    public <E> Flag<List<E>> each(
            String name, String type, String usage, Flag.Conversion<E> conversion, Consumer<? super E> action) {
        return add(new Flag<List<E>>(name, type, usage, List.of(), (values, text) -> {
            E value = conversion.convert(text);
            action.accept(value);
            return append(values, value);
        }));
    }

    /** Like {@link #each} for an option that acts by its mere presence; {@code --name=false} does nothing. */
    public Flag<List<Boolean>> eachBool(String name, String usage, Runnable action) {
        return each(name, "", usage, FlagValues::bool, given -> {
                    if (given) {
                        action.run();
                    }
                })
                .meansAlone("true");
    }

    /** Takes the options over whose names are not taken. */
    public void addMissing(FlagSet others) {
        for (Flag<?> flag : others.flags) {
            if (flags.stream().noneMatch(flag::sharesNameWith)) {
                flags.add(flag);
            }
        }
    }

    /** In the order of their declaration. */
    public List<Flag<?>> flags() {
        return Collections.unmodifiableList(flags);
    }

    /** The flag a word such as {@code --platform} or {@code -p} names. */
    public Optional<Flag<?>> named(String word) {
        for (Flag<?> flag : flags) {
            if (flag.isNamed(word)) {
                return Optional.of(flag);
            }
        }
        return Optional.empty();
    }

    /** An option whose last occurrence wins. */
    private <T> Flag<T> single(String name, String type, String usage, T initial, Flag.Conversion<T> conversion) {
        return add(new Flag<>(name, type, usage, initial, (value, text) -> conversion.convert(text)));
    }

    private <T> Flag<T> add(Flag<T> flag) {
        flags.add(flag);
        return flag;
    }

    private static <E> List<E> append(List<E> values, E value) {
        List<E> all = new ArrayList<>(values);
        all.add(value);
        return List.copyOf(all);
    }
}
