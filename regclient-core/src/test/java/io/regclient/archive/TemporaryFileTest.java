// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.OpenFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFileTest {
    @TempDir
    private Path directory;

    private List<Path> files() throws IOException {
        try (Stream<Path> listed = Files.list(directory)) {
            return listed.toList();
        }
    }

    @Test
    @DisplayName("MO-14: content can be read again and again, and is gone after the close")
    void keepsContentUntilItIsClosed() throws IOException {
        TemporaryFile file = TemporaryFile.create(directory);
        try (OutputStream out = file.write()) {
            out.write("content".getBytes(UTF_8));
        }

        assertThat(files())
                .as("has no name, so that nothing is left of a killed process")
                .isEmpty();
        assertThat(file.size()).isEqualTo(7);
        assertThat(file.source().reopenable()).isTrue();
        for (int i = 0; i < 2; i++) {
            try (InputStream in = file.source().open()) {
                assertThat(in.readAllBytes()).isEqualTo("content".getBytes(UTF_8));
            }
        }
        assertThat(OpenFiles.in(directory)).hasSize(1);
        file.close();
        file.close();
        assertThat(OpenFiles.in(directory)).isEmpty();
    }

    @Test
    void failuresAreLocal() throws IOException {
        TemporaryFile closed = TemporaryFile.create(directory);
        closed.close();

        RegistryException missing =
                catchThrowableOfType(RegistryException.class, () -> TemporaryFile.create(directory.resolve("none")));
        RegistryException gone = catchThrowableOfType(RegistryException.class, closed::read);

        assertThat(missing.kind()).isEqualTo(ErrorKind.LOCAL_IO);
        assertThat(missing).hasMessageStartingWith("failed to make a temporary file in " + directory);
        assertThat(gone.kind()).isEqualTo(ErrorKind.LOCAL_IO);
        assertThat(catchThrowableOfType(RegistryException.class, closed::size).kind())
                .isEqualTo(ErrorKind.LOCAL_IO);
    }

    @Test
    @DisplayName("an interrupt ends reading and writing; the content stays readable for others")
    void isInterruptible() throws IOException {
        try (TemporaryFile file = TemporaryFile.create(directory)) {
            try (OutputStream out = file.write()) {
                out.write(7);
            }
            Thread.currentThread().interrupt();
            RegistryException reading = catchThrowableOfType(
                    RegistryException.class, () -> file.read().readAllBytes());
            RegistryException writing = catchThrowableOfType(RegistryException.class, () -> {
                try (OutputStream out = file.write()) {
                    out.write(new byte[1 << 20]);
                }
            });

            assertThat(Thread.interrupted()).isTrue();
            assertThat(reading.kind()).isEqualTo(ErrorKind.CANCELED);
            assertThat(writing.kind()).isEqualTo(ErrorKind.CANCELED);
            assertThat(file.read().readAllBytes()).isEmpty();
        }
    }
}
