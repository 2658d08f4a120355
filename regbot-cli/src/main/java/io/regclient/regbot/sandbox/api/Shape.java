// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import java.util.List;
import java.util.Optional;

/** How a part of a JSON document looks to a script (contract regbot A9, A10). */
sealed interface Shape {
    /** A text, empty when absent. */
    record Text() implements Shape {}

    /** A number, 0 when absent. */
    record Whole() implements Shape {}

    /** A boolean, false when absent. */
    record Flag() implements Shape {}

    /** A time in the print form of Go; taken from the original when the tables are turned back. */
    record Time() implements Shape {}

    /** Base64 text in JSON, a list of byte values for scripts. */
    record Bytes() implements Shape {}

    /** A list of texts, empty when absent. */
    record TextList() implements Shape {}

    /** A table of texts, empty when absent. */
    record TextMap() implements Shape {}

    /** The keys of an object; for scripts a table with empty tables as values. */
    record TextSet() implements Shape {}

    /** Nil when absent. */
    record Pointer(Shape target) implements Shape {}

    /** A list of objects, empty when absent. */
    record ListOf(Struct element) implements Shape {}

    /** An object; its fields are there even when it is absent. */
    record Struct(List<Field> fields) implements Shape {
        public Struct {
            fields = List.copyOf(fields);
        }

        static Struct of(Field... fields) {
            return new Struct(List.of(fields));
        }
    }

    /**
     * A field, visible to scripts under both names.
     *
     * @param name name in upstream's data types
     * @param key name in JSON; empty for a struct whose fields lie directly in the surrounding object
     */
    record Field(String name, Optional<String> key, Shape shape) {
        static Field of(String name, String key, Shape shape) {
            return new Field(name, Optional.of(key), shape);
        }

        /** A field that has the same name in both. */
        static Field of(String name, Shape shape) {
            return new Field(name, Optional.of(name), shape);
        }

        static Field inline(String name, Struct shape) {
            return new Field(name, Optional.empty(), shape);
        }
    }
}
