// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.regbot.sandbox.lib.HostAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --allow-host} gives scripts: contract regbot A4, B6. */
class HostAccessTest {
    @TempDir
    Path directory;

    private String run(String script) throws ScriptException {
        String prepared = script.replace("DIR", directory.toString());
        return LuaRun.output(
                prepared,
                options -> options.withHost(HostAccess.none().withEverything(true))
                        .withEnvironment(Map.of("LUA_PATH", directory + "/?.lua", "GREETING", "hello")));
    }

    @Test
    void readsAndWritesFiles() throws ScriptException {
        String script = """
                local f = assert(io.open("DIR/a.txt", "w"))
                f:write("line 1\\n", 2, "\\nlast") f:close()
                for line in io.lines("DIR/a.txt") do io.write("[", line, "]") end
                f = io.open("DIR/a.txt", "a") f:write("!\\n") f:close()
                f = io.open("DIR/a.txt")
                print(f:read("*l"), f:read("*n"), f:read(1) == "\\n", f:read(2), f:read("*a"), f:read("*l"))
                print(f:seek("set", 5), f:read(1), f:seek("cur"), f:seek("end"))
                f:close()
                print(io.type(f), io.type(io.stdout), io.type(1), pcall(f.read, f))
                """;
        assertThat(run(script)).isEqualTo("""
                [line 1][2][last]line 1\t2\ttrue\tla\tst!
                \tnil
                5\t1\t6\t15
                closed file\tfile\tnil\tfalse\tattempt to use a closed file""");
    }

    @Test
    void rewritesFilesInPlace() throws ScriptException, IOException {
        run("""
                local f = io.open("DIR/b.txt", "w+") f:write("abcdef") f:seek("set", 2) f:write("XY")
                f:seek("set") print(f:read("*a")) f:close()
                f = io.open("DIR/b.txt", "r+") f:read(1) f:write("-") f:close()
                f = io.open("DIR/b.txt", "a+") f:read(1) f:write("end") f:close()
                """);
        assertThat(directory.resolve("b.txt")).hasContent("a-XYefend");
    }

    @Test
    void reportsMissingFiles() throws ScriptException {
        assertThat(run("print(io.open('DIR/none'))"))
                .isEqualTo("nil\t" + directory + "/none: No such file or directory\t1");
        assertThat(run("print(pcall(io.lines, 'DIR/none'))"))
                .isEqualTo("false\t" + directory + "/none: No such file or directory");
        assertThat(run("print(pcall(io.open, 'DIR/x', 'q'))")).isEqualTo("false\tinvalid mode 'q'");
    }

    @Test
    void redirectsTheDefaultOutput() throws ScriptException {
        assertThat(run("io.output('DIR/out') io.write('to file') io.close() io.input('DIR/out') print(io.read('*a'))"))
                .isEqualTo("to file");
        assertThat(run("print(io.stdin:read())")).isEqualTo("nil");
    }

    @Test
    void runsProcesses() throws ScriptException {
        assertThat(run("local p = io.popen('echo $GREETING; exit 3') print(p:read('*a'), p:close())"))
                .isEqualTo("hello\n\t3");
        assertThat(run("local p = io.popen('cat > DIR/piped', 'w') p:write('via pipe') print(p:close())"))
                .isEqualTo("0");
        assertThat(directory.resolve("piped")).hasContent("via pipe");
        assertThat(run("os.setenv('GREETING', 'bye') print(os.execute('test $GREETING = bye'), os.getenv('GREETING'))"))
                .isEqualTo("0\tbye");
        assertThat(run("print(os.execute('exit 7'), os.execute())")).isEqualTo("7\t1");
    }

    @Test
    void movesAndRemovesFiles() throws ScriptException {
        String script = """
                local name = os.tmpname()
                print(os.rename(name, "DIR/moved"), os.remove("DIR/moved"), os.remove("DIR/moved"))
                local t = io.tmpfile() t:write("x") t:seek("set") print(t:read("*a"))
                """;
        assertThat(run(script)).isEqualTo("true\ttrue\tnil\t" + directory + "/moved: No such file or directory\t1\nx");
    }

    @Test
    void loadsCodeFromFiles() throws ScriptException, IOException {
        Files.writeString(directory.resolve("tool.lua"), "local m = {} function m.f() error('inside') end return m");
        Files.writeString(directory.resolve("plain.lua"), "answer = 42 return answer");
        Files.writeString(directory.resolve("bad.lua"), "x x");

        assertThat(run("print(type(require('tool').f), require('tool') == require('tool'))"))
                .isEqualTo("function\ttrue");
        assertThat(run("print(pcall(require('tool').f))")).isEqualTo("false\t" + directory + "/tool.lua:1: inside");
        assertThat(run("print(dofile('DIR/plain.lua'), answer, loadfile('DIR/plain.lua')())"))
                .isEqualTo("42\t42\t42");
        assertThat(run("print(loadfile('DIR/bad.lua'))")).startsWith("nil\t" + directory + "/bad.lua:1:");
        assertThat(run("print(loadfile('DIR/none.lua'))")).startsWith("nil\tcannot open");
        assertThat(run("print(pcall(require, 'none'))")).contains("no file '" + directory + "/none.lua'");
    }

