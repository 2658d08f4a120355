// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliResult;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The timeout ends waits for processes, pipes and FIFOs as it ends loops: contract regbot A3, B6. */
@Timeout(120)
class HostTimeLimitTest {
    /** The limit of 300 ms, a second that children have to end, and a slow machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void makeFifo() throws IOException {
        ExternalProgram.run("mkfifo", directory.resolve("fifo").toString()).requireSuccess();
    }

    /** What ends by itself has all the time that a slow machine may take. */
    private CliResult run(String lua) {
        return run("1m", lua);
    }

    private CliResult run(String limit, String lua) {
        String script = lua.replace("DIR", directory.toString());
        return ProgramRunner.of(Regbot.PROGRAM, directory)
                .env("PATH", System.getenv("PATH"))
                .stdin("defaults: {timeout: " + limit + "}\nscripts:\n  - name: s\n    script: |\n" + script.indent(6))
                .run("once", "-c", "-", "--allow-host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.popen('sleep 60'):read()",
                "io.popen('sleep 60'):read('*a')",
                "for line in io.popen('sleep 60'):lines() do end",
                "io.popen('sleep 60 & sleep 60'):read()",
                "io.popen('trap \"\" TERM; while :; do sleep 60; done'):read()",
                "io.popen('setsid sh -c \"sleep 60\"; :'):read()",
                "io.popen(\"yes ''\"):read('*n')",
                "io.popen('yes 1 | tr -d \"\\\\n\"'):read('*n') while true do end",
                "local p = io.popen('sleep 60', 'w') while true do p:write(('x'):rep(65536)) end",
                "local p = io.popen('sleep 60', 'w') p:write(('x'):rep(60000)) p:write(('x'):rep(8000)) p:close()",
                "io.popen('sleep 60'):close()",
                "os.execute('sleep 60')",
                "while true do pcall(os.execute, 'sleep 60') end",
                "while true do pcall(function() io.popen('sleep 60'):read() end) end",
                "io.open('DIR/fifo')",
                "io.open('DIR/fifo', 'w')",
                "io.open('DIR/fifo', 'r+'):read()",
                "local f = io.open('DIR/fifo', 'r+') while true do f:write(('x'):rep(65536)) end",
                "io.lines('DIR/fifo')",
                "io.input('DIR/fifo')",
                "dofile('DIR/fifo')",
                "assert(loadfile('DIR/fifo'))",
                "for i = 1, 300 do io.popen('sleep 60') end while true do end",
                "while true do pcall(dofile, 'DIR/fifo') end",
                "io.popen('cat > DIR/fifo', 'w'):close()",
            })
    void endsWaits(String lua) {
        long start = System.nanoTime();

        CliResult result = run("300ms", lua);

        result.check().exits(1).out("").errContains("failure in user script \"s\"", " (timeout of 300ms)");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        assertThat(result.err()).doesNotContain("internal error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image.exportTar('ocidir://DIR/none', 'DIR/fifo')",
                "image.importTar('ocidir://DIR/none', 'DIR/fifo')",
            })
    @DisplayName("an archive is no named pipe: nothing waits for its other end")
    void refusesFifosAsArchives(String lua) {
        run(lua).check().exits(1).out("").errContains("failure in user script \"s\"", "not a file but a named pipe");
    }

    @Test
    @DisplayName("a source that is no regular file is read within the limit of a string")
    void boundsSources() {
        run("print(pcall(dofile, '/dev/zero'))").check().succeeds().outContains("resulting string too large");
    }

    @Test
    void readsFifosAsFiles() {
        run("os.execute('echo text > DIR/fifo &') print(io.open('DIR/fifo'):read())")
                .check()
                .succeeds()
                .out("text\n");
    }

    @Test
    @DisplayName("what a script leaves open is no failure")
    void forgetsOpenPipes() {
        run("io.popen('sleep 60', 'w'):write('x') io.popen('sleep 60') print('done')")
                .check()
                .succeeds()
                .out("done\n")
                .errIsEmpty();
        assertThat(directory.toFile().list()).containsExactly("fifo");
    }
}
