// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import static io.regclient.scheme.registry.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.scheme.registry.Samples;
import io.regclient.stream.BlobSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CheckedBodyTest {
    private static final byte[] CONTENT = Samples.content(100);
    private static final Digest DIGEST = Digest.sha256(CONTENT);

    @Test
    @DisplayName("BL-10: right content passes, byte by byte too, and may be sent again")
    void passesRightContent() throws IOException {
        CheckedBody body = new CheckedBody(BlobSource.ofBytes(CONTENT), DIGEST, 100);
        try (InputStream in = body.open()) {
            assertThat(in.readAllBytes()).isEqualTo(CONTENT);
        }
        try (InputStream in = body.open()) {
            for (byte expected : CONTENT) {
                assertThat(in.read()).isEqualTo(expected & 0xff);
            }
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(body.reopenable()).isTrue();
        assertThat(body.failure()).isEmpty();
    }

    @Test
    @DisplayName("BL-10: the last bytes of wrong content are not handed out")
    void holdsBackTheEndOfWrongContent() throws IOException {
        byte[] other = CONTENT.clone();
        other[0]++;
        CheckedBody body = new CheckedBody(BlobSource.ofBytes(other), DIGEST, 100);
        try (InputStream in = body.open()) {
            assertThat(in.readNBytes(99)).hasSize(99);
            failure(ErrorKind.DIGEST_MISMATCH, in::read);
        }
        assertThat(body.reopenable()).isFalse();
        failure(ErrorKind.DIGEST_MISMATCH, body::open);
    }

    @Test
    @DisplayName("BL-10: content that goes on after the announced size is found before the size is reached")
    void findsLongContent() throws IOException {
        CheckedBody body = new CheckedBody(BlobSource.ofBytes(Samples.content(101)), DIGEST, 100);
        try (InputStream in = body.open()) {
            failure(ErrorKind.SIZE_LIMIT_EXCEEDED, () -> in.readNBytes(100));
        }
    }

    @Test
    @DisplayName("RB-10: a source that cannot be opened again is kept as the reason")
    void keepsTheReason() throws IOException {
        CheckedBody body = new CheckedBody(BlobSource.once(new ByteArrayInputStream(CONTENT)), DIGEST, 100);
        assertThat(body.reopenable()).isFalse();
        body.open().close();
        failure(ErrorKind.NOT_RETRYABLE, body::open);
        assertThat(body.failure()).isPresent();
    }
}
