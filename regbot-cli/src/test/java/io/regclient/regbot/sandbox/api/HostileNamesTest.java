// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.testing.HostileNames;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RecordedRequest;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that a registry makes up and a script hands on (contract REF-4, regbot A6, A7). */
class HostileNamesTest {
    private static String quoted(List<String> names) {
        StringBuilder list = new StringBuilder();
        for (String name : names) {
            list.append(list.isEmpty() ? "\"" : ", \"");
            name.chars()
                    .forEach(c -> list.append(
                            c < 0x7f && (c < ' ' || c == '"' || c == '\\')
                                    ? String.format("\\%03d", c)
                                    : Character.toString(c)));
            list.append('"');
        }
        return list.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r:tag(name) tag.delete(r)",
                "r:digest(name) manifest.delete(r)",
                "tag.delete('REG/m/app:' .. name .. '@')",
                "image.copy('REG/m/app:v1', 'REG/m/app:' .. name .. '@')"
            })
    @DisplayName("A6: no name that is none gets into a reference, by whatever way; other names go on")
    void refusesNames(String use) throws ScriptException {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            registry.put("m/app", ImageFixture.small(1), "v1");
            registry.put("m/victim", ImageFixture.small(2), "latest");
            List<String> names = HostileNames.TAGS.stream()
                    .filter(name -> name.length() < 1000 && !name.startsWith("sha256:"))
                    .toList();
            String output = ApiRun.on(registry)
                    .output("""
                    local refused = 0
                    for _, name in ipairs({NAMES}) do
                      local r = reference.new("REG/m/app")
                      local ok, message = pcall(function() USE end)
                      if not ok and string.find(message, "invalid reference") then refused = refused + 1
                      else print(name, ok, message) end
                    end
                    print(refused)
                    """.replace("NAMES", quoted(names)).replace("USE", use));
            assertThat(output).isEqualTo(Integer.toString(names.size()));
            assertThat(registry.requests().all()).map(RecordedRequest::line).isEmpty();
        }
    }

    @Test
    @DisplayName("A7: tag.ls gives what is listed; printed, it is escaped")
    void listsNames() throws ScriptException {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            registry.faults().on("GET", "/tags/list", HostileNames.tagList(HostileNames.among("v1")));
            String output = ApiRun.on(registry)
                    .output("local l = tag.ls('REG/m/app') print(#l) for _, t in ipairs(l) do print(t) end");
            assertThat(output)
                    .startsWith(HostileNames.TAGS.size() + 1 + "\n")
                    .contains("v1\\u202egpj\n", "v1\\u001b[2J\n")
                    .endsWith("\nv1")
                    .matches(HostileNames::isVisible);
        }
    }
}
