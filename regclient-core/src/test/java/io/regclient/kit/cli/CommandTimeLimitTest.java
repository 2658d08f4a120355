// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.CliResult;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --time-limit} of regctl: the whole of a command has a limit. */
@Timeout(60)
class CommandTimeLimitTest {
    private static final Program PROGRAM = Program.interactive(CommandGroup.of(
            "waiting",
            "waits",
            () -> List.of(
                    CommandLeaf.of("fail", "fails when interrupted", flags -> CommandTimeLimitTest::fail),
                    CommandLeaf.of("end", "ends when interrupted", flags -> CommandTimeLimitTest::end),
                    CommandLeaf.of("code", "ends at once", flags -> i -> 3),
                    CommandLeaf.of("error", "fails at once", flags -> i -> {
                        throw RegistryException.of(ErrorKind.NOT_FOUND, "nothing there");
                    }))));

    @TempDir
    private Path directory = Path.of("");

    private static int fail(Invocation invocation) throws IOException {
        end(invocation);
        throw RegistryException.of(ErrorKind.CANCELED, "GET http://h/: context canceled");
    }

    private static int end(Invocation invocation) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            invocation.out().println("cleaned up");
        }
        return 0;
    }

    private CliResult run(String... args) {
        return ProgramRunner.of(PROGRAM, directory).run(args);
    }

    @Test
    @DisplayName("a command that takes longer is interrupted, cleans up, and fails with a line that names the limit")
    void endsTheCommand() {
        run("--time-limit", "50ms", "fail")
                .check()
                .exits(1)
                .out("cleaned up\n")
                .err("the command took longer than its time limit of 50ms: GET http://h/: context canceled\n");
        run("end", "--time-limit=50ms")
                .check()
                .exits(1)
                .out("cleaned up\n")
                .err("the command took longer than its time limit of 50ms\n");
        assertThat(Thread.interrupted())
                .as("an interrupt is left for what comes next")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1h", "0s", "-1s"})
    @DisplayName("a command in time ends as ever; zero or less is no limit")
    void leavesOthersAlone(String limit) {
        run("--time-limit", limit, "code").check().exits(3).errIsEmpty();
        run("--time-limit", limit, "error").check().exits(1).err("nothing there\n");
    }

    @Test
    @DisplayName("regctl 1.2: what is no time span is refused with the flag")
    void refusesOtherValues() {
        run("--time-limit", "soon", "code")
                .check()
                .exits(1)
                .errContains("invalid argument \"soon\" for \"--time-limit\" flag: ");
    }
}
