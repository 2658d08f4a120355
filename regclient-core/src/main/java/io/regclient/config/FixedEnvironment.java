// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** An environment taken once. */
record FixedEnvironment(Map<String, String> variables, Path home, Path workingDirectory) implements Environment {
    @Override
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    @Override
    public String toString() {
        return "environment of " + home; // variables may hold secrets
    }
}
