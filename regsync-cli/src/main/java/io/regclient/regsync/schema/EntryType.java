// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.Locale;

/** What the source and target of an entry name (contract regsync 8). */
public enum EntryType {
    REGISTRY,
    REPOSITORY,
    IMAGE;

    /** Reads the key {@code type}; kind INVALID_INPUT for another word. */
    static EntryType parse(String text) throws RegistryException {
        for (EntryType type : values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
                return type;
            }
        }
        throw RegistryException.of(ErrorKind.INVALID_INPUT, "must be registry, repository or image");
    }
}
