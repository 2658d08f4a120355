// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code reference}, {@code log} and the conventions for arguments: contract regbot A5, A6. */
@ExtendWith(RegistryExtension.class)
class ReferenceFunctionsTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private final ApiRun run;

    ReferenceFunctionsTest(InProcessRegistry registry) {
        this.run = ApiRun.on(registry);
    }

    @ParameterizedTest
    @CsvSource({
        "alpine, docker.io/library/alpine:latest",
        "alpine:3.14, docker.io/library/alpine:3.14",
        "example.com/a/b:1, example.com/a/b:1",
        "localhost:5000/x, localhost:5000/x:latest",
        "ocidir://path/to:v1, ocidir://path/to:v1",
    })
    @DisplayName("A6: references are completed and printed by their common name")
    void completesReferences(String text, String common) throws ScriptException {
        assertThat(run.values("tostring(reference.new('" + text + "'))")).isEqualTo(common);
    }

    @Test
    @DisplayName("A6: tag and digest are getters with one argument and setters with two; setting one clears the other")
    void readsAndChangesParts() throws ScriptException {
        String script = """
                local r = reference.new("host:5000/a:1")
                print(r:tag(), r:digest(), select("#", r:tag("2")), r)
                r:digest("DIGEST")
                print(r:tag() == "", r:digest(), r)
                r:tag(3.5)
                print(r:tag(), r:digest() == "", r:tag("a", "b"))
                """.replace("DIGEST", DIGEST);
        assertThat(run.output(script)).isEqualTo("""
                1\t\t0\thost:5000/a:2
                true\tDIGEST\thost:5000/a@DIGEST
                3.5\ttrue\t3.5""".replace("DIGEST", DIGEST));
    }

    @Test
    @DisplayName("A6: reference.new copies, two references are never equal")
    void copiesReferences() throws ScriptException {
        String script = """
                local a = reference.new("example.com/a:1")
                local b = reference.new(a)
                b:tag("2")
                print(a, b, a == b, a == reference.new(a), a == a)
                local t = {[a] = 1, [b] = 2}
                print(t[a], t[b], type(a))
                """;
        assertThat(run.output(script))
                .isEqualTo("example.com/a:1\texample.com/a:2\tfalse\tfalse\ttrue\n1\t2\tuserdata");
    }

    @Test
    @DisplayName("A6: unknown fields read as nil, fields cannot be assigned")
    void refusesFields() throws ScriptException {
        assertThat(run.values("reference.new('a').foo")).isEqualTo("nil");
        assertThat(run.values("pcall(function() local r = reference.new('a') r.foo = 1 end)"))
                .isEqualTo("false\t<string>:1: attempt to index a non-table object(userdata) with key 'foo'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tag.ls(5)                     | bad argument #1 to ls (reference expected)
            tag.ls(nil)                   | bad argument #1 to ls (reference expected)
            tag.ls({})                    | bad argument #1 to ls (reference expected)
            tag.ls()                      | bad argument #1 to ls (reference expected)
            tag.ls('a', nil)              | bad argument #2 to ls (table expected, got nil)
            image.copy('a', false)        | bad argument #2 to copy (reference expected)
            image.config(5)               | bad argument #1 to config (manifest expected)
            manifest.put({}, 'a')         | bad argument #1 to put (manifest expected)
            reference.new('A B')          | bad argument #1 to new (reference parsing failed: invalid reference "A B")
            image.config('A B')           | reference parsing failed: invalid reference "A B"
            image.ratelimitWait('a', '5') | bad argument #2 to ratelimitWait (number expected, got string)
            repo.ls({})                   | bad argument #1 to ls (string expected, got table)
            log({})                       | bad argument #1 to log (string expected, got table)
            log()                         | bad argument #1 to log (string expected, got nil)
            """)
    @DisplayName("A5: wrong arguments are errors that name function and place")
    void namesWrongArguments(String call, String message) throws ScriptException {
        assertThat(run.values("pcall(function() " + call + " end)")).isEqualTo("false\t<string>:1: " + message);
    }

    @Test
    @DisplayName("A5: a reference argument is a text, a reference, a manifest or a config")
    void takesReferencesOfAllKinds(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.small(1), "v1", "v2");
        String script = """
                local name = "NAME:v1"
                for _, r in ipairs{name, reference.new(name), manifest.get(name), image.config(name)} do
                  print(#tag.ls(r), reference.new(r))
                end
                """.replace("NAME", repository.fullName());
        assertThat(run.output(script).lines()).hasSize(4).containsOnly("2\t" + repository.fullName() + ":v1");
    }

    @Test
    void closesLayoutsAndRegistries() throws ScriptException {
        assertThat(run.values("select('#', reference.new('REG/a'):close()), select('#', reference.close('REG/a'))"))
                .isEqualTo("0\t0");
    }

    @Test
    @DisplayName("A5: the tables hold the functions upstream documents, the methods are below __index")
    void hasAllNames() throws ScriptException {
        String script = """
                local function names(t)
                  local list = {}
                  for k in pairs(t or {}) do if k ~= "__index" then list[#list + 1] = k end end
                  table.sort(list)
                  return table.concat(list, " ")
                end
                for _, name in ipairs{"reference", "repo", "tag", "image", "imageconfig", "manifest", "blob"} do
                  print(name .. ": " .. names(_G[name]) .. " / " .. names(_G[name].__index))
                end
                """;
        assertThat(run.output(script)).isEqualTo("""
                reference: __tostring close new / close digest tag
                repo: ls /\s
                tag: delete ls /\s
                image: config copy exportTar importTar manifest manifestHead manifestList ratelimitWait /\s
                imageconfig: __tostring / export
                manifest: __tostring descriptor get getList head put / config delete descriptor export get head put ratelimit ratelimitWait
                blob: get head put / get head put""");
    }

    @Test
    void letsScriptsUseTheNamesThemselves() throws ScriptException {
        assertThat(run.output("tag = 'v1' image = {1} print(tag, #image)")).isEqualTo("v1\t1");
        assertThat(run.values("type(tag), type(image)")).isEqualTo("table\ttable");
    }
}
