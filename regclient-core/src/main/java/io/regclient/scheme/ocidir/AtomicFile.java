// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that appears under its name complete or not at all: it is written beside its place, forced to the disk and
 * renamed (contract OL-2, OL-9). Closing without commit leaves nothing behind.
 */
final class AtomicFile implements AutoCloseable {
    /** How the names of unfinished files end; garbage collection lets young ones live (OL-19). */
    static final String SUFFIX = ".tmp";

    private final Path temporary;
    private final FileChannel channel;
    private boolean committed;

    private AtomicFile(Path temporary, FileChannel channel) {
        this.temporary = temporary;
        this.channel = channel;
    }

    /** Opens a new file with the mode 0666 minus umask; {@code prefix} is what its name starts with. */
    static AtomicFile in(Path directory, String prefix) throws IOException {
        Path path = directory.resolve(prefix + randomName() + SUFFIX);
        return new AtomicFile(path, FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Writes a small file in one go. */
    static void write(Path target, byte[] content) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("no directory of " + target);
        }
        try (AtomicFile file = in(directory, target.getFileName() + ".")) {
            file.write(content, content.length);
            file.commit(target);
        }
    }

    static String randomName() {
        return Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
    }

    void write(byte[] buffer, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void commit(Path target) throws IOException {
        channel.force(true);
        channel.close();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        committed = true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!committed) {
            Files.deleteIfExists(temporary);
        }
    }
}
