// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that appears under its name complete or not at all: it is written under another name of the same file system
 * and renamed. Closing without commit leaves nothing behind.
 */
public final class AtomicFile implements AutoCloseable {
    /** How the names of unfinished files end. */
    static final String SUFFIX = ".tmp";

    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private final Path temporary;
    private final FileChannel channel;
    private final Durability durability;
    private boolean committed;

    private AtomicFile(Path temporary, FileChannel channel, Durability durability) {
        this.temporary = temporary;
        this.channel = channel;
        this.durability = durability;
    }

    /**
     * Opens a new file.
     *
     * @param directory where it is written
     * @param prefix what its name starts with
     * @param attributes of the file; without any its mode is 0666 minus umask
     */
    public static AtomicFile in(Path directory, String prefix, Durability durability, FileAttribute<?>... attributes)
            throws IOException {
        Path path = directory.resolve(prefix + randomName() + SUFFIX);
        return new AtomicFile(path, FileChannel.open(path, NEW, attributes), durability);
    }

    /** Writes a small file in one go, beside its place; its content is forced to the disk. */
    public static void write(Path target, byte[] content) throws IOException {
        try (AtomicFile file = in(directoryOf(target), target.getFileName() + ".", Durability.CONTENT)) {
            file.write(content, content.length);
            file.commit(target);
        }
    }

    /** Gives a file that is complete its place, replacing what is there; both are on the same file system. */
    public static void publish(Path finished, Path target, Durability durability) throws IOException {
        if (durability != Durability.NONE) {
            force(finished, StandardOpenOption.WRITE);
        }
        rename(finished, target, durability);
    }

    /** A name nobody else uses. */
    public static String randomName() {
        return Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
    }

    /** Where the file is until it is committed. */
    Path path() {
        return temporary;
    }

    /** Appends the first bytes of a buffer. */
    public void write(byte[] buffer, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Gives the file its place, replacing what is there; nothing can be written afterwards. */
    public void commit(Path target) throws IOException {
        if (durability != Durability.NONE) {
            channel.force(true);
        }
        channel.close();
        rename(temporary, target, durability);
        committed = true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!committed) {
            Files.deleteIfExists(temporary);
        }
    }

    /** The directory a file is in. */
    static Path directoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("no directory of " + file);
        }
        return directory;
    }

    private static void rename(Path from, Path target, Durability durability) throws IOException {
        Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
        if (durability == Durability.CONTENT_AND_NAME && canOpenDirectories(target)) {
            force(directoryOf(target), StandardOpenOption.READ);
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
}
