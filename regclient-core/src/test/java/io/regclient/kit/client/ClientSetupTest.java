// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.RegClient;
import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.kit.cli.VersionInfo;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestDelete;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From settings to a client, seen by a registry. */
class ClientSetupTest {
    private final InProcessRegistry registry = InProcessRegistry.start();
    private final Environment environment = Environment.of(Map.of(), Path.of("/none"), Path.of("/none"));

    @BeforeEach
    void store() {
        registry.put("app", ImageFixture.small(1), "v1");
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private ClientSetup setup() {
        HostConfig host =
                HostConfig.builder(registry.host()).tls(TlsMode.DISABLED).build();
        HostTable hosts = HostSetup.hosts(environment, false, Optional.empty(), List.of(host));
        return new ClientSetup("program", environment, hosts);
    }

    private Ref ref() throws IOException {
        return Ref.parse(registry.host() + "/app")
                .withDigest(ImageFixture.small(1).digest());
    }

    private List<String> readTwice(ClientSetup setup) throws IOException {
        registry.requests().clear();
        try (RegClient client = setup.open()) {
            client.manifests().get(ref(), Optional.empty());
            client.manifests().get(ref(), Optional.empty());
        }
        return registry.requests().lines();
    }

    private List<String> userAgents() {
        return registry.requests().all().stream()
                .map(request -> request.header("User-Agent").orElse(""))
                .distinct()
                .toList();
    }

    @Test
    @DisplayName("regctl 4.9: registries are told the program and its version, or what the user wants")
    void namesTheProgram() throws IOException {
        readTwice(setup().userAgent(""));
        assertThat(userAgents()).containsExactly(VersionInfo.load().userAgent("program"));

        readTwice(setup().userAgent("mine/1"));
        assertThat(userAgents()).containsExactly("mine/1");
    }

    @Test
    @DisplayName("G-1: answers are kept when both an age and a number are given")
    void keepsAnswers() throws IOException {
        assertThat(readTwice(setup().cache(Duration.ofMinutes(5), 10))).hasSize(1);
        assertThat(readTwice(setup().cache(Duration.ZERO, 10))).hasSize(2);
        assertThat(readTwice(setup().cache(Duration.ofMinutes(5), 0))).hasSize(2);
        assertThat(readTwice(setup())).hasSize(2);
    }

    @Test
    @DisplayName("a manifest and a config are read once by their digest; whether a manifest is there is always asked")
    void readsOnce() throws IOException {
        assertThat(readTwice(setup().readsOnce())).hasSize(1);

        registry.requests().clear();
        try (RegClient client = setup().readsOnce().open()) {
            client.manifests().get(ref(), Optional.empty());
            client.manifests().head(ref(), Optional.empty());
            client.manifests().head(ref(), Optional.empty());
            Descriptor named =
                    client.manifests().get(ref(), Optional.empty()).config().orElseThrow();
            client.images().readConfig(ref(), named);
            client.images().readConfig(ref(), named);
            client.images().readConfig(ref(), Optional.empty());

            client.manifests().delete(ref(), ManifestDelete.plain());
            assertThat(client.manifests().head(ref(), Optional.empty())).isEmpty();
            assertThatThrownBy(() -> client.manifests().get(ref(), Optional.empty()))
                    .hasMessageContaining("not found");
        }
        assertThat(registry.requests().count("GET", "/blobs/")).isEqualTo(1);
        assertThat(registry.requests().count("GET", "/manifests/")).isEqualTo(2);
        assertThat(registry.requests().count("HEAD", "/manifests/")).isEqualTo(3);
    }

    @Test
    @DisplayName("BL-13: a blob above the limit is sent in chunks; without one it is sent in one request")
    void limitsBlobs() throws IOException {
        assertThat(put("limited", setup().blobLimit(4))).contains("PATCH");
        assertThat(put("zero", setup().blobLimit(0))).doesNotContain("PATCH");
        assertThat(put("plain", setup())).doesNotContain("PATCH");
    }

    /** The methods of the requests that send ten bytes. */
    private List<String> put(String repository, ClientSetup setup) throws IOException {
        byte[] content = "0123456789".getBytes(StandardCharsets.US_ASCII);
        registry.requests().clear();
        try (RegClient client = setup.open()) {
            client.blobs()
                    .put(
                            Ref.parse(registry.host() + "/" + repository),
                            Descriptor.ofContent(MediaType.OCTET_STREAM, content),
                            BlobSource.ofBytes(content));
        }
        return registry.requests().lines().stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }
}
