// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.scheme.ManifestPut;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From an index to the manifest of one platform, however deep it is. */
class PlatformSelectionTest extends OneRegistry {
    private static final Optional<Platform> AMD64 = Optional.of(Platform.of("linux", "amd64", ""));

    @Test
    @DisplayName("MF-11, OJ-1: indexes are followed 32 levels deep, 33 levels are refused by every kind of read")
    void limitsDepth() throws IOException {
        SampleImage image = ImageFixture.small(1);
        registry.put("app", image, "image");
        Descriptor below = image.descriptor();
        for (int level = 1; level <= 33; level++) {
            IndexManifest index = IndexManifest.of(MediaType.OCI_INDEX, List.of(below.withPlatform(AMD64)));
            client.manifests().put(ref(registry, "app:level" + level), index, ManifestPut.top());
            below = index.descriptor();
        }

        assertThat(client.manifests().get(ref(registry, "app:level32"), AMD64).digest())
                .isEqualTo(image.digest());
        assertThat(client.manifests()
                        .describe(ref(registry, "app:level32"), AMD64)
                        .descriptor()
                        .digest())
                .contains(image.digest());
        assertThat(failure(() -> client.manifests().get(ref(registry, "app:level33"), AMD64))
                        .kind())
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(failure(() -> client.manifests().describe(ref(registry, "app:level33"), AMD64))
                        .kind())
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(failure(() -> client.images().readConfig(ref(registry, "app:level33"), AMD64))
                        .kind())
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }
}