    @Test
    @DisplayName("os.exit ends the script as an error that pcall does not catch")
    void endsTheScriptOnExit() {
        ScriptException e = catchThrowableOfType(ScriptException.class, () -> run("pcall(os.exit, 2) print('on')"));

        assertThat(e.error()).isEqualTo("<string>:1: os.exit(2) called");
    }

    @Test
    void endsProcessesOfAFinishedScript() throws ScriptException, IOException {
        run("io.popen('echo $$ > DIR/pid; sleep 60') repeat local f = io.open('DIR/pid') until f and f:read('*l')");

        long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
        Optional<ProcessHandle> shell = ProcessHandle.of(pid);
        shell.ifPresent(
                handle -> handle.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    @DisplayName("B6: what a script's children fork ends with the script, with and without their shell")
    void endsWhatChildrenFork() throws ScriptException, IOException {
        run("""
                os.execute("sleep 60 & echo $! > DIR/one")
                io.popen("(sleep 60 & echo $! > DIR/two) & sh -c 'sleep 60 & echo $! > DIR/three; wait'")
                for _, name in ipairs{"two", "three"} do
                  repeat local f = io.open("DIR/" .. name) until f and f:read("*l")
                end
                """);
        for (String name : new String[] {"one", "two", "three"}) {
            long pid = Long.parseLong(Files.readString(directory.resolve(name)).strip());
            ProcessHandle.of(pid)
                    .ifPresent(child ->
                            child.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        }
    }

    @Test
    @DisplayName("B6: without setsid what descends from a command ends with the script")
    void endsDescendantsWithoutGroups() throws Exception {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        for (String name : List.of("sh", "sleep")) {
            Files.createSymbolicLink(bin.resolve(name), Path.of("/bin", name));
        }
        LuaRun.output(
                """
                io.popen("sleep 60 & echo $! > DIR/one; sh -c 'sleep 60 & echo $! > DIR/two; wait'; :")
                io.popen("trap '' TERM; echo $$ > DIR/three; while :; do sleep 60; done")
                for _, name in ipairs{"one", "two", "three"} do
                  repeat local f = io.open("DIR/" .. name) until f and f:read("*l")
                end
                """.replace("DIR", directory.toString()),
                options -> options.withHost(HostAccess.none().withEverything(true))
                        .withEnvironment(Map.of("PATH", bin.toString())));

        for (String name : List.of("one", "two", "three")) {
            long pid = Long.parseLong(Files.readString(directory.resolve(name)).strip());
            ProcessHandle.of(pid)
                    .ifPresent(child ->
                            child.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        }
    }

    @Test
    @DisplayName("A4, B6: without a flag require finds modules in LUA_PATH or beside the configuration, nothing else")
    void findsModulesOfTheOperator() throws Exception {
        Path modules = Files.createDirectory(directory.resolve("modules"));
        Files.writeString(modules.resolve("tool.lua"), "return {name = 'tool'}");
        Files.createDirectories(modules.resolve("pkg/deep"));
        Files.writeString(modules.resolve("pkg/init.lua"), "return 'pkg'");
        Files.writeString(modules.resolve("pkg/deep/x.lua"), "return 'x'");
        Files.writeString(directory.resolve("secret.lua"), "return 'secret'");
        Files.createSymbolicLink(modules.resolve("link.lua"), directory.resolve("secret.lua"));
        HostAccess beside = new HostAccess(false, directory, List.of(), Optional.of(modules));
        UnaryOperator<SandboxOptions> configuration = options -> options.withHost(beside);
        UnaryOperator<SandboxOptions> variable =
                options -> options.withEnvironment(Map.of("LUA_PATH", modules + "/?.lua;" + modules + "/?/init.lua"));
        for (UnaryOperator<SandboxOptions> how : List.of(configuration, variable)) {
            assertThat(LuaRun.output("print(require('tool').name, require('pkg'), require('pkg.deep.x'))", how))
                    .isEqualTo("tool\tpkg\tx");
            for (String name : List.of("secret", "link", "../secret", directory + "/secret", "/etc/passwd")) {
                String script = "package.path = package.path .. ';" + directory + "/?.lua' print(pcall(require, '"
                        + name + "'))";
                assertThat(LuaRun.output(script, how))
                        .startsWith("false\t")
                        .contains("not found", "--allow-host")
                        .doesNotContain("true");
            }
        }
    }

    @Test
    @DisplayName("A script waiting for a process ends when it is canceled")
    void stopsWaitingWhenInterrupted() {
        Thread.currentThread().interrupt();

        ScriptException e = catchThrowableOfType(ScriptException.class, () -> run("os.execute('sleep 60')"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(e.error()).isEqualTo("<string>:1: interrupted");
    }
}
