// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ExternalProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program without memory ends with an error, and never by waiting for a thread that is gone. */
class LostThreadTest {

    /** A program whose commands fail in the ways of the machine. */
    static final class Failing {
        private Failing() {}

        public static void main(String[] args) {
            Program program = Program.interactive(CommandGroup.of(
                    "failing",
                    "fails",
                    () -> List.of(
                            CommandLeaf.of("command", "has no memory", flags -> i -> fill()),
                            CommandLeaf.of("thread", "waits for a thread without memory", flags -> i -> waitFor(true)),
                            CommandLeaf.of("defect", "does without a thread", flags -> i -> waitFor(false)))));
            System.exit(program.run(args));
        }

        private static int fill() {
            long[][] all = new long[1 << 12][];
            for (int i = 0; i < all.length; i++) {
                all[i] = new long[1 << 16];
            }
            return all.length;
        }

        private static int waitFor(boolean memory) throws IOException {
            CountDownLatch done = new CountDownLatch(1);
            Thread thread = new Thread(() -> {
                if (memory) {
                    fill();
                }
                throw new IllegalStateException("odd");
            });
            thread.start();
            try {
                thread.join();
                if (memory) {
                    done.await(); // nobody will count down
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0;
        }
    }

    @ParameterizedTest
    @DisplayName("one line and exit code 1, where the command runs and on a thread nobody looks after")
    @CsvSource({
        "command, 1, out of memory: Java heap space",
        "thread, 1, out of memory: a thread of the program has ended",
        "defect, 0, internal error: IllegalStateException: odd"
    })
    void endsWithALine(String command, int code, String line) throws IOException {
        ExternalProgram run = ExternalProgram.run(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Failing.class.getName(),
                command);
        assertThat(run.exitCode()).isEqualTo(code);
        assertThat(run.output()).isEqualTo(line + "\n");
    }
}
