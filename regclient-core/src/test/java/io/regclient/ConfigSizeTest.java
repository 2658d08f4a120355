// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The limit of image configs, which are read into memory. */
class ConfigSizeTest extends OneRegistry {

    private Descriptor push(Ref repo, int length) throws IOException {
        byte[] content = "{\"architecture\":\"arm64\",\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8);
        int end = content.length;
        content = Arrays.copyOf(content, length);
        Arrays.fill(content, end, length, (byte) ' ');
        Descriptor config = Descriptor.ofContent(MediaType.OCI_CONFIG, content);
        client.blobs().put(repo, config, BlobSource.ofBytes(content));
        return config;
    }

    @Test
    @DisplayName("BL-21, MF-3: a config of 8 MiB is read, one byte more is refused, announced or not")
    void limit() throws IOException {
        Ref repo = ref(registry, "app");
        assertThat(client.images()
                        .readConfig(repo, push(repo, Manifest.MAX_PULL_BYTES))
                        .platform()
                        .architecture())
                .isEqualTo("arm64");
        Descriptor huge = push(repo, Manifest.MAX_PULL_BYTES + 1);
        assertThat(failure(() -> client.images().readConfig(repo, huge)).kind())
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(failure(() -> client.images().readConfig(repo, huge.withSize(-1)))
                        .kind())
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }
}
