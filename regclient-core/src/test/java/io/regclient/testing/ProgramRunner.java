// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import io.regclient.config.Environment;
import io.regclient.kit.cli.Program;
import io.regclient.kit.cli.Streams;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs one of the programs inside a test, with a directory of its own as home and working directory. */
public final class ProgramRunner {
    private ProgramRunner() {}

    public static CliRunner of(Program program, Path directory) {
        return of(program, directory, OutputStream.nullOutputStream());
    }

    /** What the program prints on stderr can be read from the copy while it runs. */
    public static CliRunner of(Program program, Path directory, OutputStream errCopy) {
        return CliRunner.of(
                call -> {
                    PrintStream err = new PrintStream(both(call.err(), errCopy), true, StandardCharsets.UTF_8);
                    return program.run(
                            call.args(),
                            new Streams(call.out(), err, call.in(), false, false),
                            Environment.of(call.environment(), call.directory(), call.directory()));
                },
                directory);
    }

    private static OutputStream both(OutputStream first, OutputStream second) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                first.write(b);
                second.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                first.write(bytes, offset, length);
                second.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                first.flush();
                second.flush();
            }
        };
    }
}
