// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.TestTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings and logins (contract regctl 9.9). */
class RegistryCommandsTest {
    @TempDir
    Path directory;

    private Path file;
    private CliRunner regctl;

    @BeforeEach
    void useAFileOfTheTest() {
        file = directory.resolve("regctl.json");
        regctl = ProgramRunner.of(Regctl.PROGRAM, directory).env("REGCTL_CONFIG", file.toString());
    }

    @Test
    @DisplayName("regctl 9.9.4: set stores, config shows, default settings disappear")
    void setsAndShows() throws IOException {
        regctl.run("registry", "set", "localhost:5000", "--tls", "disabled", "--skip-check")
                .check()
                .succeeds()
                .out("")
                .err("");
        regctl.run("registry", "config", "localhost:5000", "--format", "{{json .TLS}}{{.TLS}} {{.Hostname}}")
                .check()
                .succeeds()
                .outContains("localhost:5000");
        assertThat(Files.readString(file)).contains("\"localhost:5000\": {\n      \"tls\": \"disabled\"");

        regctl.run("registry", "set", "localhost:5000", "--tls", "enabled", "--skip-check")
                .check()
                .succeeds();

        assertThat(Files.readString(file)).isEqualTo("{}");
    }

    @Test
    @DisplayName("regctl 9.9.4: settings are kept when the check fails, and the user is told")
    void keepsSettingsOfAnUnreachableRegistry() throws IOException {
        var result = regctl.run("registry", "set", "127.0.0.1:1", "--tls", "disabled", "--req-concurrent", "7");
        result.check().exits(1).errContains("Failed to ping registry, configuration still updated", "127.0.0.1:1");
        assertThat(Files.readString(file)).contains("\"reqConcurrent\": 7");
    }

