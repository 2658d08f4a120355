// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import static io.regclient.kit.template.value.ParameterType.ANY;
import static io.regclient.kit.template.value.ParameterType.STRING;
import static io.regclient.kit.template.value.ParameterType.STRINGS;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.time.TimeParser;
import io.regclient.kit.template.time.ZonedTime;
import io.regclient.kit.template.value.GoValues;
import io.regclient.kit.template.value.TemplateFunction;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.kit.template.value.TimeValue;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;

/**
 * The functions that templates may call: Go's own and the additional ones of contract regctl 7.2. Immutable; what the
 * functions need from the outside is handed in.
 */
public final class Functions {
    private static final int MAX_SPLIT = 1 << 20;

    private final Map<String, TemplateFunction> functions;
    private final Set<String> builtins;

    /** Reads files for templates. */
    @FunctionalInterface
    public interface FileContents {
        /**
         * The content of a file, empty when there is none.
         *
         * @throws IOException ends the execution of the template
         */
        Optional<String> read(String path) throws IOException;
    }

    private Functions(Map<String, TemplateFunction> functions, Set<String> builtins) {
        this.functions = Map.copyOf(functions);
        this.builtins = Set.copyOf(builtins);
    }

    /**
     * All functions.
     *
     * @param environment value of an environment variable, empty when it is not set
     * @param files content of files
     * @param clock the time and the local time zone of the function {@code time}
     */
    public static Functions standard(Function<String, Optional<String>> environment, FileContents files, Clock clock) {
        Map<String, TemplateFunction> all = new HashMap<>(Builtins.ALL);
        all.put("env", text(name -> environment.apply(name).orElse("")));
        all.put(
                "file",
                TemplateFunction.of(
                        arguments -> files.read((String) arguments.getFirst())
                                .map(Functions::trimmed)
                                .orElse(""),
                        STRING));
        all.put("lower", text(text -> eachCharacter(text, Character::toLowerCase)));
        all.put("upper", text(text -> eachCharacter(text, Character::toUpperCase)));
        all.put("trimSpace", text(Functions::trimmed));
        all.put("default", TemplateFunction.of(Functions::orDefault, ANY, ANY));
        all.put("join", TemplateFunction.of(Functions::join, STRINGS, STRING));
        all.put("split", TemplateFunction.of(Functions::split, STRING, STRING));
        all.put("json", TemplateFunction.of(a -> JsonPrinter.compact(a.getFirst()), ANY));
        all.put("jsonPretty", TemplateFunction.of(a -> JsonPrinter.pretty(a.getFirst()), ANY));
        all.put("printPretty", TemplateFunction.of(Functions::printPretty, ANY));
        TemplateObject time = timeFunctions(clock);
        all.put("time", TemplateFunction.of(a -> time));
        return new Functions(all, Builtins.ALL.keySet());
    }

    /** These functions and one more, which hides a function of the same name. */
    public Functions with(String name, TemplateFunction function) {
        Map<String, TemplateFunction> all = new HashMap<>(functions);
        all.put(name, function);
        Set<String> visible = new HashSet<>(builtins);
        visible.remove(name);
        return new Functions(all, visible);
    }

    Optional<TemplateFunction> find(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    /** True while the name stands for Go's own function. */
    boolean isBuiltin(String name) {
        return builtins.contains(name);
    }

    private static TemplateFunction text(Function<String, String> body) {
        return TemplateFunction.of(arguments -> body.apply((String) arguments.getFirst()), STRING);
    }

    private static TemplateObject timeFunctions(Clock clock) {
        return TemplateObject.struct("*template.TimeFuncs")
                .method("Now", () -> now(clock))
                .method("Parse", TemplateFunction.of(a -> parsed(a, clock.getZone()), STRING, STRING))
                .build();
    }

    private static TimeValue now(Clock clock) {
        return new TimeValue(new ZonedTime(clock.instant().atZone(clock.getZone()), ""), clock.getZone());
    }

    private static TimeValue parsed(List<Object> layoutAndText, ZoneId local) throws RegistryException {
        String layout = (String) layoutAndText.get(0);
        return new TimeValue(TimeParser.parse(layout, (String) layoutAndText.get(1), local), local);
    }

    private static Object orDefault(List<Object> arguments) throws IOException {
        Object value = arguments.get(1);
        return GoValues.isZero(value) ? arguments.get(0) : value;
    }

    private static String join(List<Object> arguments) throws IOException {
        BoundedText out = BoundedText.ofValue();
        String separator = "";
        for (Object element : (List<?>) arguments.get(0)) {
            out.append(separator).append(String.valueOf(element));
            separator = (String) arguments.get(1);
        }
        return out.toString();
    }

    /** Without a separator the text falls into its characters. */
    private static List<String> split(List<Object> arguments) throws RegistryException {
        String text = (String) arguments.get(0);
        String separator = (String) arguments.get(1);
        if (text.length() > MAX_SPLIT) { // each part may be one character, and takes fifty bytes
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED, "a text to split has more than " + MAX_SPLIT + " characters");
        }
        return separator.isEmpty()
                ? text.codePoints().mapToObj(Character::toString).toList()
                : Arrays.asList(text.split(Pattern.quote(separator), -1));
    }

    private static String printPretty(List<Object> arguments) throws IOException {
        Object value = arguments.getFirst();
        boolean hasForm = value instanceof TemplateObject object
                && !object.isNil()
                && object.pretty().isPresent();
        return hasForm ? ((TemplateObject) value).pretty().orElseThrow().get() : JsonPrinter.pretty(value);
    }

    /** One character stays one character, whatever the rules of a language say. */
    private static String eachCharacter(String text, IntUnaryOperator change) {
        return text.codePoints()
                .map(change)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** White space as Unicode sees it; Java's own definition leaves out the non-breaking blanks. */
    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r') || c == '\u0085' || Character.isSpaceChar(c);
    }
}
