// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line of regsync 1 and the config command of regsync 15. */
class RegsyncTest {
    @TempDir
    private Path directory = Path.of("");

    private CliResult run(String... args) {
        return ProgramRunner.of(Regsync.PROGRAM, directory).run(args);
    }

    @ParameterizedTest
    @DisplayName("regsync 1: no arguments, -h, --help and help print the usage on stdout")
    @ValueSource(strings = {"", "-h", "--help", "help"})
    void printsUsage(String line) {
        run(line.isEmpty() ? new String[0] : line.split(" "))
                .check()
                .succeeds()
                .errIsEmpty()
                .outContains("Usage:\n  regsync [command]\n", "check ", "config ", "once ", "server ", "version ");
    }

    @ParameterizedTest
    @DisplayName("regsync 1: the config flag may stand anywhere")
    @ValueSource(
            strings = {
                "-c a.yml once",
                "once -c a.yml",
                "once -ca.yml",
                "once -c=a.yml",
                "once --config=a.yml",
                "-c none.yml once -c a.yml",
                "--abort-on-error once -c a.yml",
                "once --missing=false -c a.yml",
                "--missing -c a.yml once",
                "check -c a.yml",
                "-v error -c a.yml check --abort-on-error"
            })
    void findsTheConfigFlag(String line) throws Exception {
        Files.writeString(directory.resolve("a.yml"), "version: 1\n");
        run(line.split(" ")).check().succeeds().out("").errIsEmpty();
    }

    @Test
    @DisplayName("regsync 2: a configuration that is a named pipe is an error of one line, and nobody waits for it")
    void opensNoPipe() throws Exception {
        Path pipe = directory.resolve("a.yml");
        ExternalProgram.run(List.of("mkfifo", pipe.toString())).requireSuccess();

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> run("once", "-c", "a.yml"))
                .check()
                .exits(1)
                .err("open a.yml: not a file but a named pipe\n");
    }

    @ParameterizedTest
    @DisplayName("regsync 1: what is wrong with a command line is one line on stderr")
    @CsvSource(
            delimiter = '|',
            value = {
                "once|required flag(s) \"config\" not set",
                "server|required flag(s) \"config\" not set",
                "config|required flag(s) \"config\" not set",
                "once -c=|required input missing",
                "once -c a.yml x|accepts 0 arguments, received 1",
                "mirror|unknown command \"mirror\" for \"regsync\"",
                "once --version -c a.yml|unknown flag: --version",
                "once -c none.yml|open none.yml: no such file or directory",
                "check --missing -c a.yml|unknown flag: --missing",
                "once -v TRACE -c a.yml|invalid argument \"TRACE\" for \"-v, --verbosity\" flag: unable to parse verbosity TRACE: slog: level string \"TRACE\": unknown name "
                        + "(use trace, debug, info, warn or error)"
            })
    void refusesAWrongCommandLine(String line, String message) {
        run(line.split(" ")).check().exits(1).out("").err(message + "\n");
    }

    @Test
    @DisplayName("regsync 1: the version record keeps the names scripts use")
    void printsTheVersion() {
        run("version").check().succeeds().errIsEmpty().outContains("VCSTag:     v", "\nPlatform:   ");
        run("version", "--format", "{{.VCSTag}}").check().succeeds().outContains("v");
        run("--version").check().succeeds().errIsEmpty().out(run("version").out());
    }

    @Test
    @DisplayName("regsync 15: config prints the processed file from stdin and masks secrets")
    void printsTheConfig() {
        String yaml = """
                creds: [{registry: r.example, user: u, pass: '{{env "P"}}'}]
                sync: [{source: '{{env "P"}}/a:v', target: b, type: image}]
                """;
        CliResult masked = ProgramRunner.of(Regsync.PROGRAM, directory)
                .env("P", "word")
                .stdin(yaml)
                .run("config", "-c", "-");
        masked.check().succeeds().errIsEmpty().outContains("pass: \"***\"\n", "- source: word/a:v\n");
        ProgramRunner.of(Regsync.PROGRAM, directory)
                .env("P", "word")
                .stdin(yaml)
                .run("--show-secrets", "config", "-c", "-")
                .check()
                .succeeds()
                .outContains("pass: word\n");
    }

    @Test
    @DisplayName("regsync 15: what config prints is read again without a warning and gives the same text")
    void printsWhatItReads() {
        CliRunner regsync = ProgramRunner.of(Regsync.PROGRAM, directory).env("P", "{{word}}");
        String yaml = """
                creds: [{registry: '{{"{{"}}r', user: 'a{{"{{"}}b', pass: 'x{{"{{"}}env "P"}}', tls: disabled}]
                defaults: {parallel: 2, fastCheck: true, mediaTypes: [a/b]}
                sync:
                - source: a:v
                  target: b/c
                  type: image
                  backup: '{{.Ref.Tag}}-old'
                  referrers: true
                  referrerFilters: [{artifactType: x, annotations: {a: b}}]
                """;
        CliResult first = regsync.stdin(yaml).run("config", "--show-secrets", "-c", "-");
        first.check().succeeds();
        CliResult second = regsync.stdin(first.out()).run("config", "--show-secrets", "-c", "-");
        second.check().succeeds().out(first.out()).errIsEmpty();

        String odd = "sync: [{source: '{{env \"P\"}}:v', target: 'b{{printf \"%s\" \"{{\"}}', type: image}]";
        String printed = regsync.stdin(odd).run("config", "-c", "-").out();
        assertThat(printed).contains("- source: \"{{\\\"{{\\\"}}word}}:v\"");
        regsync.stdin(printed).run("config", "-c", "-").check().succeeds().out(printed);
    }

    @Test
    @DisplayName("regsync 17: an odd configuration warns and succeeds")
    void warnsAndSucceeds() {
        ProgramRunner.of(Regsync.PROGRAM, directory)
                .stdin("tags: {allow: [a]}\nsync: [{source: a, target: b, type: image, schedule: x}]")
                .run("config", "-c", "-")
                .check()
                .succeeds()
                .errContains(
                        " level=WARN msg=\"Ignoring a key that belongs in an entry of sync\" key=tags config=stdin line=1 column=1\n",
                        " level=WARN msg=\"Entry of the configuration will fail\" config=sync[0] key=schedule err=");
    }

    @Test
    @DisplayName("regsync 2: a broken configuration is one line with its place")
    void refusesABrokenConfig() {
        ProgramRunner.of(Regsync.PROGRAM, directory)
                .stdin("defaults:\n  interval: 60\n")
                .run("once", "-c", "-")
                .check()
                .exits(1)
                .err("stdin: defaults.interval: line 2, column 13: a duration with a unit is expected, for example "
                        + "\"5m\"\n");
    }
}