    @Test
    @DisplayName("regctl 9.9.4, 5.5: wrong values change nothing")
    void refusesWrongValues() {
        regctl.run("registry", "set", "h:1", "--tls", "maybe", "--skip-check")
                .check()
                .exits(1)
                .err(
                        "invalid argument \"maybe\" for \"--tls\" flag: unknown TLS value \"maybe\", use enabled, insecure or disabled\n");
        regctl.run("registry", "set", "h/repo", "--skip-check")
                .check()
                .exits(1)
                .err("invalid registry name provided: h/repo\n");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @DisplayName("regctl 5.5: a name that no host can have is refused in one line, without the login in front of it")
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "~h\n:1~, h\\u000a:1",
                "joe:s3cret@h.example, ***@h.example",
                "s3cret@h.example, ***@h.example",
                "h?x, h?x",
                "~h 1~, h 1"
            })
    void refusesOddNames(String name, String shown) {
        for (String command : List.of("set", "login", "logout", "config", "whoami")) {
            regctl.run("registry", command, name)
                    .check()
                    .exits(1)
                    .err("invalid registry name provided: " + shown + ", write host:port and nothing else\n");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("regctl 9.9.1: what may be a secret in front of a host or behind a program is not shown")
    void hidesMisplacedSecrets() throws IOException {
        Files.writeString(
                file,
                "{\"hosts\":{\"h:1\":{\"hostname\":\"joe:s3cret@h:1\",\"credHelper\":\"docker-credential-x s3cret\","
                        + "\"mirrors\":[\"s3cret@m.example\"],\"user\":\"joe@corp.example\"}}}");
        CliResult result = regctl.run("registry", "config");
        result.check()
                .succeeds()
                .outContains("***@h:1", "docker-credential-x ***", "***@m.example", "joe@corp.example");
        assertThat(result.out()).doesNotContain("s3cret");
    }

    @Test
    @DisplayName(
            "regctl 3.2: a configuration that is a named pipe is an error of one line, and nobody waits for its writer")
    void opensNoPipe() throws Exception {
        ExternalProgram.run(List.of("mkfifo", file.toString())).requireSuccess();

        for (List<String> line : List.of(
                List.of("registry", "config"),
                List.of("registry", "set", "h:1", "--tls", "disabled", "--skip-check"),
                List.of("registry", "logout", "h:1"))) {
            CliResult result = Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(30), () -> regctl.run(line.toArray(String[]::new)));
            result.check().exits(1).err("read " + file + ": not a file but a named pipe\n");
        }
    }

    @Test
    @DisplayName("regctl 3.5: sixteen changes at the same time are all kept")
    void keepsConcurrentChanges() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<CliResult>> running = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String host = "h" + i + ":1";
                String[] line = i % 2 == 0
                        ? new String[] {"registry", "set", host, "--tls", "disabled", "--skip-check"}
                        : new String[] {"registry", "login", host, "-u", "me", "-p", "secret", "--skip-check"};
                running.add(threads.submit(() -> regctl.run(line)));
            }
            for (Future<CliResult> result : running) {
                result.get().check().exits(0);
            }
        }
        for (int i = 0; i < 16; i++) {
            assertThat(Files.readString(file)).contains("\"h" + i + ":1\": {");
        }
        assertThat(directory.toFile().list()).containsExactly(file.getFileName().toString());
    }

    @ParameterizedTest
    @DisplayName("an error about a value names the flag")
    @CsvSource(
            delimiter = '|',
            value = {
                "registry set h:1 --priority -1|\"-1\" for \"--priority\" flag: -1 is out of range, ",
                "registry set h:1 --req-concurrent x|\"x\" for \"--req-concurrent\" flag: strconv.ParseInt: ",
                "registry set h:1 --blob-max ten|\"ten\" for \"--blob-max\" flag: strconv.ParseInt: ",
                "registry set h:1 --api-opts x|\"x\" for \"--api-opts\" flag: use key=value",
                "registry serve --addr nowhere|\"nowhere\" for \"--addr\" flag: use host:port such as ",
                "registry serve --allow-host-name h:1|\"h:1\" for \"--allow-host-name\" flag: a host name without ",
                "image copy --platforms x/y/z/w a b|\"x/y/z/w\" for \"--platforms\" flag: ",
                "image copy --referrers-src ::: a b|\":::\" for \"--referrers-src\" flag: invalid reference \":::\"",
                "image inspect -p x/y/z/w a|\"x/y/z/w\" for \"-p, --platform\" flag: "
            })
    void namesTheFlag(String line, String message) {
        regctl.run(line.split(" ")).check().exits(1).out("").errContains("invalid argument " + message);
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName(
            "a key is no certificate, a certificate is no key, and a damaged one is neither; nothing is stored or shown")
    void wantsCertificatesAndKeys() throws IOException {
        TestTls tls = TestTls.shared();
        String damaged = "-----BEGIN CERTIFICATE-----\nczNjcmV0\n-----END CERTIFICATE-----\n";
        String encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nczNjcmV0\n-----END ENCRYPTED PRIVATE KEY-----\n";
        String damagedKey = "-----BEGIN RSA PRIVATE KEY-----\nczNjcmV0\n-----END RSA PRIVATE KEY-----\n";
        refuses("--cacert", tls.clientKeyPem(), "no certificate found");
        refuses("--client-cert", tls.clientKeyPem(), "no certificate found");
        refuses("--client-key", tls.clientCertificatePem(), "no private key found");
        refuses("--cacert", damaged, "the certificate is damaged");
        refuses("--client-cert", damaged, "the certificate is damaged");
        refuses("--client-key", damagedKey, "the private key is damaged");
        refuses("--client-key", encrypted, "the private key is encrypted");
        refuses("--client-key", "-----BEGIN k3y-----", "no private key found");
        assertThat(file).doesNotExist();

        String both = tls.clientCertificatePem() + tls.clientKeyPem();
        String[] all = {"--cacert", tls.authorityPem(), "--client-cert", both, "--client-key", tls.clientKeyPem()};
        regctl.run("registry", "set", "h:1", all[0], all[1], all[2], all[3], all[4], all[5], "--skip-check")
                .check()
                .succeeds();
        regctl.run("registry", "set", "h:1", "--cacert", "", "--client-cert", "", "--client-key", "", "--skip-check")
                .check()
                .succeeds();
        assertThat(Files.readString(file)).isEqualTo("{}");
    }

    private void refuses(String flag, String pem, String why) {
        regctl.run("registry", "set", "h:1", flag, pem, "--skip-check")
                .check()
                .exits(1)
                .out("")
                .err("invalid argument for \"" + flag + "\" flag: " + why + "\n");
    }

    @ParameterizedTest
    @DisplayName("values that no registry can have are refused by the flag's name, and nothing is stored")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "--tls|foo|unknown TLS value \"foo\", use enabled, insecure or disabled",
                "--mirror|~~|the name of a registry is expected",
                "--mirror|a/b|the name of a registry is expected",
                "--mirror|a b|the name of a registry is expected",
                "--hostname|~h\n:1~|write host:port and nothing else",
                "--hostname|http://h:1|write host:port without a scheme, and set tls to disabled for http",
                "--hostname|me@h|write host:port and nothing else",
                "--path-prefix|~a\nb~|a text without blanks and line breaks is expected",
                "--cred-helper|a b|a text without blanks and line breaks is expected",
                "--api-opts|=foo|use key=value",
                "--api-opts|~a=\u202e~|a text without blanks and line breaks is expected",
                "--blob-chunk|-1|a number of bytes is not negative",
                "--blob-max|-2|a number of bytes is not negative, -1 is for no limit",
                "--req-per-sec|-0.5|a number of requests is not negative",
                "--priority|-1|-1 is out of range, give a number from 0 to 2147483647"
            })
    void refusesOddValues(String flag, String value, String reason) {
        regctl.run("registry", "set", "h:1", flag + "=" + value, "--skip-check")
                .check()
                .exits(1)
                .out("")
                .errContains("for \"" + flag + "\" flag: " + reason + "\n");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @DisplayName("patterns, formats and log levels name their flag and keep their words")
    @CsvSource(
            delimiter = '|',
            value = {
                "tag ls h:1/a --include (|\"(\" for \"--include\" flag: failed to parse include regexp: \"(\", ",
                "tag ls h:1/a --exclude (|\"(\" for \"--exclude\" flag: failed to parse exclude regexp: \"(\", ",
                "version --format {{|\"{{\" for \"--format\" flag: template: out:1: ",
                "registry config --format {{nope}}|\"{{nope}}\" for \"--format\" flag: template: out:1: function \"nope\"",
                "version -v loud|\"loud\" for \"-v, --verbosity\" flag: unable to parse verbosity loud: slog: ",
            })
    void namesTheFlagOfPatterns(String line, String message) {
        regctl.run(line.split(" ")).check().exits(1).out("").errContains("invalid argument " + message);
    }

    @ParameterizedTest
    @DisplayName("regctl 4.6: a part of --host that is not known is a warning, which shows it only when it is misspelt")
    @CsvSource({
        "regg=b, key=regg hint=\"did you mean reg?\"",
        "tsl=x, key=tsl hint=\"did you mean tls?\"",
        "hunter2,",
        "other=x,"
    })
    void warnsAboutUnknownParts(String part, String shown) {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            var result = regctl.run("repo", "ls", "--host", TestHosts.host(registry) + "," + part, registry.host());
            result.check().succeeds().errContains("Ignoring a part of --host that is none of reg, tls, user, pass");
            if (shown == null) {
                assertThat(result.err()).doesNotContain(part);
            } else {
                result.check().errContains(shown);
            }
        }
    }

    @Test
    @DisplayName("sizes may have units")
    void readsSizes() throws IOException {
        regctl.run("registry", "set", "h:1", "--blob-chunk", "4MiB", "--blob-max", "-1", "--skip-check")
                .check()
                .succeeds();

        assertThat(Files.readString(file)).contains("\"blobChunk\": 4194304", "\"blobMax\": -1");
    }

    @Test
    @DisplayName("regctl 9.9.2 to 9.9.5: login, whoami, logout")
    void logsInAndOut() throws IOException {
        try (InProcessRegistry registry =
                InProcessRegistry.builder().user("alice", "secret").start()) {
            String name = registry.host();
            regctl.run("registry", "set", name, "--tls", "disabled", "--skip-check")
                    .check()
                    .succeeds();

            regctl.stdin("secret\n")
                    .run("registry", "login", name, "-u", "alice", "--pass-stdin")
                    .check()
                    .succeeds()
                    .out("");
            regctl.run("registry", "whoami", name).check().out("alice\n");
            regctl.run("registry", "config", name).check().outContains("\"user\": \"alice\"");
            assertThat(regctl.run("registry", "config").out()).doesNotContain("secret");

            regctl.run("registry", "logout", name).check().succeeds();
            regctl.run("registry", "whoami", name).check().exits(1).err("no login found for " + name + "\n");
            assertThat(Files.readString(file)).contains("disabled").doesNotContain("alice");
        }
    }

    @Test
    @DisplayName("regctl 9.9.2: a wrong password is stored, reported, and never shown")
    void reportsAWrongPassword() {
        try (InProcessRegistry registry =
                InProcessRegistry.builder().user("alice", "secret").start()) {
            var result = regctl.run(
                    "registry",
                    "login",
                    "--host",
                    TestHosts.host(registry),
                    registry.host(),
                    "-u",
                    "alice",
                    "-p",
                    "wr0ng");
            result.check()
                    .exits(1)
                    .errContains("Failed to ping registry, credentials were still stored", "unauthorized");
            assertThat(result.err()).doesNotContain("wr0ng");
        }
    }

    @Test
    @DisplayName("regctl 9.9.2: missing input")
    void asksForWhatIsMissing() {
        regctl.stdin("\n")
                .run("registry", "login", "h:1", "--skip-check", "-p", "x")
                .check()
                .exits(1)
                .out("Enter Username: ")
                .errContains("required input missing");
        regctl.run("registry", "login", "h:1", "--pass-stdin")
                .check()
                .exits(1)
                .err("user must be provided to read password from stdin\n");
        regctl.stdin("bob\n")
                .run("registry", "login", "h:1", "--skip-check", "-p", "x")
                .check()
                .succeeds()
                .out("Enter Username: ");
        regctl.run("registry", "whoami", "h:1").check().out("bob\n");
    }

    @Test
    @DisplayName("regctl 9.9.2: user <token> stores an identity token")
    void storesAToken() {
        regctl.run("registry", "login", "h:1", "--skip-check", "-u", "<token>", "-p", "t0k")
                .check()
                .succeeds();
        regctl.run("registry", "whoami", "h:1").check().out("<token>\n");
    }

    @Test
    @DisplayName("regctl 9.9.3, 9.9.1: an unknown registry is a warning")
    void warnsAboutAnUnknownRegistry() {
        regctl.run("registry", "logout", "h:1").check().succeeds().errContains("No configuration/credentials found");
        regctl.run("registry", "config", "h:1")
                .check()
                .succeeds()
                .out("")
                .errContains("No configuration found for registry");
    }

    @Test
    @DisplayName("regctl 3.3: a broken file stops the registry commands and warns the others")
    void reportsABrokenFile() throws IOException {
        Files.writeString(file, "{\"hosts\": ");
        regctl.run("registry", "config").check().exits(1).errContains("regctl.json");
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            regctl.run("repo", "ls", "--host", TestHosts.host(registry), registry.host())
                    .check()
                    .succeeds()
                    .errContains("Failed to load default config");
        }
        assertThat(Files.readString(file)).isEqualTo("{\"hosts\": ");
    }

    @Test
    @DisplayName("regctl 4.6: --host with quotes, escapes and mistakes")
    void readsHostArguments() {
        try (InProcessRegistry registry =
                InProcessRegistry.builder().user("a,b", "p\"w").start()) {
            String good = "reg=" + registry.host() + ",tls=disabled,\"user=a,b\",pass=p\\\"w";
            regctl.run("repo", "ls", "--host", good, registry.host())
                    .check()
                    .succeeds()
                    .err("");
            regctl.run("repo", "ls", "--host", good, "--host", "user=x", "--host", "reg=q,tls=no", registry.host())
                    .check()
                    .succeeds()
                    .errContains("Ignoring registry config without a name", "unable to parse tls setting");
            regctl.run("repo", "ls", "--host", good, "--host", "reg=\"x", registry.host())
                    .check()
                    .succeeds()
                    .errContains("unable to parse host string");
        }
    }

    @Test
    @DisplayName("regctl 9.4: version for people and scripts")
    void showsTheVersion() {
        regctl.run("version").check().succeeds().outContains("VCSTag:     v", "Platform:   linux/");
        assertThat(regctl.run("version", "--format", "{{.VCSTag}}").out())
                .startsWith("v")
                .doesNotContain("\n");
        regctl.run("--version")
                .check()
                .succeeds()
                .errIsEmpty()
                .out(regctl.run("version").out());
        regctl.run("tag", "ls", "--version").check().exits(1).out("").err("unknown flag: --version\n");
    }
}
