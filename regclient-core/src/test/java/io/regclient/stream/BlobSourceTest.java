// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("RB-10: whether an upload may start over")
class BlobSourceTest {
    private static byte[] read(BlobSource source) throws IOException {
        try (var in = source.open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void bytesAndFilesOpenAgain(@TempDir Path dir) throws IOException {
        Path file = Files.write(dir.resolve("blob"), new byte[] {1, 2});
        for (BlobSource source : new BlobSource[] {BlobSource.ofBytes(new byte[] {1, 2}), BlobSource.ofFile(file)}) {
            assertThat(source.reopenable()).isTrue();
            assertThat(read(source)).containsExactly(1, 2);
            assertThat(read(source)).containsExactly(1, 2);
        }
    }

    @Test
    void reopeningAsksTheOpenerEachTime() throws IOException {
        AtomicInteger count = new AtomicInteger();
        BlobSource source =
                BlobSource.reopening(() -> new ByteArrayInputStream(new byte[] {(byte) count.incrementAndGet()}));
        assertThat(read(source)).containsExactly(1);
        assertThat(read(source)).containsExactly(2);
    }

    @Test
    void aStreamOpensOnce() throws IOException {
        BlobSource source = BlobSource.once(new ByteArrayInputStream(new byte[] {7}));
        assertThat(source.reopenable()).isFalse();
        assertThat(read(source)).containsExactly(7);
        assertThatThrownBy(source::open)
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_RETRYABLE));
    }
}
