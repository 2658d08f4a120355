// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.file.AtomicFile;
import io.regclient.file.Durability;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The side directory in which every file is written before it is renamed to its place, so that a layout never shows
 * half a file. What a killed server left there is removed at the next start.
 */
final class Staging {
    private final Path directory;
    private final Durability durability;

    private Staging(Path directory, Durability durability) {
        this.directory = directory;
        this.durability = durability;
    }

    /**
     * Opens the directory and empties it.
     *
     * @param sync finished files and their names survive a power cut
     */
    static Staging open(Path directory, boolean sync) throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory)) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
        return new Staging(directory, sync ? Durability.CONTENT_AND_NAME : Durability.NONE);
    }

    /** A new empty file with the permissions of the process's umask (contract OL-2). */
    Path newFile() throws IOException {
        Path file = directory.resolve(AtomicFile.randomName());
        return Files.createFile(file);
    }

    /** Renames a finished file to its place, replacing what is there; the directory of the target is created. */
    void publish(Path finished, Path target) throws IOException {
        Files.createDirectories(parent(target));
        AtomicFile.publish(finished, target, durability);
    }

    /** Writes a whole file: the reader of the target sees the old bytes or the new ones, never a part. */
    void write(byte[] content, Path target) throws IOException {
        Files.createDirectories(parent(target));
        try (AtomicFile file = AtomicFile.in(directory, "", durability)) {
            file.write(content, content.length);
            file.commit(target);
        }
    }

    /** Gives a file a second place without copying it; a file system without hard links gets a copy. */
    void share(Path source, Path target) throws IOException {
        Files.createDirectories(parent(target));
        Path file = directory.resolve(AtomicFile.randomName());
        try {
            try {
                Files.createLink(file, source);
            } catch (UnsupportedOperationException | FileSystemException e) {
                // FAT, some network file systems and restrictive kernels refuse links; the mount still has to work
                Files.copy(source, file);
            }
            publish(file, target);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static Path parent(Path target) {
        Path parent = target.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("a target without directory: " + target);
        }
        return parent;
    }
}
