// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.Locale;

/** How a host is contacted (contract TL-1). */
public enum TlsMode {
    /** Not said; like ENABLED. */
    UNDEFINED(""),
    /** https with verification. */
    ENABLED("enabled"),
    /** https without verification. */
    INSECURE("insecure"),
    /** http. */
    DISABLED("disabled");

    private final String text;

    TlsMode(String text) {
        this.text = text;
    }

    /** Reads a setting in any letter case; kind PARSING_FAILED for other words. */
    public static TlsMode parse(String value) throws RegistryException {
        for (TlsMode mode : values()) {
            if (mode.text.equals(value.toLowerCase(Locale.ROOT))) {
                return mode;
            }
        }
        throw RegistryException.of(
                ErrorKind.PARSING_FAILED, "unknown TLS value \"" + value + "\", use enabled, insecure or disabled");
    }

    /** The word used in files; empty for UNDEFINED. */
    public String text() {
        return text;
    }
}
