// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.copy.CopyOptions;
import io.regclient.server.SampleImage;
import io.regclient.server.SampleLayer;
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

    private final ManualTime time = ManualTime.stepping();

    private InProcessRegistry registry(Duration step) {
        return InProcessRegistry.builder()
                .user("me", "hunter2")
                .tokens(LIFE)
                .clock(() -> {
                    time.advance(step);
                    return time.now();
                })
                .start();
    }

    private RegClient client(boolean chunks, InProcessRegistry... registries) {
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
                .copyWidth(2) // with more calls at once every token would be old when it is used
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
        try (InProcessRegistry one = registry(Duration.ofSeconds(stepSeconds));
                InProcessRegistry two = registry(Duration.ofSeconds(stepSeconds));
                RegClient client = client(chunks, one, two)) {
            one.put("app", image, "v1");
            two.put("app", ImageFixture.small(1), "v1");

            client.copyImage(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN);

            assertThat(time.elapsed()).isGreaterThan(LIFE);
            assertThat(two.requests().matching("*", "^/token").size())
                    .as("tokens of the target: one for reading, one for writing, and those that replace expired ones")
                    .isGreaterThan(2);
            assertThat(client.getManifest(ref(two, "app:v1"), Optional.empty()).raw())
                    .isEqualTo(image.root().bytes());
        }
    }
}
