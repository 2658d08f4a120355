// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SIGINT and SIGTERM end a command in order (contract regctl 2.3, 13.39, regsync 13). */
class InterruptsTest {

    /** A program whose commands wait for the signal. */
    static final class Waiting {
        private Waiting() {}

        public static void main(String[] args) {
            Program program = Program.interactive(CommandGroup.of(
                    "waiting",
                    "waits",
                    () -> List.of(
                            CommandLeaf.of("fail", "fails when interrupted", flags -> Waiting::fail),
                            CommandLeaf.of("end", "ends when interrupted", flags -> Waiting::end))));
            System.exit(program.run(args));
        }

        private static int fail(Invocation invocation) throws IOException {
            end(invocation);
            throw RegistryException.of(ErrorKind.CANCELED, "context canceled");
        }

        private static int end(Invocation invocation) {
            invocation.out().println("waiting");
            invocation.out().flush();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                invocation.out().println("cleaned up");
            }
            return 0;
        }
    }

    @ParameterizedTest
    @DisplayName("the exit code is the command's, never 128 and the signal, and the command cleans up")
    @CsvSource({"fail,TERM,1", "fail,INT,1", "end,TERM,0"})
    void endsTheCommand(String command, String signal, int code) throws Exception {
        Process process = new ProcessBuilder(
                        // a build in the background of a script has SIGINT ignored, and so have its children
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Waiting.class.getName(),
                        command)
                .redirectErrorStream(true)
                .start();
        // the program that misses its signal ends the test, not the build
        CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(process::destroyForcibly);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("waiting");

            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();

            assertThat(out.readLine()).isEqualTo("cleaned up");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(code);
            assertThat(out.lines().toList()).isEqualTo(code == 0 ? List.of() : List.of("context canceled"));
        } finally {
            process.destroyForcibly();
        }
    }
}
