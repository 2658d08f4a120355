// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerConfigTest {
    @TempDir
    private Path home;

    private final Map<String, String> variables = new HashMap<>();

    private DockerConfig load() {
        variables.put("PATH", home + ":/usr/bin:/bin");
        Environment environment = Environment.of(variables, home, home);
        return DockerConfig.load(environment, new CredentialPrograms(environment, new ManualTime(), warning -> {}));
    }

    private DockerConfig loadText(String json) {
        variables.put("DOCKER_AUTH_CONFIG", json);
        return load();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> names(DockerConfig config) {
        return config.hosts().stream().map(HostConfig::name).toList();
    }

    @Test
    @DisplayName("DC-1: DOCKER_CONFIG, else the home directory, then DOCKER_AUTH_CONFIG")
    void readsFileThenVariable() throws IOException {
        assertThat(load()).isEqualTo(new DockerConfig(List.of(), List.of()));
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(
                home.resolve(".docker/config.json"), "{\"auths\":{\"home\":{\"username\":\"u\",\"password\":\"p\"}}}");
        assertThat(names(load())).containsExactly("home");
        Files.createDirectories(home.resolve("other"));
        Files.writeString(
                home.resolve("other/config.json"), "{\"auths\":{\"dir\":{\"username\":\"u\",\"password\":\"p\"}}}");
        variables.put("DOCKER_CONFIG", "other");
        variables.put("DOCKER_AUTH_CONFIG", "{\"auths\":{\"env\":{\"identitytoken\":\"t\"}}}");
        assertThat(names(load())).containsExactly("dir", "env");
        variables.put("DOCKER_CONFIG", home.resolve("missing").toString());
        assertThat(names(load())).containsExactly("env");
        assertThat(load().problems()).isEmpty();
    }

    @Test
    @DisplayName("DC-1: what cannot be read is a problem and leaves the rest usable")
    void collectsProblems() throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), "{\"auths\": hunter2}");
        DockerConfig config = loadText("{\"auths\":{\"env\":{\"identitytoken\":\"t\"}}}");
        assertThat(names(config)).containsExactly("env");
        assertThat(config.problems())
                .singleElement()
                .asString()
                .startsWith(home.resolve(".docker/config.json") + ": invalid JSON: ")
                .doesNotContain("hunter2");
        assertThat(loadText("nonsense").problems()).hasSize(2);
        Files.delete(home.resolve(".docker/config.json"));
        Files.createDirectories(home.resolve(".docker/config.json"));
        assertThat(loadText("{}").problems()).singleElement().asString().contains("config.json");
    }

    @Test
    @DisplayName("DC-1: a byte order mark is read over in the file and the variable, UTF-16 is told")
    void readsMarkedText() throws IOException {
        Path file = home.resolve(".docker/config.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "\ufeff{\"auths\":{\"home\":{\"identitytoken\":\"t\"}}}");
        DockerConfig marked = loadText("\ufeff{\"auths\":{\"env\":{\"identitytoken\":\"t\"}}}");
        assertThat(names(marked)).containsExactly("home", "env");
        assertThat(marked.problems()).isEmpty();
        Files.writeString(file, "{}", StandardCharsets.UTF_16);
        assertThat(load().problems()).containsExactly(file + ": the file is UTF-16, save it as UTF-8");
    }

    @ParameterizedTest
    @DisplayName("DC-1: an empty file is no problem, nor is /dev/null as the file or its directory")
    @ValueSource(strings = {"", " \n", "\ufeff", "link", "directory", "{}"})
    void acceptsNothing(String content) throws IOException {
        Path file = home.resolve(".docker/config.json");
        Files.createDirectories(file.getParent());
        switch (content) {
            case "link" -> Files.createSymbolicLink(file, Path.of("/dev/null"));
            case "directory" -> variables.put("DOCKER_CONFIG", "/dev/null");
            default -> Files.writeString(file, content);
        }
        assertThat(load()).isEqualTo(new DockerConfig(List.of(), List.of()));
    }

    @Test
    @DisplayName("DC-1: a named pipe is a problem and is not waited for; the empty device is an empty file")
    void opensNoPipe() throws IOException {
        Path file = Files.createDirectories(home.resolve(".docker")).resolve("config.json");
        ExternalProgram.run(List.of("mkfifo", file.toString())).requireSuccess();
        assertThat(Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), this::load)
                        .problems())
                .singleElement()
                .asString()
                .endsWith("config.json: not a file but a named pipe");

        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/null"));
        assertThat(load().problems()).isEmpty();
    }

    @Test
    @DisplayName("DC-1: a file has at most 8 MiB")
    void boundsTheFile() throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        String json = "{\"auths\":{\"h\":{\"identitytoken\":\"t\"}}}";
        String fits = json + " ".repeat(DockerConfig.MAX_BYTES - json.length());
        Files.writeString(home.resolve(".docker/config.json"), fits);
        assertThat(names(load())).containsExactly("h");
        Files.writeString(home.resolve(".docker/config.json"), fits + " ");
        assertThat(load().problems())
                .containsExactly(home.resolve(".docker/config.json") + ": larger than 8388608 bytes");
    }

    @Test
    @DisplayName("DC-1: hosts before a damaged entry are kept")
    void keepsWhatWasReadBeforeAnError() {
        DockerConfig config = loadText("{\"auths\":{\"a\":{\"identitytoken\":\"t\"},\"b\":{\"identitytoken\":5}}}");
        assertThat(names(config)).containsExactly("a");
        assertThat(config.problems())
                .containsExactly("DOCKER_AUTH_CONFIG: auths.b.identitytoken: invalid JSON: "
                        + "expected a string, found an integer");
    }

    @ParameterizedTest
    @DisplayName("24.A 6, DC-2: which keys name a registry")
    @CsvSource(delimiter = '|', textBlock = """
            https://index.docker.io/v1/             | docker.io      | https://index.docker.io/v1/
            docker.io                               | docker.io      | https://index.docker.io/v1/
            https://index.docker.io/v1/access-token |                |
            https://index.docker.io/v1/refresh-token |               |
            hub-tool-token                          | hub-tool-token | ''
            h:5000                                  | h:5000         | ''
            https://ghcr.io                         | ghcr.io        | https://ghcr.io
            https://ghcr.io/                        | ghcr.io        | https://ghcr.io/
            http://h:5000                           | h:5000         | http://h:5000
            host/repo                               |                |
            https://ghcr.io/v1/                     |                |
            ftp://h                                 |                |
            """)
    void filtersKeys(String key, String name, String credHost) {
        DockerConfig config = loadText("{\"auths\":{\"" + key + "\":{\"identitytoken\":\"t\"}}}");
        if (name == null) {
            assertThat(config.hosts()).isEmpty();
        } else {
            assertThat(names(config)).containsExactly(name);
            assertThat(config.hosts().getFirst().credHost()).isEqualTo(credHost);
            assertThat(config.hosts().getFirst().tls())
                    .isEqualTo(key.startsWith("http:") ? TlsMode.DISABLED : TlsMode.ENABLED);
        }
        assertThat(config.problems()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("24.A 7, DC-3: what an auth entry gives")
    @CsvSource(delimiter = '|', textBlock = """
            {"auth":"B(u:p)"}                                         | u | p   | ''
            {"auth":"B(u:p:q)"}                                       | u | p:q | ''
            {"auth":"B(u:p\\0\\0)"}                                   | u | p   | ''
            {"auth":"B(u:p)","username":"x","password":"y"}           | u | p   | ''
            {"username":"x","password":"y"}                           | x | y   | ''
            {"Username":"x","PASSWORD":"y"}                           | x | y   | ''
            {"auth":"B(u:p)","identitytoken":"t"}                     | u | p   | t
            {"identitytoken":"t"}                                     | '' | '' | t
            {"registrytoken":"t"}                                     |   |     |
            {"username":"x"}                                          |   |     |
            {"auth":"B(u)"}                                           |   |     |
            {"auth":"***"}                                            |   |     |
            {}                                                        |   |     |
            null                                                      |   |     |
            """)
    void readsEntries(String entry, String user, String pass, String token) {
        String json = java.util.regex.Pattern.compile("B\\(([^)]*)\\)")
                .matcher(entry)
                .replaceAll(m -> base64(m.group(1).replace("\\0", "\u0000")));
        DockerConfig config = loadText("{\"auths\":{\"h\":" + json + "}}");
        assertThat(config.problems()).isEmpty();
        if (user == null) {
            assertThat(config.hosts()).isEmpty();
        } else {
            HostConfig host = config.hosts().getFirst();
            assertThat(new Credential(host.user(), host.pass(), host.token()))
                    .isEqualTo(new Credential(user, pass, token));
        }
    }

    @Test
    @DisplayName("DC-4: a helper serves its host with and without an auths entry")
    void usesHelpers() {
        DockerConfig config = loadText("{\"auths\":{\"a\":{},\"c\":{\"username\":\"u\",\"password\":\"p\"}},"
                + "\"credHelpers\":{\"a\":\"gcr_1-x\",\"b\":\"ecr-login\",\"c\":\"x\",\"d/repo\":\"x\"}}");
        assertThat(names(config)).containsExactly("a", "b", "c");
        assertThat(config.hosts())
                .extracting(HostConfig::credHelper)
                .containsExactly("docker-credential-gcr_1-x", "docker-credential-ecr-login", "docker-credential-x");
        assertThat(config.hosts()).extracting(HostConfig::user).containsOnly("");
    }

    @Test
    @DisplayName("OJ-2: a helper name that is no plain word is refused")
    void refusesHelperNames() {
        DockerConfig config =
                loadText("{\"credHelpers\":{\"a\":\"../evil\",\"b\":\"ok\",\"c\":\"\"}," + "\"credsStore\":\"x;y\"}");
        assertThat(names(config)).containsExactly("b");
        assertThat(config.problems())
                .containsExactly(
                        "DOCKER_AUTH_CONFIG: credHelpers: invalid helper name for a",
                        "DOCKER_AUTH_CONFIG: credHelpers: invalid helper name for c",
                        "DOCKER_AUTH_CONFIG: credsStore: invalid helper name");
    }

    private void store(String body) throws IOException {
        Path file = Files.writeString(home.resolve("docker-credential-store"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    @DisplayName("DC-5: a store is listed once at load time; its hosts get the helper and their user")
    void listsTheStore() throws IOException {
        store("echo \"$1\" >> calls; "
                + "printf '{\"https://index.docker.io/v1/\":\"u\",\"https://h\":\"v\",\"x/y\":\"w\"}'");
        DockerConfig config = loadText("{\"credsStore\":\"store\"}");
        assertThat(names(config)).containsExactly("docker.io", "h");
        HostConfig hub = config.hosts().getFirst();
        assertThat(hub.credHelper()).isEqualTo("docker-credential-store");
        assertThat(hub.user()).isEqualTo("u");
        assertThat(hub.credHost()).isEqualTo("https://index.docker.io/v1/");
        assertThat(config.hosts().get(1).credHost()).isEqualTo("https://h");
        assertThat(Files.readString(home.resolve("calls"))).isEqualTo("list\n");
    }

    @Test
    @DisplayName("24.A 8, DC-5: a store that cannot list is like an empty one")
    void ignoresBrokenStores() throws IOException {
        store("exit 1");
        assertThat(loadText("{\"credsStore\":\"store\",\"auths\":{\"h\":{\"identitytoken\":\"t\"}}}"))
                .satisfies(config -> {
                    assertThat(names(config)).containsExactly("h");
                    assertThat(config.problems()).isEmpty();
                });
        assertThat(loadText("{\"credsStore\":\"missing\"}").hosts()).isEmpty();
    }
}
