// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarDirectoryTest {
    @TempDir
    private Path directory;

    private RegistryException failure() {
        return catchThrowableOfType(
                RegistryException.class, () -> TarDirectory.write(directory, OutputStream.nullOutputStream()));
    }

    /** Runs a script in the directory: Java itself can make no such names. */
    private void shell(String script) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    @DisplayName("AR-3: a name that is no text is an error, never another name in the archive")
    void refusesNamesThatAreNoText() throws Exception {
        shell("mkdir sub; : >\"sub/$(printf 'a\\377')\"");

        RegistryException e = failure();

        assertThat(e)
                .hasMessage(
                        "failed to archive " + directory.resolve("sub")
                                + ": the name a\uFFFD cannot be represented; run in a UTF-8 locale, or rename what is not UTF-8");
    }

    @Test
    @DisplayName("AR-3: so is the target of a symbolic link")
    void refusesTargetsThatAreNoText() throws Exception {
        shell("ln -s \"$(printf 'a\\377')\" link");

        assertThat(failure()).hasMessageContaining("cannot be represented");
    }

    @Test
    @DisplayName("an interrupt ends reading the files of a directory")
    void isInterruptible() throws IOException {
        Files.writeString(directory.resolve("file"), "content");

        Thread.currentThread().interrupt();
        RegistryException e = failure();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED);
    }
}
