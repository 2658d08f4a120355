// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import static io.regclient.kit.template.TemplateFixture.expand;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.template.value.Absent;
import io.regclient.kit.template.value.ParameterType;
import io.regclient.kit.template.value.TemplateFunction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract regctl 7.1: the language of text/template. */
class TemplateLanguageTest {
    @ParameterizedTest
    @DisplayName("7.1: text, trim markers and comments")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "plain text => plain text",
                "a\\n%d \"x\" => a\\n%d \"x\"",
                "a {{/* comment */}} b => a  b",
                "a {{- /* comment */ -}} b => ab",
                "a {{- .Name -}} b => aalpineb",
                "a {{- .Name}} b => aalpine b",
                "a {{.Name -}} b => a alpineb",
                "a {{- 3 }} => a3",
                "a {{-3 }} => a -3",
                "a {{3 -}} b => a 3b",
                "{{.Name}} => alpine",
                "{{ .Name }} => alpine",
                "{{`raw \\n`}} => raw \\n",
                "{{\"tab\\there\"}} => tab\there",
                "{{\"\\u00e9\\x41\\101\\\\\"}} => éAA\\",
                "{{\"\\xc3\\xa9\"}} => é",
                "{{ $x := 1 }} => ^^",
            })
    void textAndActions(String template, String expected) throws IOException {
        assertThat(expand(template)).isEqualTo(expected);
    }

    @Test
    void actionsMaySpanLines() throws IOException {
        assertThat(expand("{{\n  .Name\n}}\n{{- range .Tags }}\n- {{ . }}\n{{- end }}"))
                .isEqualTo("alpine\n- v1\n- v2\n- latest");
    }

    @ParameterizedTest
    @DisplayName("7.1: fields, methods, variables, pipelines and parentheses")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "{{.Layer.Name}} => x",
                "{{.Labels.b}} => 2",
                "{{.Labels.missing}} => <no value>",
                "{{.Labels.missing.deeper}} => <no value>",
                "{{.Mixed.number}} => 7",
                "{{.Mixed.nothing}} => <no value>",
                "{{.Unset}} => <nil>",
                "{{.NoLayer}} => <nil>",
                "{{.Greet \"you\"}} => hello you",
                "{{\"you\" | .Greet}} => hello you",
                "{{.Self.Greet .Name}} => hello alpine",
                "{{.Self.Self.Layer.Size}} => 9",
                "{{.Count 1 2}} => 3",
                "{{2 | .Count 1}} => 3",
                "{{(.Count 1 2)}} => 3",
                "{{.Count (.Count 1 2) (len .Tags)}} => 6",
                "{{(index .Blobs 1).Name}} => b",
                "{{( index .Blobs 1 ).Size}} => 2",
                "{{$x := .Layer}}{{$x.Name}} => x",
                "{{$x := 1}}{{$x = 2}}{{$x}} => 2",
                "{{$.Name}} => alpine",
                "{{with .Layer}}{{.Name}}{{$.Name}}{{end}} => xalpine",
                "{{.Name | printf \"%s-%s\" \"v\"}} => v-alpine",
                "{{.Name | upper | printf \"%q\"}} => \"ALPINE\"",
                "{{printf \"%d\" (len (printf \"%s\" .Name))}} => 6",
                "{{call .Adder 2}} => 3",
                "{{2 | call .Adder}} => 3",
                "{{time.Now.Year}} => 2026",
                "{{(time.Now).Year}} => 2026",
                "{{$t := time.Now}}{{$t.Day}} => 21",
                "{{true}} {{false}} => true false",
                "{{1}} {{-1}} {{+1}} {{0x1F}} {{0b11}} {{0o17}} {{017}} {{1_000}} => 1 -1 1 31 3 15 15 1000",
                "{{1.5}} {{.5}} {{1e3}} {{1e21}} {{0x1p4}} => 1.5 0.5 1000 1e+21 16",
                "{{'a'}} {{'\\n'}} {{'é'}} => 97 10 233",
                "{{.Yes}}{{.Size}}{{.Ratio}} => true421.5",
                "{{.}} => {alpine  42 0 1.5 true false [v1 v2 latest] [{a 1} {b 2}] [1 2 3 4 5] [] [x <nil>]"
                        + " map[a:1 b:2 c:3] map[nothing:<nil> number:7] <nil> <nil> {x 9} [104 105]"
                        + " 2020-06-07 08:09:10 +0000 UTC sha256:0123456789abcdef}",
            })
    void evaluates(String template, String expected) throws IOException {
        assertThat(expand(template)).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("7.1: if, with, range, break and continue")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "{{if .Yes}}a{{else}}b{{end}} => a",
                "{{if .No}}a{{else}}b{{end}} => b",
                "{{if .No}}a{{else if .Zero}}b{{else if .Size}}c{{else}}d{{end}} => c",
                "{{if .Empty}}a{{end}}. => .",
                "{{if .Unset}}a{{else}}b{{end}} => b",
                "{{if .NoLayer}}a{{else}}b{{end}} => b",
                "{{if .Layer}}a{{else}}b{{end}} => a",
                "{{if .None}}a{{else}}b{{end}} => b",
                "{{if .Labels.missing}}a{{else}}b{{end}} => b",
                "{{if 0.0}}a{{else}}b{{end}} => b",
                "{{if $x := .Size}}{{$x}}{{end}} => 42",
                "{{with .Layer}}{{.Size}}{{end}} => 9",
                "{{with .Empty}}a{{else}}{{.Name}}{{end}} => alpine",
                "{{with .Empty}}a{{else with .Layer}}{{.Name}}{{else}}c{{end}} => x",
                "{{with $x := .Layer}}{{$x.Name}}{{.Size}}{{end}} => x9",
                "{{range .Tags}}{{.}},{{end}} => v1,v2,latest,",
                "{{range $i, $t := .Tags}}{{$i}}={{$t}} {{end}} => ^0=v1 1=v2 2=latest ^",
                "{{range $t := .Tags}}{{$t}}{{.}} {{end}} => ^v1v1 v2v2 latestlatest ^",
                "{{range .None}}a{{else}}none of {{.Name}}{{end}} => none of alpine",
                "{{range .Unset}}a{{else}}b{{end}} => b",
                "{{range .Labels.missing}}a{{else}}b{{end}} => b",
                "{{range $k, $v := .Labels}}{{$k}}{{$v}} {{end}} => ^a1 b2 c3 ^",
                "{{range .Labels}}{{.}}{{end}} => 123",
                "{{range 3}}{{.}}{{end}} => 012",
                "{{range $i := 3}}{{$i}}{{end}} => 012",
                "{{range 0}}a{{else}}b{{end}} => b",
                "{{range .Size | printf \"%d\" | len}}{{.}}{{end}} => 01",
                "{{range .Numbers}}{{if eq . 3}}{{break}}{{end}}{{.}}{{end}} => 12",
                "{{range .Numbers}}{{if eq . 3}}{{continue}}{{end}}{{.}}{{end}} => 1245",
                "{{range .Tags}}{{range $.Numbers}}{{if gt . 2}}{{break}}{{end}}{{.}}{{end}};{{end}} => 12;12;12;",
                "{{range .Numbers}}{{with .}}{{if gt . 1}}{{break}}{{end}}{{.}}{{end}}{{end}} => 1",
                "{{$last := 0}}{{range .Numbers}}{{$last = .}}{{end}}{{$last}} => 5",
                "{{$i := 9}}{{$t := \"\"}}{{range $i, $t = .Tags}}{{end}}{{$i}}{{$t}} => 2latest",
                "{{$x := 1}}{{if .Yes}}{{$x := 2}}{{$x}}{{end}}{{$x}} => 21",
                "{{range .Blobs}}{{.Name}}{{.Size}} {{end}} => ^a1 b2 ^",
                "{{range .Bytes}}{{.}} {{end}} => ^104 105 ^",
                "{{range .Holes}}[{{.}}]{{end}} => [x][<no value>]",
            })
    void branchesAndLoops(String template, String expected) throws IOException {
        assertThat(expand(template)).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("7.1: define, template and block")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "{{define \"x\"}}[{{.}}]{{end}}{{template \"x\" .Name}} => [alpine]",
                "{{template \"x\" .Name}}{{define \"x\"}}[{{.}}]{{end}} => [alpine]",
                "{{define \"x\"}}[{{.}}]{{end}}{{template \"x\"}} => [<no value>]",
                "{{define `x`}}{{$.Name}}{{end}}{{template `x` .Layer}} => x",
                "{{block \"b\" .Layer}}{{.Name}}{{end}} => x",
                "{{block \"b\" .Layer}}{{.Name}}{{end}}{{template \"b\" .}} => xalpine",
                "{{define \"count\"}}{{.}}{{if lt . 3}}{{template \"count\" (len (printf \"%*s\" . \" "
                        + " \"))}}{{end}}{{end}}{{template \"count\" 3}} => 3",
                "{{define \"out\"}}inner{{end}} => inner",
                "{{define \"out\"}}inner{{end}}outer => ^^",
            })
    void namedTemplates(String template, String expected) throws IOException {
        if (expected.isEmpty()) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> expand(template))
                    .hasMessageContaining("multiple definition of template \"out\"");
            return;
        }
        assertThat(expand(template)).isEqualTo(expected);
    }

    @Test
    @DisplayName("regsync 5: without data everything prints <no value>")
    void withoutData() throws IOException {
        assertThat(expand("{{ . }} {{ .X.Y }} {{ $ }} {{ $.X }}", Optional.empty()))
                .isEqualTo("<no value> <no value> <no value> <no value>");
        assertThat(expand("{{ . }}", Absent.NIL)).isEqualTo("<no value>");
    }

    @Test
    void plainValuesCanBeTheData() throws IOException {
        assertThat(expand("{{.}}", "text")).isEqualTo("text");
        assertThat(expand("{{len .}}{{range .}}{{.}}{{end}}", List.of(1, 2))).isEqualTo("212");
        assertThat(expand("{{.a}}", Map.of("a", 1))).isEqualTo("1");
    }

    @Test
    void anEmptyTemplatePrintsNothing() throws IOException {
        assertThat(expand("")).isEmpty();
        assertThat(expand("{{/* only a comment */}}")).isEmpty();
    }

    @Test
    void aTemplateCanBeExecutedRepeatedly() throws IOException {
        Template template = Template.parse("{{$x := .}}{{$x}}", TemplateFixture.FUNCTIONS);

        assertThat(template.expand(1) + template.expand("b")).isEqualTo("1b");
    }

    @Test
    void functionsCanBeAddedAndHidden() throws IOException {
        Functions functions = TemplateFixture.FUNCTIONS
                .with("double", TemplateFunction.of(a -> 2 * (Long) a.getFirst(), ParameterType.INT))
                .with("len", TemplateFunction.of(a -> "hidden", ParameterType.ANY));

        assertThat(Template.parse("{{double 4}} {{len 1}}", functions).expand(""))
                .isEqualTo("8 hidden");
    }
}
