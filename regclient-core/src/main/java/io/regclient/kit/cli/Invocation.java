// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.config.Environment;
import java.io.InputStream;
import java.io.PrintStream;
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
