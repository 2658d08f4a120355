// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The outcome of a program of this machine, used as an independent judge (skopeo, umoci, ...).
 *
 * @param command the command line
 * @param exitCode exit code
 * @param output standard output and standard error
 */
public record ExternalProgram(List<String> command, int exitCode, String output) {
    private static final int TIMEOUT_SECONDS = 120;

    /** Runs a command line to its end. */
    public static ExternalProgram run(List<String> command) throws IOException {
        return run(command, Map.of());
    }

    /** Runs a command line to its end with further environment variables. */
    public static ExternalProgram run(List<String> command, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("still running after " + TIMEOUT_SECONDS + " s: " + command);
            }
            return new ExternalProgram(command, process.exitValue(), text);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: " + command, e);
        }
    }

    public static ExternalProgram run(String... command) throws IOException {
        return run(List.of(command));
    }

    /** The output, or an exception that shows it when the program failed. */
    public String requireSuccess() throws IOException {
        if (exitCode != 0) {
            throw new IOException(command + " exited with " + exitCode + ": " + output);
        }
        return output;
    }
}
