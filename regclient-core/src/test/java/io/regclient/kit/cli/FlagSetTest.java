// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kinds of flags and how they are set (contract regctl 1.2). */
class FlagSetTest {
    private enum Level {
        LOW,
        VERY_HIGH
    }

    private final FlagSet flags = new FlagSet();

    private List<String> parse(String... args) throws CommandLineException {
        return ArgumentParser.parse(flags, new FlagSet(), List.of(args));
    }

    @Test
    @DisplayName("flags are applied in the order of the command line")
    void appliesFlagsInOrder() throws Exception {
        List<String> seen = new ArrayList<>();
        Flag<List<String>> a = flags.each("a", "string", "a", text -> "a" + text, seen::add);
        Flag<List<String>> b =
                flags.each("b", "string", "b", text -> "b" + text, seen::add).shortName('b');

        List<String> positional = parse("--b", "1", "x", "--a=2", "-b3");

        assertThat(seen).containsExactly("b1", "a2", "b3");
        assertThat(a.value()).containsExactly("a2");
        assertThat(b.value()).containsExactly("b1", "b3");
        assertThat(positional).containsExactly("x");
    }

    @Test
    @DisplayName("regctl 11.7: a value that an ordered flag cannot read names the flag")
    void namesAnOrderedFlag() {
        flags.each(
                "time",
                "string",
                "time",
                text -> {
                    throw RegistryException.of(ErrorKind.INVALID_INPUT, "unknown time option: " + text);
                },
                value -> {});

        assertThatThrownBy(() -> parse("--time", "foo"))
                .isInstanceOf(CommandLineException.class)
                .hasMessage("invalid argument \"foo\" for \"--time\" flag: unknown time option: foo");
    }

    @Test
    void keepsItsDefaultWhenNotGiven() throws Exception {
        Flag<String> text = flags.text("text", "default", "text");

        parse();

        assertThat(text.value()).isEqualTo("default");
        assertThat(text.isGiven()).isFalse();
    }

    @Test
    @DisplayName("regctl 1.2: an empty value is a value, and the last one wins")
    void takesTheLastValue() throws Exception {
        Flag<String> text = flags.text("text", "default", "text");

        parse("--text", "x", "--text=");

        assertThat(text.value()).isEmpty();
        assertThat(text.isGiven()).isTrue();
    }

    @ParameterizedTest
    @DisplayName("regctl 1.2: forms of booleans")
    @CsvSource({
        "--on,true",
        "--on=1,true",
        "--on=T,true",
        "--on=TRUE,true",
        "--on=0,false",
        "--on=f,false",
        "--on=False,false"
    })
    void readsBooleans(String word, boolean expected) throws Exception {
        Flag<Boolean> on = flags.bool("on", "on");

        assertThat(parse(word, "false")).containsExactly("false");

        assertThat(on.value()).isEqualTo(expected);
    }

    @Test
    @DisplayName("a value may be left out, and the next word is never taken for it")
    void readsOptionalValues() throws Exception {
        Flag<String> color = flags.optional("color", "auto", "color");

        assertThat(parse("--color", "never")).containsExactly("never");
        assertThat(color.value()).isEqualTo("auto");

        parse("--color=never");
        assertThat(color.value()).isEqualTo("never");
        assertThat(color.label()).isEqualTo("    --color string[=\"auto\"]");
    }

