// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("docs/server: a changed file is noticed, whatever way the change came")
class FileWatchTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    @DisplayName("written in place: taken at the second look that finds the same, once")
    void seesAnotherContent() throws IOException {
        Path file = Files.writeString(directory.resolve("a.yml"), "one");
        FileWatch watch = new FileWatch(file);
        assertThat(watch.isChanged()).isFalse();

        Files.writeString(file, "half of tw");
        assertThat(watch.isChanged()).as("may be half-written").isFalse();
        Files.writeString(file, "half of two, and the other");
        assertThat(watch.isChanged()).isFalse();
        assertThat(watch.isChanged()).isTrue();
        assertThat(watch.isChanged()).isFalse();
    }

    @Test
    @DisplayName("touched, or away for a while: the same content is no change")
    void ignoresTheSameContent() throws IOException {
        Path file = Files.writeString(directory.resolve("a.yml"), "one");
        FileWatch watch = new FileWatch(file);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(watch.isChanged()).isFalse();
        assertThat(watch.isChanged()).isFalse();
        Files.delete(file);
        assertThat(watch.isChanged()).isFalse();
        assertThat(watch.isChanged()).isFalse();
        Files.writeString(file, "one");
        assertThat(watch.isChanged()).isFalse();
        assertThat(watch.isChanged()).isFalse();
    }

    @Test
    @DisplayName("a ConfigMap of Kubernetes: the link of a directory is replaced")
    void seesAnotherLink() throws IOException {
        Files.createDirectories(directory.resolve("..1"));
        Files.createDirectories(directory.resolve("..2"));
        FileTime time = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(Files.writeString(directory.resolve("..1/a.yml"), "one"), time);
        Files.setLastModifiedTime(Files.writeString(directory.resolve("..2/a.yml"), "two"), time);
        Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
        Path file = Files.createSymbolicLink(directory.resolve("a.yml"), Path.of("..data/a.yml"));
        FileWatch watch = new FileWatch(file);

        Path next = Files.createSymbolicLink(directory.resolve("..tmp"), Path.of("..2"));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        assertThat(watch.isChanged()).isFalse();
        assertThat(watch.isChanged()).isTrue();
    }

    @Test
    @DisplayName("after a reload on request, what was there then is known")
    void startsAnew() throws IOException {
        Path file = Files.writeString(directory.resolve("a.yml"), "one");
        FileWatch watch = new FileWatch(file);
        Files.writeString(file, "another");
        watch.reset();
        assertThat(watch.isChanged()).isFalse();
        assertThat(watch.isChanged()).isFalse();
    }

    @Test
    @DisplayName("a pipe can be read once, and is not by a look at it")
    void leavesPipesAlone() throws Exception {
        Path pipe = directory.resolve("pipe");
        ExternalProgram.run("mkfifo", pipe.toString()).requireSuccess();
        assertThat(new FileWatch(pipe).isChanged()).isFalse(); // to open it would block
    }
}
