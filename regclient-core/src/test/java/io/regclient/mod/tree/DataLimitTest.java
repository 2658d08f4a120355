// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import static io.regclient.mod.ModFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DataLimitTest {
    private static final byte[] CONTENT = bytes("content");
    private static final Descriptor PLAIN = Descriptor.ofContent("text/plain", CONTENT);
    private static final Descriptor EMBEDDED = PLAIN.withData(Optional.of(CONTENT));

    private static byte[] unread() {
        throw new IllegalStateException("content is not needed");
    }

    private static Descriptor apply(long max, Descriptor descriptor) throws IOException {
        return DataLimit.of(max).apply(Optional.of(descriptor), descriptor, () -> CONTENT);
    }

    @Test
    @DisplayName("data: the limit counts up to and including the size, -1 keeps both ways")
    void embedsUpToTheLimit() throws IOException {
        assertThat(apply(7, PLAIN)).isEqualTo(EMBEDDED);
        assertThat(apply(6, PLAIN)).isEqualTo(PLAIN);
        assertThat(apply(6, EMBEDDED)).isEqualTo(PLAIN);
        assertThat(apply(-1, PLAIN)).isEqualTo(PLAIN);
        assertThat(apply(-1, EMBEDDED)).isEqualTo(EMBEDDED);
    }

    @Test
    @DisplayName("data: good data is kept without reading the content, wrong data is replaced")
    void repairsData() throws IOException {
        Descriptor wrong = PLAIN.withData(Optional.of(bytes("other")));

        assertThat(DataLimit.of(7).apply(Optional.of(EMBEDDED), EMBEDDED, DataLimitTest::unread))
                .isEqualTo(EMBEDDED);
        assertThat(apply(7, wrong)).isEqualTo(EMBEDDED);
    }

    @Test
    @DisplayName("data, MF-13: more than the largest manifest is never embedded nor read")
    void neverEmbedsMoreThanAManifest() throws IOException {
        Descriptor large = PLAIN.withSize(Manifest.MAX_PUSH_BYTES + 1L);

        assertThat(DataLimit.of(Long.MAX_VALUE).apply(Optional.of(large), large, DataLimitTest::unread))
                .isEqualTo(large);
    }
}
