// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;

/** Names that edits are about. An empty one is a mistake, such as a variable of a script that is not set. */
final class EditName {
    private EditName() {}

    /**
     * The name.
     *
     * @param what what it is the name of, for the message
     * @throws RegistryException of kind INVALID_INPUT for an empty one
     */
    static String required(String what, String name) throws RegistryException {
        if (name.isEmpty()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "the name of the " + what + " is empty");
        }
        return name;
    }
}
