// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A program as the build packages it, run as a process with an environment of its own.
 *
 * @param launcher the start script
 * @param environment variables of the process besides PATH
 */
public record PackagedProgram(Path launcher, Map<String, String> environment) {

    public PackagedProgram {
        environment = Map.copyOf(environment);
    }

    /**
     * The program of a module beside the one whose tests run; it remembers nothing of earlier runs.
     *
     * @param name regctl, regsync or regbot
     * @param home directory used as HOME
     */
    public static PackagedProgram of(String name, Path home) {
        Path launcher = Path.of("..", name + "-cli", "target", "dist", "bin", name)
                .toAbsolutePath()
                .normalize();
        if (!Files.isExecutable(launcher)) {
            throw new IllegalStateException(launcher + " is missing: integration tests need mvn verify");
        }
        return new PackagedProgram(launcher, Map.of("HOME", home.toString(), "REGCLIENT_CACHE", "off"));
    }

    public PackagedProgram with(String variable, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(variable, value);
        return new PackagedProgram(launcher, more);
    }

    /** Starts the program and lets it run; what it prints goes to a file. */
    public Process start(Path output, String... arguments) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command(arguments)).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Runs the program to its end. */
    public ExternalProgram run(String... arguments) throws IOException {
        return ExternalProgram.run(command(arguments), environment);
    }

    /** Runs the program and returns what it printed; a failure is an exception that shows the output. */
    public String succeed(String... arguments) throws IOException {
        return run(arguments).requireSuccess();
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
