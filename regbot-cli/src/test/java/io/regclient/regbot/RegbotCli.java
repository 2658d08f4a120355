// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.cli.Streams;
import io.regclient.config.Environment;
import io.regclient.testing.CliRunner;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs the program inside a test, with a directory of its own as home and working directory. */
final class RegbotCli {
    private RegbotCli() {}

    static CliRunner in(Path directory) {
        return in(directory, OutputStream.nullOutputStream());
    }

    /** What the program prints on stderr can be read from the copy while it runs. */
    static CliRunner in(Path directory, OutputStream errCopy) {
        return CliRunner.of(
                call -> {
                    PrintStream err = new PrintStream(both(call.err(), errCopy), true, StandardCharsets.UTF_8);
                    return Regbot.PROGRAM.run(
                            call.args(),
                            new Streams(call.out(), err, call.in(), false),
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
        };
    }
}
