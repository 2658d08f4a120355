// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.Environment;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The grammar of command lines (contract regctl 1.2 to 2.4, regsync 1). */
class ProgramTest {
    private record Outcome(int code, String out, String err) {}

    private static CommandGroup tree() {
        return CommandGroup.of(
                "prog",
                "A program",
                () -> List.of(
                        CommandGroup.of(
                                "image",
                                "Work with images",
                                () -> List.of(CommandLeaf.of("copy", "Copy it", ProgramTest::echo)
                                        .withArguments("src dst")
                                        .withAliases("cp"))),
                        CommandLeaf.of("once", "Run once", ProgramTest::once),
                        CommandLeaf.of("fail", "Fail", flags -> i -> {
                            throw RegistryException.of(ErrorKind.NOT_FOUND, "first line\nsecond line\n");
                        }),
                        CommandLeaf.of("defect", "Break", flags -> i -> {
                            i.out().print("half");
                            throw new IllegalStateException("broken");
                        }),
                        CommandLeaf.of("code", "Exit", flags -> i -> 3),
                        CommandLeaf.of("log", "Log", flags -> ProgramTest::log)));
    }

    private static Command echo(FlagSet flags) {
        Flag<Boolean> fast = flags.bool("fast", "be fast");
        Flag<String> format = flags.text("format", "raw", "the format").shortName('f');
        Flag<List<String>> tags = flags.list("tag", "tags");
        Flag<Long> limit = flags.number("limit", "limit");
        return i -> {
            i.out()
                    .print(i.arguments() + " fast=" + fast.value() + " format=" + format.value() + format.isGiven()
                            + " tag=" + tags.value() + " limit=" + limit.value());
            return 0;
        };
    }

    private static Command once(FlagSet flags) {
        Flag<String> config =
                flags.text("config", "file").shortName('c').required().names(Arguments.Kind.FILE);
        Flag<Boolean> abort = flags.bool("abort-on-error", "stop");
        return i -> {
            i.out().print(config.value() + " " + abort.value());
            return 0;
        };
    }

    private static int log(Invocation invocation) {
        LoggerFactory.getLogger("test")
                .atInfo()
                .addKeyValue("source", "a b")
                .addKeyValue("count", 3)
                .log("Image \"x\" synced");
        invocation.out().print("done");
        return 0;
    }

    private static CommandGroup treeWithVersion() {
        return tree().with(CommandLeaf.of("version", "Tell it", flags -> i -> {
            i.out().print("1.2");
            return 0;
        }));
    }

    private static Outcome run(String... args) {
        return run(tree(), args);
    }

