// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import static io.regclient.kit.template.TemplateFixture.expand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.kit.template.value.TemplateObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Structs in structs, hidden fields and lists that were never filled (contract regctl 7.1, 7.4). */
class EmbeddingTest {
    private static final TemplateObject INNER = TemplateObject.struct("demo.Inner")
            .field("A", "a", 1)
            .field("B", "b,omitempty", "")
            .method("Twice", () -> 2)
            .build();

    private static final TemplateObject OUTER = TemplateObject.struct("*demo.Outer")
            .embed("Inner", INNER)
            .hidden("state", () -> "private")
            .field(
                    "C",
                    "c,omitzero",
                    TemplateObject.struct("demo.Empty").field("D", "").build())
            .field("List", "list", TemplateObject.unset("[]string"))
            .field("Map", "map", TemplateObject.unset("map[string]string"))
            .field("Bytes", "bytes", TemplateObject.unset("[]uint8"))
            .build();

    @Test
    @DisplayName("regctl 7.4: a struct in a struct is printed as one, its members are those of the whole")
    void promotesMembers() throws IOException {
        assertThat(expand("{{.}}", OUTER)).isEqualTo("{{1 } private {} [] map[] []}");
        assertThat(expand("{{.A}} {{.Twice}} {{.Inner.A}} {{printf \"%T\" .Inner}}", OUTER))
                .isEqualTo("1 2 1 demo.Inner");
        assertThat(expand("{{json .}}", OUTER)).isEqualTo("{\"a\":1,\"list\":null,\"map\":null,\"bytes\":null}\n");
    }

    @Test
    @DisplayName("regctl 7.4: the text of a struct in it is that of the whole, the first part and own members win")
    void promotesForms() throws IOException {
        TemplateObject text = TemplateObject.struct("demo.Text")
                .field("A", 3)
                .text(() -> "a text")
                .pretty(() -> "pretty")
                .build();
        TemplateObject whole = TemplateObject.struct("demo.Whole")
                .field("A", 4)
                .embed("Text", text)
                .embed("Inner", INNER)
                .build();
        assertThat(expand("{{.}} {{.String}} {{printPretty .}} {{.A}} {{.Text.A}} {{.Inner.A}}", whole))
                .isEqualTo("a text a text pretty 4 3 1");
        assertThat(expand(
                        "{{json .}}",
                        TemplateObject.struct("s").embed("Text", text).build()))
                .isEqualTo("{\"A\":3}\n");
    }

    @Test
    @DisplayName("regctl 7.3: a hidden field is out of reach")
    void hides() {
        assertThatThrownBy(() -> expand("{{.state}}", OUTER))
                .hasMessageEndingWith("at <.state>: state is an unexported field of struct type *demo.Outer");
    }

    @Test
    @DisplayName("regctl 7.4: what was never filled is like an empty list in everything but JSON")
    void neverFilled() throws IOException {
        assertThat(expand(
                        "{{len .List}} {{join .List \",\"}}{{range .Map}}x{{else}}none{{end}} {{printf \"%T\" .List}}",
                        OUTER))
                .isEqualTo("0 none []string");
        assertThat(expand("{{index .Map \"x\"}}{{default \"d\" .Bytes}}", OUTER))
                .isEqualTo("d");
        TemplateObject filled = TemplateObject.struct("s")
                .field("List", TemplateObject.orUnset("[]string", List.of("a")))
                .field("Map", TemplateObject.orUnset("map[string]string", Map.of("k", "v")))
                .field("Number", TemplateObject.pointer("*int", 0L))
                .build();
        assertThat(expand("{{.}} {{json .}}", filled))
                .isEqualTo("{[a] map[k:v] 0} {\"List\":[\"a\"],\"Map\":{\"k\":\"v\"},\"Number\":0}\n");
    }
}
