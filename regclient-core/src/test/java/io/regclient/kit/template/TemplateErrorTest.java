// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import static io.regclient.kit.template.TemplateFixture.FUNCTIONS;
import static io.regclient.kit.template.TemplateFixture.expand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.value.TemplateFunction;
import io.regclient.kit.template.value.TemplateObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract regctl 7.3: the texts of template errors. */
class TemplateErrorTest {
    @ParameterizedTest
    @DisplayName("7.3: parse errors")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "{{ .Name => unclosed action",
                "{{ bogus }} => function \"bogus\" not defined",
                "{{ .Name } => unexpected \"}\" in operand",
                "{{}} => missing value for command",
                "{{ }} => missing value for command",
                "{{ $x }} => undefined variable \"$x\"",
                "{{ $x := }} => missing value for command",
                "{{ 1 $x := 2 }} => undefined variable \"$x\"",
                "{{ \"abc }} => unterminated quoted string",
                "{{ `abc }} => unterminated raw quoted string",
                "{{ 'a }} => unterminated character constant",
                "{{ 'ab' }} => malformed character constant: 'ab'",
                "{{ \"\\q\" }} => invalid syntax",
                "{{ /* x }} => unexpected \"/\" in command",
                "{{/* x }} => unclosed comment",
                "{{/* x */ }} => comment ends before closing delimiter",
                "{{ (.Name }} => unclosed left paren",
                "{{ .Name) }} => unexpected right paren",
                "{{ () }} => missing value for parenthesized pipeline",
                "{{ if }}{{end}} => missing value for if",
                "{{ if .X }} => unexpected EOF",
                "{{ if .X }}{{else}}{{else}}{{end}} => expected end; found {{else}}",
                "{{ end }} => unexpected {{end}}",
                "{{ else }} => unexpected {{else}}",
                "{{ break }} => {{break}} outside {{range}}",
                "{{ continue }} => {{continue}} outside {{range}}",
                "{{ range .X }}{{ break 1 }}{{ end }} => unexpected \"1\" in {{break}}",
                "{{ range $a, $b, $c := .X }}{{end}} => too many declarations in range",
                "{{ range $a, 1 := .X }}{{end}} => range can only initialize variables",
                "{{ $a, $b := .X }} => too many declarations in command",
                "{{ define \"x\" }} => unexpected EOF",
                "{{ define x }}{{end}} => unexpected \"x\" in define clause",
                "{{ if .X }}{{ define \"x\" }}{{end}}{{end}} => unexpected <define> in command",
                "{{ template }} => unexpected \"}}\" in template clause",
                "{{ template .X }} => unexpected \".X\" in template clause",
                "{{ .Name | 1 }} => non executable command in pipeline stage 2",
                "{{ .Name | .Greet | \"x\" }} => non executable command in pipeline stage 3",
                "{{ 1.Name }} => bad number syntax: \"1.N\"",
                "{{ \"x\".Name }} => unexpected . after term \"\\\"x\\\"\"",
                "{{ nil.Name }} => unexpected . after term \"nil\"",
                "{{ 1x }} => bad number syntax: \"1x\"",
                "{{ 99999999999999999999 }} => integer overflow: \"99999999999999999999\"",
                "{{ 1i }} => illegal number syntax: \"1i\"",
                "{{ .Name + 1 }} => illegal number syntax: \"+\"",
                "{{ .Name+1 }} => bad character U+002B '+'",
                "{{ a@b }} => bad character U+0040 '@'",
                "{{ : }} => expected :=",
                "{{ a, b }} => function \"a\" not defined",
                "{{ .Name, .Name }} => unexpected \",\" in operand",
                "{{ . . }}{{ § }} => unrecognized character in action: U+00A7 '§'",
                "{{ ..Name }} => unexpected . after term \".\"",
                "{{define \"a\"}}1{{end}}{{define \"a\"}}2{{end}} => template: multiple definition of template \"a\"",
            })
    void parseErrors(String template, String message) {
        RegistryException error =
                catchThrowableOfType(RegistryException.class, () -> Template.parse(template, FUNCTIONS));

        assertThat(error).hasMessage("template: out:1: " + message);
        assertThat(error.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
    }

    @ParameterizedTest
    @DisplayName("7.3: parse errors name the line")
    @CsvSource(
            delimiterString = "=>",
            value = {
                "line\\n\\n{{ bogus }} => out:3: function \"bogus\" not defined",
                "{{ .Name\\n\\n => out:3: unclosed action started at out:1",
                "{{ .Name\\n\\n @ }} => out:3: unexpected \"@\" in operand",
                "{{ if .Yes }}\\n{{ .Name }}\\n => out:3: unexpected EOF",
                "{{ `a\\nb` }}{{ \"x => out:2: unterminated quoted string",
            })
    void parseErrorsNameTheLine(String template, String message) {
        assertThatThrownBy(() -> Template.parse(template.replace("\\n", "\n"), FUNCTIONS))
                .hasMessage("template: " + message);
    }

    @ParameterizedTest
    @DisplayName("7.3: execution errors name line, column and expression")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "{{.Nope}} => 1:2 <.Nope>: can't evaluate field Nope in type *demo.Data",
                "{{ .Layer.X }} => 1:9 <.Layer.X>: can't evaluate field X in type demo.Layer",
                "ä {{ .Nope }} => 1:6 <.Nope>: can't evaluate field Nope in type *demo.Data",
                "{{.Name.X}} => 1:7 <.Name.X>: can't evaluate field X in type string",
                "{{.Size.X}} => 1:7 <.Size.X>: can't evaluate field X in type int",
                "{{.Tags.X}} => 1:7 <.Tags.X>: can't evaluate field X in type []string",
                "{{.Blobs.X}} => 1:8 <.Blobs.X>: can't evaluate field X in type []demo.Layer",
                "{{(index .Blobs 0).X}} => 1:16 <0>: can't evaluate field X in type demo.Layer",
                "{{$x := .Layer}}{{$x.X}} => 1:20 <$x.X>: can't evaluate field X in type demo.Layer",
                "{{time.Nope}} => 1:2 <time>: can't evaluate field Nope in type *template.TimeFuncs",
                "{{.NoLayer.Name}} => 1:10 <.NoLayer.Name>: nil pointer evaluating *demo.Layer.Name",
                "{{.Unset.Name}} => 1:8 <.Unset.Name>: nil pointer evaluating interface {}.Name",
                "{{.Mixed.nothing.x}} => 1:8 <.Mixed.nothing.x>: nil pointer evaluating interface {}.x",
                "{{.Name 1}} => 1:2 <.Name>: Name has arguments but cannot be invoked as function",
                "{{.Labels.a 1}} => 1:9 <.Labels.a>: a is not a method but has arguments",
                "{{1 | .Name}} => 1:6 <.Name>: Name has arguments but cannot be invoked as function",
                "{{nil}} => 1:2 <nil>: nil is not a command",
                "{{1 2}} => 1:2 <1>: can't give argument to non-function 1",
                "{{$.Name 2}} => 1:3 <$.Name>: Name has arguments but cannot be invoked as function",
                "{{$x := 1}}{{$x 2}} => 1:13 <$x>: can't give argument to non-function $x",
                "{{18446744073709551615}} => 1:2 <18446744073709551615>: 18446744073709551615 overflows int",
                "{{len}} => 1:2 <len>: wrong number of args for len: want 1 got 0",
                "{{len 1 2}} => 1:2 <len>: wrong number of args for len: want 1 got 2",
                "{{index}} => 1:2 <index>: wrong number of args for index: want at least 1 got 0",
                "{{.Greet}} => 1:2 <.Greet>: wrong number of args for Greet: want 1 got 0",
                "{{lower 1}} => 1:8 <1>: expected string; found 1",
                "{{lower .Size}} => 1:8 <.Size>: wrong type for value; expected string; got int",
                "{{lower .Digest}} => 1:8 <.Digest>: wrong type for value; expected string; got digest.Digest",
                "{{lower nil}} => 1:8 <nil>: cannot assign nil to string",
                "{{lower .Labels.x}} => 1:15 <.Labels.x>: invalid value; expected string",
                "{{.Size | lower}} => 1:10 <lower>: wrong type for value; expected string; got int",
                "{{.Count 1.5 1}} => 1:9 <1.5>: expected integer; found 1.5",
                "{{.Count true 1}} => 1:9 <true>: expected integer; found true",
                "{{join .Numbers \",\"}} => 1:7 <.Numbers>: wrong type for value; expected []string; got []int",
                "{{join \"x\" \",\"}} => 1:7 <\"x\">: can't handle \"x\" for arg of type []string",
                "{{index .Tags 9}} => 1:2 <index .Tags 9>: error calling index: index out of range: 9",
                "{{index .Tags 3}} => 1:2 <index .Tags 3>: error calling index: reflect: slice index out of range",
                "{{eq 1 1.0}} => 1:2 <eq 1 1.0>: error calling eq: incompatible types for comparison",
                "{{range .Name}}{{end}} => 1:8 <.Name>: range can't iterate over alpine",
                "{{range $i, $x := 3}}{{end}} => 1:18 <3>: can't use 3 to iterate over more than one variable",
                "{{template \"x\"}} => 1:11 <{{template \"x\"}}>: template \"x\" not defined",
                "{{template \"x\" .Name}} => 1:11 <{{template \"x\" .Name}}>: template \"x\" not defined",
                "{{.Adder}} => 1:2 <{{.Adder}}>: can't print {{.Adder}} of type func[INT]",
                "{{call .Name}} => 1:2 <call .Name>: error calling call: non-function .Name of type string",
                "{{call nil}} => 1:2 <call nil>: error calling call: call of nil",
                "{{call .Nothing 1}} => 1:2 <call .Nothing 1>: error calling call:"
                        + " wrong number of args for .Nothing: got 1 want 0",
                "{{call .Adder}} => 1:2 <call .Adder>: error calling call: wrong number of args for .Adder: got 0 want"
                        + " 1",
                "a\\nbc{{if .Yes}}\\n {{.X}}{{end}} => 3:3 <.X>: can't evaluate field X in type *demo.Data",
            })
    void executionErrors(String template, String message) {
        String where = message.substring(0, message.indexOf(' '));
        RegistryException error =
                catchThrowableOfType(RegistryException.class, () -> expand(template.replace("\\n", "\n")));

        assertThat(error)
                .hasMessage(
                        "template: out:" + where + ": executing \"out\" at " + message.substring(where.length() + 1));
        assertThat(error.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
    }

    @Test
    @DisplayName("7.3: output produced before an execution error stays")
    void outputBeforeAnErrorStays() throws IOException {
        StringBuilder out = new StringBuilder();
        Template template = Template.parse("{{.Name}} {{range .Tags}}{{.}}{{.Nope}}{{end}}", FUNCTIONS);

        assertThatThrownBy(() -> template.execute(TemplateFixture.data(), out))
                .hasMessage(
                        "template: out:1:32: executing \"out\" at <.Nope>: can't evaluate field Nope in type string");
        assertThat(out).hasToString("alpine v1");
    }

    @Test
    void errorsInsideANamedTemplateCarryItsName() {
        assertThatThrownBy(() -> expand("{{define \"x\"}}\n {{.Nope}}{{end}}{{template \"x\" .}}"))
                .hasMessage("template: out:2:3: executing \"x\" at <.Nope>:"
                        + " can't evaluate field Nope in type *demo.Data");
    }

    @Test
    void endlessRecursionIsAnError() {
        assertThatThrownBy(
                        () -> expand("{{define \"x\"}}{{if true}}{{range 2}}{{with 1}}{{template \"x\"}}{{end}}{{end}}"
                                + "{{end}}{{end}}{{template \"x\"}}"))
                .hasMessageContaining("exceeded maximum template depth (510)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{define \"a\"}}{{template \"a\"}}{{end}}{{template \"a\"}}",
                "{{define \"a\"}}{{range 2}}{{with 1}}{{template \"a\" printf \"%v\" .}}{{end}}{{end}}{{end}}{{template \"a\"}}"
            })
    @DisplayName("the limit comes long before the end of the programs' stack, which is 512 KiB")
    void endlessRecursionIsAnErrorOnASmallStack(String template) throws Exception {
        FutureTask<Throwable> failure = new FutureTask<>(() -> catchThrowable(() -> expand(template)));
        new Thread(null, failure, "small stack", 384 << 10).start();

        assertThat(failure.get())
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("exceeded maximum template depth (510)");
    }

    @Test
    @DisplayName("a stack that ends all the same is told where all of it is free again")
    void theEndOfTheStackIsAnError() throws Exception {
        FutureTask<Throwable> failure = new FutureTask<>(
                () -> catchThrowable(() -> expand("{{define \"a\"}}{{template \"a\"}}{{end}}{{template \"a\"}}")));
        new Thread(null, failure, "small stack", 1 << 17).start();

        assertThat(failure.get())
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("exceeded maximum template depth");
    }

    @Test
    @DisplayName("a loop cannot fill the memory")
    void endlessTextIsAnError() {
        assertThatThrownBy(() -> expand("{{range 3000}}{{range 3000}}text{{end}}{{end}}"))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED))
                .hasMessage("the template writes more than 1048576 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{$x := `text`}}{{range 64}}{{$x = printf `%s%s` $x $x}}{{end}}",
                "{{$x := `text`}}{{range 64}}{{$x = print $x $x}}{{end}}",
                "{{$x := `text`}}{{range 64}}{{$x = println $x $x}}{{end}}",
                "{{$x := `text`}}{{range 64}}{{$x = join (split `a,b` `,`) $x | printf `%s%s` $x}}{{end}}",
                "{{$x := `'`}}{{range 64}}{{$x = html $x $x}}{{end}}",
                "{{$x := `'`}}{{range 64}}{{$x = js $x}}{{end}}",
                "{{$x := `'`}}{{range 64}}{{$x = urlquery $x $x}}{{end}}",
                "{{$x := `'`}}{{range 64}}{{$x = json $x}}{{end}}",
                "{{$x := `'`}}{{range 64}}{{$x = printf `%q` $x}}{{end}}",
                "{{printf `%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d"
                        + "%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d`"
                        + " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17}}"
            })
    @DisplayName("a value that doubles, or is padded again and again, cannot fill the memory")
    void endlessValuesAreAnError(String template) {
        assertThatThrownBy(() -> expand(template))
                .hasMessageContaining("a value of the template makes more than 16777216 characters");
    }

    @Test
    @DisplayName("parts of a text take more memory than the text")
    void manyPartsAreAnError() {
        assertThatThrownBy(() -> expand("{{split (printf `%1000000d%1000000d` 1 2) ``}}"))
                .hasMessageContaining("a text to split has more than 1048576 characters");
    }

    @Test
    void deepNestingIsAnError() {
        assertThatThrownBy(() -> Template.parse("{{" + "(".repeat(100_000) + "}}", FUNCTIONS))
                .hasMessage("template: out:1: max expression depth exceeded");
        assertThatThrownBy(() -> Template.parse("{{if 1}}".repeat(100_000), FUNCTIONS))
                .hasMessage("template: out:1: max expression depth exceeded");
        assertThatThrownBy(() -> Template.parse("{{if 1}}" + "{{else if 1}}".repeat(100_000), FUNCTIONS))
                .hasMessage("template: out:1: max expression depth exceeded");
    }

    @Test
    void nestingWithinTheLimitWorks() throws IOException {
        String parens = "{{" + "(".repeat(250) + "1" + ")".repeat(250) + "}}";
        String bodies = "{{if 1}}".repeat(250) + "x" + "{{end}}".repeat(250);

        assertThat(expand(parens) + expand(bodies)).isEqualTo("1x");
    }

    @Test
    void aFailingFunctionKeepsItsCause() {
        RegistryException cause = RegistryException.of(ErrorKind.NOT_FOUND, "get manifest: not found");
        Functions functions = FUNCTIONS.with("fetch", TemplateFunction.of(a -> {
            throw cause;
        }));

        assertThatThrownBy(() -> Template.parse("{{fetch}}", functions).expand(""))
                .hasMessage("template: out:1:2: executing \"out\" at <fetch>:"
                        + " error calling fetch: get manifest: not found")
                .hasCause(cause);
    }

    @Test
    void aFailingFieldIsAnError() {
        TemplateObject data = TemplateObject.struct("demo.Lazy")
                .lazy("Body", () -> {
                    throw new IOException("connection reset");
                })
                .text(() -> {
                    throw new IOException("no text");
                })
                .build();

        assertThatThrownBy(() -> expand("{{.Body}}", data))
                .hasMessage("template: out:1:2: executing \"out\" at <.Body>: connection reset");
        assertThatThrownBy(() -> expand("{{.}}", data))
                .hasMessage("template: out:1:2: executing \"out\" at <{{.}}>: no text");
        assertThatThrownBy(() -> expand("{{print .}}", data))
                .hasMessage("template: out:1:2: executing \"out\" at <print .>: error calling print: no text");
    }

    @Test
    void anInterruptedFunctionIsCanceled() throws IOException {
        Functions functions = FUNCTIONS.with("wait", TemplateFunction.of(a -> {
            throw new InterruptedIOException("interrupted");
        }));
        Template template = Template.parse("{{wait}}", functions);

        RegistryException error = catchThrowableOfType(RegistryException.class, () -> template.expand(""));

        assertThat(error.kind()).isEqualTo(ErrorKind.CANCELED);
    }

    @Test
    void aLoopEndsWhenTheThreadIsInterrupted() throws IOException {
        Template template = Template.parse("{{range 1000000000000}}{{end}}", FUNCTIONS);
        Thread.currentThread().interrupt();

        RegistryException error = catchThrowableOfType(RegistryException.class, () -> template.expand(""));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(error.kind()).isEqualTo(ErrorKind.CANCELED);
    }

    @Test
    void failuresOfTheOutputPassThrough() throws IOException {
        IOException broken = new IOException("broken pipe");
        Template template = Template.parse("{{.}}", FUNCTIONS);
        Appendable pipe = new Appendable() {
            @Override
            public Appendable append(CharSequence text) throws IOException {
                throw broken;
            }

            @Override
            public Appendable append(CharSequence text, int start, int end) throws IOException {
                throw broken;
            }

            @Override
            public Appendable append(char c) throws IOException {
                throw broken;
            }
        };

        assertThatThrownBy(() -> template.execute(1, pipe)).isSameAs(broken);
    }
}
