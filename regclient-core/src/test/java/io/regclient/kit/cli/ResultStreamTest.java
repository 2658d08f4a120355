// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ResultStreamTest {
    private static ResultStream failing(String why) {
        return ResultStream.to(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        });
    }

    @Test
    @DisplayName("regctl 2.3: results that did not arrive are told, a reader that has gone is not")
    void remembersWhy() {
        ResultStream full = failing("No space left on device");
        full.println("x");
        assertThat(full.failure()).isEmpty();
        full.flush();
        assertThat(full.failure())
                .isPresent()
                .get()
                .extracting(IOException::getMessage)
                .isEqualTo("No space left on device");

        ResultStream gone = failing("Broken pipe");
        gone.println("x");
        gone.flush();
        assertThat(gone.failure()).isEmpty();
    }

    @Test
    @DisplayName("text is UTF-8, and buffered until it is flushed")
    void buffers() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ResultStream out = ResultStream.to(bytes);
        out.print("\u00e9");
        assertThat(bytes.size()).isZero();
        out.flush();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("\u00e9");
        assertThat(out.failure()).isEmpty();
    }
}
