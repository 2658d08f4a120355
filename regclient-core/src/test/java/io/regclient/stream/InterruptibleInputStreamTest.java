// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class InterruptibleInputStreamTest {
    @TempDir
    private Path directory;

    private Path pipe;

    @BeforeEach
    void makePipe() throws Exception {
        pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
    }

    /** The failure of a read from the pipe whose thread is interrupted when it is ready. */
    private RegistryException interrupted(CountDownLatch opened, CountDownLatch ready) throws Exception {
        FutureTask<RegistryException> reading =
                new FutureTask<>(() -> catchThrowableOfType(RegistryException.class, () -> {
                    try (InputStream in = BlobSource.ofFile(pipe).open()) {
                        opened.countDown();
                        in.read();
                    }
                }));
        Thread reader = Thread.ofPlatform().daemon().start(reading);
        ready.await();
        reader.interrupt();
        return reading.get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("a pipe that nobody writes to does not hold an interrupted reader, not even while it is opened")
    void endsOpening() throws Exception {
        assertThat(interrupted(new CountDownLatch(1), new CountDownLatch(0)).kind())
                .isEqualTo(ErrorKind.CANCELED);
    }

    @Test
    @DisplayName("a pipe whose writer is silent does not hold an interrupted reader")
    void endsReading() throws Exception {
        try (var silent = Files.newByteChannel(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(silent.isOpen()).isTrue();
            CountDownLatch opened = new CountDownLatch(1);
            assertThat(interrupted(opened, opened).kind()).isEqualTo(ErrorKind.CANCELED);
        }
    }

    @Test
    void readsAPipe() throws Exception {
        FutureTask<Path> writing = new FutureTask<>(() -> Files.writeString(pipe, "content", StandardOpenOption.WRITE));
        Thread.ofPlatform().daemon().start(writing);

        try (InputStream in = BlobSource.ofFile(pipe).open()) {
            assertThat(in.readAllBytes()).asString().isEqualTo("content");
        }
        writing.get();
    }
}
