// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The value of an option that has parameters of its own: {@code set=2024-01-01T00:00:00Z,base-layers=2}. */
final class ParameterList {
    private final Map<String, String> values;

    private ParameterList(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads {@code name=value,name=value}; the last value of a name counts.
     *
     * @param example a parameter, for messages
     */
    static ParameterList parse(String text, String example) throws RegistryException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0 || equals == part.length() - 1) {
                throw RegistryException.of(
                        ErrorKind.INVALID_INPUT,
                        "parameter without a value: " + VisibleText.orQuotes(part) + ", give name=value such as "
                                + example);
            }
            values.put(part.substring(0, equals), part.substring(equals + 1));
        }
        return new ParameterList(values);
    }

    /** Takes a parameter, so that it is not among those left. */
    Optional<String> take(String name) {
        return Optional.ofNullable(values.remove(name));
    }

    /** Refuses parameters that nobody took. */
    void requireNothingLeft(String what) throws RegistryException {
        if (!values.isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "unknown " + what + ": "
                            + VisibleText.orQuotes(values.keySet().iterator().next()));
        }
    }
}
