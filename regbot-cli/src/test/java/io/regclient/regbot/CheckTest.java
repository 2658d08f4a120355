// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code regbot check}: mistakes in scripts, with lines of the file. */
class CheckTest {
    @TempDir
    private Path directory = Path.of("");

    private CliRunner regbot(String yaml) {
        return ProgramRunner.of(Regbot.PROGRAM, directory).stdin(yaml);
    }

    private static String script(String lua) {
        return "scripts:\n  - name: s\n    script: |\n" + lua.indent(6);
    }

    @Test
    @DisplayName("a schedule that means nothing")
    void reportsASchedule() {
        String yaml = "scripts: [{name: nightly, script: log('x'), schedule: '61 * * * *'}]";

        regbot(yaml).run("check", "-c", "-").check().exits(1).out("").errContains("schedule of script nightly: ");
    }

    @Test
    @DisplayName("all mistakes of all scripts, each with the line of the file")
    void reportsEverything() {
        String yaml = """
                x-shared: &shared |
                  prnt("shared")
                scripts:
                  - name: names
                    script: |
                      local tags = tag.lss("r")

                      for _, t in ipairs(tags) do
                        image.cpoy(t, t, function() return undefined end)
                      end
                  - name: syntax
                    script: |
                      log("one")
                      log("two"
                      log("three")
                  - {name: again, script: *shared}
                  - {name: flow, script: "log(1) log(nothing)"}
                  - name: fine
                    script: log("fine")
                """;

        regbot(yaml).run("check", "-c", "-").check().exits(1).out("").err("""
                stdin: scripts[0].script: line 6: there is no tag.lss, did you mean tag.ls?
                stdin: scripts[0].script: line 9: there is no image.cpoy, did you mean image.copy?
                stdin: scripts[0].script: line 9: the global undefined is read but never set
                stdin: scripts[1].script: line 15: ')' expected (to close '(' at line 14)
                stdin: scripts[2].script: line 2: the global prnt is read but never set, did you mean print?
                stdin: scripts[3].script: line 17: the global nothing is read but never set
                """);
    }

    @Test
    @DisplayName("--script checks the scripts of one name")
    void checksChosenScripts() {
        String yaml = "scripts: [{name: a, script: none()}, {name: b, script: log('b')}]";

        regbot(yaml)
                .run("check", "-c", "-", "--script", "b")
                .check()
                .succeeds()
                .out("")
                .errIsEmpty();
        regbot(yaml).run("check", "-c", "-", "--script", "a").check().exits(1).errContains("the global none is read");
        regbot(yaml)
                .run("check", "-c", "-", "--script", "c")
                .check()
                .exits(1)
                .errContains("no script is named \"c\", there are: a, b");
    }

    @Test
    @DisplayName("nothing runs, and no registry is asked: the one named here does not exist")
    void runsNothing() {
        regbot(script("print('ran') tag.ls('registry.invalid/a') error('ran')"))
                .run("check", "-c", "-")
                .check()
                .succeeds()
                .out("")
                .errIsEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tag:lss('r')|there is no tag.lss, did you mean tag.ls?",
                "local f = tag.lss|there is no tag.lss, did you mean tag.ls?",
                "tag['lss']()|there is no tag.lss, did you mean tag.ls?",
                "string.gmtch('a', 'b')|there is no string.gmtch, did you mean string.gmatch?",
                "os.dat()|there is no os.dat, did you mean os.date?",
                "repo.delete()|there is no repo.delete",
                "if VERBOSE then log('x') end|the global VERBOSE is read but never set",
                "names = nmaes|the global nmaes is read but never set, did you mean names?",
                "function f() return function() return y end end f()|the global y is read but never set",
                "print(arg[1])|the global arg is read but never set",
            })
    void findsOne(String lua, String problem) {
        regbot(script("log('first')\n" + lua))
                .run("check", "-c", "-")
                .check()
                .exits(1)
                .err("stdin: scripts[0].script: line 5: " + problem + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x = 1 log(x)",
                "log(f()) function f() return 1 end",
                "function string.mine() return 1 end log(string.mine()) log(('x'):mine())",
                "image = {} image.mine()",
                "local lib = lib1 or tag lib.mine() lib1 = {}",
                "local t = tag t.mine = print tag.mine()",
                "local t = tag log(t.ls) t.mine = print tag.mine()",
                "rawset(tag, 'mine', print) tag.mine()",
                "for _, t in pairs{tag} do t.mine = print end tag.mine()",
                "for k, v in pairs(_G) do rawset(_G, k .. 2, v) end tag2.ls('r')",
                "_G.x = 1 log(x)",
                "if _G.DEBUG then log('x') end",
                "local m = require('module') log(m.x, set_by_the_module)",
                "loadstring('x = 1')() log(x)",
                "setfenv(1, {x = 1}) x()",
                "local r = reference.new('r') log(r:tag()) log(r.anything)",
                "local function g(...) return arg.n end log(g(1))",
                "log(io.write and os.execute and io.open and 1)",
            })
    @DisplayName("what may work is no mistake")
    void acceptsWhatMayWork(String lua) {
        regbot(script(lua)).run("check", "-c", "-").check().succeeds().errIsEmpty();
    }

    @Test
    @DisplayName("names beyond the constants an instruction can name are found, too")
    void readsLargeScripts() {
        StringBuilder lua = new StringBuilder("t = {");
        for (int i = 0; i < 600; i++) {
            lua.append("'text ").append(i).append("', ");
        }
        lua.append(
                "}\nfunction string.mine() end\nset = 1\nlog(set, string.mine, unset)\ntag.lss()\n_G.other = 1 log(other)");
        CliResult result = regbot(script(lua.toString())).run("check", "-c", "-");

        result.check().exits(1).err("""
                stdin: scripts[0].script: line 7: the global unset is read but never set
                stdin: scripts[0].script: line 8: there is no tag.lss, did you mean tag.ls?
                """);
    }

    static List<Arguments> scalars() {
        return List.of(
                Arguments.of("script: >\n      log(\n      none)", 5),
                Arguments.of("script: |-\n      log()\n      none()", 6),
                Arguments.of("script: !!str |\n\n      none()", 6),
                Arguments.of("script: 'none()'", 4),
                Arguments.of("'script': \"log()\\nnone()\"", 4));
    }

    @ParameterizedTest
    @MethodSource("scalars")
    @DisplayName("the line of the file in every style: its own in a literal block, else where the text begins")
    void findsLines(String scalar, int line) {
        regbot("scripts:\n  - name: s\n    interval: 1h\n    " + scalar + "\n")
                .run("check", "-c", "-")
                .check()
                .exits(1)
                .err("stdin: scripts[0].script: line " + line + ": the global none is read but never set\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"regbot-quickstart.yml", "regbot-backups.yml"})
    void acceptsTheExamples(String example) throws Exception {
        String yaml = Files.readString(Path.of("..", "examples", example));

        regbot(yaml).run("check", "-c", "-").check().succeeds().out("");
    }
}
