// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

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

    /** True when the value is a list. */
    default boolean isList() {
        return false;
    }

    /** The keys of the mapping, or of each mapping of the list, that is the value. */
    default Optional<Schema> nested() {
        return Optional.empty();
    }
}
