// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.Environment;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.regsync.schema.Configs;
import io.regclient.regsync.schema.HookRules.Rule;
import io.regclient.testing.BackgroundCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("docs/regsync-hooks.md: programs")
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class ExecHookTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final String PATH = "/usr/bin:/bin";

    @TempDir
    private Path directory = Path.of("");

    private String script(String lines) throws IOException {
        Path file = Files.writeString(directory.resolve("hook.sh"), "#!/bin/sh\n" + lines);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file.toString();
    }

    private static Rule rule(Duration timeout, List<String> env, String... params) {
        return new Rule("hooks.pre", true, List.of(params), timeout, false, env, Map.of(), Configs.functions());
    }

    private byte[] call(Rule rule, String document) throws IOException {
        Map<String, String> variables =
                Map.of("PATH", PATH, "HOME", "/home/me", "REGISTRY_PASSWORD", "secret", "WANTED", "this");
        return new ExecHook(Environment.of(variables, directory, directory))
                .call(rule, Map.of(), document.getBytes(StandardCharsets.UTF_8));
    }

    private String output(Rule rule) throws IOException {
        return new String(call(rule, "{}\n"), StandardCharsets.UTF_8);
    }

    private RegistryException failure(Rule rule) {
        return catchThrowableOfType(RegistryException.class, () -> call(rule, "{}\n"));
    }

    private static boolean runs(Path pidFile) throws IOException {
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    @Test
    @DisplayName("it gets the document on its standard input, and what it writes is the answer")
    void answers() throws Exception {
        String large = "{\"a\":\"" + "x".repeat(60_000) + "\"}\n";
        assertThat(new String(call(rule(LONG, List.of(), "cat"), large), StandardCharsets.UTF_8))
                .isEqualTo(large);
    }

    @Test
    @DisplayName("no shell reads its arguments")
    void verbatim() throws Exception {
        String[] hostile = {"$(id)", "; touch x", "`id`", "a \"b\" 'c'", "*", "a\nb", "", "|| exit 0 #"};
        List<String> command = new ArrayList<>(List.of("printf", "<%s>"));
        command.addAll(List.of(hostile));
        assertThat(output(rule(LONG, List.of(), command.toArray(String[]::new))))
                .isEqualTo("<" + String.join("><", hostile) + ">");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @DisplayName("its environment is PATH, HOME, TZ, LANG and what env names")
    void environment() throws Exception {
        assertThat(output(rule(LONG, List.of(), "env")).lines())
                .containsExactlyInAnyOrder("PATH=" + PATH, "HOME=/home/me");
        assertThat(output(rule(LONG, List.of("WANTED", "ABSENT"), "env")).lines())
                .containsExactlyInAnyOrder("PATH=" + PATH, "HOME=/home/me", "WANTED=this");
        assertThat(output(rule(LONG, List.of(), "pwd")).strip())
                .isEqualTo(directory.toRealPath().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "exit 3; hook.sh ended with exit code 3",
                "echo first >&2 ; hook.sh ended with exit code 2: the last line",
                "kill -9 $$; hook.sh ended with exit code 137",
            })
    @DisplayName("an exit code that is not 0 fails it, with the last line of its error output; so does a signal")
    void exitCodes(String line, String message) throws Exception {
        String more = message.contains("last") ? "\nprintf 'the last line\\n' >&2\nexit 2" : "";
        assertThat(failure(rule(LONG, List.of(), script(line + more)))).hasMessage(message);
    }

    @Test
    @DisplayName("a program that is not there, or none, is told by its name")
    void missing() throws Exception {
        assertThat(failure(rule(LONG, List.of(), "no-such-hook")))
                .hasMessage("there is no program no-such-hook in the directories of PATH");
        assertThat(failure(rule(LONG, List.of(), "/nowhere/hook"))).hasMessage("/nowhere/hook does not exist");
        Path text = Files.writeString(directory.resolve("text"), "x");
        assertThat(failure(rule(LONG, List.of(), text.toString())))
                .hasMessageEndingWith("is no program that can be run");
        Path garbage = Files.write(directory.resolve("garbage"), new byte[] {0, 1, 2});
        assertThat(garbage.toFile().setExecutable(true)).isTrue();
        assertThat(failure(rule(LONG, List.of(), "./garbage")).getMessage()).startsWith("garbage ");
    }

    private String program(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "exit 0\n",
                "echo '{\"decision\":\"allow\"}'\n",
                " #!/bin/sh\nexit 0\n",
                "#!",
                "#!\nexit 0\n",
                "#! \t\nexit 0\n",
                "PK\u0003\u0004"
            })
    @DisplayName("no shell runs a file that the system does not run itself: it fails")
    void needsAFirstLine(String content) throws Exception {
        assertThat(failure(rule(LONG, List.of(), program("odd", content))))
                .hasMessage("odd is neither a binary nor a script: its first line must begin with #! and the program "
                        + "that runs it, such as #!/bin/sh");
    }

    @Test
    @DisplayName("nor one whose interpreter is such a file, or has a longer name than the system reads")
    void needsAnInterpreter() throws Exception {
        String empty = program("empty", "");
        assertThat(failure(rule(LONG, List.of(), program("odd", "#! " + empty + " -x\nexit 0\n")))
                        .getMessage())
                .startsWith("odd is run by " + empty + ", which is neither a binary nor a script: ");
        assertThat(failure(rule(LONG, List.of(), program("long", "#!" + "/".repeat(300) + "bin/sh\nexit 0\n")))
                        .getMessage())
                .startsWith("long is neither a binary nor a script: ");
        assertThat(failure(rule(LONG, List.of(), program("gone", "#!/nowhere/sh\nexit 0\n")))
                        .getMessage())
                .startsWith("gone cannot be started: ");
    }

    @Test
    @DisplayName("binaries, scripts of scripts, and scripts without a line break run")
    void runsPrograms() throws Exception {
        String inner = program("inner", "#!/bin/sh\necho inner\n");
        assertThat(output(rule(LONG, List.of(), program("outer", "#! " + inner + "\n"))))
                .isEqualTo("inner\n");
        assertThat(output(rule(LONG, List.of(), program("short", "#!/bin/echo said"))))
                .startsWith("said ");
        assertThat(output(rule(LONG, List.of(), "/bin/echo", "binary"))).isEqualTo("binary\n");
    }

    @Test
    @DisplayName("when its time is over it is killed with all that it started")
    void timeout() throws Exception {
        Path pid = directory.resolve("pid");
        String program = script("sleep 600 &\necho $! > pid\necho waiting >&2\nwait\n");
        RegistryException e = failure(rule(Duration.ofSeconds(2), List.of(), program));
        assertThat(e).hasMessage("hook.sh did not end within 2s: waiting");
        BackgroundCall.await(() -> !runs(pid));
    }

    @Test
    @DisplayName("an interrupt of the run kills it with all that it started")
    void interrupt() throws Exception {
        Path pid = directory.resolve("pid");
        String program = script("sleep 600 &\necho $! > pid.new\nmv pid.new pid\nwait\n");
        try (BackgroundCall<RegistryException> call =
                BackgroundCall.start(() -> failure(rule(LONG, List.of(), program)))) {
            BackgroundCall.await(() -> Files.exists(pid));
            call.interrupt();
            assertThat(call.result().kind()).isEqualTo(ErrorKind.CANCELED);
        }
        BackgroundCall.await(() -> !runs(pid));
    }

    @Test
    @DisplayName("a program that writes too much is killed; its error output is read to its end and not kept")
    void floods() throws Exception {
        assertThat(failure(rule(LONG, List.of(), "yes"))).hasMessage("yes writes more than 65536 bytes");
        String chatty = script("head -c 3000000 /dev/zero >&2\necho >&2\necho done >&2\nexit 1\n");
        assertThat(failure(rule(LONG, List.of(), chatty))).hasMessage("hook.sh ended with exit code 1: done");
    }

    @Test
    @DisplayName("what it leaves behind with its output open keeps nobody waiting")
    void leavesSomethingBehind() throws Exception {
        Path pid = directory.resolve("pid");
        String program = script("sleep 600 &\necho $! > pid\necho '{\"decision\":\"allow\"}'\n");
        assertThat(output(rule(LONG, List.of(), program))).isEqualTo("{\"decision\":\"allow\"}\n");
        assertThat(runs(pid)).isTrue();
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    @DisplayName("a program that never reads its input, or closes it, keeps nobody waiting")
    void deaf() throws Exception {
        String large = "x".repeat(1 << 20);
        assertThat(call(rule(LONG, List.of(), "true"), large)).isEmpty();
        assertThat(call(rule(LONG, List.of(), script("exec <&-\necho here")), large))
                .asString()
                .isEqualTo("here\n");
    }

    @Test
    @DisplayName("a template in an argument gives one argument")
    void templates() throws Exception {
        assertThat(output(rule(LONG, List.of(), "printf", "<%s>", "{{env \"HUB_USER\"}} $(id)")))
                .isEqualTo("<octocat $(id)>");
        assertThat(failure(rule(LONG, List.of(), "echo", "a\0b"))).hasMessageContaining("zero character");
    }
}
