// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.testing.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locks between processes; how they exclude is seen in the tests of what they protect. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockFileTest {
    @TempDir
    private Path directory;

    @Test
    @DisplayName("OL-3: the side file exists while the lock is held, however often by one thread")
    void existsWhileHeld() throws IOException {
        Path file = directory.resolve("x.lock");
        LockFile lock = LockFile.of(file);
        try (LockFile.Held held = lock.hold()) {
            assertThat(held.unprotected()).isEmpty();
            LockFile.of(directory.resolve("./x.lock")).hold().close();
            assertThat(file).exists();
        }
        assertThat(file).doesNotExist();
        Files.writeString(file, "left by a killed process");
        lock.hold().close();
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("OL-3: neither a link nor a pipe is opened in place of the side file")
    void opensNothingElse() throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        Path file = Files.createSymbolicLink(directory.resolve("x.lock"), victim);
        LockFile lock = LockFile.of(file);

        assertThatThrownBy(lock::hold).hasMessage(file + ": not a file but a symbolic link");
        assertThat(victim).hasContent("precious");
        Files.delete(victim);
        assertThatThrownBy(lock::hold).isInstanceOf(IOException.class);
        assertThat(Files.exists(victim, LinkOption.NOFOLLOW_LINKS)).isFalse();

        Files.delete(file);
        ExternalProgram.run(List.of("mkfifo", file.toString())).requireSuccess();
        assertThatThrownBy(lock::hold).hasMessage(file + ": not a file but a named pipe");
    }
}
