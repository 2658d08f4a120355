// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The entry point of a program without the process around it. */
@FunctionalInterface
public interface CliProgram {

    /** Runs the program to its end and returns its exit code. */
    int run(Call call) throws Exception;

    /**
     * What a program gets from its surroundings.
     *
     * @param args arguments without the program name
     * @param environment environment variables, all there are
     * @param directory working directory
     * @param in standard input
     * @param out standard output
     * @param err standard error
     */
    record Call(
            List<String> args,
            Map<String, String> environment,
            Path directory,
            InputStream in,
            PrintStream out,
            PrintStream err) {
        public Call {
            args = List.copyOf(args);
            environment = Map.copyOf(environment);
        }
    }
}
