// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.CredentialPrograms;
import io.regclient.config.DockerConfig;
import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.json.Json;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RecordedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins from Docker's configuration and credential helpers, as far as the registry. */
class ConfiguredLoginTest {
    @TempDir
    private Path home;

    private final InProcessRegistry registry = InProcessRegistry.builder()
            .user("me", "hunter2")
            .tokens(Duration.ofMinutes(5))
            .start();
    private final ManualTime time = ManualTime.stepping();
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void store() {
        registry.put("app", ImageFixture.small(1), "v1");
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private RegClient client(String dockerConfig, HostConfig... later) {
        Environment environment =
                Environment.of(Map.of("PATH", home + ":/usr/bin:/bin", "DOCKER_AUTH_CONFIG", dockerConfig), home, home);
        CredentialPrograms programs = new CredentialPrograms(environment, time, w -> warnings.add(w.toString()));
        HostTable.Builder hosts = HostTable.builder(warning -> {})
                .credentialPrograms(programs)
                .addAll(DockerConfig.load(environment, programs).hosts())
                .add(HostConfig.builder(registry.host()).tls(TlsMode.DISABLED).build())
                .addAll(List.of(later));
        return RegClient.builder()
                .hosts(hosts.build())
                .environment(environment)
                .ticker(time)
                .sleeper(time)
                .build();
    }

    private void helper(String body) throws IOException {
        Path file = Files.writeString(home.resolve("docker-credential-x"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private String helperConfig() {
        return "{\"credHelpers\":{\"" + registry.host() + "\":\"x\"}}";
    }

    /** A refresh token of the token server, fetched without the client under test. */
    private String identityToken() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) registry.uri()
                .resolve("/token?service=registry.test&offline_token=true")
                .toURL()
                .openConnection();
        String login = Base64.getEncoder().encodeToString("me:hunter2".getBytes(StandardCharsets.UTF_8));
        connection.setRequestProperty("Authorization", "Basic " + login);
        try (InputStream in = connection.getInputStream()) {
            return Json.parseObject(in.readAllBytes(), "token").string("refresh_token");
        } finally {
            registry.requests().clear();
        }
    }

    private List<String> tokenRequests() {
        return registry.requests().matching("*", "^/token").stream()
                .map(RecordedRequest::method)
                .toList();
    }

    private void pull(RegClient client) throws IOException {
        client.manifests().get(ref(registry, "app:v1"), Optional.empty());
    }

    @Test
    @DisplayName("24.A 7, DC-3, AU-9: the identity token of Docker's configuration is exchanged by POST")
    void exchangesTheIdentityToken() throws IOException {
        String entry = "{\"auths\":{\"" + registry.host() + "\":{\"identitytoken\":\"" + identityToken() + "\"}}}";
        try (RegClient client = client(entry)) {
            pull(client);
        }
        assertThat(tokenRequests()).containsExactly("POST");
    }

    @Test
    @DisplayName("24.A 8, DC-5: with a store that cannot list the registry is asked anonymously")
    void asksAnonymouslyWithABrokenStore() throws IOException {
        helper("exit 1");
        try (RegClient client = client("{\"credsStore\":\"x\"}")) {
            assertThat(failure(() -> pull(client)).is(ErrorKind.HTTP_UNAUTHORIZED))
                    .isTrue();
        }
        assertThat(registry.requests().matching("*", "^/token"))
                .isNotEmpty()
                .allSatisfy(
                        request -> assertThat(request.header("Authorization")).isEmpty());
    }

    @Test
    @DisplayName("24.A 9, CH-2: a token login of a helper is exchanged and never sent as a password")
    void exchangesTheTokenOfAHelper() throws IOException {
        helper("printf '{\"Username\":\"<token>\",\"Secret\":\"" + identityToken() + "\"}'");
        try (RegClient client = client(helperConfig())) {
            pull(client);
        }
        assertThat(tokenRequests()).containsExactly("POST");
        assertThat(registry.requests().all())
                .allSatisfy(request ->
                        assertThat(request.header("Authorization").orElse("")).doesNotStartWith("Basic"));
    }

    @Test
    @DisplayName("24.A 10, CH-3: while a helper fails requests are anonymous, five seconds later they have the login")
    void recoversWithTheHelper() throws IOException {
        helper("test -f ready || exit 3; printf '{\"Username\":\"me\",\"Secret\":\"hunter2\"}'");
        try (RegClient client = client(helperConfig())) {
            assertThat(failure(() -> pull(client)).is(ErrorKind.HTTP_UNAUTHORIZED))
                    .isTrue();
            assertThat(warnings).hasSize(1);
            Files.createFile(home.resolve("ready"));
            time.advance(Duration.ofSeconds(6));

            pull(client);
        }
        assertThat(warnings).hasSize(1);
    }

    @Test
    @DisplayName("24.A 11, HC-5: a helper is not started when a later layer has a login")
    void leavesTheHelperAlone() throws IOException {
        helper("touch called; exit 1");
        HostConfig fixed =
                HostConfig.builder(registry.host()).user("me").pass("hunter2").build();
        try (RegClient client = client(helperConfig(), fixed)) {
            pull(client);
        }
        assertThat(home.resolve("called")).doesNotExist();
        assertThat(warnings).isEmpty();
    }
}
