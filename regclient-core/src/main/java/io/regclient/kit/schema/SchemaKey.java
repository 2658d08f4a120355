// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import java.util.List;
import java.util.Optional;

/** One key of a mapping. */
public interface SchemaKey {
    String name();

    /** What the key means, for the documentation. */
    String meaning();

    /** What holds when nobody sets it, for the documentation. */
    String byDefault();

    /** Another name the key is read by; empty for none. */
    default String alias() {
        return "";
    }

    /** False for a key that is accepted and does nothing. */
    default boolean hasEffect() {
        return true;
    }

    /** What the value, or each value of the list, is written as. */
    ValueKind kind();

    /** The words the value can be; empty for a value that is no word. */
    default List<String> words() {
        return List.of();
    }

    /** True when the mapping means nothing without this key. */
    default boolean isRequired() {
        return false;
    }

    /** True for a key that keeps something from happening, see {@link Key#guard}. */
    default boolean isGuard() {
        return false;
    }

    /** True when the value is a list that may be written as its only element. */
    default boolean isOrSingle() {
        return false;
    }

    /** The key whose value the mapping may be written as, when that is the only one; empty for none. */
    default Optional<String> shorthand() {
        return Optional.empty();
    }

    /** True when the value is a list. */
    default boolean isList() {
        return false;
    }

    /** The keys of the mapping, or of each mapping of the list, that is the value. */
    default Optional<Schema> nested() {
        return Optional.empty();
    }
}
