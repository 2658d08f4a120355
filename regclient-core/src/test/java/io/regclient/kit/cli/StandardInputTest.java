// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What commands read from standard input. */
class StandardInputTest {

    @Test
    @DisplayName("bytes come as they are written, and the end is told")
    void reads() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.sink().write(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff, 'b', 'c'}));
        pipe.sink().close();

        try (ReadableByteChannel source = pipe.source();
                InputStream in = new StandardInput(source)) {
            assertThat(in.read()).isEqualTo('a');
            assertThat(in.read()).isEqualTo(0xff);
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("bc");
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("regctl 2.3: an interrupt ends a read that waits for a writer")
    void endsByAnInterrupt() throws Exception {
        Pipe pipe = Pipe.open();
        FutureTask<Integer> read = new FutureTask<>(() -> new StandardInput(pipe.source()).read());
        Thread reader = Thread.ofPlatform().daemon().start(read);

        reader.interrupt();

        assertThatThrownBy(() -> read.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RegistryException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CANCELED))
                .hasMessage("reading standard input: context canceled");
        pipe.sink().close();
    }

    @Test
    @DisplayName("a failure names standard input")
    void namesTheInput() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().close();
        pipe.sink().close();

        try (InputStream in = new StandardInput(pipe.source())) {
            assertThatThrownBy(in::read).hasMessage("failed to read standard input: ClosedChannelException");
        }
    }
}
