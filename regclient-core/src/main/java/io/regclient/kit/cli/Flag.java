// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.kit.cli.Arguments.Kind;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.OptionSpec;

/**
 * One option of a command. Its value is readable once the command runs.
 *
 * @param <T> type of the value
 */
public final class Flag<T> {
    /**
     * Reads the text of one occurrence; the message of the exception tells what is wrong with it.
     *
     * @param <E> type of the value
     */
    @FunctionalInterface
    public interface Conversion<E> {
        E convert(String text) throws RegistryException;
    }

    /** What one more occurrence makes of the value; occurrences come in the order of the command line. */
    @FunctionalInterface
    interface Occurrence<T> {
        T next(T value, String text) throws RegistryException;
    }

    /** The type of an option that may be repeated. */
    static final String LIST_TYPE = "stringArray";

    private static final String TEXT_TYPE = "string";

    private final OptionSpec.Builder option;
    private final Occurrence<T> occurrence;
    private String shownDefault;
    private Kind kind = Kind.TEXT;
    private List<String> words = List.of();
    private Optional<Supplier<List<String>>> search = Optional.empty();
    private Optional<Flag<?>> substitute = Optional.empty();
    private boolean bare;
    private boolean required;
    private boolean given;
    private T value;

    Flag(String name, String type, String usage, T initial, Occurrence<T> occurrence) {
        this.option = OptionSpec.builder("--" + name)
                .paramLabel(type)
                .description(usage)
                .type(Object.class)
                .arity("1")
                .echo(true)
                .hasInitialValue(false)
                .converters(this::accept);
        this.occurrence = occurrence;
        this.value = initial;
        this.shownDefault = shownDefault(initial);
    }

    public T value() {
        return value;
    }

    /** True when the option stood on the command line. */
    public boolean isGiven() {
        return given;
    }

    /** Also known by one letter. */
    public Flag<T> shortName(char letter) {
        option.names(longName(), "-" + letter);
        return this;
    }

    /** Leaves the option out of the help text. */
    public Flag<T> hidden() {
        option.hidden(true);
        return this;
    }

    /** Its value is of this kind, for completion by a shell. */
    public Flag<T> names(Kind named) {
        kind = named;
        return this;
    }

    /** Its value is usually one of these words, for completion by a shell. */
    public Flag<T> suggests(String... values) {
        words = List.of(values);
        return this;
    }

    /** The same for words that take time to find; each may have a tab and its meaning behind it. */
    public Flag<T> suggests(Supplier<List<String>> values) {
        search = Optional.of(values);
        return this;
    }

    /** Its value may be a secret: no message quotes it. */
    public Flag<T> secret() {
        option.echo(false);
        return this;
    }

    /** The command refuses to run without this option. */
    public Flag<T> required() {
        required = true; // picocli would complain before help and the number of arguments have had their turn
        return this;
    }

    /** The command also runs without this option where another one is given. */
    public Flag<T> notNeededWith(Flag<?> other) {
        substitute = Optional.of(other);
        return this;
    }

    /** What the help text calls the default, where it is not the value of an option that is not given. */
    public Flag<T> showsDefault(String text) {
        shownDefault = text;
        return this;
    }

    /** Needs no value; without one it means {@code text}. It never takes the next word (contract regctl 1.2). */
    Flag<T> meansAlone(String text) {
        bare = true;
        option.preprocessor((words, command, argument, info) -> {
            if (" ".equals(info.get("separator"))) {
                words.push(text);
            }
            return false; // picocli goes on with this value
        });
        return this;
    }

    /** picocli calls this once per occurrence, from left to right. */
    private T accept(String text) throws RegistryException {
        value = occurrence.next(value, text);
        given = true;
        return value;
    }

    /** Words about a value that turns out to be wrong: they name the option (contract regctl 1.2). */
    public String refused(String value, String why) {
        return refused(option(), value, why);
    }

    /** The same, without a login that is part of the value. */
    static String refused(OptionSpec option, String value, String why) {
        String[] names = option.names();
        String name = names.length == 1 ? names[0] : names[1] + ", " + names[0];
        String quoted = option.echo() ? "\"" + VisibleText.name(VisibleText.withoutLogin(value)) + "\" " : "";
        return "invalid argument " + quoted + "for \"" + name + "\" flag: " + VisibleText.name(why);
    }

    OptionSpec option() {
        return option.build();
    }

    /** {@code --platform}. */
    public String longName() {
        return option.names()[0];
    }

    /** {@code -p}. */
    public Optional<String> letter() {
        String[] names = option.names();
        return names.length == 1 ? Optional.empty() : Optional.of(names[1]);
    }

    /** What the help text says about it. */
    public String usage() {
        return option.description()[0];
    }

    /** What the help text calls its values, empty for a switch. */
    public String type() {
        return option.paramLabel();
    }

    /** The default as the help text shows it; empty where it says nothing. */
    public String shownDefault() {
        return shownDefault;
    }

    public Kind kind() {
        return kind;
    }

    /** Usual values. */
    public List<String> words() {
        return search.isPresent() ? search.get().get() : words;
    }

    /** True when it may stand on a command line several times. */
    public boolean isRepeatable() {
        return type().equals(LIST_TYPE);
    }

    /** True for {@code --platform} and {@code -p}. */
    boolean isNamed(String word) {
        for (String name : option.names()) {
            if (name.equals(word)) {
                return true;
            }
        }
        return false;
    }

    boolean sharesNameWith(Flag<?> other) {
        for (String name : option.names()) {
            if (other.isNamed(name)) {
                return true;
            }
        }
        return false;
    }

    /** True when the next word of a command line is its value. */
    public boolean takesNextWord() {
        return !bare;
    }

    public boolean isHidden() {
        return option.hidden();
    }

    /** True when a command cannot run because the option is not given. */
    public boolean isMissing() {
        return required && !given && !(substitute.isPresent() && substitute.get().given);
    }

    /** One line of the help text without the usage: {@code -p, --platform string}. */
    public String label() {
        String[] names = option.names();
        String letter = names.length == 1 ? "    " : names[1] + ", ";
        String type = option.paramLabel();
        return letter + longName() + (type.isEmpty() ? "" : " " + type);
    }

    public String usageWithDefault() {
        if (shownDefault.isEmpty()) {
            return usage();
        }
        String shown = option.paramLabel().startsWith(TEXT_TYPE) ? "\"" + shownDefault + "\"" : shownDefault;
        return usage() + " (default " + shown + ")";
    }

    private static String shownDefault(Object initial) {
        if (initial instanceof Number number) {
            return number.doubleValue() == 0 ? "" : number.toString();
        }
        return initial instanceof String || Boolean.TRUE.equals(initial) ? initial.toString() : "";
    }
}
