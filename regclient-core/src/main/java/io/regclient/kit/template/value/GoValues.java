// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.value;

import io.regclient.kit.template.value.TemplateObject.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Go's view of Java values: which of them exist in templates, their truth, type names and order. */
public final class GoValues {
    private static final Map<Class<?>, String> SCALAR_NAMES = Map.of(
            String.class, "string",
            Long.class, "int",
            Double.class, "float64",
            Boolean.class, "bool",
            byte[].class, "[]uint8");

    private GoValues() {}

    /** A field or result as the evaluator handles it; null and an empty Optional become {@link Absent#NIL}. */
    public static Object of(@Nullable Object value) {
        return of(value, Absent.NIL);
    }

    /** A list element or map value; null becomes {@link Absent#NIL_ELEMENT}. */
    public static Object element(@Nullable Object value) {
        return of(value, Absent.NIL_ELEMENT);
    }

    private static Object of(@Nullable Object value, Absent missing) {
        if (value == null) {
            return missing;
        }
        if (value instanceof Optional<?> optional) {
            return of(optional.orElse(null), missing);
        }
        return isTemplateValue(value) ? value : converted(value);
    }

    private static boolean isTemplateValue(Object value) {
        return value instanceof String
                || value instanceof Long
                || value instanceof Boolean
                || value instanceof Double
                || value instanceof List
                || value instanceof Map
                || value instanceof byte[]
                || value instanceof TemplateObject
                || value instanceof TemplateFunction
                || value instanceof Absent;
    }

    private static Object converted(Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof Object[] array) {
            return Arrays.asList(array);
        }
        if (value instanceof Collection<?> collection) {
            return new ArrayList<>(collection);
        }
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        return value instanceof Duration duration ? new DurationValue(duration) : time(value);
    }

    private static Object time(Object value) {
        if (value instanceof Instant instant) {
            return new TimeValue(instant.atZone(ZoneOffset.UTC));
        }
        if (value instanceof OffsetDateTime time) {
            return new TimeValue(time.toZonedDateTime());
        }
        if (value instanceof ZonedDateTime time) {
            return new TimeValue(time);
        }
        throw new IllegalArgumentException("not a template value: " + value.getClass());
    }

    /** The plain value behind a named type; every other value is its own. */
    public static Object plain(Object value) {
        return value instanceof TemplateObject object
                ? object.underlying().map(GoValues::of).orElse(value)
                : value;
    }

    public static boolean isNil(Object value) {
        return value instanceof Absent || (value instanceof TemplateObject object && object.isNil());
    }

    /** Whether {@code if} takes the value for true: it is not false, zero, nil or empty. */
    public static boolean isTrue(Object value) {
        Object plain = plain(value);
        if (plain instanceof Boolean truth) {
            return truth;
        }
        if (plain instanceof Long number) {
            return number != 0;
        }
        if (plain instanceof Double number) {
            return number != 0;
        }
        Optional<Long> length = length(plain);
        return length.isPresent() ? length.get() > 0 : !isNil(plain);
    }

    /** Whether the value is the zero value of its type, which {@code default} replaces. */
    public static boolean isZero(Object value) throws IOException {
        if (value instanceof TimeValue time) {
            return time.isZero();
        }
        if (plain(value) instanceof TemplateObject object && !object.isNil()) {
            if (object.goTypeName().startsWith("*")) {
                return false;
            }
            for (String name : object.fieldNames()) {
                if (!isZero(fieldOf(object, name))) {
                    return false;
                }
            }
            return true;
        }
        return !isTrue(value);
    }

    /** The value of a field that {@link TemplateObject#fieldNames()} lists. */
    public static Object fieldOf(TemplateObject object, String name) throws IOException {
        if (object.member(name).orElse(null) instanceof Field field) {
            return of(field.value().get());
        }
        throw new IllegalStateException(object.goTypeName() + " lists " + name + " which is not a field");
    }

    /** The name that messages and {@code %T} give to the value's type. */
    public static String typeName(Object value) {
        if (value instanceof TemplateObject object) {
            return object.goTypeName();
        }
        if (value instanceof List<?> list) {
            return "[]" + commonTypeName(list);
        }
        if (value instanceof Map<?, ?> map) {
            return "map[" + commonTypeName(map.keySet()) + "]" + commonTypeName(map.values());
        }
        if (value instanceof TemplateFunction function) {
            return "func" + function.parameters();
        }
        return SCALAR_NAMES.getOrDefault(value.getClass(), "interface {}");
    }

    /** Java collections do not know their element type; the elements themselves tell it when they agree. */
    private static String commonTypeName(Collection<?> elements) {
        List<String> names = elements.stream()
                .map(e -> typeName(element(e)))
                .distinct()
                .limit(2)
                .toList();
        if (names.isEmpty()) {
            return "string";
        }
        return names.size() == 1 ? names.getFirst() : "interface {}";
    }

    /** True for a map whose values are all texts, so that a missing key stands for the empty text. */
    public static boolean holdsTexts(Map<?, ?> map) {
        return map.values().stream().allMatch(String.class::isInstance);
    }

    /** The entries in the order of their keys: numbers by value, texts by their UTF-8 bytes. */
    public static List<Map.Entry<?, ?>> sortedEntries(Map<?, ?> map) {
        List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
        entries.sort(Comparator.comparing(e -> of(e.getKey()), GoValues::compareKeys));
        return entries;
    }

    private static int compareKeys(Object left, Object right) {
        Object a = plain(left);
        Object b = plain(right);
        if (a instanceof Long m && b instanceof Long n) {
            return Long.compare(m, n);
        }
        return compareTexts(String.valueOf(a), String.valueOf(b));
    }

    /** Order of texts by their UTF-8 bytes. */
    public static int compareTexts(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /** The value of a key; keys of named types match by their plain value. */
    public static Optional<Map.Entry<?, ?>> entry(Map<?, ?> map, Object key) {
        Object wanted = plain(key);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (plain(of(entry.getKey())).equals(wanted)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** Size of a text in bytes, of a list or map in elements; empty for everything else. */
    public static Optional<Long> length(Object value) {
        Object plain = plain(value);
        if (plain instanceof String text) {
            return Optional.of((long) text.getBytes(StandardCharsets.UTF_8).length);
        }
        if (plain instanceof byte[] bytes) {
            return Optional.of((long) bytes.length);
        }
        if (plain instanceof Collection<?> list) {
            return Optional.of((long) list.size());
        }
        return plain instanceof Map<?, ?> map ? Optional.of((long) map.size()) : Optional.empty();
    }

    /** The bytes of a byte array as numbers from 0 to 255. */
    public static List<Long> byteNumbers(byte[] bytes) {
        List<Long> numbers = new ArrayList<>(bytes.length);
        for (byte b : bytes) {
            numbers.add((long) Byte.toUnsignedInt(b));
        }
        return numbers;
    }
}
