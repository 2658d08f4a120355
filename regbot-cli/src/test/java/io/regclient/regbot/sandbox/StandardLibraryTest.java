// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The standard library row by row: contract regbot B2 and B3. */
class StandardLibraryTest {
    private static String values(String expressions) throws ScriptException {
        return LuaRun.values(expressions).replace('\t', ' ');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            unpack({1, 2, 3})                                | 1 2 3
            unpack({1, nil, 3}, 1, 3)                        | 1 nil 3
            unpack({1, 2, 3, 4}, 2, 3)                       | 2 3
            unpack({1, 2, 3}, 3 - 1 + 1)                     | 3
            select('#', unpack({}, 3, 1))                    | 0
            loadstring('return 1 + 1')()                     | 2
            table.getn({1, 2}), table.maxn({[10] = 1, [2.5] = 2}) | 2 10
            table.foreach({a = 1}, function(k, v) return k .. v end) | a1
            table.foreachi({5, 6}, function(i, v) return v end) | 5
            math.log10(1000), math.mod(7, 3), math.pow(2, 8) | 3 1 256
            math.ldexp(1, 4), math.frexp(8)                  | 16 0.5 4
            math.huge, math.floor(-3.5), math.ceil(3.2)      | inf -4 4
            math.max(1, 5, 3), math.min(2, 0), math.modf(3.7) | 5 0 3 0.7
            math.fmod(-7, 3), math.abs(-2), math.sqrt(16)    | -1 2 4
            string.gfind == string.gmatch or type(string.gfind) | function
            _VERSION, rawlen, table.pack, table.unpack       | Lua 5.1 nil nil nil
            bit32, luajava, string.dump, module, newproxy    | nil nil nil nil nil
            type(package.loaders), package.searchers         | table nil
            select(-1, 1, 2, 3), select(2, 'a', 'b', 'c')    | 3 b c
            rawequal('a', 'a'), rawget({5}, 1), next({})     | true 5 nil
            type(nil), type(print), type('x'), type({})      | nil function string table
            tostring(nil), tostring(true), tostring(0.5)     | nil true 0.5
            collectgarbage(), type(collectgarbage('count'))  | 0 number
            coroutine.running()                              | nil
            """)
    @DisplayName("B2: the names of Lua 5.1, and only those")
    void hasTheNamesOfLua51(String expressions, String expected) throws ScriptException {
        assertThat(values(expressions)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tonumber('1e2'), tonumber(' 10 '), tonumber('0x1F') | 100 10 31
            tonumber('ff', 16), tonumber('zz', 36), tonumber('8', 8) | 255 1295 nil
            tonumber('abc'), tonumber(''), tonumber('1 2'), tonumber(nil) | nil nil nil nil
            tonumber('1.'), tonumber('.5'), tonumber('-7'), tonumber('+3') | 1 0.5 -7 3
            tonumber('inf'), tonumber('nan'), tonumber('0x'), tonumber('1d') | nil nil nil nil
            """)
    void readsNumbers(String expressions, String expected) throws ScriptException {
        assertThat(values(expressions)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            '%5.1f,%-5s,%05d,%x,%g', math.pi, 'ab', 42, 255, 0.1|  3.1,ab   ,00042,ff,0.1
            '%.2f %.0f %.3e', 2.345, 2.5, 12345.678|2.35 2 1.235e+04
            '%d %i %u', 2 ^ 40, -3.7, 7|1099511627776 -3 7
            '%10.3s,%-6s,%s', 'abcdef', 'x', nil|       abc,x     ,nil
            '%s %s %s', true, 1 / 3, 12|true 0.33333333333333 12
            '%q', 'a"b\\\\c'|"a\\"b\\\\c"
            '%c%c %%', 72, 105|Hi %
            '%+d % d %+.1f', 5, 5, 5|+5  5 +5.0
            '%#x %X %o %5d,%-5d', 255, 255, 8, 42, 42|0xff FF 10    42,42  \s
            '%g %g %g', 1e20, 0.0001, 100000|1e+20 0.0001 100000
            '%G %E', 1e-10, 1|1E-10 1.000000E+00
            '%5s%%', 'é'|   é%
            """)
    @DisplayName("B3: string.format honours width, precision and flags")
    void formats(String arguments, String expected) throws ScriptException {
        assertThat(LuaRun.output("io.write(string.format(" + arguments + ")) io.write('$')"))
                .isEqualTo(expected + "$");
    }

    @Test
    void refusesUnknownConversionsAndMissingValues() throws ScriptException {
        assertThat(values("pcall(string.format, '%y', 1)")).isEqualTo("false invalid option '%y' to 'format'");
        assertThat(values("pcall(string.format, '%d')")).isEqualTo("false bad argument #2 to format (no value)");
        assertThat(values("pcall(string.format, '%d', {})"))
                .isEqualTo("false bad argument #2 to format (number expected, got table)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            string.match('bkup-latest-20210901', '^bkup%-(.+)%-(%d+)$')   | latest 20210901
            string.match('testing-20240315', '^testing%-%d+$')            | testing-20240315
            string.match('12.10', '^%d+%.%d+$'), string.match('v1.2', '^%d+%.%d+$') | 12.10 nil
            string.find('hello world', 'o w')                             | 5 7
            string.find('a.b', '.', 1, true)                              | 2 2
            string.find('abc', 'b', -1)                                   | nil
            string.find('abc', '(b)(c)')                                  | 2 3 b c
            string.find('', ''), string.find('abc', '', 10)               | 1 4 3
            string.match('hello', '()ll()')                               | 3 5
            string.match('  trim  ', '^%s*(.-)%s*$')                      | trim
            string.match('f(a(b)c)d', '%b()')                             | (a(b)c)
            string.match('key = value', '(%w+)%s*=%s*(%w+)')              | key value
            string.match('abcabc', '(abc)%1')                             | abc
            string.gsub('hello world', 'o', '0')                          | hell0 w0rld 2
            string.gsub('abc', '%w', '%0%0', 2)                           | aabbc 2
            string.gsub('hello', '(l)(l)', '%2-%1')                       | hel-lo 1
            string.gsub('abc', '', '-')                                   | -a-b-c- 4
            string.gsub('$name $x', '%$(%w+)', {name = 'Bob'})            | Bob $x 2
            string.gsub('abc', '%w', function(c) if c == 'b' then return 'X' end end) | aXc 3
            string.gsub('THE (quick) fox', '%f[%a]%a+', string.lower)     | the (quick) fox 3
            string.gsub('a]b-c^d', '[]^-]', '.')                          | a.b.c.d 3
            string.gsub('x-y', '[a-y]', '.')                              | .-. 2
            string.gsub('é!', '[^%w%p]', '?')                             | ??! 2
            string.gsub('abc def', '^%w+', '-')                           | - def 1
            string.gsub('100%', '%%', '%%%%')                             | 100%% 1
            """)
    @DisplayName("B3: patterns, the frontier included")
    void matchesPatterns(String expressions, String expected) throws ScriptException {
        assertThat(values(expressions)).isEqualTo(expected);
    }

    @Test
    @DisplayName("A13: a published example's split: a set of dot and dash")
    void splitsVersions() throws ScriptException {
        String script = "for s in string.gmatch('1.2-rc.3', '([^%.-]+)') do io.write(s, ' ') end";
        assertThat(LuaRun.output(script)).isEqualTo("1 2 rc 3");
    }

    @Test
    @DisplayName("A4: ^ is an ordinary character in gmatch")
    void doesNotAnchorGmatch() throws ScriptException {
        assertThat(values("string.gmatch('ab', '^a')(), string.gmatch('^ab', '^a')()"))
                .isEqualTo("nil ^a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [a      | malformed pattern (missing ']')
            [       | malformed pattern (missing ']')
            %       | malformed pattern (ends with '%')
            (a      | unfinished capture
            a)      | invalid pattern capture
            %f      | missing '[' after a frontier in pattern
            %b      | unbalanced pattern
            %1      | invalid capture index
            """)
    @DisplayName("B3: a malformed pattern is a Lua error")
    void reportsMalformedPatterns(String pattern, String message) throws ScriptException {
        assertThat(LuaRun.values("pcall(string.match, 'abc', '" + pattern + "')"))
                .isEqualTo("false\t" + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ('x'):rep(3), ('abc'):upper(), ('ABC'):lower(), ('abc'):reverse() | xxx ABC abc cba
            ('hello'):sub(2, -2), ('hello'):sub(-3), ('hello'):sub(10)        | ell llo
            ('AB'):byte(1, -1)                                                | 65 66
            string.char(72, 105), #string.rep('ab', 1000), ('x'):rep(-1)      | Hi 2000
            ('GRÜN'):lower()                                                  | grÜn
            (5):type()                                                        |
            """)
    void changesStrings(String expressions, String expected) throws ScriptException {
        if (expected == null) {
            assertThat(LuaRun.values("pcall(function() return " + expressions + " end)"))
                    .startsWith("false");
        } else {
            assertThat(values(expressions)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            local t = {5, 3, 1, 4} table.sort(t)                                  | 1,3,4,5
            local t = {5, 3, 1, 4} table.sort(t, function(a, b) return a > b end) | 5,4,3,1
            local t = {5, 3, 1} table.sort(t, nil)                                | 1,3,5
            local t = {'b', 'a', 'C'} table.sort(t)                               | C,a,b
            local t = {1, 2} table.insert(t, 3) table.insert(t, 1, 0)             | 0,1,2,3
            local t = {1, 2, 3} table.remove(t, 1) table.remove(t)                | 2
            local t = {} table.remove(t) t[1] = 'x'                               | x
            local t = {1, 2, 3} table.insert(t, 10, 'far')                        | 1,2,3
            """)
    void changesTables(String script, String expected) throws ScriptException {
        assertThat(LuaRun.output(script + " io.write(table.concat(t, ',', 1, math.min(#t, 3 + (t[1] == 0 and 1 or 0)"
                        + " + (t[1] == 5 and #t == 4 and 1 or 0) + (t[1] == 1 and #t == 4 and 1 or 0))))"))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("B3: table.sort ends for any comparator and reports mixed types")
    void sortsWithBadComparators() throws ScriptException {
        String script = """
                local t = {} for i = 1, 100 do t[i] = i % 7 end
                table.sort(t, function() return true end)
                table.sort(t, function(a, b) return a <= b end)
                print(#t, pcall(table.sort, {1, "x"}))
                """;
        assertThat(LuaRun.output(script)).isEqualTo("100\tfalse\tattempt to compare string with number");
    }

    @Test
    @DisplayName("B8: 3.10 sorts after 3.9 with a published example's comparator")
    void sortsVersions() throws ScriptException {
        String script = """
                local t = {"3.10", "3.9", "3.2"}
                table.sort(t, function(a, b)
                  return tonumber(a:match("%.(%d+)")) < tonumber(b:match("%.(%d+)"))
                end)
                print(table.concat(t, " "))
                """;
        assertThat(LuaRun.output(script)).isEqualTo("3.2 3.9 3.10");
    }

    @Test
    @DisplayName("B3: fractions and large numbers in concat, print, table.concat and tostring")
    void printsNumbersEverywhereAlike() throws ScriptException {
        String script = """
                local third = 1 / 3
                print(third)
                print("" .. third)
                print(table.concat({third, 2 ^ 53, 1e100}, " "))
                print(tostring(third), ("%s"):format(third))
                local t = {[third] = "key"} print(t[1 / 3])
                """;
        assertThat(LuaRun.output(script)).isEqualTo("""
                0.33333333333333
                0.33333333333333
                0.33333333333333 9007199254740992 1e+100
                0.33333333333333\t0.33333333333333
                key""");
    }

    @Test
    void requiresPreloadedModulesOnly() throws ScriptException {
        String script = """
                package.preload.answer = function(name) return {value = 42, name = name} end
                print(require("answer").value, require("answer") == require("answer"), require("string") == string)
                local ok, e = pcall(require, "java.lang.Runtime")
                print(ok, (e:gsub("\\n.*", "")))
                """;
        assertThat(LuaRun.output(script)).isEqualTo("42\ttrue\ttrue\nfalse\tmodule java.lang.Runtime not found:");
    }

    @Test
    void writesToTheOutput() throws ScriptException {
        assertThat(LuaRun.output("io.write('a', 1, 0.5) io.stdout:write('b', 2) io.stderr:write('c') print('d', nil)"))
                .isEqualTo("a10.5b2cd\tnil");
    }

    @Test
    @DisplayName("B6: file and process functions say how to allow them")
    void refusesTheHost() throws ScriptException {
        for (String name : new String[] {
            "io.open",
            "io.popen",
            "io.lines",
            "io.read",
            "os.execute",
            "os.remove",
            "os.rename",
            "os.exit",
            "os.tmpname",
            "os.setenv",
            "dofile",
            "loadfile",
        }) {
            assertThat(values("pcall(" + name + ", 'x')"))
                    .isEqualTo("false " + name + " is not available: regbot was not started with --allow-host");
        }
    }
}
