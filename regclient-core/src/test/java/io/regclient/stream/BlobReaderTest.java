// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("VD-1: content is verified at the end of the stream")
class BlobReaderTest {
    private static final byte[] CONTENT = "hello".getBytes(StandardCharsets.UTF_8);

    private static BlobReader reader(byte[] content, OptionalLong size, Optional<Digest> expected) {
        return new BlobReader(new ByteArrayInputStream(content), size, expected, "a/b", Map.of("X", List.of("y")));
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void deliversRightContent(DigestAlgorithm algorithm) throws IOException {
        Digest digest = algorithm.digest(CONTENT);
        try (BlobReader in = reader(CONTENT, OptionalLong.of(5), Optional.of(digest))) {
            assertThat(in.readAllBytes()).isEqualTo(CONTENT);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.count()).isEqualTo(5);
            assertThat(in.digest()).contains(digest);
            assertThat(in.size()).hasValue(5);
            assertThat(in.mediaType()).isEqualTo("a/b");
            assertThat(in.headers()).containsKey("X");
        }
    }

    @Test
    void computesTheDigestWhenNoneIsKnown() throws IOException {
        try (BlobReader in = reader(CONTENT, OptionalLong.empty(), Optional.empty())) {
            assertThat(in.digest()).isEmpty();
            in.readAllBytes();
            assertThat(in.digest()).contains(Digest.sha256(CONTENT));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hell, SHORT_READ, ended after 4 of 5 bytes",
        "'', SHORT_READ, ended after 0 of 5 bytes",
        "hello!, SIZE_LIMIT_EXCEEDED, longer than the expected 5 bytes",
        "hellO, DIGEST_MISMATCH, 'digest mismatch, expected sha256:2cf2'"
    })
    void refusesWrongContent(String content, ErrorKind kind, String message) {
        BlobReader in = reader(
                content.getBytes(StandardCharsets.UTF_8), OptionalLong.of(5), Optional.of(Digest.sha256(CONTENT)));
        assertThatThrownBy(in::readAllBytes).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.getMessage()).contains(message);
        });
    }

    @Test
    void reportsAWrongDigestEachTimeTheEndIsRead() {
        BlobReader in = reader(CONTENT, OptionalLong.of(5), Optional.of(Digest.sha256(new byte[1])));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(in::readAllBytes).hasMessageEndingWith("computed " + Digest.sha256(CONTENT));
        }
    }

    @Test
    void singleBytesAndSkippedOnesAreHashedToo() throws IOException {
        try (BlobReader in = reader(CONTENT, OptionalLong.of(5), Optional.of(Digest.sha256(CONTENT)))) {
            assertThat(in.read()).isEqualTo('h');
            assertThat(in.skip(2)).isEqualTo(2);
            assertThat(in.read(new byte[0])).isZero();
            assertThat(in.markSupported()).isFalse();
            assertThat(in.skip(100)).isEqualTo(2);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void closingEarlyChecksNothing() throws IOException {
        try (BlobReader in = reader(CONTENT, OptionalLong.of(99), Optional.of(Digest.sha256(new byte[0])))) {
            assertThat(in.read()).isEqualTo('h');
        }
    }

    @Test
    @DisplayName("VD-1: whoever verifies the digest himself gets content of the right size, from its beginning")
    void leavesTheDigestToOthers() throws IOException {
        byte[] other = "hellO".getBytes(StandardCharsets.UTF_8);
        Optional<Digest> expected = Optional.of(Digest.sha256(CONTENT));
        assertThat(reader(other, OptionalLong.of(5), expected).unhashed().readAllBytes())
                .isEqualTo(other);
        assertThatThrownBy(() ->
                        reader(other, OptionalLong.of(4), expected).unhashed().readAllBytes())
                .hasMessageContaining("longer than the expected 4 bytes");
        assertThatThrownBy(() ->
                        reader(other, OptionalLong.of(6), expected).unhashed().readAllBytes())
                .hasMessageContaining("ended after 5 of 6 bytes");
        try (BlobReader begun = reader(CONTENT, OptionalLong.of(5), expected)) {
            assertThat(begun.read()).isEqualTo('h');
            assertThatThrownBy(begun::unhashed).isInstanceOf(IllegalStateException.class);
        }
    }
}
