// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import static io.regclient.kit.template.TemplateFixture.expand;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.template.value.TemplateObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract regctl 7.4 and regsync 5: how Go prints and formats values. */
class PrintingTest {
    @ParameterizedTest
    @DisplayName("regsync 5: printf verbs, flags, width and precision")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "printf `%s` .Name => alpine",
                "printf `%10s|%-10s|` .Name .Name => ^    alpine|alpine    |^",
                "printf `%.3s|%5.2s|` .Name .Name => alp|   al|",
                "printf `%03s` `x` => 00x",
                "printf `%q %+q %#q` `a\"é` `a\"é` `a\"é` => \"a\\\"é\" \"a\\\"\\u00e9\" `a\"é`",
                "printf `%q` \"\\t\\x00\\u200b\" => \"\\t\\x00\\u200b\"",
                "printf `%x %X % x %#x` `hi` `hi` `hi` `hi` => 6869 6869 68 69 0x6869",
                "printf `% #x` `hi` => 0x68 0x69",
                "printf `%.1x` `hi` => 68",
                "printf `%v %d` 42 42 => 42 42",
                "printf `%5d|%-5d|%05d|%+d|% d` 42 42 42 42 42 => ^   42|42   |00042|+42| 42^",
                "printf `%05d|%-05d|%+05d` -42 -42 42 => -0042|-42  |+0042",
                "printf `%.4d|%6.4d|%06.4d` 42 42 42 => 0042|  0042|  0042",
                "printf `%.0d|` 0 => |",
                "printf `%02d` 4 => 04",
                "printf `%b %o %O %x %X %#x %#o %#b` 10 10 10 255 255 255 8 5 => 1010 12 0o12 ff FF 0xff 010 0b101",
                "printf `%x %#x` -255 -255 => -ff -0xff",
                "printf `%d` -9223372036854775808 => -9223372036854775808",
                "printf `%c%c %q %U %#U` 72 0x4E16 65 8364 8364 => H世 'A' U+20AC U+20AC '€'",
                "printf `%t %t` true false => true false",
                "printf `%5t|%-6t|` true false => ^ true|false |^",
                "printf `%v` true => true",
                "printf `%f %.2f %8.3f %-8.1f| %08.3f %+.1f` 1.5 1.005 3.14159 2.25 -3.14159 2.0"
                        + " => 1.500000 1.00    3.142 2.2     | -003.142 +2.0",
                "printf `%.0f %.0f %.0f` 0.5 1.5 2.5 => 0 2 2",
                "printf `%e %.2e %E %e` 123456.789 0.00012 1e10 0.0"
                        + " => 1.234568e+05 1.20e-04 1.000000E+10 0.000000e+00",
                "printf `%g %g %g %g %g` 100000.0 1000000.0 0.0001 0.00001 123456789.0"
                        + " => 100000 1e+06 0.0001 1e-05 1.23456789e+08",
                "printf `%.3g %.3g %.10g %G` 1234.5678 100.0 100.0 1e-7 => 1.23e+03 100 100 1E-07",
                "printf `%v %v %v` 1.0 0.1 1e100 => 1 0.1 1e+100",
                "printf `%6.2f%%` 99.5 => ^ 99.50%^",
                "printf `%T %T %T %T %T %T` 1 1.5 `x` true .Tags .Labels => int float64 string bool []string"
                        + " map[string]string",
                "printf `%T %T %T %T %T` .Layer . .Digest .Created nil"
                        + " => demo.Layer *demo.Data digest.Digest time.Time <nil>",
                "printf `%v %s %d` .Tags .Tags .Numbers => [v1 v2 latest] [v1 v2 latest] [1 2 3 4 5]",
                "printf `%q %02d %x` .Tags .Numbers .Tags => [\"v1\" \"v2\" \"latest\"] [01 02 03 04 05] [7631 7632"
                        + " 6c6174657374]",
                "printf `%v %s` .Labels .Labels => map[a:1 b:2 c:3] map[a:1 b:2 c:3]",
                "printf `%v %+v %#v` .Layer .Layer .Layer => {x 9} {Name:x Size:9} demo.Layer{Name:\"x\", Size:9}",
                "printf `%v` .Blobs => [{a 1} {b 2}]",
                "printf `%#v %#v %#v %#v` .Tags .Labels 1 `x` => []string{\"v1\", \"v2\", \"latest\"}"
                        + " map[string]string{\"a\":\"1\", \"b\":\"2\", \"c\":\"3\"} 1 \"x\"",
                "printf `%s %v %q %x` .Digest .Digest .Digest .Digest => sha256:0123456789abcdef"
                        + " sha256:0123456789abcdef \"sha256:0123456789abcdef\""
                        + " 7368613235363a30313233343536373839616263646566",
                "printf `%s %v %x %d` .Bytes .Bytes .Bytes .Bytes => hi [104 105] 6869 [104 105]",
                "printf `%s` .Created => 2020-06-07 08:09:10 +0000 UTC",
                "printf `%s %v %d %02d %q` .Created.Month .Created.Month .Created.Month .Created.Month .Created.Month"
                        + " => June June 6 06 \"June\"",
                "printf `%s %d` .Created.Weekday .Created.Weekday => Sunday 0",
                "printf `%v` .NoLayer => <nil>",
                "printf `%v` nil => <nil>",
                "printf `%8v|%-8v|` nil `x` => ^   <nil>|x       |^",
                "printf `%*d|%-*d|%.*f` 5 42 5 42 2 1.0 => ^   42|42   |1.00^",
                "printf `%[2]d %[1]d` 1 2 => 2 1",
                "printf `%[1]d %[1]x %d` 10 11 => 10 a 11",
                "printf `%6[2]d|` 1 22 => ^    22|^",
                "printf `100%%` => 100%",
                "printf `` => ^^",
            })
    void formats(String expression, String expected) throws IOException {
        assertThat(expand("{{" + expression + "}}")).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("regsync 5: mismatches show up in the text instead of failing")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "printf `%d` `x` => %!d(string=x)",
                "printf `%5d` `x` => %!d(string=    x)",
                "printf `%s` 1 => %!s(int=1)",
                "printf `%s` true => %!s(bool=true)",
                "printf `%t` 1 => %!t(int=1)",
                "printf `%d` 1.5 => %!d(float64=1.5)",
                "printf `%y` 1 => %!y(int=1)",
                "printf `%s` nil => %!s(<nil>)",
                "printf `%d` .Tags => [%!d(string=v1) %!d(string=v2) %!d(string=latest)]",
                "printf `%d` .Layer => {%!d(string=x) 9}",
                "printf `%d` .Digest => %!d(digest.Digest=sha256:0123456789abcdef)",
                "printf `%t` .Created.Month => %!t(time.Month=6)",
                "printf `%s` .NoLayer => %!s(*demo.Layer=<nil>)",
                "printf `%p` 1 => %!p(int=1)",
                "printf `%s` => %!s(MISSING)",
                "printf `%s %s` 1 => %!s(int=1) %!s(MISSING)",
                "printf `x` 1 => x%!(EXTRA int=1)",
                "printf `%s` `a` 2 nil true => a%!(EXTRA int=2, <nil>, bool=true)",
                "printf `100%` => 100%!(NOVERB)",
                "printf `%5` => %!(NOVERB)",
                "printf `%999999999d` 1 => %!(NOVERB)%!(EXTRA int=1)",
                "printf `%.1000001f` 1.5 => %!(NOVERB)%!(EXTRA float64=1.5)",
                "printf `%[99999999]d` 1 => %!d(BADINDEX)",
                "printf `%!` => %!!(MISSING)",
                "printf `%[3]d` 1 => %!d(BADINDEX)",
                "printf `%[x]d` 1 => %!d(BADINDEX)",
                "printf `%[0]d` 1 => %!d(BADINDEX)",
                "printf `%[1` 1 => %!(NOVERB)",
                "printf `%*d` `x` 1 => %!(BADWIDTH)1",
                "printf `%.*d` -1 1 => %!(BADPREC)1",
                "printf `%[2]*d` 1 5 => %!d(MISSING)",
                "printf `%[2]*[1]d|%[3]d` 2 5 => ^    2|%!d(BADINDEX)^",
            })
    void reportsMismatches(String expression, String expected) throws IOException {
        assertThat(expand("{{" + expression + "}}")).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("7.1: print puts blanks between operands when neither is a text, println always")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "print 1 2 => 1 2",
                "print `a` `b` => ab",
                "print `a` 1 => a1",
                "print 1 `a` 2 => 1a2",
                "print 1 true .Layer => 1 true {x 9}",
                "print 1 .Digest 2 => 1sha256:0123456789abcdef2",
                "print => ^^",
                "print nil => <nil>",
                "print .Labels.missing => <nil>",
                "print .Unset => <nil>",
                "print .Digest.Encoded => 0123456789abcdef",
                "println `a` 1 => ^a 1\n^",
                "println => ^\n^",
                "println .Digest => ^sha256:0123456789abcdef\n^",
            })
    void prints(String expression, String expected) throws IOException {
        assertThat(expand("{{" + expression + "}}")).isEqualTo(expected);
    }

    @Test
    @DisplayName("7.4: an action shows what a pointer points to, print shows the pointer")
    void pointers() throws IOException {
        TemplateObject pointer =
                TemplateObject.struct("*demo.P").field("A", 1).field("B", "x").build();

        assertThat(expand("{{.}} {{print .}} {{printf `%+v %#v` . .}}", pointer))
                .isEqualTo("{1 x} &{1 x} &{A:1 B:x} &demo.P{A:1, B:\"x\"}");
    }

    @Test
    @DisplayName("7.4: an object with a text prints it, also inside of lists and structs")
    void texts() throws IOException {
        TemplateObject platform = TemplateObject.struct("platform.Platform")
                .field("OS", "linux")
                .text(() -> "linux/amd64")
                .build();
        TemplateObject outer =
                TemplateObject.struct("demo.Outer").field("Platform", platform).build();

        assertThat(expand("{{.}} {{.String}} {{.OS}} {{printf `%q` .}}", platform))
                .isEqualTo("linux/amd64 linux/amd64 linux \"linux/amd64\"");
        assertThat(expand("{{.}}", List.of(platform, platform))).isEqualTo("[linux/amd64 linux/amd64]");
        assertThat(expand("{{.}}", outer)).isEqualTo("{linux/amd64}");
    }

    @Test
    @DisplayName("7.4: the TLS setting prints as its number and has a text in JSON")
    void namedNumbers() throws IOException {
        TemplateObject tls =
                TemplateObject.named("config.TLSConf", 3).json(() -> "disabled").build();

        assertThat(expand("{{.}} {{json .}}{{if eq . 3}}eq{{end}} {{printf `%v %d %s` . . .}}", tls))
                .isEqualTo("3 \"disabled\"\neq 3 3 %!s(config.TLSConf=3)");
    }

    @ParameterizedTest
    @DisplayName("regsync 5: durations")
    @CsvSource(
            delimiterString = "=>",
            value = {
                "PT1H30M => 1h30m0s",
                "PT0S => 0s",
                "PT1M => 1m0s",
                "PT0.25S => 250ms",
                "PT0.0000015S => 1.5µs",
                "PT0.000000015S => 15ns",
                "PT-1.5S => -1.5s",
                "PT25H0M0.5S => 25h0m0.5s",
                "PT10000000H => 2562047h47m16.854775807s",
            })
    void durations(String iso, String expected) throws IOException {
        java.time.Duration span = java.time.Duration.parse(iso);

        assertThat(expand("{{.}}|{{.String}}|{{printf `%s %v` . .}}", span))
                .isEqualTo(expected + "|" + expected + "|" + expected + " " + expected);
        assertThat(expand("{{printf `%d` .}}", java.time.Duration.ofMillis(3))).isEqualTo("3000000");
    }

    @Test
    void infinityAndNaNArePaddedWithBlanks() throws IOException {
        assertThat(expand("{{printf `%v %05v|%5.1f|%+v %v` . . . . .}}", Double.POSITIVE_INFINITY))
                .isEqualTo("+Inf  +Inf| +Inf|+Inf +Inf");
        assertThat(expand("{{printf `%v %f %+f` . . .}}", Double.NaN)).isEqualTo("NaN NaN +NaN");
        assertThat(expand("{{.}} {{printf `%.1f` .}}", -0.0)).isEqualTo("-0 -0.0");
    }
}
