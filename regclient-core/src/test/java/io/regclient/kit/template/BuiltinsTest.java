// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import static io.regclient.kit.template.TemplateFixture.expand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract regctl 7.1: Go's own functions. */
class BuiltinsTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                // logic
                "and true false => false",
                "and 1 2 => 2",
                "and 0 2 => 0",
                "and false 0 => false",
                "or 0 `x` => x",
                "or 0 `` => ^^",
                "or 1 (index .Tags 99) => 1",
                "and 0 (index .Tags 99) => 0",
                "or .Labels.x .Labels.y => <no value>",
                "1 | and 0 => 0",
                "1 | and 2 => 1",
                "not 0 => true",
                "not `x` => false",
                "not .Labels.missing => true",
                // comparison
                "eq 1 1 => true",
                "eq 1 2 3 1 => true",
                "eq 1 2 3 => false",
                "eq `a` `a` => true",
                "eq 1.5 1.5 => true",
                "eq true true => true",
                "eq .Digest `sha256:0123456789abcdef` => true",
                "eq .Created.Month 6 => true",
                "eq .Unset nil => true",
                "eq .NoLayer nil => true",
                "eq .Layer nil => false",
                "eq .Labels.missing `x` => false",
                "eq .Labels.missing nil => true",
                "eq .Labels nil => false",
                "ne 1 2 => true",
                "ne `a` `a` => false",
                "lt 1 2 => true",
                "lt `a` `b` => true",
                "lt 1.5 2.5 => true",
                "le 2 2 => true",
                "gt 2 1 => true",
                "gt `b` `a` => true",
                "ge 1 2 => false",
                "ge 2 2 => true",
                // elements
                "len .Tags => 3",
                "len .Labels => 3",
                "len `héllo` => 6",
                "len .Bytes => 2",
                "len .Digest => 23",
                "len .None => 0",
                "index .Tags 1 => v2",
                "index .Labels `b` => 2",
                "index .Labels `missing` => ^^",
                "index .Mixed `missing` => <no value>",
                "index .Mixed `number` => 7",
                "index .Holes 1 => <no value>",
                "index .Tags => [v1 v2 latest]",
                "index `abc` 1 => 98",
                "index .Bytes 0 => 104",
                "index (index .Blobs 0).Name 0 => 97",
                "slice .Tags 1 => [v2 latest]",
                "slice .Tags 1 2 => [v2]",
                "slice .Tags => [v1 v2 latest]",
                "slice .Tags 0 1 3 => [v1]",
                "slice .Tags 3 => []",
                "slice `abcdef` 1 3 => bc",
                "slice `abcdef` 2 => cdef",
                "slice `aéb` 1 3 => é",
                "slice .Digest 0 12 => sha256:01234",
                // escaping
                "html `<a href=\"x\">'&'</a>` => &lt;a href=&#34;x&#34;&gt;&#39;&amp;&#39;&lt;/a&gt;",
                "html 1 `<` => 1&lt;",
                "js `It'd \"be\" <nice>&=\\` => It\\'d \\\"be\\\" \\u003Cnice\\u003E\\u0026\\u003D\\\\",
                "js \"a\\n\\u2028é\" => a\\u000A\\u2028é",
                "urlquery `http://x.org/a b?c=é~` => http%3A%2F%2Fx.org%2Fa+b%3Fc%3D%C3%A9~",
                "urlquery 1 2 => 1+2",
            })
    void computes(String expression, String expected) throws IOException {
        assertThat(expand("{{" + expression + "}}")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "eq 1 => missing argument for comparison",
                "eq 1 `1` => incompatible types for comparison",
                "eq .Tags .Tags => non-comparable type []string, []string",
                "eq .Tags .Labels => non-comparable type []string, map[string]string",
                "eq .Layer .Created => non-comparable types demo.Layer, time.Time",
                "lt true false => invalid type for comparison",
                "lt .Tags .Tags => invalid type for comparison",
                "lt 1 1.5 => incompatible types for comparison",
                "lt 1 nil => invalid type for comparison",
                "len 3 => len of type int",
                "len nil => len of untyped nil",
                "len .NoLayer => len of nil pointer",
                "len .Layer => len of type demo.Layer",
                "index nil 1 => index of untyped nil",
                "index .NoLayer 1 => index of nil pointer",
                "index .Size 1 => can't index item of type int",
                "index .Tags `x` => cannot index slice/array with type string",
                "index .Tags nil => cannot index slice/array with nil",
                "index .Tags -1 => index out of range: -1",
                "index .Tags 4 => index out of range: 4",
                "index .Tags 3 => reflect: slice index out of range",
                "index `abc` 3 => reflect: string index out of range",
                "index .Labels 1 => value has type int; should be string",
                "index .Labels nil => value is nil; should be of type string",
                "slice nil => slice of untyped nil",
                "slice .Tags 4 => index out of range: 4",
                "slice .Tags 2 1 => invalid slice index: 2 > 1",
                "slice .Tags 0 2 1 => invalid slice index: 2 > 1",
                "slice `abc` 0 1 2 => cannot 3-index slice a string",
                "slice .Tags 0 1 2 3 => too many slice indexes: 4",
                "slice .Size => can't slice item of type int",
            })
    void fails(String expression, String message) {
        String function = expression.substring(0, expression.indexOf(' '));

        assertThatThrownBy(() -> expand("{{" + expression + "}}"))
                .hasMessage("template: out:1:2: executing \"out\" at <" + expression + ">: error calling " + function
                        + ": " + message);
    }

    @Test
    void mapsWithNumbersAsKeys() throws IOException {
        Map<Integer, String> ports = Map.of(443, "https", 80, "http", 8080, "alt");

        assertThat(expand("{{range $k, $v := .}}{{$k}}={{$v}} {{end}}{{index . 443}}", ports))
                .isEqualTo("80=http 443=https 8080=alt https");
    }

    @Test
    void mapKeysSortByTheirBytes() throws IOException {
        Map<String, Integer> map = Map.of("b", 1, "B", 2, "é", 3, "\ud83d\ude00", 4, "\uffe6", 5);

        assertThat(expand("{{range .}}{{.}}{{end}}", map)).isEqualTo("21354");
    }
}
