// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.wire;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;

/** Words for headers that decide whether something is complete and cannot be understood: that is never "absent". */
public final class HeaderErrors {
    private static final int MAX_SHOWN = 200;

    private HeaderErrors() {}

    /** A header of which nobody can tell what it means; kind PARSING_FAILED. */
    public static RegistryException unreadable(String name, String value) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, "unreadable header " + name + ": " + shown(value));
    }

    /** A value that must not fill a message. */
    public static String shown(String value) {
        return value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "...";
    }
}
