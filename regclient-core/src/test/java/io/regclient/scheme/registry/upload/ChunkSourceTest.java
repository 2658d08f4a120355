// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import static io.regclient.scheme.registry.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.scheme.registry.Samples;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkSourceTest {
    private static final byte[] CONTENT = Samples.content(100_000);

    /** Windows are chosen by the size announced, so the small content goes through both kinds. */
    static Stream<Long> windows() {
        return Stream.of(1000L, ChunkWindow.MAX_MEMORY + 1L);
    }

    private static byte[] body(ChunkSource.Chunk chunk) throws IOException {
        try (InputStream in = chunk.body().open()) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @MethodSource("windows")
    @DisplayName("BL-13, BL-14: chunks can be read twice, and from any byte of the part last read")
    void chunksAreReplayable(long window) throws IOException {
        try (ChunkSource source = new ChunkSource(BlobSource.ofBytes(CONTENT), DigestAlgorithm.SHA256, window)) {
            ChunkSource.Chunk first = source.at(0, 40_000, 0);
            assertThat(body(first)).isEqualTo(Samples.part(CONTENT, 0, 40_000));
            assertThat(body(first)).isEqualTo(Samples.part(CONTENT, 0, 40_000));
            assertThat(first.body().reopenable()).isTrue();
            assertThat(body(source.at(39_999, 40_000, 0))).isEqualTo(Samples.part(CONTENT, 39_999, 40_000));
            assertThat(body(source.at(10, 40_000, 0))).isEqualTo(Samples.part(CONTENT, 10, 40_000));
            assertThat(body(source.at(30_000, 40_000, 20_000))).isEqualTo(Samples.part(CONTENT, 30_000, 70_000));
            assertThat(body(source.at(70_000, 40_000, 0))).isEqualTo(Samples.part(CONTENT, 70_000, 100_000));
            assertThat(source.at(100_000, 40_000, 0).length()).isZero();
            assertThat(source.size()).isEqualTo(100_000);
            assertThat(source.digest()).isEqualTo(Digest.sha256(CONTENT));
        }
    }

    @ParameterizedTest
    @MethodSource("windows")
    @DisplayName("BL-14: older bytes make the source start over, the digest is of the whole content all the same")
    void startsOver(long window) throws IOException {
        try (ChunkSource source = new ChunkSource(BlobSource.ofBytes(CONTENT), DigestAlgorithm.SHA512, window)) {
            source.at(0, 40_000, 0);
            source.at(40_000, 40_000, 0);
            assertThat(body(source.at(5, 99_995, 0))).isEqualTo(Samples.part(CONTENT, 5, 100_000));
            assertThat(source.digest()).isEqualTo(DigestAlgorithm.SHA512.digest(CONTENT));
        }
    }

    @Test
    @DisplayName("BL-11: what the registry has already is read over but hashed")
    void skips() throws IOException {
        try (ChunkSource source = new ChunkSource(BlobSource.ofBytes(CONTENT), DigestAlgorithm.SHA256, 1000)) {
            source.skipTo(99_000);
            assertThat(body(source.at(99_000, 5000, 0))).isEqualTo(Samples.part(CONTENT, 99_000, 100_000));
            assertThat(source.digest()).isEqualTo(Digest.sha256(CONTENT));
        }
    }

    @Test
    @DisplayName("BL-14: an offset behind what was read or behind the end is refused")
    void refusesImpossibleOffsets() throws IOException {
        try (ChunkSource source = new ChunkSource(BlobSource.ofBytes(CONTENT), DigestAlgorithm.SHA256, 1000)) {
            source.at(0, 1000, 0);
            failure(ErrorKind.MISMATCH, () -> source.at(1001, 1000, 0));
            failure(ErrorKind.MISMATCH, () -> source.skipTo(100_001));
        }
    }
}