    @ParameterizedTest
    @DisplayName("regctl 1.2: whole numbers with base detection")
    @CsvSource({"12,12", "-1,-1", "0x10,16", "017,15", "0o17,15", "0b101,5", "0x_1f,31", "1_000,1000", "0,0"})
    void readsNumbers(String text, long expected) throws Exception {
        Flag<Long> number = flags.number("number", "number");

        parse("--number", text);

        assertThat(number.value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("sizes are bytes, or have a unit")
    @CsvSource({
        "1024,1024",
        "-1,-1",
        "0x10,16",
        "10kB,10000",
        "10KiB,10240",
        "1.5MiB,1572864",
        "2 GB,2000000000",
        "1tib,1099511627776"
    })
    void readsSizes(String text, long expected) throws Exception {
        Flag<Long> size = flags.size("size", "size");

        parse("--size", text);

        assertThat(size.value()).isEqualTo(expected);
    }

    @Test
    void readsDurationsDecimalsAndCounts() throws Exception {
        Flag<Duration> wait = flags.duration("wait", "wait");
        Flag<Double> rate = flags.decimal("rate", "rate");
        Flag<Integer> count = flags.count("count", "count");

        parse("--wait", "1h15m", "--rate", "2.5", "--count", "7");

        assertThat(wait.value()).isEqualTo(Duration.ofMinutes(75));
        assertThat(rate.value()).isEqualTo(2.5);
        assertThat(count.value()).isEqualTo(7);
    }

    @Test
    @DisplayName("regctl 6: platforms; an empty text is none")
    void readsPlatforms() throws Exception {
        Flag<Optional<Platform>> platform = flags.platform("platform", "platform");

        parse("--platform", "linux/arm64");
        assertThat(platform.value()).contains(Platform.of("linux", "arm64", ""));

        parse("--platform", "");
        assertThat(platform.value()).isEmpty();
    }

    @Test
    void readsWordsOfAnEnumeration() throws Exception {
        Flag<Level> level = flags.choice("level", Level.LOW, "level");
        assertThat(level.usageWithDefault()).isEqualTo("level (default \"low\")");

        parse("--level", "Very-High");

        assertThat(level.value()).isEqualTo(Level.VERY_HIGH);
    }

    @ParameterizedTest
    @DisplayName("a wrong value of any kind names the flag")
    @CsvSource(
            delimiter = '|',
            value = {
                "--on=maybe|\"maybe\" for \"--on\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax",
                "--number=x|\"x\" for \"-n, --number\" flag: strconv.ParseInt: parsing \"x\": invalid syntax",
                "-nx|\"x\" for \"-n, --number\" flag: strconv.ParseInt: parsing \"x\": invalid syntax",
                "--count=-1|\"-1\" for \"--count\" flag: -1 is out of range, give a number from 0 to 2147483647",
                "--rate=x|\"x\" for \"--rate\" flag: strconv.ParseFloat: parsing \"x\": invalid syntax",
                "--number=#10|\"#10\" for \"-n, --number\" flag: strconv.ParseInt: parsing \"#10\": invalid syntax",
                "--number=_1|\"_1\" for \"-n, --number\" flag: strconv.ParseInt: parsing \"_1\": invalid syntax",
                "--number=1__0|\"1__0\" for \"-n, --number\" flag: strconv.ParseInt: parsing \"1__0\": invalid syntax",
                "--number=09|\"09\" for \"-n, --number\" flag: strconv.ParseInt: parsing \"09\": invalid syntax",
                "--number=9223372036854775808|\"9223372036854775808\" for \"-n, --number\" flag:"
                        + " strconv.ParseInt: parsing \"9223372036854775808\": value out of range",
                "--rate=NaN|\"NaN\" for \"--rate\" flag: strconv.ParseFloat: parsing \"NaN\": invalid syntax",
                "--rate=5d|\"5d\" for \"--rate\" flag: strconv.ParseFloat: parsing \"5d\": invalid syntax",
                "--rate=1e400|\"1e400\" for \"--rate\" flag: strconv.ParseFloat: parsing \"1e400\": value out of range",
                "--size=10QB|\"10QB\" for \"--size\" flag: strconv.ParseInt: parsing \"10QB\": invalid syntax",
                "--size=0.3kib|\"0.3kib\" for \"--size\" flag: not a whole number of bytes below 8 EiB",
                "--wait=60|\"60\" for \"--wait\" flag: time: missing unit in duration \"60\"",
                "--level=medium|\"medium\" for \"--level\" flag: must be one of low, very-high"
            })
    void namesTheFlag(String word, String message) {
        flags.bool("on", "on");
        flags.number("number", "number").shortName('n');
        flags.count("count", "count");
        flags.decimal("rate", "rate");
        flags.size("size", "size");
        flags.duration("wait", "wait");
        flags.choice("level", Level.LOW, "level");

        assertThatThrownBy(() -> parse(word)).hasMessage("invalid argument " + message);
    }

    @Test
    void namesTheFlagOfAWrongPlatform() {
        flags.platform("platform", "platform").shortName('p');

        assertThatThrownBy(() -> parse("-p", "linux/"))
                .hasMessageStartingWith("invalid argument \"linux/\" for \"-p, --platform\" flag: ");
    }

    @ParameterizedTest
    @DisplayName("defaults that mean nothing are not shown")
    @ValueSource(strings = {"text", "number", "bool", "list", "platform"})
    void showsNoEmptyDefault(String kind) {
        Flag<?> flag = switch (kind) {
            case "text" -> flags.text("f", "usage");
            case "number" -> flags.number("f", "usage");
            case "bool" -> flags.bool("f", "usage");
            case "list" -> flags.list("f", "usage");
            default -> flags.platform("f", "usage");
        };

        assertThat(flag.usageWithDefault()).isEqualTo("usage");
    }

    @Test
    void aDefaultMayBeShownThatIsNotTheValue() {
        assertThat(flags.platform("platform", "usage").showsDefault("local").usageWithDefault())
                .isEqualTo("usage (default \"local\")");
        assertThat(flags.bool("digest", "usage").showsDefault("true").usageWithDefault())
                .isEqualTo("usage (default true)");
    }
}
