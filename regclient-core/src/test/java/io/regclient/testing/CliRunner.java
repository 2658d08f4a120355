// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a program inside the test with arguments, environment, input and directory of its own. Immutable. */
public final class CliRunner {
    private final CliProgram program;
    private final Map<String, String> environment;
    private final Path directory;
    private final byte[] input;

    private CliRunner(CliProgram program, Map<String, String> environment, Path directory, byte[] input) {
        this.program = program;
        this.environment = environment;
        this.directory = directory;
        this.input = input;
    }

    /**
     * Empty input, and the directory both as working directory and as HOME. The environment only says that nothing is
     * remembered of earlier runs: whoever counts requests runs programs several times.
     */
    public static CliRunner of(CliProgram program, Path directory) {
        return new CliRunner(
                program, Map.of("HOME", directory.toString(), "REGCLIENT_CACHE", "off"), directory, new byte[0]);
    }

    public CliRunner env(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new CliRunner(program, more, directory, input);
    }

    public CliRunner stdin(String text) {
        return stdin(text.getBytes(StandardCharsets.UTF_8));
    }

    public CliRunner stdin(byte[] content) {
        return new CliRunner(program, environment, directory, content.clone());
    }

    public CliRunner in(Path workingDirectory) {
        return new CliRunner(program, environment, workingDirectory, input);
    }

    /** Runs the program; an exception it lets escape fails the test. */
    public CliResult run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = call(List.of(args), out, err);
        return new CliResult(List.of(args), exit, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    private int call(List<String> args, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        try (PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            return program.run(new CliProgram.Call(
                    args, environment, directory, new ByteArrayInputStream(input), outStream, errStream));
        } catch (Exception e) { // whatever a program throws is the finding of the test
            throw new AssertionError("program failed with an exception: " + args, e);
        }
    }
}
