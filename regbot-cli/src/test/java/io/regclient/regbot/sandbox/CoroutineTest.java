// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CoroutineTest {
    @Test
    void passesValuesBothWays() throws ScriptException {
        String script = """
                local co = coroutine.create(function(a, b)
                  local c = coroutine.yield(a + b)
                  local d, e = coroutine.yield(c * 2)
                  return d + e
                end)
                print(coroutine.resume(co, 1, 2))
                print(coroutine.resume(co, 10))
                print(coroutine.status(co))
                print(coroutine.resume(co, 3, 4))
                print(coroutine.status(co))
                """;
        assertThat(LuaRun.output(script)).isEqualTo("true\t3\ntrue\t20\nsuspended\ntrue\t7\ndead");
    }

    @Test
    void servesAsAnIterator() throws ScriptException {
        String script = """
                local sum = 0
                for v in coroutine.wrap(function() for i = 1, 4 do coroutine.yield(i) end end) do sum = sum + v end
                print(sum)
                """;
        assertThat(LuaRun.output(script)).isEqualTo("10");
    }

    @Test
    void yieldsAcrossAProtectedCallAndAsTailCall() throws ScriptException {
        String script = """
                local co = coroutine.wrap(function()
                  local ok, e = pcall(function() error(coroutine.yield(1)) end)
                  return coroutine.yield(e)
                end)
                print(co(), co("x"), co("last"))
                """;
        assertThat(LuaRun.output(script)).isEqualTo("1\tx\tlast".replace("x", "<string>:2: x"));
    }

    @Test
    void refusesToYieldWhereItCannot() throws ScriptException {
        String script = """
                print(pcall(coroutine.yield))
                print(coroutine.resume(coroutine.create(function()
                  table.sort({2, 1}, function() coroutine.yield() end)
                end)))
                """;
        assertThat(LuaRun.output(script)).isEqualTo("""
                false\tattempt to yield from outside a coroutine
                false\t<string>:3: attempt to yield across metamethod/C-call boundary""");
    }

    @Test
    void refusesToResumeItself() throws ScriptException {
        String script = "local co co = coroutine.create(function() return coroutine.resume(co) end)"
                + " print(coroutine.resume(co))";
        assertThat(LuaRun.output(script)).isEqualTo("true\tfalse\tcannot resume non-suspended coroutine");
    }

    @Test
    @DisplayName("B5: coroutines need no Java thread, so none is left behind")
    void leavesNoThreads() throws ScriptException {
        Set<Long> before = threads();

        LuaRun.output("for i = 1, 20000 do coroutine.wrap(function() coroutine.yield() end)() end");

        assertThat(threads()).isSubsetOf(before);
    }

    private static Set<Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("Coroutine"))
                .map(Thread::threadId)
                .collect(Collectors.toSet());
    }
}
