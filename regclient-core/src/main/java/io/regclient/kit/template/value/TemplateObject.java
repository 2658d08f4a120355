// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.value;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A structured value that templates can look into. Everything a template touches is one of: {@code String},
 * {@code Boolean}, {@code Long} or {@code Integer}, {@code Double}, {@code byte[]}, {@code List}, {@code Map} (visited
 * in key order), {@code Optional} of these, {@code Instant}, {@code OffsetDateTime}, {@code ZonedDateTime},
 * {@code Duration}, {@link TemplateFunction}, {@link Absent}, or an object of this type.
 *
 * <p>Objects are made with {@link #struct}, {@link #named} and {@link #nil}; implement the interface only for objects
 * with members that are not known beforehand.
 */
public interface TemplateObject {
    /** A value that is computed when a template asks for it. */
    @FunctionalInterface
    interface Source {
        /**
         * The value; an empty Optional is nil.
         *
         * @throws IOException ends the execution of the template; the message becomes part of the error
         */
        Object get() throws IOException;
    }

    /** A text that is computed when it is printed. */
    @FunctionalInterface
    interface TextSource {
        /**
         * The text.
         *
         * @throws IOException ends the execution of the template; the message becomes part of the error
         */
        String get() throws IOException;
    }

    /** What a name of an object stands for. */
    sealed interface Member {}

    /** The place of a field in the JSON of its object. */
    enum JsonPlace {
        /** A member. */
        MEMBER,
        /** A member unless it is false, zero, nil or empty. */
        UNLESS_EMPTY,
        /** A member unless it and all its fields are zero. */
        UNLESS_ZERO,
        /** Its own members are members of the object. */
        INLINE,
        /** None. */
        NONE
    }

    /**
     * A value that belongs to the object. It is printed and may be part of the object's JSON.
     *
     * @param jsonName key in JSON, where the place has one
     */
    record Field(String jsonName, JsonPlace place, Source value) implements Member {}

    /** Something the object can do. */
    record Method(TemplateFunction function) implements Member {}

    /** The type's name in error messages and {@code %T}, for example {@code *tag.List}; a star marks a pointer. */
    String goTypeName();

    /** The field or method of that name (capitalised as in Go). */
    Optional<Member> member(String name);

    /** Names of the fields in the order in which they are printed; methods are not listed. */
    List<String> fieldNames();

    /** True for an unset pointer. */
    default boolean isNil() {
        return false;
    }

    /** The plain text, number, boolean, list or map behind a named type. */
    default Optional<Object> underlying() {
        return Optional.empty();
    }

    /** The text to print instead of the fields. */
    default Optional<TextSource> text() {
        return Optional.empty();
    }

    /** The value whose JSON stands for this object, often a {@link JsonText}; otherwise the fields are written. */
    default Optional<Source> json() {
        return Optional.empty();
    }

    /** The form that {@code printPretty} prints; otherwise it prints indented JSON. */
    default Optional<TextSource> pretty() {
        return Optional.empty();
    }

    /** Begins an object with fields, printed as {@code {a b c}}. */
    static ObjectBuilder struct(String goTypeName) {
        return new ObjectBuilder(goTypeName, Optional.empty());
    }

    /**
     * Begins a named type around a text, number, boolean, list or map: it compares, prints and measures like the value
     * and can have methods of its own.
     */
    static ObjectBuilder named(String goTypeName, Object underlying) {
        return new ObjectBuilder(goTypeName, Optional.of(underlying));
    }

    /**
     * A list, map or byte array that was never filled: null in JSON, everywhere else like an empty one.
     *
     * @param goTypeName a type such as {@code []string} or {@code map[string]string}
     */
    static TemplateObject unset(String goTypeName) {
        Object empty =
                goTypeName.startsWith("map[") ? Map.of() : goTypeName.equals("[]uint8") ? new byte[0] : List.of();
        return named(goTypeName, empty).json(() -> Absent.NIL).build();
    }

    /** The list, or where it has no elements one that was never filled. */
    static Object orUnset(String goTypeName, List<?> list) {
        return list.isEmpty() ? unset(goTypeName) : list;
    }

    /** The map, or where it has no entries one that was never filled. */
    static Object orUnset(String goTypeName, Map<?, ?> map) {
        return map.isEmpty() ? unset(goTypeName) : map;
    }

    /** A 64-bit integer, which Go tells apart from an {@code int}. */
    static TemplateObject int64(long value) {
        return named("int64", value).build();
    }

    /** What a pointer to a plain value holds; unlike the value itself it is never empty in JSON. */
    static TemplateObject pointer(String goTypeName, Object target) {
        return struct(goTypeName)
                .text(() -> String.valueOf(target))
                .json(() -> target)
                .build();
    }

    /** An unset pointer of a known type: prints {@code <nil>}, is false, and has no fields. */
    static TemplateObject nil(String goTypeName) {
        return new NilPointer(goTypeName);
    }
}
