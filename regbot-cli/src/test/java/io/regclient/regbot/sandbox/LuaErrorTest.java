// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors, their positions and who catches them: contract regbot A5, B3, B4. */
class LuaErrorTest {
    private static ScriptException failure(String script) {
        return catchThrowableOfType(ScriptException.class, () -> LuaRun.output(script));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            error('boom')                 | <string>:1: boom
            error('boom', 0)              | boom
            local x = nil; x.y = 1        | <string>:1: attempt to index a non-table object(nil) with key 'y'
            local s = 'x'; return s.y.z   | <string>:1: attempt to index a non-table object(nil) with key 'z'
            missing()                     | <string>:1: attempt to call a non-function object
            return nil < '2'              | <string>:1: attempt to compare nil with string
            return 1 < '2'                | <string>:1: attempt to compare number with string
            return {} .. 'x'              | <string>:1: cannot perform concat operation between table and string
            return 1 + nil                | <string>:1: cannot perform add operation between number and nil
            for i = 1, 'x' do end         | <string>:1: 'for' limit must be a number
            local t = {} t[nil] = 1       | <string>:1: table index is nil
            local t = {} t[0/0] = 1       | <string>:1: table index is NaN
            string.gmatch(nil, 'x')       | <string>:1: bad argument #1 to gmatch (string expected, got nil)
            assert(false, 'not so')       | <string>:1: not so
            assert(nil)                   | <string>:1: assertion failed!
            """)
    void namesPositionAndReason(String script, String expected) {
        assertThat(failure(script).error()).isEqualTo(expected);
    }

    @Test
    @DisplayName("A5: an uncaught error is followed by a stack traceback")
    void showsATraceback() {
        ScriptException e = failure("""
                local function inner() error("deep") end
                function outer() inner() end
                outer()
                """);

        assertThat(e).hasMessage("""
                <string>:1: deep
                stack traceback:
                \t<string>:1: in function 'inner'
                \t<string>:2: in function 'outer'
                \t<string>:3: in main chunk
                \t[host]: ?""");
    }

    @Test
    void reportsSyntaxErrorsWithTheirLine() {
        assertThat(failure("local a = 1\nlocal = 2").error()).startsWith("<string>:2: ");
        assertThat(failure("for k in").error()).isEqualTo("<string>:1: unexpected symbol near '<eof>'");
        assertThat(failure("x = = 1").error()).isEqualTo("<string>:1: unexpected symbol near '='");
        assertThat(failure("return return").error()).isEqualTo("<string>:1: unexpected symbol near 'return'");
    }

    @Test
    void reportsMalformedNumbers() {
        assertThat(failure("local a = 3x").error()).startsWith("<string>:1: ");
        assertThat(failure("local a = 3..2").error()).contains("malformed");
    }

    @Test
    @DisplayName("B3: error levels, pcall(error, ...) without position, error values of any type")
    void raisesWhatErrorWasGiven() throws ScriptException {
        String script = """
                local function two() error("two", 2) end
                print(pcall(function()
                  two()
                end))
                print(pcall(error, "x"))
                print(pcall(error))
                print(select(2, pcall(error, {code = 7})).code)
                """;
        assertThat(LuaRun.output(script)).isEqualTo("false\t<string>:3: two\nfalse\tx\nfalse\tnil\n7");
    }

    @Test
    @DisplayName("A5: pcall returns the message with its position and no traceback")
    void catchesErrors() throws ScriptException {
        assertThat(LuaRun.values("pcall(function() local x = nil; return x.y end)"))
                .isEqualTo("false\t<string>:1: attempt to index a non-table object(nil) with key 'y'");
    }

    @Test
    void nestsProtectedCalls() throws ScriptException {
        assertThat(LuaRun.values("pcall(pcall, error, 'x')")).isEqualTo("true\tfalse\tx");
        assertThat(LuaRun.values("pcall(function() return pcall(error, 'x') end)"))
                .isEqualTo("true\tfalse\tx");
    }

    @Test
    void callsTheHandlerWhereTheErrorIs() throws ScriptException {
        String script = """
                local function inner() error("deep") end
                local ok, text = xpcall(inner, function(m) return debug.traceback(m) end)
                print(ok, (text:gsub("\\n.*", "")), text:match("inner") or text:match("<string>:1: in function"))
                """;
        assertThat(LuaRun.output(script)).isEqualTo("false\t<string>:1: deep\t<string>:1: in function");
    }

    @Test
    void survivesAFailingHandler() throws ScriptException {
        assertThat(LuaRun.values("xpcall(error, function() error('again') end)"))
                .isEqualTo("false\terror in error handling");
    }

    @Test
    void catchesErrorsOfMetamethodsAndCallbacks() throws ScriptException {
        String script = """
                print(pcall(tostring, setmetatable({}, {__tostring = function() error("ts") end})))
                print(pcall(table.sort, {3, 2, 1}, function() error("cmp") end))
                print(pcall(string.gsub, "x", "x", function() error("sub") end))
                print(pcall(function() return setmetatable({}, {__index = function() error("idx") end}).x end))
                """;
        assertThat(LuaRun.output(script)).isEqualTo("""
                false\t<string>:1: ts
                false\t<string>:2: cmp
                false\t<string>:3: sub
                false\t<string>:4: idx""");
    }

    @Test
    void showsAnErrorTableAsUpstreamDoes() {
        assertThat(failure("error({})").error()).matches("table: 0x[0-9a-f]{8}");
    }

    @Test
    @DisplayName("A coroutine's error reaches the caller unchanged, tables included")
    void passesErrorsOutOfCoroutines() throws ScriptException {
        String script = """
                local co = coroutine.create(function() error({code = 7}) end)
                local ok, e = coroutine.resume(co)
                print(ok, e.code, coroutine.status(co))
                print(coroutine.resume(co))
                print(pcall(coroutine.wrap(function() error("in co") end)))
                """;
        assertThat(LuaRun.output(script)).isEqualTo("""
                false\t7\tdead
                false\tcannot resume dead coroutine
                false\t<string>:5: in co""");
    }
}
