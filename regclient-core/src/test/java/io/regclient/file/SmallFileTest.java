// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are read whole. */
class SmallFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsUpToTheLimit() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "1234");

        assertThat(SmallFile.read(file, 4))
                .hasValueSatisfying(content -> assertThat(content).asString().isEqualTo("1234"));
        assertThat(SmallFile.read(file, 3)).isEmpty();
        assertThat(SmallFile.read(Files.createFile(directory.resolve("empty")), 0))
                .hasValueSatisfying(content -> assertThat(content).isEmpty());
    }

    @Test
    void boundsFilesThatDoNotKnowTheirSize() throws IOException {
        assertThat(SmallFile.read(Path.of("/dev/zero"), 100_000)).isEmpty();
        assertThat(SmallFile.read(Path.of("/proc/self/cmdline"), 1)).isEmpty();
    }

    @Test
    void saysThatThereIsNone() {
        assertThatThrownBy(() -> SmallFile.read(directory.resolve("none"), 4)).isInstanceOf(NoSuchFileException.class);
    }
}
