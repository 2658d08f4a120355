// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.kit.template.value.ParameterType;
import io.regclient.kit.template.value.TemplateFunction;
import io.regclient.kit.template.value.TemplateObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Data and functions for template tests: a clock that stands still, an environment and files in memory. */
final class TemplateFixture {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T12:34:56.5Z"), ZoneId.of("UTC"));
    static final Functions FUNCTIONS = functions(CLOCK);

    private TemplateFixture() {}

    static Functions functions(Clock clock) {
        Map<String, String> environment = Map.of("HUB_USER", "alice", "EMPTY", "");
        Map<String, String> files = Map.of("/path", " secret\n\u00a0", "/blank", "\n");
        return Functions.standard(
                name -> Optional.ofNullable(environment.get(name)),
                path -> Optional.ofNullable(files.get(path)),
                clock);
    }

    static String expand(String template, Object data) throws IOException {
        return Template.parse(template, FUNCTIONS).expand(data);
    }

    static String expand(String template) throws IOException {
        return expand(template, data());
    }

    /** An object with a member of every kind. */
    static TemplateObject data() {
        Map<String, Object> mixed = new HashMap<>();
        mixed.put("number", 7);
        mixed.put("nothing", null);
        return TemplateObject.struct("*demo.Data")
                .field("Name", "name", "alpine")
                .field("Empty", "")
                .field("Size", 42)
                .field("Zero", 0)
                .field("Ratio", 1.5)
                .field("Yes", true)
                .field("No", false)
                .field("Tags", List.of("v1", "v2", "latest"))
                .field("Blobs", List.of(layer("a", 1), layer("b", 2)))
                .field("Numbers", List.of(1, 2, 3, 4, 5))
                .field("None", List.of())
                .field("Holes", Arrays.asList("x", null))
                .field("Labels", Map.of("b", "2", "a", "1", "c", "3"))
                .field("Mixed", mixed)
                .field("Unset", Optional.empty())
                .field("NoLayer", TemplateObject.nil("*demo.Layer"))
                .field("Layer", layer("x", 9))
                .field("Bytes", new byte[] {'h', 'i'})
                .field("Created", Instant.parse("2020-06-07T08:09:10Z"))
                .field("Digest", digest("sha256:0123456789abcdef"))
                .method("Greet", TemplateFunction.of(a -> "hello " + a.getFirst(), ParameterType.STRING))
                .method(
                        "Count",
                        TemplateFunction.of(
                                a -> (Long) a.get(0) + (Long) a.get(1), ParameterType.INT, ParameterType.INT))
                .method("Self", TemplateFixture::data)
                .method("Nothing", () -> TemplateFunction.of(a -> ""))
                .method("Adder", () -> TemplateFunction.of(a -> (Long) a.get(0) + 1, ParameterType.INT))
                .build();
    }

    static TemplateObject layer(String name, int size) {
        return TemplateObject.struct("demo.Layer")
                .field("Name", "name,omitempty", name)
                .field("Size", "size", size)
                .build();
    }

    static TemplateObject digest(String text) {
        return TemplateObject.named("digest.Digest", text)
                .method("String", () -> text)
                .method("Encoded", () -> text.substring(text.indexOf(':') + 1))
                .build();
    }
}
