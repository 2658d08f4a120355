// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("MF-3: bounded reading")
class LimitedInputStreamTest {
    private static InputStream of(int size) {
        return new ByteArrayInputStream(new byte[size]);
    }

    private static LimitedInputStream limited(int size) {
        return new LimitedInputStream(of(size), 10, "manifest");
    }

    private static void assertExceeded(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
            assertThat(e).hasMessage("manifest is larger than the limit of 10 bytes");
        });
    }

    @Test
    void deliversUpToTheLimit() throws IOException {
        try (LimitedInputStream in = limited(10)) {
            assertThat(in.readAllBytes()).hasSize(10);
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(limited(0).readAllBytes()).isEmpty();
    }

    @Test
    void failsOnTheFirstByteTooMany() {
        assertExceeded(() -> limited(11).readAllBytes());
        assertExceeded(() -> {
            LimitedInputStream in = limited(11);
            while (in.read() >= 0) {}
        });
        assertExceeded(() -> {
            LimitedInputStream in = limited(100);
            assertThat(in.skip(50)).isEqualTo(10);
            in.read();
        });
    }

    @Test
    void neverReadsMoreThanOneByteAhead() {
        InputStream source = of(1000);
        assertExceeded(() -> new LimitedInputStream(source, 10, "manifest").readAllBytes());
        assertThat(source).satisfies(s -> assertThat(s.available()).isEqualTo(989));
    }

    @Test
    void readsAllWithALimit() throws IOException {
        assertThat(LimitedInputStream.readAll(of(0), 10, "manifest")).isEmpty();
        assertThat(LimitedInputStream.readAll(of(10), 10, "manifest")).hasSize(10);
        assertExceeded(() -> LimitedInputStream.readAll(of(11), 10, "manifest"));
    }
}
