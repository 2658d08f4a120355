// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.file.AtomicFile;
import io.regclient.file.Durability;
import io.regclient.file.Enclosure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The side directory in which every file is written before it is renamed to its place, so that a layout never shows
 * half a file. What a killed server left there is removed at the next start.
 */
final class Staging {
    private static final String NAME_OF_DIRECTORY = ".uploads";

    /** The names that are made here. */
    private static final Pattern NAME = Pattern.compile("[0-9a-z-]+(\\.tmp)?");

    private final Path directory;
    private final Durability durability;
    private final Enclosure store;

    private Staging(Enclosure store, Path directory, Durability durability) {
        this.store = store;
        this.directory = directory;
        this.durability = durability;
    }

    /**
     * Opens the directory and empties it.
     *
     * @param store what is published lies in it
     * @param sync finished files and their names survive a power cut
     */
    static Staging open(Enclosure store, boolean sync) throws IOException {
        Path directory = store.root().resolve(NAME_OF_DIRECTORY);
        if (Files.isSymbolicLink(directory)) {
            throw new FileSystemException(directory.toString(), null, "a directory is needed, not a symbolic link");
        }
        Files.createDirectories(directory);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory)) {
            for (Path leftover : leftovers) {
                boolean ours =
                        NAME.matcher(String.valueOf(leftover.getFileName())).matches()
                                && Files.isRegularFile(leftover, LinkOption.NOFOLLOW_LINKS);
                if (ours) {
                    Files.deleteIfExists(leftover);
                }
            }
        }
        return new Staging(store, directory, sync ? Durability.CONTENT_AND_NAME : Durability.NONE);
    }

    /** A new empty file with the permissions of the process's umask (contract OL-2). */
    Path newFile() throws IOException {
        Path file = directory.resolve(AtomicFile.randomName());
        return Files.createFile(file);
    }

    /** Renames a finished file to its place, replacing what is there; the directory of the target is created. */
    void publish(Path finished, Path target) throws IOException {
        store.createDirectory(parent(target));
        AtomicFile.publish(finished, target, durability);
    }

    /** Writes a whole file: the reader of the target sees the old bytes or the new ones, never a part. */
    void write(byte[] content, Path target) throws IOException {
        store.createDirectory(parent(target));
        try (AtomicFile file = AtomicFile.in(directory, "", durability)) {
            file.write(content, content.length);
            file.commit(target);
        }
    }

    /** Gives a file a second place without copying it; a file system without hard links gets a copy. */
    void share(Path source, Path target) throws IOException {
        store.createDirectory(parent(target));
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
