// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.model.Platform;
import io.regclient.server.SampleImage;
import io.regclient.server.SampleImageBuilder;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whether the base of an image has changed: contract CB-1 to CB-7. */
class BaseCheckTest {
    private static final String NAME = "org.opencontainers.image.base.name";
    private static final String DIGEST = "org.opencontainers.image.base.digest";

    private final InProcessRegistry registry = InProcessRegistry.start();
    private final RegClient client = ClientFixture.client(registry);
    private final SampleImage base = based("linux/amd64").build();

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    private static SampleImageBuilder based(String platform) {
        return ImageFixture.image(platform).layer("base", "base for " + platform);
    }

    private String baseName() {
        return registry.host() + "/base:v1";
    }

    private void store(String tag, SampleImage image) {
        registry.put("base", base, "v1");
        registry.put("app", image, tag);
        registry.requests().clear();
    }

    private void check(String tag, BaseCheckOptions options) throws IOException {
        client.checkBase(ref(registry, "app:" + tag), options);
    }

    private ErrorKind failed(String tag, BaseCheckOptions options) {
        return failure(() -> check(tag, options)).kind();
    }

    @Test
    @DisplayName("CB-3, row 141: with a digest one HEAD of the base decides")
    void comparesDigests() throws IOException {
        store(
                "same",
                based("linux/amd64")
                        .annotation(NAME, baseName())
                        .annotation(DIGEST, base.digest().toString())
                        .build());
        registry.put(
                "app",
                ImageFixture.image()
                        .layer("other", "x")
                        .annotation(NAME, baseName())
                        .annotation(DIGEST, ImageFixture.small(9).digest().toString())
                        .build(),
                "old");

        check("same", BaseCheckOptions.PLAIN);

        assertThat(registry.requests().lines())
                .containsExactly("GET /v2/app/manifests/same", "HEAD /v2/base/manifests/v1");
        assertThat(failed("old", BaseCheckOptions.PLAIN)).isEqualTo(ErrorKind.MISMATCH);
        registry.requests().clear();
        check("none", BaseCheckOptions.PLAIN.withBase(ref(baseName())).withDigest(base.digest()));
        assertThat(registry.requests().lines()).containsExactly("HEAD /v2/base/manifests/v1");
    }

    @Test
    @DisplayName("CB-5, CB-6, row 142: layers and history of the base come first in the image")
    void comparesContent() throws IOException {
        store("on", based("linux/amd64").layer("app", "app").build());
        registry.put(
                "app", ImageFixture.image().layer("x", "x").layer("app", "app").build(), "off");
        registry.put("app", ImageFixture.image().build(), "empty");
        registry.put(
                "app",
                based("linux/amd64")
                        .created(Instant.parse("2020-01-01T00:00:00Z"))
                        .build(),
                "older");
        BaseCheckOptions options = BaseCheckOptions.PLAIN.withBase(ref(baseName()));

        check("on", options);
        assertThat(failed("off", options)).isEqualTo(ErrorKind.MISMATCH);
        assertThat(failure(() -> check("empty", options)))
                .hasMessage("image has fewer layers than base image")
                .extracting("kind")
                .isNotEqualTo(ErrorKind.MISMATCH);
        assertThat(failed("older", options)).isEqualTo(ErrorKind.MISMATCH);
        check("older", options.withoutConfig());
    }

    @Test
    @DisplayName("CB-2: no base at all is a failure of its own kind")
    void needsABase() {
        store("plain", base);

        assertThat(failed("plain", BaseCheckOptions.PLAIN)).isEqualTo(ErrorKind.MISSING_ANNOTATION);
    }

    @Test
    @DisplayName("CB-4, CB-7: every platform of an index but attestations, or the one asked for")
    void comparesPlatforms() throws IOException {
        SampleImage baseIndex =
                ImageFixture.index(base, based("linux/arm64").build()).build();
        SampleImage attestation = ImageFixture.image("unknown/unknown").build();
        SampleImage good = ImageFixture.index(
                        based("linux/amd64").layer("a", "a").build(),
                        based("linux/arm64").layer("a", "a").build())
                .add(attestation, attestation.platform(), Map.of("vnd.docker.reference.type", "attestation-manifest"))
                .add(attestation, Optional.empty(), Map.of())
                .annotation(NAME, registry.host() + "/base:multi")
                .build();
        SampleImage bad = ImageFixture.index(
                        based("linux/amd64").build(),
                        ImageFixture.image("linux/arm64").layer("other", "o").build())
                .annotation(NAME, registry.host() + "/base:multi")
                .build();
        registry.put("base", baseIndex, "multi");
        store("good", good);
        registry.put("app", bad, "bad");
        registry.put("app", based("linux/arm64").build(), "single");

        check("good", BaseCheckOptions.PLAIN);
        assertThat(failed("bad", BaseCheckOptions.PLAIN)).isEqualTo(ErrorKind.MISMATCH);
        check("bad", BaseCheckOptions.PLAIN.withPlatform(Platform.parse("linux/amd64")));
        check("single", BaseCheckOptions.PLAIN.withBase(ref(registry, "base:multi")));
    }
}
