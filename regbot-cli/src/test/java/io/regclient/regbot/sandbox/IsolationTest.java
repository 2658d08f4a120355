// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No way to Java, no way to another script: contract regbot B6. */
class IsolationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "luajava.bindClass('java.lang.Runtime')",
                "require('luajava')",
                "require('java.lang.Runtime')",
                "require('org.luaj.vm2.lib.jse.LuajavaLib')",
                "require('io.regclient.regbot.sandbox.LuaSandbox')",
                "package.loaders[3]('org.luaj.vm2.lib.jse.JseOsLib')",
                "package.loadlib('libc.so.6', 'system')",
                "package.searchers[1]('x')",
                "string.dump(function() end)",
                "loadstring('\\27Lua\\82\\0\\1\\4\\4\\4\\8\\0')()",
                "load(function() return '\\27Lua' end)()",
                "debug.getregistry()",
                "debug.setmetatable('', {})",
                "debug.getupvalue(print, 1)",
                "debug.setupvalue(print, 1, 2)",
                "debug.sethook(function() end)",
                "debug.getlocal(1, 1)",
                "getmetatable(io.stdout).__index.write('x')",
                "io.stdout.class",
                "io.stdout:getClass()",
                "print.class.name",
                "setmetatable(io.stdout, {})",
                "setmetatable('', {})",
                "setmetatable(print, {__index = function() end})",
                "io.open('/etc/passwd')",
                "loadfile('/etc/passwd')()",
                "dofile('/etc/passwd')",
                "io.popen('id')",
                "os.execute('id')",
                "setfenv(print, {})",
            })
    @DisplayName("B6: no route from a script to Java classes, byte code, files or processes")
    void endsEveryRouteInAnError(String route) throws ScriptException {
        assertThat(LuaRun.values("pcall(function() return assert(" + route + ") end)"))
                .startsWith("false\t");
    }

    @Test
    void showsNoJavaNames() throws ScriptException {
        String script = """
                local function walk(value, seen, path)
                  io.write(tostring(value), "\\n")
                  if type(value) ~= "table" or seen[value] then return end
                  seen[value] = true
                  for k, v in pairs(value) do walk(k, seen) walk(v, seen) end
                  local mt = getmetatable(value)
                  if mt then walk(mt, seen) end
                end
                walk(_G, {})
                walk(getmetatable(""), {})
                print(pcall(error, print))
                """;
        assertThat(LuaRun.output(script)).doesNotContain("io.regclient", "org.luaj", "java", "$", "@");
    }

    @Test
    @DisplayName("B6: functions added to string work with : in their own script only")
    void keepsStringFunctionsApart() throws ScriptException {
        assertThat(LuaRun.output("function string.twice(s) return s .. s end print(('x'):twice())"))
                .isEqualTo("xx");
        assertThat(LuaRun.values("pcall(function() return ('x'):twice() end)"))
                .isEqualTo("false\t<string>:1: attempt to call a non-function object");
    }

    @Test
    @DisplayName("B6: tampering with the metatable of strings stays inside the script")
    void keepsTheStringMetatableApart() throws ScriptException {
        String tamper = """
                local mt = getmetatable("")
                mt.__index = function(s, k) return function() return "tampered" end end
                mt.__add = function() return "added" end
                mt.__call = function() return "called" end
                print(("x"):upper(), "a" + "b", ("x")())
                """;
        assertThat(LuaRun.output(tamper)).isEqualTo("tampered\tadded\tcalled");
        assertThat(LuaRun.values("('x'):upper(), (pcall(function() return 'a' + 'b' end))"))
                .isEqualTo("X\tfalse");
    }

    @Test
    void runsScriptsAtTheSameTimeWithoutMixingThem() throws Exception {
        List<Callable<String>> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "n" + i;
            runs.add(() -> LuaRun.output("""
                    function string.who() return "%1$s" end
                    name = "%1$s"
                    for i = 1, 20000 do
                      if ("x"):who() ~= name or string.who() ~= name then error("mixed up") end
                      shared = (shared or 0) + 1
                    end
                    print(name, shared)
                    """.formatted(name)));
        }
        List<String> outputs = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (Future<String> run : pool.invokeAll(runs)) {
                outputs.add(run.get());
            }
        }
        assertThat(outputs)
                .containsExactly(
                        "n0\t20000",
                        "n1\t20000",
                        "n2\t20000",
                        "n3\t20000",
                        "n4\t20000",
                        "n5\t20000",
                        "n6\t20000",
                        "n7\t20000");
    }

    @Test
    void writesLinesOfSeveralScriptsWhole() throws Exception {
        StringBuilder out = new StringBuilder();
        SandboxOptions options = SandboxOptions.of(out, out, io.regclient.time.Ticker.system());
        Callable<Void> run = () -> {
            ScriptContext context = ScriptContext.start(options.ticker(), java.util.Optional.empty());
            new LuaSandbox(options, context).run("for i = 1, 500 do print('aaaa', 'bbbb') end");
            return null;
        };
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (Future<Void> done : pool.invokeAll(List.of(run, run, run, run))) {
                done.get();
            }
        }
        assertThat(out.toString().lines()).hasSize(2000).containsOnly("aaaa\tbbbb");
    }
}