    private static Outcome run(CommandGroup tree, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Streams streams = new Streams(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                false,
                false);
        Program program = Program.configured(tree);
        int code = program.run(List.of(args), streams, Environment.of(Map.of(), Path.of("/"), Path.of("/")));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"image copy a b\ufffd", "image copy a --format=\ufffd b", "image copy a --tag \ufffdx b"})
    @DisplayName("regctl 1.2: a word whose bytes are no text is refused by its position, and not shown")
    void refusesWhatIsNoText(String line) {
        List<String> words = List.of(line.split(" "));
        int position = words.indexOf(words.stream()
                        .filter(word -> word.contains("\ufffd"))
                        .findFirst()
                        .orElseThrow())
                + 1;

        Outcome outcome = run(words.toArray(String[]::new));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith("argument " + position + " of the command line is no text in UTF-8")
                .doesNotContain("\ufffd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "--version image copy a b",
                "--version help",
                "-v debug --version",
                "--version --logopt json fail"
            })
    @DisplayName("--version alone or in front of a command prints what version prints")
    void versionAsAFlag(String line) {
        assertThat(run(treeWithVersion(), line.split(" "))).isEqualTo(new Outcome(0, "1.2", ""));
        assertThat(run(treeWithVersion(), "version")).isEqualTo(new Outcome(0, "1.2", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image copy a b --version|unknown flag: --version",
                "image copy --version a b|unknown flag: --version",
                "image --version|unknown flag: --version",
                "once -c X --version|unknown flag: --version",
                "version --version|unknown flag: --version",
                "--version --bogus|unknown flag: --bogus",
                "--logopt --version fail x|accepts 0 arguments, received 1"
            })
    @DisplayName("--version behind a command, or as the value of a flag, is not the program's")
    void versionOfACommandIsUnknown(String line, String message) {
        assertThat(run(treeWithVersion(), line.split(" "))).isEqualTo(new Outcome(1, "", message + "\n"));
    }

    @Test
    @DisplayName("--version is in the help of the program alone")
    void versionInHelp() {
        assertThat(run(treeWithVersion(), "--help").out()).contains("\n      --version   version of prog\n");
        assertThat(run(treeWithVersion(), "image", "--help").out()).doesNotContain("--version");
        assertThat(run(treeWithVersion(), "help", "--version").out()).contains("Usage:\n  prog version [flags]\n");
    }

    @ParameterizedTest
    @DisplayName("regctl 1.2: forms of flags")
    @CsvSource(
            delimiter = '|',
            value = {
                "image copy a b|[a, b] fast=false format=rawfalse tag=[] limit=0",
                "image cp --fast a b|[a, b] fast=true format=rawfalse tag=[] limit=0",
                "image copy --fast=false a --format x b|[a, b] fast=false format=xtrue tag=[] limit=0",
                "image copy --fast --fast=F a b|[a, b] fast=false format=rawfalse tag=[] limit=0",
                "image copy -fval a b|[a, b] fast=false format=valtrue tag=[] limit=0",
                "image copy -f=val a b|[a, b] fast=false format=valtrue tag=[] limit=0",
                "image copy a b --tag x,y --tag z|[a, b] fast=false format=rawfalse tag=[x,y, z] limit=0",
                "image copy --format --fast a b|[a, b] fast=false format=--fasttrue tag=[] limit=0",
                "image copy --format a --format b a b|[a, b] fast=false format=btrue tag=[] limit=0",
                "image copy --limit 0x10 a b|[a, b] fast=false format=rawfalse tag=[] limit=16",
                "image copy -- --fast -x|[--fast, -x] fast=false format=rawfalse tag=[] limit=0",
                "image --fast=true copy a b|[a, b] fast=true format=rawfalse tag=[] limit=0",
                "image copy - @x|[-, @x] fast=false format=rawfalse tag=[] limit=0"
            })
    void readsFlagsLikeTheGoTools(String line, String expected) {
        Outcome outcome = run(line.split(" "));
        assertThat(outcome).isEqualTo(new Outcome(0, expected, ""));
    }

    @ParameterizedTest
    @DisplayName("regsync 1: help of help is help, and flags without their command show the commands")
    @ValueSource(
            strings = {"help help", "help", "-c X", "--config=X", "--abort-on-error", "-c X -v debug", "image help help"
            })
    void showsTheCommands(String line) {
        Outcome outcome = run(line.split(" "));
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("Usage:\n  prog " + (line.startsWith("image") ? "image [" : "["));
    }

    @ParameterizedTest
    @DisplayName("regctl 1.2 to 1.5: messages of a wrong command line")
    @CsvSource(
            delimiter = '|',
            value = {
                "image copy a|accepts 2 arg(s), received 1",
                "image copy a b c|accepts 2 arg(s), received 3",
                "once x -c f|accepts 0 arguments, received 1",
                "once x|accepts 0 arguments, received 1, give the file with -c",
                "image copy --fast false a b|accepts 2 arg(s), received 3",
                "image copy --bogus a b|unknown flag: --bogus",
                "image copy --formatx=1 a b|unknown flag: --formatx (try: --format)",
                "image copy --forma x a b|unknown flag: --forma (try: --format)",
                "image copy -q a b|unknown shorthand flag: 'q' in -q",
                "image copy a b --format|flag needs an argument: --format",
                "image copy a b -f|flag needs an argument: 'f' in -f",
                "once|required flag(s) \"config\" not set",
                "bogus|unknown command \"bogus\" for \"prog\"",
                "image bogus|unknown command \"bogus\" for \"prog image\"",
                "help image bogus|unknown command \"bogus\" for \"prog image\"",
                "--version|unknown flag: --version"
            })
    void refusesAWrongCommandLine(String line, String message) {
        assertThat(run(line.split(" "))).isEqualTo(new Outcome(1, "", message + System.lineSeparator()));
    }

    @Test
    @DisplayName("regctl 1.2: a value of the wrong type names the flag")
    void namesTheFlagOfAWrongValue() {
        assertThat(run("image", "copy", "a", "b", "--limit", "many").err())
                .isEqualTo("invalid argument \"many\" for \"--limit\" flag: "
                        + "strconv.ParseInt: parsing \"many\": invalid syntax\n");
    }

    @ParameterizedTest
    @DisplayName("regsync 1: flags may stand before the command")
    @CsvSource(
            delimiter = '|',
            value = {
                "-c f once|f false",
                "once -cf|f false",
                "--config f once|f false",
                "--config=f once|f false",
                "--abort-on-error -c f once|f true",
                "-v debug -c f once|f false",
                "once -c a -c b|b false"
            })
    void findsTheCommandBehindFlags(String line, String expected) {
        assertThat(run(line.split(" "))).isEqualTo(new Outcome(0, expected, ""));
    }

    @ParameterizedTest
    @DisplayName(
            "regctl 1.5: help of an unknown command is no failure, says so on stderr, and shows the commands there")
    @ValueSource(strings = {"help bogus", "help bogus copy", "help -v debug bogus"})
    void tellsThatATopicIsUnknown(String line) {
        Outcome outcome = run(line.split(" "));

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith("Unknown help topic [")
                .contains("`bogus`", "]\nUsage:\n  prog [command]\n\nAvailable Commands:\n");
    }

    @Test
    @DisplayName("regctl 1.1, 1.6: help is a command of its own")
    void helpHasHelp() {
        assertThat(run().out()).contains("\n  help   help about any command\n");
        assertThat(run("help", "--help").out()).contains("Usage:\n  prog help [command...] [flags]\n");
    }

    @Test
    @DisplayName("regctl 1.5: a near miss gets suggestions")
    void suggestsNearCommands() {
        assertThat(run("imag").err())
                .isEqualTo("unknown command \"imag\" for \"prog\"\n\nDid you mean this?\n\timage\n\n");
        assertThat(run("image", "copi"))
                .isEqualTo(new Outcome(
                        1, "", "unknown command \"copi\" for \"prog image\"\n\nDid you mean this?\n\tcopy\n\n"));
    }

    @ParameterizedTest
    @DisplayName("regctl 1.5: a group without a command prints its help and succeeds")
    @CsvSource({"image", "help image", "image help", "image --help", "-h image"})
    void groupsPrintHelp(String line) {
        Outcome outcome = run(line.split(" "));
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("Work with images\n\nUsage:\n  prog image [command]\n")
                .contains("\nAvailable Commands:\n  copy Copy it\n");
    }

    @ParameterizedTest
    @DisplayName("regctl 1.6: help of a command goes to stdout")
    @CsvSource({"image copy --help", "help image copy", "image copy a -h"})
    void helpListsFlags(String line) {
        assertThat(run(line.split(" "))).isEqualTo(new Outcome(0, """
                Copy it

                Usage:
                  prog image copy src dst [flags]

                Aliases:
                  copy, cp

                Flags:
                      --fast              be fast
                  -f, --format string     the format (default "raw")
                  -h, --help              help for copy
                      --limit int         limit
                      --tag stringArray   tags

                Global Flags:
                      --logopt stringArray   Log options (json)
                      --no-cache             Neither use nor keep notes of which repositories hold which blobs
                  -v, --verbosity string     Log level (trace, debug, info, warn, error) (default "INFO")
                """, ""));
    }

    @Test
    @DisplayName("regctl 2.4: one line on stderr, exit code 1")
    void reportsAnErrorInOneLine() {
        assertThat(run("fail")).isEqualTo(new Outcome(1, "", "first line second line\n"));
    }

    @Test
    @DisplayName("regctl 2.2: text log line")
    void logsText() {
        Outcome outcome = run("log", "-v", "Info");
        assertThat(outcome.out()).isEqualTo("done");
        assertThat(outcome.err())
                .matches("time=\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) level=INFO "
                        + "msg=\"Image \\\\\"x\\\\\" synced\" source=\"a b\" count=3\n");
    }

    @Test
    @DisplayName("regctl 2.2: JSON log line")
    void logsJson() {
        assertThat(run("log", "--logopt", "json").err())
                .matches("\\{\"time\":\"[^\"]+\",\"level\":\"INFO\",\"msg\":\"Image \\\\\"x\\\\\" synced\","
                        + "\"source\":\"a b\",\"count\":3}\n");
    }

    @ParameterizedTest
    @DisplayName("regctl 2.1: verbosity words, offsets and mistakes")
    @CsvSource({"debug-4,true", "trace,true", "INFO,true", "info+2,false", "WARN,false", "TRACE,error", "warning,error"
    })
    void readsVerbosity(String word, String logged) {
        Outcome outcome = run("log", "-v", word);
        if (logged.equals("error")) {
            assertThat(outcome.code()).isOne();
            assertThat(outcome.err())
                    .startsWith(
                            "invalid argument \"" + word + "\" for \"-v, --verbosity\" flag: unable to parse verbosity "
                                    + word + ": slog: level string");
        } else {
            assertThat(outcome.err().isEmpty()).isEqualTo(!Boolean.parseBoolean(logged));
        }
    }

    @ParameterizedTest
    @DisplayName("regctl 1.4: flag syntax, then help, number of arguments, required flags, verbosity, command")
    @CsvSource(
            delimiter = '|',
            value = {
                "once x --bogus -h -v no|unknown flag: --bogus",
                "image copy a -v no|accepts 2 arg(s), received 1",
                "once x -v no|accepts 0 arguments, received 1",
                "once -v no|required flag(s) \"config\" not set",
                "fail -v no|invalid argument \"no\" for \"-v, --verbosity\" flag: unable to parse verbosity no: "
            })
    void checksInOrder(String line, String message) {
        Outcome outcome = run(line.split(" "));
        assertThat(outcome.code()).isOne();
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith(message);
    }

    @Test
    @DisplayName("regctl 1.4: help needs neither the right number of arguments nor a verbosity")
    void helpComesFirst() {
        Outcome outcome = run("once", "x", "-v", "no", "-h");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).startsWith("Run once\n\nUsage:\n  prog once [flags]\n");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    @DisplayName("regctl 2.3: the exit code is the command's")
    void returnsTheCodeOfTheCommand() {
        assertThat(run("code")).isEqualTo(new Outcome(3, "", ""));
    }

    @Test
    @DisplayName("a defect is one line, after what was already printed, with exit code 1")
    void reportsADefectInOneLine() {
        assertThat(run("defect")).isEqualTo(new Outcome(1, "half", "internal error: IllegalStateException: broken\n"));
    }
}
