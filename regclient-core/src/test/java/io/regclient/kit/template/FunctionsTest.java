// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import static io.regclient.kit.template.TemplateFixture.expand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.kit.template.value.JsonText;
import io.regclient.kit.template.value.TemplateObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract regctl 7.2 and 7.5, regsync 5: the additional functions. */
class FunctionsTest {
    @ParameterizedTest
    @DisplayName("7.2: additional functions")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "env \"HUB_USER\" => alice",
                "env `EMPTY` => ^^",
                "env `UNSET` => ^^",
                "file \"/path\" => secret",
                "file `/blank` => ^^",
                "file `/missing` => ^^",
                "default `d` `v` => v",
                "default `d` `` => d",
                "default `d` 0 => d",
                "default `d` 0.0 => d",
                "default `d` false => d",
                "default `d` nil => d",
                "default 1 true => true",
                "default `d` .Labels.missing => d",
                "default `d` .Labels.a => 1",
                "default `d` .None => d",
                "default `d` .Tags => [v1 v2 latest]",
                "default `d` .Unset => d",
                "default `d` .NoLayer => d",
                "default `d` .Layer => {x 9}",
                "default `d` .Created => 2020-06-07 08:09:10 +0000 UTC",
                "env `UNSET` | default `fallback` => fallback",
                "default nil nil => <no value>",
                "join .Tags `,` => v1,v2,latest",
                "join .None `,` => ^^",
                "join nil `,` => ^^",
                "split `a,b,,c` `,` | len => 4",
                "split `a,b` `,` => [a b]",
                "split `` `,` | len => 1",
                "split `abé` `` => [a b é]",
                "split `a.b` `.` => [a b]",
                "join (split `a-b-c` `-`) `+` => a+b+c",
                "index (split \"gcr.io/x/y\" \"gcr.io/\") 1 => x/y",
                "lower `ÀBC` => àbc",
                "upper `àbß` => ÀBß",
                "trimSpace \" \\u00a0\\t x y \\n\\u2003\" => x y",
                "json `<a&b>\"\\` => ^\"<a&b>\\\"\\\\\"\n^",
                "json 42 => ^42\n^",
                "json 1.0 => ^1\n^",
                "json true => ^true\n^",
                "json nil => ^null\n^",
                "json .Labels.missing => ^null\n^",
                "json .Tags => ^[\"v1\",\"v2\",\"latest\"]\n^",
                "json .Labels => ^{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}\n^",
                "json .None => ^[]\n^",
                "json .Holes => ^[\"x\",null]\n^",
                "json .Unset => ^null\n^",
                "json .NoLayer => ^null\n^",
                "json .Layer => ^{\"name\":\"x\",\"size\":9}\n^",
                "json .Digest => ^\"sha256:0123456789abcdef\"\n^",
                "json .Created => ^\"2020-06-07T08:09:10Z\"\n^",
                "json .Created.Month => ^6\n^",
                "json .Bytes => ^\"aGk=\"\n^",
                "json time.Now.Unix => ^1795264496\n^",
                "jsonPretty .Tags => ^[\n  \"v1\",\n  \"v2\",\n  \"latest\"\n]\n^",
                "jsonPretty .None => ^[]\n^",
                "jsonPretty .Layer => ^{\n  \"name\": \"x\",\n  \"size\": 9\n}\n^",
                "jsonPretty `a{[,:]}\"` => ^\"a{[,:]}\\\"\"\n^",
                "printPretty .Tags => ^[\n  \"v1\",\n  \"v2\",\n  \"latest\"\n]\n^",
                "printPretty `x` => ^\"x\"\n^",
            })
    void computes(String expression, String expected) throws IOException {
        assertThat(expand("{{" + expression + "}}")).isEqualTo(expected);
    }

    @Test
    @DisplayName("regsync 5: the backup name of a published example has no zero padding")
    void backupNameOfTheSeed() throws IOException {
        TemplateObject ref = TemplateObject.struct("ref.Ref").field("Tag", "v1").build();
        TemplateObject data =
                TemplateObject.struct("main.data").field("Ref", ref).build();
        String example = "{{ $t := time.Now }}{{ printf \"bkup-%s-%d%d%d\" .Ref.Tag $t.Year $t.Month $t.Day }}";
        Clock september = Clock.fixed(Instant.parse("2021-09-04T00:00:00Z"), ZoneOffset.UTC);

        assertThat(expand(example, data)).isEqualTo("bkup-v1-20261121");
        assertThat(Template.parse(example, TemplateFixture.functions(september)).expand(data))
                .isEqualTo("bkup-v1-202194");
    }

    @Test
    @DisplayName("regsync 5: templates of published examples and of upstream's tests")
    void templatesOfTheSeeds() throws IOException {
        TemplateObject sync = TemplateObject.struct("main.ConfigSync")
                .field("Source", "gcr.io/example/repo")
                .build();
        TemplateObject data =
                TemplateObject.struct("main.data").field("Sync", sync).build();

        assertThat(expand("{{env \"HUB_USER\"}}:{{file \"/path\"}}", Optional.empty()))
                .isEqualTo("alice:secret");
        assertThat(expand("registry:5000/hub/{{ index (split .Sync.Source \"gcr.io/\") 1 }}", data))
                .isEqualTo("registry:5000/hub/example/repo");
        assertThatThrownBy(() -> expand("{{ .Sync.X }}", data))
                .hasMessage("template: out:1:8: executing \"out\" at <.Sync.X>:"
                        + " can't evaluate field X in type main.ConfigSync");
    }

    @Test
    @DisplayName("7.2: JSON of structs follows the tags of the fields")
    void jsonTags() throws IOException {
        TemplateObject object = TemplateObject.struct("demo.Tags")
                .field("Plain", 1)
                .field("Renamed", "renamed", 2)
                .field("Hidden", "-", 3)
                .field("EmptyText", "emptyText,omitempty", "")
                .field("EmptyList", "emptyList,omitempty", List.of())
                .field("EmptyMap", "emptyMap,omitempty", Map.of())
                .field("Zero", "zero,omitempty", 0)
                .field("False", "false,omitempty", false)
                .field("Nil", "nil,omitempty", Optional.empty())
                .field("NilKept", Optional.empty())
                .field("Struct", ",omitempty", TemplateFixture.layer("", 0))
                .lazy("Lazy", "lazy", () -> "computed")
                .method("Method", () -> "not printed")
                .build();

        assertThat(expand("{{json .}}", object))
                .isEqualTo("{\"Plain\":1,\"renamed\":2,\"NilKept\":null,\"Struct\":{\"size\":0},"
                        + "\"lazy\":\"computed\"}\n");
    }

    @Test
    @DisplayName("7.7: existing JSON keeps its keys, numbers and escapes")
    void existingJson() throws IOException {
        String body = "{\n   \"b\" : 1.50,\r\n\t\"a\":[ ],\"t\":\"\\u003c \\\" {}\",\"e\":{}}\n";
        TemplateObject object = TemplateObject.struct("*demo.Raw")
                .json(() -> new JsonText(body))
                .build();
        TemplateObject outer =
                TemplateObject.struct("demo.Outer").field("Raw", "raw", object).build();

        assertThat(expand("{{json .}}", object))
                .isEqualTo("{\"b\":1.50,\"a\":[],\"t\":\"\\u003c \\\" {}\",\"e\":{}}\n");
        assertThat(expand("{{jsonPretty .}}", object))
                .isEqualTo("{\n  \"b\": 1.50,\n  \"a\": [],\n  \"t\": \"\\u003c \\\" {}\",\n  \"e\": {}\n}\n");
        assertThat(expand("{{jsonPretty .}}", outer)).startsWith("{\n  \"raw\": {\n    \"b\": 1.50,\n");
    }

    @Test
    @DisplayName("7.7: an object without a JSON form prints nothing")
    void noJsonForm() throws IOException {
        TemplateObject head =
                TemplateObject.struct("*demo.Raw").json(() -> new JsonText("")).build();

        assertThat(expand("[{{json .}}{{jsonPretty .}}{{printPretty .}}]", head))
                .isEqualTo("[]");
        assertThat(expand("[{{json .}}]", Double.NaN)).isEqualTo("[]");
    }

    @Test
    @DisplayName("7.5: printPretty uses the pretty form of an object")
    void prettyForm() throws IOException {
        TemplateObject list = TemplateObject.struct("*tag.List")
                .field("Tags", "tags", List.of("a"))
                .pretty(() -> "a\nb\n")
                .build();

        assertThat(expand("{{printPretty .}}", list)).isEqualTo("a\nb\n");
        assertThat(expand("{{printPretty .Tags}}", list)).isEqualTo("[\n  \"a\"\n]\n");
    }

    @ParameterizedTest
    @DisplayName("7.2: numbers in JSON")
    @CsvSource({
        "0.5, 0.5",
        "100000000000000000000, 100000000000000000000",
        "1e21, 1e+21",
        "1e22, 1e+22",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "1.5e-10, 1.5e-10",
        "-2.5, -2.5",
        "0, 0",
        "-0.0, -0",
    })
    void jsonNumbers(double value, String expected) throws IOException {
        assertThat(expand("{{json .}}", value)).isEqualTo(expected + "\n");
    }

    @Test
    void jsonEscapesControlCharactersAndLineSeparators() throws IOException {
        assertThat(expand("{{json .}}", "\b\f\n\r\t\u0001\u2028\u2029/é\u007f<>&"))
                .isEqualTo("\"\\b\\f\\n\\r\\t\\u0001\\u2028\\u2029/é\u007f<>&\"\n");
    }

    @Test
    void valuesOfOtherTypesAreRefused() {
        assertThatThrownBy(() -> expand("{{.}}", new StringBuilder[0].getClass()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a template value");
    }
}
