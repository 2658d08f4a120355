// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Something in the configuration a user should know about. This package has no logger: the program that loads the
 * configuration passes a consumer and logs. Neither part ever holds a secret.
 *
 * @param message the same text for every warning of a kind
 * @param details names and values for a structured log, in order
 */
public record ConfigWarning(String message, Map<String, String> details) {
    public ConfigWarning {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** A warning with up to some pairs of name and value. */
    static ConfigWarning of(String message, String... namesAndValues) {
        Map<String, String> details = new LinkedHashMap<>();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            details.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new ConfigWarning(message, details);
    }

    @Override
    public String toString() {
        return message
                + details.entrySet().stream()
                        .map(e -> " " + e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining());
    }
}
