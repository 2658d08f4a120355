// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.BackgroundCall;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command line and {@code once}: contract regbot A1 to A3, A6 to A8, A12. */
@ExtendWith(RegistryExtension.class)
class RegbotTest {
    private final InProcessRegistry registry;

    @TempDir
    private Path directory = Path.of("");

    RegbotTest(InProcessRegistry registry) {
        this.registry = registry;
    }

    private CliRunner regbot(String yaml) {
        return ProgramRunner.of(Regbot.PROGRAM, directory)
                .stdin("creds: [{registry: '" + registry.host() + "', tls: disabled}]\n" + yaml);
    }

    private static String script(String name, String lua) {
        return "  - name: " + name + "\n    script: |\n" + lua.indent(6);
    }

    private static String scripts(String... scripts) {
        return "scripts:\n" + String.join("", scripts);
    }

    @Test
    @DisplayName("A2: a configuration that is a named pipe is an error of one line, and nobody waits for its writer")
    void opensNoPipe() throws Exception {
        Path pipe = directory.resolve("a.yml");
        ExternalProgram.run(List.of("mkfifo", pipe.toString())).requireSuccess();

        Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(30), () -> regbot("").run("once", "-c", "a.yml"))
                .check()
                .exits(1)
                .err("open a.yml: not a file but a named pipe\n");
    }

    @Test
    @DisplayName("A1: flags stand before or after the command, booleans too")
    void takesFlagsBeforeTheCommand() throws Exception {
        Path file = Files.writeString(directory.resolve("regbot.yml"), scripts(script("s", "print('ran')")));
        String name = file.toString();
        String[][] lines = {
            {"-c", name, "once"},
            {"once", "-c", name},
            {"once", "-c" + name},
            {"--config=" + name, "once"},
            {"-c", name, "once", "--dry-run"},
            {"-c", name, "--dry-run", "once"},
            {"--dry-run=false", "once", "--config", name},
            {"-v", "debug", "--allow-host", "once", "-c", name},
        };
        for (String[] line : lines) {
            ProgramRunner.of(Regbot.PROGRAM, directory)
                    .run(line)
                    .check()
                    .succeeds()
                    .out("ran\n");
        }
    }

    @Test
    @DisplayName("A1: errors are one line on stderr and exit code 1")
    void reportsWrongCommandLines() {
        ProgramRunner.of(Regbot.PROGRAM, directory)
                .run("once")
                .check()
                .exits(1)
                .err("required flag(s) \"config\" not set\n");
        ProgramRunner.of(Regbot.PROGRAM, directory)
                .run("once", "-c", "none")
                .check()
                .exits(1)
                .errContains("open none: no such file");
        ProgramRunner.of(Regbot.PROGRAM, directory)
                .run("config")
                .check()
                .exits(1)
                .errContains("unknown command \"config\" for \"regbot\"");
        ProgramRunner.of(Regbot.PROGRAM, directory)
                .run("once", "-c", "")
                .check()
                .exits(1)
                .errContains("required input missing");
    }

    @Test
    void tellsItsVersion() {
        ProgramRunner.of(Regbot.PROGRAM, directory)
                .run("version", "--format", "{{.VCSTag}}")
                .check()
                .succeeds()
                .outContains("v");
        String version =
                ProgramRunner.of(Regbot.PROGRAM, directory).run("version").out();
        ProgramRunner.of(Regbot.PROGRAM, directory)
                .run("--version")
                .check()
                .succeeds()
                .errIsEmpty()
                .out(version);
    }

    @Test
    @DisplayName("A2: a newer version, odd keys and an empty file")
    void readsTheFile() {
        regbot("version: 2\n").run("once", "-c", "-").check().exits(1).errContains("unsupported config version");
        regbot("").run("once", "-c", "-").check().succeeds().out("").errIsEmpty();
        regbot("x-mine: 1\ndefaults: {interval: 60m, frequency: 1m}\nscript: []\n" + scripts(script("s", "print(1)")))
                .run("once", "-c", "-")
                .check()
                .succeeds()
                .out("1\n")
                .errContains("key=frequency config=\"stdin: defaults\"", "key=script config=stdin");
    }

    @Test
    @DisplayName("A3: print goes to stdout, log to the logger")
    void separatesOutputAndLog() {
        CliResult result = regbot(scripts(script("hello", "print('to', 'out') log 'to log' log(1/3)")))
                .run("once", "-c", "-");

        result.check().succeeds().out("to\tout\n");
        assertThat(result.err().lines())
                .hasSize(2)
                .first()
                .asString()
                .endsWith("level=INFO msg=\"User script message\" script=hello message=\"to log\"");
        assertThat(result.err()).contains("message=0.33333333333333");
    }

    @Test
    @DisplayName("A3: a run is logged from start to finish at debug")
    void logsRuns() {
        regbot(scripts(script("a", "print(1)")))
                .run("once", "-c", "-", "-v", "debug")
                .check()
                .succeeds()
                .errContains(
                        "level=DEBUG msg=\"Starting script\" script=a\n",
                        "level=DEBUG msg=\"Finished script\" script=a\n");
    }

    @Test
    @DisplayName("A3: a failing script never stops the others, every failure counts")
    void goesOnAfterFailures() {
        for (String parallel : new String[] {"", "defaults: {parallel: 2}\n"}) {
            CliResult result = regbot(parallel
                            + scripts(
                                    script("bad", "\nerror('boom')"),
                                    script("good", "print('good ran')"),
                                    script("worse", "nothing()")))
                    .run("once", "-c", "-");

            result.check()
                    .exits(1)
                    .outContains("good ran")
                    .errContains(
                            "level=WARN msg=\"Error running script\" script=bad error=\"<string>:2: boom\\nstack"
                                    + " traceback:\\n\\t<string>:2: in main chunk\\n\\t[host]: ?\"\n",
                            "script=worse error=\"<string>:1: attempt to call a non-function object\\n",
                            "boom");
            assertThat(result.err().lines().filter(line -> line.startsWith("failure in user script")))
                    .hasSize(2);
        }
    }

    @Test
    @DisplayName("A3: an error is one line of the log and the final line, which names the line of the file")
    void namesTheLineOfTheFile() {
        CliResult result = regbot(
                        "version: 1\nscripts:\n  - name: s\n    script: |\n      local x = 1\n\n      error('boom')\n")
                .run("once", "-c", "-");
        assertThat(result.err().lines().filter(line -> line.contains("boom")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("level=WARN msg=\"Error running script\" script=s"),
                        line -> assertThat(line)
                                .isEqualTo("failure in user script \"s\": <string>:3: boom"
                                        + " (stdin: scripts[0].script: line 8)"));
    }

    @Test
    @DisplayName("A2: an entry without script is told, it runs nothing")
    void tellsEntriesWithoutScript() {
        regbot("scripts: [{name: a, script: 'print(1)'}, {name: b, interval: 1h}]")
                .run("once", "-c", "-")
                .check()
                .succeeds()
                .out("1\n")
                .errContains("level=WARN msg=\"Script has no text and does nothing, write its Lua text under the key"
                        + " script\" script=b entry=\"stdin: scripts[1]\"\n");
    }

    @Test
    @DisplayName("A1: --allow-path takes a directory that is there")
    void refusesOtherPaths() throws Exception {
        Files.createFile(directory.resolve("file"));
        for (String command : List.of("once", "server")) {
            regbot(scripts(script("s", "print(1)")))
                    .run(command, "-c", "-", "--allow-path", ".", "--allow-path", "none")
                    .check()
                    .exits(1)
                    .out("")
                    .err("--allow-path none: no such directory\n");
            regbot(scripts(script("s", "print(1)")))
                    .run(command, "-c", "-", "--allow-path", "file")
                    .check()
                    .exits(1)
                    .err("--allow-path file: is no directory\n");
        }
    }

    @Test
    @DisplayName("A3: globals and string functions do not leak between scripts")
    void keepsScriptsApart() {
        regbot(scripts(
                        script("a", "shared = 1 function string.mine() return 1 end"),
                        script("b", "print(shared, string.mine, ('x').mine)")))
                .run("once", "-c", "-")
                .check()
                .succeeds()
                .out("nil\tnil\tnil\n");
    }

    @Test
    @DisplayName("A3: the timeout ends an endless loop, the default timeout is inherited")
    void endsAtTheTimeout() {
        regbot("defaults: {timeout: 100ms}\n" + scripts(script("loop", "while true do pcall(function() end) end")))
                .run("once", "-c", "-")
                .check()
                .exits(1)
                .errContains("Context error: context deadline exceeded");
    }

    @Test
    @DisplayName("A3: the timeout ends a wait for the rate limit with false, the next call raises")
    void endsWaitsAtTheTimeout() {
        try (InProcessRegistry limited = InProcessRegistry.builder()
                .pullLimit(10, java.time.Duration.ofHours(1))
                .start()) {
            limited.put("a", ImageFixture.small(1), "v1");
            String image = "\"" + limited.host() + "/a:v1\"";
            ProgramRunner.of(Regbot.PROGRAM, directory)
                    .stdin("creds: [{registry: '" + limited.host() + "', tls: disabled}]\ndefaults: {timeout: 3s}\n"
                            + scripts(script(
                                    "wait",
                                    "print(image.ratelimitWait(" + image + ", 100)) print(pcall(tag.ls, " + image
                                            + "))")))
                    .run("once", "-c", "-")
                    .check()
                    .succeeds()
                    .out("false\nfalse\t<string>:1: Context error: context deadline exceeded\n")
                    .errContains("level=INFO msg=\"Delaying for ratelimit\" script=wait image=" + limited.host()
                            + "/a:v1 current=10 target=100 delay=5m0s\n");
        }
    }

    @Test
    @DisplayName("A7, A8, A12: what a dry run would do is logged and not done")
    void logsDryRuns(TestRepository repository) {
        String digest = repository.put(ImageFixture.small(1), "v1").digest().toString();
        String name = repository.fullName();
        String lua = """
                image.copy("NAME:v1", "NAME:v2", {digestTags = true})
                tag.delete("NAME:v1")
                manifest.head("NAME:v1"):delete()
                manifest.put("NAME:v1", "NAME:v3")
                """.replace("NAME", name);
        regbot(scripts(script("dry", lua)))
                .run("once", "-c", "-", "--dry-run")
                .check()
                .succeeds()
                .errContains(
                        "level=INFO msg=\"Copy image\" script=dry source=NAME:v1 target=NAME:v2 digestTags=true "
                                        .replace("NAME", name)
                                + "forceRecursive=false includeExternal=false dry-run=true\n",
                        "level=INFO msg=\"Delete tag\" script=dry image=" + name + ":v1 dry-run=true\n",
                        "level=INFO msg=\"Delete manifest\" script=dry image=" + name + ":v1@" + digest
                                + " dry-run=true\n",
                        "level=INFO msg=\"Put manifest\" script=dry image=" + name + ":v3 dry-run=true\n");
        assertThat(repository.lines()).noneMatch(line -> line.startsWith("PUT") || line.startsWith("DELETE"));
    }

    @Test
    void doesTheWork(TestRepository repository) {
        repository.put(ImageFixture.small(1), "v1");
        String lua = """
                image.copy("NAME:v1", "NAME:v2")
                tag.delete("NAME:v1")
                print(table.concat(tag.ls("NAME"), " "))
                """.replace("NAME", repository.fullName());
        regbot(scripts(script("work", lua)))
                .run("once", "-c", "-")
                .check()
                .succeeds()
                .out("v2\n")
                .errContains(
                        "target=" + repository.fullName()
                                + ":v2 digestTags=false forceRecursive=false includeExternal=false dry-run=false\n",
                        "msg=\"Delete tag\" script=work image=" + repository.fullName() + ":v1 dry-run=false\n");
    }

    @Test
    @DisplayName("B6: files and processes only with --allow-host")
    void guardsTheHost() {
        String yaml = scripts(script("host", "local f = io.open('made', 'w') f:write('x') f:close()"));

        regbot(yaml)
                .run("once", "-c", "-")
                .check()
                .exits(1)
                .errContains("io.open is not available: regbot was not started with --allow-host");
        regbot(yaml.replace("'made'", "'" + directory.resolve("made") + "'"))
                .run("once", "-c", "-", "--allow-host")
                .check()
                .succeeds();
        assertThat(directory.resolve("made")).hasContent("x");
    }

    @Test
    void showsTheEnvironmentToScripts() {
        regbot(scripts(script("env", "print(os.getenv('NAME'), os.getenv('NONE'))")))
                .env("NAME", "value")
                .run("once", "-c", "-")
                .check()
                .succeeds()
                .out("value\tnil\n");
    }

    @Test
    @DisplayName("A3: a signal cancels the script; the next call raises and once exits 1")
    void stopsOnInterrupt() throws Exception {
        String lua = "while true do local ok, e = pcall(tag.ls, \"" + registry.host() + "/none\")"
                + " if e:match(\"Context\") then print(e) error(e) end end";
        try (BackgroundCall<CliResult> call =
                BackgroundCall.start(() -> regbot(scripts(script("loop", lua))).run("once", "-c", "-"))) {
            BackgroundCall.await(() -> registry.requests().of("none").size() > 2);
            call.interrupt();
            call.result().check().exits(1).outContains("Context error: context canceled");
        }
    }

    @Test
    @DisplayName("A1: --script runs the scripts of a name, an unknown name is an error that tells the names")
    void runsChosenScripts() {
        String yaml = scripts(script("a", "print('a')"), script("b", "print('b')"));

        regbot(yaml).run("once", "-c", "-", "--script", "b").check().succeeds().out("b\n");
        regbot(yaml)
                .run("once", "-c", "-", "--script", "c")
                .check()
                .exits(1)
                .out("")
                .errContains("no script is named \"c\", there are: a, b");
    }

    @Test
    @DisplayName("A2: the registry of an entry of creds is a template, as the documentation of the reference says")
    void expandsRegistries(TestRepository repository) {
        repository.put(ImageFixture.small(1), "v1");
        ProgramRunner.of(Regbot.PROGRAM, directory)
                .stdin("creds: [{registry: '{{env \"REG\"}}', tls: disabled}]\n"
                        + scripts(script("s", "print(unpack(tag.ls('" + repository.fullName() + "')))")))
                .env("REG", registry.host())
                .run("once", "-c", "-")
                .check()
                .succeeds()
                .out("v1\n");
    }
}
