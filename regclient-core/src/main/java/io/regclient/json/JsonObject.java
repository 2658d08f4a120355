// SPDX-License-Identifier: Apache-2.0
package io.regclient.json;

import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with typed access. An absent key and a JSON null are the zero value of the asked type (empty text, 0,
 * false, empty list); a value of another type is a PARSING_FAILED error that names the path of the key.
 */
public final class JsonObject {
    /** Most objects in an array: the largest index has half as many entries, and each becomes some hundred bytes. */
    static final int MAX_OBJECTS = 100_000;

    private final String where;
    private final Map<String, @Nullable Object> members;

    private JsonObject(String where, Map<String, @Nullable Object> members) {
        this.where = where;
        this.members = members;
    }

    /**
     * Wraps a tree.
     *
     * @param where what the object is, for messages
     * @param members a map whose keys are texts
     */
    public static JsonObject of(String where, Map<?, ?> members) {
        Map<String, @Nullable Object> copy = LinkedHashMap.newLinkedHashMap(members.size());
        members.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return new JsonObject(where, Collections.unmodifiableMap(copy));
    }

    /** The same object whose own keys are found in any letter case (files that Go programs write and read). */
    public JsonObject ignoringCase() {
        Map<String, @Nullable Object> folded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        folded.putAll(members);
        return new JsonObject(where, Collections.unmodifiableMap(folded));
    }

    /** What this object is and where it was found, as used in messages. */
    public String where() {
        return where;
    }

    /** The keys in source order. */
    public Set<String> keys() {
        return members.keySet();
    }

    /** The members as a tree; read-only. */
    public Map<String, @Nullable Object> tree() {
        return members;
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** True when the key is present and not null. */
    public boolean has(String key) {
        return members.get(key) != null;
    }

    public String string(String key) throws RegistryException {
        return optionalString(key).orElse("");
    }

    /** Empty when absent or null; an empty text is present. */
    public Optional<String> optionalString(String key) throws RegistryException {
        Object value = members.get(key);
        return value == null ? Optional.empty() : Optional.of(asString(path(key), value));
    }

    /** A 64-bit integer; a fraction or a larger number is an error. */
    public long integer(String key, long whenAbsent) throws RegistryException {
        Object value = members.get(key);
        if (value == null) {
            return whenAbsent;
        }
        if (value instanceof Long number) {
            return number;
        }
        throw mismatch(path(key), "an integer", value);
    }

    public double decimal(String key, double whenAbsent) throws RegistryException {
        return switch (members.get(key)) {
            case null -> whenAbsent;
            case Number number -> number.doubleValue();
            case Object other -> throw mismatch(path(key), "a number", other);
        };
    }

    public boolean bool(String key) throws RegistryException {
        return optionalBool(key).orElse(false);
    }

    public Optional<Boolean> optionalBool(String key) throws RegistryException {
        Object value = members.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Boolean flag) {
            return Optional.of(flag);
        }
        throw mismatch(path(key), "true or false", value);
    }

    public Optional<JsonObject> object(String key) throws RegistryException {
        Object value = members.get(key);
        return value == null ? Optional.empty() : Optional.of(asObject(path(key), value));
    }

    /** Elements of an array of objects, at most {@value #MAX_OBJECTS}; a null element is an empty object. */
    public List<JsonObject> objects(String key) throws RegistryException {
        List<JsonObject> out = new ArrayList<>();
        List<@Nullable Object> elements = list(key);
        if (elements.size() > MAX_OBJECTS) {
            throw Json.failed(path(key), "more than " + MAX_OBJECTS + " elements");
        }
        for (Object element : elements) {
            String path = path(key) + "[" + out.size() + "]";
            out.add(element == null ? of(path, Map.of()) : asObject(path, element));
        }
        return out;
    }

    /** Elements of an array of texts; a null element is an empty text. */
    public List<String> strings(String key) throws RegistryException {
        List<String> out = new ArrayList<>();
        for (Object element : list(key)) {
            out.add(element == null ? "" : asString(path(key) + "[" + out.size() + "]", element));
        }
        return out;
    }

    /** An object whose values are texts, in source order; a null value is an empty text. */
    public Map<String, String> stringMap(String key) throws RegistryException {
        Map<String, String> out = new LinkedHashMap<>();
        Optional<JsonObject> map = object(key);
        if (map.isPresent()) {
            for (String name : map.get().keys()) {
                out.put(name, map.get().string(name));
            }
        }
        return out;
    }

    /** The keys of an object that stands for a set. */
    public Set<String> keysOf(String key) throws RegistryException {
        return object(key).map(JsonObject::keys).orElse(Set.of());
    }

    /** An object whose values are objects, in source order; a null value is an empty object. */
    public Map<String, JsonObject> objectMap(String key) throws RegistryException {
        Map<String, JsonObject> out = new LinkedHashMap<>();
        Optional<JsonObject> map = object(key);
        if (map.isPresent()) {
            for (String name : map.get().keys()) {
                out.put(name, map.get().object(name).orElseGet(() -> of(path(key) + "." + name, Map.of())));
            }
        }
        return out;
    }

    /** The elements of an array as they are. */
    public List<@Nullable Object> list(String key) throws RegistryException {
        Object value = members.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return Collections.unmodifiableList(list);
        }
        throw mismatch(path(key), "an array", value);
    }

    /** An error of kind PARSING_FAILED about the value of a key. */
    public RegistryException invalid(String key, String why) {
        return Json.failed(path(key), why);
    }

    private String path(String key) {
        return where + (where.contains(": ") ? "." : ": ") + key;
    }

    private static String asString(String path, Object value) throws RegistryException {
        if (value instanceof String text) {
            return text;
        }
        throw mismatch(path, "a string", value);
    }

    private static JsonObject asObject(String path, Object value) throws RegistryException {
        if (value instanceof Map<?, ?> map) {
            return of(path, map);
        }
        throw mismatch(path, "an object", value);
    }

    private static RegistryException mismatch(String path, String expected, Object found) {
        String kind = switch (found) {
            case String s -> "a string";
            case Long n -> "an integer";
            case Number n -> expected.equals("an integer") ? "the number " + n : "a number"; // a text may be a secret
            case Boolean b -> "a boolean";
            case List<?> l -> "an array";
            case Map<?, ?> m -> "an object";
            default -> found.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
        return Json.failed(path, "expected " + expected + ", found " + kind);
    }
}
