// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of registry functions name the nearest line of Lua, whoever called them: contract regbot A5. */
@ExtendWith(RegistryExtension.class)
class ErrorPositionTest {
    private final ApiRun run;

    ErrorPositionTest(InProcessRegistry registry) {
        this.run = ApiRun.on(registry).withHost();
    }

    @Test
    @DisplayName("A5: every function of every table, and log, called by pcall itself")
    void everyFunctionUnderPcall() throws ScriptException {
        List<String> lines = run.output("""
                        local function try(name, f)
                          print(name, select(2, pcall(f)))
                        end
                        try("log", log)
                        for _, name in ipairs{"reference", "repo", "tag", "image", "imageconfig", "manifest", "blob"} do
                          for key, value in pairs(_G[name]) do
                            if type(value) == "function" then try(name .. "." .. key, value) end
                            if key == "__index" then
                              for method, f in pairs(value) do try(name .. ":" .. method, f) end
                            end
                          end
                        end
                        """).lines().toList();

        assertThat(lines).hasSizeGreaterThan(35).allMatch(line -> line.contains("\t<string>:2: "));
    }

    @ParameterizedTest
    @DisplayName("A5: whatever calls the function on behalf of a line")
    @ValueSource(
            strings = {
                "print(select(2, pcall(tag.ls, 1)))",
                "print(select(2, pcall(pcall, tag.ls, 1))) print(select(3, pcall(pcall, tag.ls, 1)))",
                "xpcall(tag.ls, print)",
                "print(select(2, pcall(coroutine.wrap(tag.ls), 1)))",
                "print(select(2, coroutine.resume(coroutine.create(tag.ls), 1)))",
                "print(select(3, coroutine.wrap(pcall)(pcall, tag.ls, 1)))",
                "print(select(2, pcall(table.sort, {3, 2, 1}, tag.delete)))",
                "print(select(2, pcall(function() return setmetatable({}, {__index = tag.ls}).x end)))",
                "print(select(2, pcall(function() return tag.ls(1) end)))",
                "print(select(2, pcall(tostring, setmetatable({}, {__tostring = tag.ls}))))",
            })
    void whoeverCalls(String line) throws ScriptException {
        assertThat(run.output("\n\n" + line)).contains("<string>:3: bad argument #1 to ");
    }

    @Test
    @DisplayName("A5: an error that has its position gets no second one, error values stay as they are")
    void positionsOnce() throws ScriptException {
        assertThat(run.values("pcall(pcall, pcall, tag.ls, 1)"))
                .isEqualTo("true\ttrue\tfalse\t<string>:1: bad argument #1 to ls (reference expected)");
        assertThat(run.values("pcall(error, 'x')")).isEqualTo("false\tx");
    }
}
