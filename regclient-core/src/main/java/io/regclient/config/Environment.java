// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a program knows about its surroundings; handed in so that tests run side by side. */
public interface Environment {

    /** An environment variable; empty text counts as set. */
    Optional<String> variable(String name);

    /** Home directory of the user. */
    Path home();

    /** Directory relative paths start from. */
    Path workingDirectory();

    /** All variables, for child processes. */
    Map<String, String> variables();

    /** The environment of this process. */
    static Environment ofProcess() {
        Map<String, String> variables = Map.copyOf(System.getenv());
        String home = variables.getOrDefault("HOME", "");
        return of(variables, Path.of(home.isEmpty() ? System.getProperty("user.home", "/") : home), Path.of(""));
    }

    static Environment of(Map<String, String> variables, Path home, Path workingDirectory) {
        return new FixedEnvironment(Map.copyOf(variables), home, workingDirectory);
    }
}
