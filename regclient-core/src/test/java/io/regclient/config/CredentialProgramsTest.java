// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@Isolated("a process that another test starts keeps a program open that was just written, which then cannot run")
class CredentialProgramsTest {
    private static final String LOGIN = "printf '{\"ServerURL\":\"s\",\"Username\":\"u\",\"Secret\":\"hunter2\"}'";

    @TempDir
    private Path dir;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final ManualTime time = new ManualTime();
    private CredentialPrograms programs;

    @BeforeEach
    void create() {
        programs = programs(Duration.ofSeconds(30));
    }

    private CredentialPrograms programs(Duration timeout) {
        Environment environment =
                Environment.of(Map.of("PATH", dir + ":/usr/bin:/bin", "MARK", "from-environment"), dir, dir);
        return new CredentialPrograms(environment, time, w -> warnings.add(w.toString()), timeout);
    }

    private void helper(String name, String body) throws IOException {
        Path file = Files.writeString(dir.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Credential get(HostConfig host) {
        return programs.credential(host);
    }

    private static HostConfig host() {
        return HostConfig.named("h:5000").toBuilder()
                .credHelper("docker-credential-x")
                .build();
    }

    private String file(String name) throws IOException {
        return Files.readString(dir.resolve(name));
    }

    @Test
    @DisplayName("CH-1: the server name is the whole input, the environment is the given one")
    void asksForTheServer() throws IOException {
        helper("docker-credential-x", "echo \"$1 $# $MARK\" > args; cat > input; " + LOGIN);
        assertThat(get(host())).isEqualTo(new Credential("u", "hunter2", ""));
        assertThat(file("input")).isEqualTo("h:5000");
        assertThat(file("args")).isEqualTo("get 1 from-environment\n");
        get(host().toBuilder().credHost("https://h:5000/v1/").build());
        assertThat(file("input")).isEqualTo("https://h:5000/v1/");
        assertThat(warnings).isEmpty();
    }

    @Test
    @DisplayName("CH-1: a program may be given by its path")
    void runsProgramsByPath() throws IOException {
        Files.createDirectory(dir.resolve("sub"));
        helper("sub/helper", LOGIN);
        assertThat(get(host().toBuilder().credHelper(dir + "/sub/helper").build())
                        .user())
                .isEqualTo("u");
        assertThat(get(host().toBuilder().credHelper("sub/helper").build()).user())
                .isEqualTo("u");
        assertThat(warnings).isEmpty();
    }

    @Test
    @DisplayName("24.A 9, CH-2: the user name <token> means an identity token")
    void readsTokens() throws IOException {
        helper("docker-credential-x", "printf '{\"username\":\"<token>\",\"SECRET\":\"s\"}'");
        assertThat(get(host())).isEqualTo(new Credential("", "", "s"));
    }

    @Test
    @DisplayName("CH-3: a login is used for an hour, or as long as the host says")
    void remembersLogins() throws IOException {
        helper("docker-credential-x", "echo x >> calls; " + LOGIN);
        get(host());
        time.advance(Duration.ofMinutes(59));
        get(host());
        assertThat(file("calls")).isEqualTo("x\n");
        time.advance(Duration.ofMinutes(2));
        get(host());
        assertThat(file("calls")).isEqualTo("x\nx\n");
        HostConfig brief = host().toBuilder()
                .credExpire(Duration.ofSeconds(10))
                .credHost("b")
                .build();
        get(brief);
        time.advance(Duration.ofSeconds(11));
        get(brief);
        assertThat(file("calls")).hasLineCount(4);
    }

    @Test
    @DisplayName("24.A 10, CH-3: a failure is one warning, keeps the old login and is retried after 5 s")
    void survivesFailures() throws IOException {
        helper(
                "docker-credential-x",
                "echo x >> calls; test -f broken && { echo credentials not found; exit 3; }; " + LOGIN);
        assertThat(get(host()).user()).isEqualTo("u");
        Files.createFile(dir.resolve("broken"));
        time.advance(Duration.ofMinutes(61));
        assertThat(get(host()).user()).isEqualTo("u");
        assertThat(get(host()).user()).isEqualTo("u");
        assertThat(file("calls")).hasLineCount(2);
        assertThat(warnings)
                .containsExactly("Failed to get credentials from helper host=h:5000 "
                        + "err=credential helper docker-credential-x get exited with status 3: credentials not found");
        time.advance(Duration.ofSeconds(6));
        Files.delete(dir.resolve("broken"));
        assertThat(get(host()).user()).isEqualTo("u");
        assertThat(file("calls")).hasLineCount(3);
        assertThat(warnings).hasSize(1);
    }

    @Test
    @DisplayName("CH-3: without an older login the host's own is used, usually none")
    void fallsBackToTheFixedLogin() throws IOException {
        helper("docker-credential-x", "exit 1");
        assertThat(get(host())).isEqualTo(Credential.NONE);
        HostConfig fixed = host().toBuilder().user("f").pass("p").credHost("f").build();
        assertThat(get(fixed)).isEqualTo(new Credential("f", "p", ""));
    }

    @ParameterizedTest
    @DisplayName("CH-4: all failures are alike and print nothing the program said")
    @ValueSource(
            strings = {
                "printf 'hunter2'",
                "printf '{\"Username\":\"u\",\"Secret\":hunter2}'",
                "printf '[\"hunter2\"]'",
                "printf 'hunter2'; exit 1",
                "printf ''",
                "exec head -c 2000000 /dev/zero"
            })
    void neverPrintsSecrets(String body) throws IOException {
        helper("docker-credential-x", body);
        assertThat(get(host())).isEqualTo(Credential.NONE);
        assertThat(warnings)
                .singleElement()
                .asString()
                .doesNotContain("hunter2")
                .doesNotContain("\n");
    }

    @Test
    @DisplayName("CH-4: what follows the name of a missing program is not shown, it may be a secret")
    void hidesWhatFollowsAProgram() {
        HostConfig host =
                host().toBuilder().credHelper("docker-credential-x s3cret").build();
        assertThat(get(host)).isEqualTo(Credential.NONE);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("docker-credential-x get: ")
                .doesNotContain("s3cret");
    }

    @Test
    @DisplayName("CH-4: a missing program is a failure that names it")
    void namesMissingPrograms() {
        assertThat(get(host())).isEqualTo(Credential.NONE);
        assertThat(warnings).singleElement().asString().contains("credential helper docker-credential-x get: ");
    }

    @Test
    @DisplayName("CH-3: a hanging program is ended")
    void endsHangingPrograms() throws IOException {
        programs = programs(Duration.ofSeconds(2));
        helper("docker-credential-x", "sleep 600 & echo $! > pid; wait");
        assertThat(get(host())).isEqualTo(Credential.NONE);
        assertThat(warnings).singleElement().asString().endsWith("get did not finish within 2s");
        long pid = Long.parseLong(file("pid").strip());
        ProcessHandle.of(pid).ifPresent(child -> child.onExit().join());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    @DisplayName("CH-1: a program that never reads its input works")
    void toleratesProgramsThatDoNotRead() throws IOException {
        helper("docker-credential-x", "exec 0<&-; " + LOGIN);
        assertThat(get(host()).user()).isEqualTo("u");
    }

    @Test
    @DisplayName("CH-3: calls of one program never overlap")
    void serialisesCalls() throws Exception {
        helper(
                "docker-credential-x",
                "mkdir lock || echo overlap >> overlaps; echo x >> calls; /bin/true; rmdir lock; " + LOGIN);
        List<Thread> threads = new java.util.ArrayList<>();
        for (int i = 0; i < 6; i++) {
            HostConfig host = host().toBuilder().credHost("server" + i % 3).build();
            threads.add(Thread.ofPlatform().start(() -> get(host)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(file("calls")).hasLineCount(3);
        assertThat(dir.resolve("overlaps")).doesNotExist();
        assertThat(warnings).isEmpty();
    }

    @Test
    @DisplayName("CH-3: an interrupted call ends, the thread stays interrupted")
    void canBeInterrupted() throws IOException {
        helper("docker-credential-x", "sleep 600");
        Thread.currentThread().interrupt();
        assertThat(get(host())).isEqualTo(Credential.NONE);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(warnings).as("the program is not to blame").isEmpty();

        helper("docker-credential-x", LOGIN);
        assertThat(get(host()).user()).as("the next one asks again at once").isEqualTo("u");
    }

    @Test
    @DisplayName("RB-13, CH-3: waiting for another thread's call of the program can be interrupted")
    void canBeInterruptedWhileWaiting() throws Exception {
        helper("docker-credential-x", "echo > started; sleep 600");
        Thread first = Thread.ofPlatform().start(() -> get(host()));
        while (!Files.exists(dir.resolve("started"))) {
            Thread.onSpinWait();
        }
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread second = Thread.ofPlatform().start(() -> {
            get(host());
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        while (second.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        second.interrupt();
        second.join();
        assertThat(interrupted).isTrue();
        first.interrupt();
        first.join();
    }

    @Test
    @DisplayName("CH-4: 1 MiB of output is read, one byte more is a failure")
    void boundsTheOutput() throws IOException {
        String login = "{\"Username\":\"u\",\"Secret\":\"s\"}";
        for (int extra = 0; extra <= 1; extra++) {
            int blanks = CredentialProcess.MAX_OUTPUT_BYTES - login.length() + extra;
            helper("docker-credential-x", "printf '%s%" + blanks + "s' '" + login + "' ''");
            programs = programs(Duration.ofSeconds(30));
            assertThat(get(host()).user()).isEqualTo(extra == 0 ? "u" : "");
        }
        assertThat(warnings).singleElement().asString().contains("more than 1048576 bytes of output");
    }

    @Test
    @DisplayName("JI-6: where programs have endings, those of PATHEXT are tried")
    void triesEndings() throws IOException {
        helper("docker-credential-x.cmd", LOGIN);
        Environment windows = Environment.of(Map.of("PATH", dir + ":/usr/bin:/bin", "PATHEXT", ".EXE;.CMD"), dir, dir);
        programs = new CredentialPrograms(windows, time, w -> warnings.add(w.toString()), Duration.ofSeconds(30));
        assertThat(get(host()).user()).isEqualTo("u");
    }

    @Test
    @DisplayName("DC-5: the servers of a store")
    void listsServers() throws RegistryException, IOException {
        helper("docker-credential-x", "test \"$1\" = list && printf '{\"https://b\":\"u\",\"a\":\"<token>\"}'");
        assertThat(programs.list("docker-credential-x"))
                .containsExactly(Map.entry("https://b", "u"), Map.entry("a", "<token>"));
        helper("docker-credential-x", "exit 1");
        assertThatThrownBy(() -> programs.list("docker-credential-x"))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
    }
}
