// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of the time holds inside every call whose work grows with its texts and tables: contract regbot A3, B5. */
class TimeLimitTest {
    private static final Duration LIMIT = Duration.ofMillis(100);

    /** The limit, a quarter of a second to tidy up, and a slow machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local p = '[' .. ('a'):rep(8e6) .. ']' while true do s:find(p) end",
                "local p = '%f[' .. ('a'):rep(8e6) .. ']' while true do s:find(p) end",
                "local p = ('[a]'):rep(4e6) while true do s:find(p) end",
                "while true do for w in s:gmatch('[' .. ('a'):rep(1e6) .. ']') do end end",
                "while true do for w in s:gmatch(('y'):rep(1e6)) do end end",
                "while true do s:gsub('(y*)x', ('%1'):rep(4e6)) end",
                "while true do s:gsub('', '') end",
                "local p = ('z'):rep(1e7) while true do s:find(p) end",
                "local a, b = ('x'):rep(8e6) .. 'y', ('x'):rep(8e6) .. 'y' while a == b do end",
                "local a, b = ('x'):rep(8e6) .. 'y', ('x'):rep(8e6) .. 'y' while a <= b do end",
                "local a, b = ('x'):rep(8e6) .. 'y', ('x'):rep(8e6) .. 'y' local t = {[a] = 1} while t[b] do end",
                "local p = (' '):rep(1e7) while true do tonumber(p) end",
                "local p = ('1'):rep(1e7) while true do tonumber(p, 2) end",
                "local p = (' '):rep(1e7) while true do pcall(function() return p + 1 end) end",
                "local p = ('%c'):rep(4e6) while true do pcall(os.date, p) end",
                "local p = ('%%'):rep(8e6) while true do string.format(p) end",
                "local p = ('x = 1 '):rep(2e6) while true do loadstring(p) end",
                "local p = ('goto a '):rep(3e5) .. '::a::' while true do loadstring(p) end",
                "local p = 'while a do ' .. ('break '):rep(3e4) .. 'end' while true do loadstring(p) end",
                "local p = 'return ' .. ('a or '):rep(1e6) .. 'a' while true do loadstring(p) end",
                "local p = ('x'):rep(1e7) while true do pcall(error, p) end",
                "local p = ('x'):rep(1e7) while true do pcall(tag, p) p:upper() end",
            })
    void endsInsideCalls(String lua) {
        String script = "local s = ('x'):rep(1e6) " + lua;
        long start = System.nanoTime();

        ScriptException e =
                catchThrowableOfType(ScriptException.class, () -> LuaRun.output(script, options -> options, LIMIT));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        assertThat(e.error()).endsWith("Context error: context deadline exceeded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s:find('[^x]')", "s:gsub('[%a_]', '')", "s:find('%f[%A]y')", "#s:rep(10):gsub('[xyz]+', '.')"})
    @DisplayName("texts of megabytes are searched in no time")
    void searchesLargeTexts(String expression) throws ScriptException {
        long start = System.nanoTime();

        LuaRun.output("local s = ('x'):rep(1e6) print(" + expression + ")");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    }
}
