// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The development registry with https and logins, as its users have it. */
@Timeout(60)
class RegistryServeTest {
    @TempDir
    Path directory;

    private RunningServer server(String... flags) throws IOException {
        return new RunningServer(directory, "127.0.0.1:0", List.of(flags));
    }

    private CliRunner regctl() {
        return ProgramRunner.of(Regctl.PROGRAM, directory);
    }

    @Test
    @DisplayName(
            "registry serve --tls --user: https by an authority of its own, and a login, for regctl and for skopeo")
    void servesHttpsWithLogins() throws IOException {
        try (RunningServer server = server("--tls", "--user", "joe:s3:cret", "--samples")) {
            String authority = server.lines().getLast().replace("clients have to trust ", "");
            String host = server.host();
            assertThat(server.lines().getFirst())
                    .startsWith("development registry on https://127.0.0.1:")
                    .contains("logins only");
            assertThat(authority).endsWith("/registry/.tls/ca.pem");

            regctl().run("tag", "ls", host + "/sample/hello").check().exits(1).errContains("certificate");
            regctl().run("registry", "set", host, "--cacert", Files.readString(Path.of(authority)), "--skip-check")
                    .check()
                    .succeeds();
            regctl().run("tag", "ls", host + "/sample/hello").check().exits(1).errContains("unauthorized");
            regctl().run("registry", "login", host, "-u", "joe", "-p", "wrong")
                    .check()
                    .exits(1);
            regctl().run("registry", "login", host, "-u", "joe", "-p", "s3:cret")
                    .check()
                    .succeeds();
            CliResult tags = regctl().run("tag", "ls", host + "/sample/hello");
            tags.check().succeeds().outContains("latest").errIsEmpty();
            if (DockerRegistry.onPath("skopeo")) {
                Path trusted = Files.createDirectories(directory.resolve("certs"));
                Files.copy(Path.of(authority), trusted.resolve("ca.crt"));
                assertThat(ExternalProgram.run(
                                        "skopeo",
                                        "inspect",
                                        "--raw",
                                        "--cert-dir",
                                        trusted.toString(),
                                        "--creds",
                                        "joe:s3:cret",
                                        "docker://" + host + "/sample/hello:latest")
                                .requireSuccess())
                        .contains("schemaVersion");
            }
            assertThat(server.err()).doesNotContain("s3:cret", "wrong");
        }
    }

    @Test
    @DisplayName("registry serve --tls-cert, --tls-key, --user-file: files of the user")
    void servesWithFiles() throws IOException {
        try (RunningServer server = server("--tls")) {
            assertThat(server.lines().getFirst()).contains("https://", "no access control");
        }
        Files.writeString(
                directory.resolve("users"),
                "# people\n\njoe:$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n");
        String[] files = {"--tls-cert", "registry/.tls/server.pem", "--tls-key", "registry/.tls/server.key"};
        try (RunningServer server = server(files[0], files[1], files[2], files[3], "--user-file", "users")) {
            String host = server.host();
            String authority = Files.readString(directory.resolve("registry/.tls/ca.pem"));
            regctl().run("registry", "set", host, "--cacert", authority, "--skip-check")
                    .check()
                    .succeeds();
            regctl().run("registry", "login", host, "-u", "joe", "-p", "U*U")
                    .check()
                    .succeeds();
            regctl().run("repo", "ls", host).check().succeeds();
        }
    }

    @Test
    @DisplayName("registry serve: an address that cannot be used names the flag")
    void namesTheAddressFlag() throws IOException {
        try (RunningServer server = server("--samples")) {
            regctl().run("registry", "serve", "--addr", server.host(), "--dir", "other")
                    .check()
                    .exits(1)
                    .errContains("listen on " + server.host() + ": ", "--addr");
        }
    }

    @Test
    @DisplayName("registry serve: what is wrong with certificates and users is told in one line, without a password")
    void tellsMistakes() throws IOException {
        Files.writeString(directory.resolve("crypt"), "joe:rl5FCQTkHZ2mE\n");
        Files.writeString(directory.resolve("empty"), "\n# nobody\n");
        Files.writeString(directory.resolve("no.pem"), "nothing");
        fails("--tls-cert and --tls-key belong together, one of them is missing", "--tls-cert", "no.pem");
        fails("no.pem: no certificate found, PEM is expected", "--tls-cert", "no.pem", "--tls-key", "no.pem");
        fails("absent: no such file or directory", "--tls-cert", "absent", "--tls-key", "no.pem");
        fails("crypt, line 1: the password of joe is stored in a way that is not read; bcrypt", "--user-file", "crypt");
        fails("empty names no user", "--user-file", "empty");
        fails("absent: no such file or directory", "--user-file", "absent");
        fails("--user: NAME:PASSWORD is expected", "--user", "s3cret");
    }

    private void fails(String message, String... flags) {
        List<String> words = new ArrayList<>(List.of("registry", "serve", "--addr", "127.0.0.1:0"));
        words.addAll(List.of(flags));
        CliResult result = regctl().run(words.toArray(String[]::new));
        result.check().exits(1).out("").errContains(message);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).doesNotContain("s3cret", "rl5FCQTkHZ2mE");
    }

    @Test
    @DisplayName("registry serve: a file that cannot be used is told to the client, and with its cause to the log")
    void tellsFailures() throws IOException {
        try (RunningServer server = server()) {
            Path outside = Files.createDirectory(directory.resolve("outside"));
            Path link = Files.createSymbolicLink(directory.resolve("registry/a"), outside);
            String host = server.host();
            regctl().run("index", "create", "--host", "reg=" + host + ",tls=disabled", host + "/a:1")
                    .check()
                    .exits(1)
                    .errContains("the registry could not read or write its files");
            assertThat(server.err())
                    .contains("level=WARN", "PUT /v2/a/manifests/1: " + link, "a symbolic link leads out of");
        }
    }
}
