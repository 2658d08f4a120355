// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.value;

import java.io.IOException;
import java.util.List;
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

    /**
     * A value that belongs to the object. It is printed and is part of the object's JSON.
     *
     * @param jsonName key in JSON, empty if the field has no place there
     * @param omitEmpty whether JSON leaves out empty values
     */
    record Field(Optional<String> jsonName, boolean omitEmpty, Source value) implements Member {}

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

    /** An unset pointer of a known type: prints {@code <nil>}, is false, and has no fields. */
    static TemplateObject nil(String goTypeName) {
        return new NilPointer(goTypeName);
    }
}
