// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import java.util.Map;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110 section 11.6.1).
 *
 * @param type scheme in lower case, for example {@code bearer}
 * @param parameters values by name in lower case
 */
record Challenge(String type, Map<String, String> parameters) {
    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** A parameter, empty text when absent. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
