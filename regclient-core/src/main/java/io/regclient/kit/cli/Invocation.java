// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.config.Environment;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a command is run with.
 *
 * @param arguments positional arguments
 * @param globals options every command of the program has
 * @param streams console or, in tests, buffers
 * @param environment variables and directories
 */
public record Invocation(List<String> arguments, GlobalFlags globals, Streams streams, Environment environment) {

    public Invocation {
        arguments = List.copyOf(arguments);
    }

    public String argument(int index) {
        return arguments.get(index);
    }

    /**
     * The file a word of the command line names, seen from the working directory.
     *
     * @throws RegistryException of kind INVALID_INPUT for what cannot be the name of a file
     */
    public Path file(String name) throws RegistryException {
        try {
            return environment.workingDirectory().resolve(name);
        } catch (InvalidPathException e) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "invalid name of a file \"" + name + "\": " + e.getReason(), e);
        }
    }

    /** The command's result goes here and nowhere else. */
    public PrintStream out() {
        return streams.out();
    }

    /** Errors, logs and progress. */
    public PrintStream err() {
        return streams.err();
    }

    public InputStream in() {
        return streams.in();
    }
}
