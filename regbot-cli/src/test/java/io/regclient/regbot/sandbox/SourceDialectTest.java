// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lua 5.1 where later versions differ: contract regbot A4, Lua 5.1 manual 2.1, 2.5.9, 7.1. */
class SourceDialectTest {
    @Test
    @DisplayName("A4: arg in a vararg function, and escapes that mean the character itself")
    void readsTheArgumentTableAndUnknownEscapes() throws ScriptException {
        assertThat(LuaRun.output("""
                        function total(...) local n = 0; for i = 1, arg.n do n = n + arg[i] end; return n end
                        print(total(1, 2, 3))
                        print("a\\xb" == "axb", "a\\z b" == "az b", '\\u' == "u")
                        """)).isEqualTo("6\ntrue\ttrue\ttrue");
    }

    @ParameterizedTest
    @DisplayName("A4: where arg is a table, where it is nil, where it is the global")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            local function f(...) return arg.n, arg[1], #arg end return f(nil, 2, nil)        | 3 nil 2
            local function f(a, b, ...) return arg.n, a end return f(1)                       | 0 1
            local function f(...) return ..., arg end return f(7)                             | 7 nil
            local function f(...) local x = ... return arg, x end return f(7)                 | nil 7
            arg = 5 local function f(...) local g = ... return arg end return f(7), arg       | nil 5
            arg = 5 local function f(a) return arg end return f(7)                            | 5
            local function f(...) return function() return arg[1] end end return f(7)()      | 7
            local function f(...) return (function(...) return arg[1] end)(arg[1] + 1) end return f(7) | 8
            local function f(...) (print or f)('x') return arg.n end return f(7)              | x 1
            local t = {f = function(self, ...) return arg.n end} function t.g(...) return arg.n end function t:h(...) return arg.n end return t:f(1), t.g(1, 2), t:h(1, 2, 3) | 1 2 3
            local function f(...) if true then do local x = ... end end return arg end return f(7) | nil
            local function f(...) --[[ ... ]] local s = '...' .. [[ ... ]] .. [==[ ... ]] ]==] return arg.n end return f(7) | 1
            local function f(...) repeat local g = function(...) return ... end until true return arg.n end return f(7) | 1
            local function f(...) while arg.n > 1 do return 'end' end return arg.n end return f(7) | 1
            return arg                                                                        | nil
            """)
    void givesArgWhereLua51Does(String script, String expected) throws ScriptException {
        String printed = LuaRun.output("print((function() " + script + " end)())");

        assertThat(printed.replaceAll("[\t\n]+", " ")).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("A4: every escape of Lua 5.1, by bytes")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "\\a\\b\\f\\n\\r\\t\\v"  | 7 8 12 10 13 9 11
            "\\0\\12\\0656"          | 0 12 65 54
            "\\\\\\"\\'"             | 92 34 39
            "\\q\\u{41}"             | 113 117 123 52 49 125
            "\\\\x41"                | 92 120 52 49
            [[\\x]]                  | 92 120
            "a" --[[ "\\x" ]]        | 97
            """)
    void readsEscapes(String literal, String bytes) throws ScriptException {
        assertThat(LuaRun.values("string.byte(" + literal + ", 1, -1)").replace('\t', ' '))
                .isEqualTo(bytes);
    }

    @Test
    @DisplayName("A4: lines and syntax errors stay what they were")
    void keepsLines() throws ScriptException {
        assertThat(LuaRun.output("local s = 'a\\\nb\\x'\nprint(s, pcall(function(...)\nerror('x') end))"))
                .isEqualTo("a\nbx\tfalse\t<string>:4: x");
        for (String bad :
                new String[] {"x = 'a\ny = 1", "f(function(...)", "x = [[", "x = '\\", "end end", "x = '\\300'"}) {
            assertThatThrownBy(() -> LuaRun.output(bad)).hasMessageContaining("<string>:");
        }
    }
}
