// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The side directory in which every file is written before it is renamed to its place, so that a layout never shows
 * half a file. What a killed server left there is removed at the next start.
 */
final class Staging {
    private final Path directory;
    private final boolean sync;

    private Staging(Path directory, boolean sync) {
        this.directory = directory;
        this.sync = sync;
    }

    /** Opens the directory and empties it. */
    static Staging open(Path directory, boolean sync) throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory)) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
        return new Staging(directory, sync);
    }

    /** A new empty file with the permissions of the process's umask (contract OL-2). */
    Path newFile() throws IOException {
        Path file = directory.resolve(UUID.randomUUID().toString());
        return Files.createFile(file);
    }

    /** Renames a finished file to its place, replacing what is there; the directory of the target is created. */
    void publish(Path finished, Path target) throws IOException {
        Path parent = parent(target);
        Files.createDirectories(parent);
        if (sync) {
            force(finished, StandardOpenOption.WRITE);
        }
        Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (sync && canOpenDirectories(parent)) {
            force(parent, StandardOpenOption.READ);
        }
    }

    /** Writes a whole file: the reader of the target sees the old bytes or the new ones, never a part. */
    void write(byte[] content, Path target) throws IOException {
        Path file = newFile();
        try {
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
            }
            publish(file, target);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Gives a file a second place without copying it; a file system without hard links gets a copy. */
    void share(Path source, Path target) throws IOException {
        Files.createDirectories(parent(target));
        Path file = directory.resolve(UUID.randomUUID().toString());
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

    private static void force(Path path, StandardOpenOption mode) throws IOException {
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }

    /** Windows refuses to open a directory; there the rename is as durable as the file system makes it. */
    private static boolean canOpenDirectories(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static Path parent(Path target) {
        Path parent = target.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("a target without directory: " + target);
        }
        return parent;
    }
}
