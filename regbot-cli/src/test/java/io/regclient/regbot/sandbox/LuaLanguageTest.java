// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language itself: contract regbot A4 and the wrong results of B3. */
class LuaLanguageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            7 % 3, -7 % 3, 7 % -3, 5.5 % 2           | 1 2 -2 1.5
            7 / 2, 6 / 2, 2 ^ 10, 2 ^ -1             | 3.5 3 1024 0.5
            '10' + 5, '0x10' * 1, 10 .. 20           | 15 16 1020
            1 / 3, 0.1 + 0.2, 1e100                  | 0.33333333333333 0.3 1e+100
            1 / 3 .. '', 2 ^ 53 .. '', 1e15 .. ''    | 0.33333333333333 9007199254740992 1000000000000000
            2 ^ 31, 2147483647 + 1, -2147483648 - 1  | 2147483648 2147483648 -2147483649
            2 ^ 40, 2 ^ 63, 5e-324                   | 1099511627776 9.2233720368548e+18 4.9406564584125e-324
            1 / 0, -1 / 0, 3.0, -0.0                 | inf -inf 3 0
            2 ^ 0.3, 10 ^ 2                          | 1.2311444133449 100
            'a' < 'b', 'é' > 'z', 'Z' < 'a', '' < 'a' | true true true true
            1 == 1.0, '1' == 1, nil == false         | true false false
            0, #'é', #{1, 2, nil, 4}, #{n = 1}       | 0 2 4 0
            not nil, 1 and 2, nil or 'x', false and 1 | true 2 x false
            (function(...) return select('#', ...) end)(nil, nil) | 2
            (function(...) return ... end)(1, nil, 3) | 1 nil 3
            ((function() return 1, 2 end)())         | 1
            """)
    void evaluatesExpressionsLikeLua51(String expressions, String expected) throws ScriptException {
        assertThat(LuaRun.values(expressions).replace('\t', ' ')).isEqualTo(expected);
    }

    @Test
    @DisplayName("A4: pairs visits the list part in order, then keys in the order of insertion")
    void visitsKeysInOrder() throws ScriptException {
        String script = """
                local t = {"one", zeta = 1, "two", alpha = 2}
                t.mid = 3
                t[3] = "three"
                t.alpha = nil
                t.alpha = 4
                for k, v in pairs(t) do io.write(tostring(k), "=", tostring(v), " ") end
                """;
        assertThat(LuaRun.output(script)).isEqualTo("1=one 2=two 3=three zeta=1 alpha=4 mid=3");
    }

    @Test
    void toleratesRemovalDuringALoop() throws ScriptException {
        String script = """
                local t = {}
                for i = 1, 10 do t[i] = i; t["k" .. i] = i end
                local seen = 0
                for k in pairs(t) do seen = seen + 1; t[k] = nil end
                print(seen, next(t), #t)
                """;
        assertThat(LuaRun.output(script)).isEqualTo("20\tnil\t0");
    }

    @Test
    @DisplayName("A4: swapping two locals works")
    void assignsInParallel() throws ScriptException {
        assertThat(LuaRun.output("local a, b = 1, 2; a, b = b, a; print(a, b)")).isEqualTo("2\t1");
    }

    @Test
    void givesEveryLoopRoundItsOwnVariable() throws ScriptException {
        String script = """
                local fs = {}
                for i = 1, 3 do fs[i] = function() i = i + 10; return i end end
                local k = 0
                while k < 2 do k = k + 1; local j = k; fs[3 + k] = function() j = j * 2; return j end end
                print(fs[1](), fs[1](), fs[2](), fs[4](), fs[5](), fs[5]())
                """;
        assertThat(LuaRun.output(script)).isEqualTo("11\t21\t12\t2\t4\t8");
    }

    @Test
    void sharesAVariableBetweenClosures() throws ScriptException {
        String script = """
                local function counter()
                  local n = 0
                  return function() n = n + 1 end, function() return n end
                end
                local add, get = counter()
                add() add()
                print(get())
                """;
        assertThat(LuaRun.output(script)).isEqualTo("2");
    }

    @Test
    @DisplayName("A4: goto and labels")
    void jumps() throws ScriptException {
        assertThat(LuaRun.output("local i = 1 ::top:: if i < 5 then i = i + 1 goto top end print(i)"))
                .isEqualTo("5");
    }

    @Test
    void runsTailCallsWithoutEnd() throws ScriptException {
        String script = "local function f(n) if n == 0 then return 'done' end return f(n - 1) end print(f(200000))";
        assertThat(LuaRun.output(script)).isEqualTo("done");
    }

    @Test
    void buildsLongLists() throws ScriptException {
        String list = "7,".repeat(30_000);
        assertThat(LuaRun.output("local t = {" + list + "} print(#t, t[30000])"))
                .isEqualTo("30000\t7");
    }

    @Test
    void usesMetamethods() throws ScriptException {
        String script = """
                local mt = {
                  __add = function(a, b) return "add" end, __concat = function() return "cat" end,
                  __eq = function() return true end, __lt = function() return true end,
                  __call = function(self, ...) return select("#", ...) end, __len = function() return 42 end,
                  __tostring = function() return "text" end, __index = function(t, k) return k .. "!" end,
                  __unm = function() return "neg" end,
                }
                local a, b = setmetatable({}, mt), setmetatable({}, mt)
                print(a + 1, 1 + a, a .. "x", 1 .. a, a == b, a < b, a <= b, a(1, 2), #a, tostring(a), a.foo, -a)
                """;
        assertThat(LuaRun.output(script).split("\t"))
                .containsExactly("add", "add", "cat", "cat", "true", "true", "false", "2", "42", "text", "foo!", "neg");
    }

    @Test
    void callsNewIndexForNewKeysOnly() throws ScriptException {
        String script = """
                local log = {}
                local t = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, v) log[#log + 1] = k end})
                t.a = 1 t.a = 2 t.b = 3
                print(table.concat(log, ","), t.a)
                """;
        assertThat(LuaRun.output(script)).isEqualTo("a,b\t2");
    }

    @Test
    @DisplayName("B2: setfenv changes the globals of one function, getfenv shows them")
    void changesFunctionEnvironments() throws ScriptException {
        String script = """
                local f, g = loadstring("return x"), loadstring("return x")
                setfenv(f, {x = 5})
                local function own() setfenv(1, {}) y = 1 return y end
                local print = print
                print(f(), g(), getfenv(f).x, getfenv(g) == _G, own(), y)
                """;
        assertThat(LuaRun.output(script)).isEqualTo("5\tnil\t5\ttrue\t1\tnil");
    }

    @Test
    @DisplayName("B2: loadstring gives nil and a message for bad text, load reads pieces")
    void loadsText() throws ScriptException {
        String script = """
                local f, message = loadstring("x x")
                print(f, message:match("^<string>:1:") ~= nil)
                local i = 0
                print(load(function() i = i + 1 return ({"return ", "1 +", " 2"})[i] end)())
                print(pcall(load, "return 1"))
                """;
        assertThat(LuaRun.output(script))
                .isEqualTo("nil\ttrue\n3\nfalse\tbad argument #1 to load (function expected, got string)");
    }

    @Test
    void readsWindowsLineEndsAndUnicode() throws ScriptException {
        assertThat(LuaRun.output("local s = 'grün'\r\nprint(s)\r\nprint(#s)")).isEqualTo("grün\n5");
    }

    @Test
    @DisplayName("A3: globals do not survive a run")
    void startsEveryRunEmpty() throws ScriptException {
        LuaRun.output("left = 1 string.left = 2");

        assertThat(LuaRun.values("left, string.left")).isEqualTo("nil\tnil");
    }
}
