// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.copy.CopyOptions;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copies that last longer than a token lives: the time of both sides goes on with every request a registry sees. */
class CopyTokenTest {
    private static final Duration LIFE = Duration.ofSeconds(60);

    private static InProcessRegistry registry(ManualTime time, Duration step) {
        return InProcessRegistry.builder()
                .user("me", "hunter2")
                .tokens(LIFE)
                .clock(() -> {
                    time.advance(step);
                    return time.now();
                })
                .start();
    }

    private static RegClient client(ManualTime time, boolean chunks, InProcessRegistry... registries) {
        HostTable.Builder hosts = HostTable.builder(warning -> {});
        for (InProcessRegistry registry : registries) {
            hosts.add(HostConfig.builder(registry.host())
                    .tls(TlsMode.DISABLED)
                    .user("me")
                    .pass("hunter2")
                    .build());
        }
        return RegClient.builder()
                .hosts(hosts.build())
                .environment(Environment.of(Map.of(), Path.of("/"), Path.of("")))
                .ticker(time)
                .sleeper(time)
                .copyWidth(1) // with calls at once, all those between renewal and use would make each token old
                .blobSizes(20_000, chunks ? 20_000 : -1, 0)
                .build();
    }

    private static SampleImage image() {
        SampleImage[] platforms = Stream.of("linux/amd64", "linux/arm64")
                .map(p -> ImageFixture.image(p)
                        .layer(SampleLayer.random(p.hashCode(), 100_000))
                        .layer(SampleLayer.random(p.length(), 100_000))
                        .build())
                .toArray(SampleImage[]::new);
        return ImageFixture.index(platforms).build();
    }

    @ParameterizedTest
    @CsvSource({"2, false", "2, true", "3, false", "3, true", "4, false", "4, true", "5, false", "5, true"})
    @DisplayName("AU-10, AU-13: tokens that expire again and again during a copy do not harm it")
    void renewsTokens(int stepSeconds, boolean chunks) throws IOException {
        SampleImage image = image();
        ManualTime time = new ManualTime();
        try (InProcessRegistry one = registry(time, Duration.ofSeconds(stepSeconds));
                InProcessRegistry two = registry(time, Duration.ofSeconds(stepSeconds));
                RegClient client = client(time, chunks, one, two)) {
            one.put("app", image, "v1");
            two.put("app", ImageFixture.small(1), "v1");

            client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN);

            assertThat(time.elapsed()).isGreaterThan(LIFE);
            assertThat(two.requests().matching("*", "^/token").size())
                    .as("tokens of the target: one for reading, one for writing, and those that replace expired ones")
                    .isGreaterThan(2);
            assertThat(client.manifests()
                            .get(ref(two, "app:v1"), Optional.empty())
                            .raw())
                    .isEqualTo(image.root().bytes());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /blobs/, false",
        "GET, /manifests/, false",
        "POST, /blobs/uploads/, false",
        "PUT, /blobs/uploads/, false",
        "PATCH, /blobs/uploads/, true",
        "PUT, /blobs/uploads/, true",
        "PUT, /manifests/, true"
    })
    @DisplayName("AU-13: tokens revoked in the middle of a copy, also before a closing PUT, do not harm it")
    void survivesRevokedTokens(String method, String path, boolean chunks) throws IOException {
        SampleImage image = image();
        ManualTime time = new ManualTime();
        try (InProcessRegistry one = registry(time, Duration.ZERO);
                InProcessRegistry two = registry(time, Duration.ZERO);
                RegClient client = client(time, chunks, one, two)) {
            one.put("app", image, "v1");
            InProcessRegistry broken = method.equals("GET") ? one : two;
            broken.faults().on(method, path, Occurrence.nth(3), new Fault.ExpireToken());

            client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN);

            assertThat(client.manifests()
                            .get(ref(two, "app:v1"), Optional.empty())
                            .raw())
                    .isEqualTo(image.root().bytes());
            assertThat(broken.requests().matching(method, path)).hasSizeGreaterThan(2);
        }
    }
}
