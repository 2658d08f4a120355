// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.regbot.sandbox.vm.MemoryPool;
import io.regclient.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time, memory and depth: contract regbot A3, B5. */
@Timeout(120)
class LimitsTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while true do end",
                "while true do pcall(function() while true do end end) end",
                "while true do xpcall(function() while true do end end, function() while true do end end) end",
                "coroutine.wrap(function() while true do end end)()",
                "while true do coroutine.resume(coroutine.create(function() while true do end end)) end",
                "local function f() return f() end f()",
                "repeat until false",
                "for i = 1, math.huge do end",
                "table.sort({3, 2, 1}, function() while true do end end)",
                "string.gsub('x', 'x', function() while true do end end)",
                "setmetatable({}, {__index = function() while true do end end}).x = nil"
                        + " local y = setmetatable({}, {__index = function() while true do end end}).x",
                "local t = {} for i = 1, 100 do t[i] = i end while true do table.sort(t) table.concat(t) end",
                "while true do pcall(string.match, ('a'):rep(300), ('a-'):rep(8) .. 'b') end",
                "while true do pcall(string.rep, 'x', 1e6) end",
            })
    @DisplayName("A3: a loop without any registry call is ended too, also inside pcall and coroutines")
    void endsLoopsAtTheDeadline(String script) {
        ScriptException e =
                catchThrowableOfType(ScriptException.class, () -> LuaRun.output(script, options -> options, SHORT));

        assertThat(e.error()).endsWith("Context error: context deadline exceeded");
    }

    @Test
    @DisplayName("A3: after the deadline a script may still tidy up")
    void leavesTimeToTidyUp() throws ScriptException {
        Ticker ticker = Ticker.system();
        ScriptContext context = ScriptContext.start(ticker, Optional.empty());
        context.cancel();
        StringBuilder out = new StringBuilder();

        new LuaSandbox(SandboxOptions.of(out, out, ticker), context).run("for i = 1, 10000 do end print('tidied up')");

        assertThat(out).hasToString("tidied up\n");
    }

    @Test
    void endsWhenCanceledOrInterrupted() {
        Thread.currentThread().interrupt();

        ScriptException e = catchThrowableOfType(ScriptException.class, () -> LuaRun.output("while true do end"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(e.error()).endsWith("Context error: context canceled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local function f() return 1 + f() end f()",
                "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] end return t.x",
                "local function f() return pcall(f) or f() end local function g() return 1 + g() end f(g()) ",
                "local function f() table.sort({2, 1}, f) end f()",
                "local function f() return coroutine.wrap(f)() + 1 end f()",
                "local t = {} t.__tostring = function(x) return tostring(x) end tostring(setmetatable({}, t))",
            })
    @DisplayName("B3: endless recursion is a Lua error")
    void reportsStackOverflow(String script) throws ScriptException {
        String wrapped = "local ok, e = pcall(function() " + script + " end) print(ok, e:match('stack overflow'))";

        assertThat(LuaRun.output(wrapped)).isEqualTo("false\tstack overflow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "string.rep('x', 2 ^ 31 - 10)",
                "string.rep(string.rep('x', 1000), 2 ^ 40)",
                "(function() local s = 'x' while true do s = s .. s end end)()",
                "string.gsub(('x'):rep(1e5), '.', ('y'):rep(1e4))",
                "string.format(('%s'):rep(3), ('x'):rep(1e7), ('x'):rep(1e7), 1)",
                "table.concat({1, 2, 3}, ('y'):rep(1e7))",
            })
    @DisplayName("B5: one string is 16 MiB at most")
    void refusesHugeStrings(String expression) throws ScriptException {
        String script = "local ok, e = pcall(function() return " + expression + " end)"
                + " print(ok, e:match('resulting string too large'))";
        assertThat(LuaRun.output(script)).isEqualTo("false\tresulting string too large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local t = {} for i = 1, 1e9 do t[i] = i end",
                "local t = {} for i = 1, 1e9 do t['k' .. i] = i end",
                "local t = {} for i = 1, 1e9 do t = {t} end",
                "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end",
                "local t = {} for i = 1, 1e9 do t[i] = function() return t end end",
                "local t = {} for i = 1, 1e9 do local c = coroutine.wrap(function() coroutine.yield() end) c() t[i] = c end",
                "local f f = function(n, ...) return (f(n + 1, n, ...)) end f(1)",
            })
    @DisplayName("B5: a script that keeps too much gets an error, the program lives on")
    void refusesTooMuchMemory(String script) throws ScriptException {
        String wrapped = "local ok, e = pcall(function() " + script + " end) print(ok, e:match('not enough memory'))";

        assertThat(LuaRun.output(wrapped, options -> options.withMemoryLimit(32L << 20)))
                .isEqualTo("false\tnot enough memory");
    }

    @Test
    void endsAScriptThatGoesOnTakingMemory() {
        String script = "kept = {} while true do pcall(function() for i = 1, 1e9 do kept[#kept + 1] = {i} end end) end";

        ScriptException e = catchThrowableOfType(
                ScriptException.class, () -> LuaRun.output(script, options -> options.withMemoryLimit(32L << 20)));

        assertThat(e.error()).endsWith("not enough memory");
    }

    @Test
    @DisplayName("B5: of scripts that share the memory the greedy ones fail, a modest one goes on")
    void failsGreedyScriptsFirst() throws Exception {
        MemoryPool shared = new MemoryPool(48L << 20);
        UnaryOperator<SandboxOptions> sharing = options -> new SandboxOptions(
                options.out(), options.err(), Map.of(), options.ticker(), options.zone(), shared, options.host());
        String greedy = "local ok, e = pcall(function() local t = {} for i = 1, 1e9 do t[i] = {i} end end) print(e)";
        String modest = "for i = 1, 50 do local t = {} for j = 1, 20000 do t[j] = {j} end end print('done')";
        try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
            List<Future<String>> runs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                runs.add(threads.submit(() -> LuaRun.output(greedy, sharing)));
            }
            Future<String> other = threads.submit(() -> LuaRun.output(modest, sharing));

            assertThat(other.get()).isEqualTo("done");
            for (Future<String> run : runs) {
                assertThat(run.get()).endsWith("not enough memory");
            }
        }
    }

    @Test
    @DisplayName("Garbage does not count: only what the script can reach")
    void letsScriptsUseMemoryAgain() throws ScriptException {
        String script = "for i = 1, 200 do local s = ('x'):rep(1e6) .. i end print('done')";

        assertThat(LuaRun.output(script, options -> options.withMemoryLimit(32L << 20)))
                .isEqualTo("done");
    }

    @Test
    @DisplayName("an index far beyond the others takes no room for what lies between")
    void keepsSparseTablesSmall() throws ScriptException {
        String script = """
                local a = {}
                for i = 0, 50 do a[2 ^ i] = i end
                for i = 0, 50 do assert(a[2 ^ i] == i) end
                assert(a[#a])
                local b = {}
                for i = 1e5, 1, -1 do b[i] = i end
                for i = 1, 1e5, 2 do b[i] = nil end
                for i = 1e5 + 1, 1.1e5 do b[i] = i end
                local sum = 0
                for _, v in pairs(b) do sum = sum + 1 end
                print(#b, sum, b[1e5], table.remove(b), #b)
                """;

        assertThat(LuaRun.output(script, options -> options.withMemoryLimit(32L << 20)))
                .isEqualTo("110000\t60000\t100000\t110000\t109999");
    }

    @Test
    @DisplayName("B3: a pattern that tries too much is an error, not a hang")
    void limitsPatterns() throws ScriptException {
        assertThat(LuaRun.values("pcall(string.match, ('a'):rep(3000), ('a-'):rep(12) .. 'b')"))
                .isEqualTo("false\tpattern too complex");
        assertThat(LuaRun.values("pcall(string.match, ('a'):rep(3000), ('.-'):rep(300) .. 'b')"))
                .isEqualTo("false\tpattern too complex");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "{", "not ", "- ", "f(", "a[", "function() return "})
    void reportsDeepNestingOfTheText(String opening) throws ScriptException {
        String script = "print(loadstring('return ' .. ('" + opening + "'):rep(20000)) == nil)";

        assertThat(LuaRun.output(script)).isEqualTo("true");
    }

    @Test
    @DisplayName("B2: unpack is capped")
    void limitsUnpack() throws ScriptException {
        assertThat(LuaRun.values("pcall(unpack, {}, 1, 1e8)")).isEqualTo("false\ttoo many results to unpack");
        assertThat(LuaRun.values("#{unpack({}, 1, 6000)}, select('#', unpack({}, 1, 6000))"))
                .isEqualTo("0\t6000");
    }
}
