// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer at a time in a layout: a lock for the threads of this process and a lock on the side file
 * {@code index.json.lock} for other processes (contract OL-3). The side file exists only while it is held.
 */
final class LayoutLock {
    private static final Logger LOG = LoggerFactory.getLogger(LayoutLock.class);
    private static final int MAX_TOKEN = 1 << 30;

    private final ReentrantLock threads = new ReentrantLock();
    private final Path file;

    LayoutLock(Path directory) {
        this.file = directory.resolve("index.json.lock");
    }

    /** Waits for the lock; the directory must exist. */
    Held hold() throws RegistryException {
        try {
            threads.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "interrupted while waiting for " + file, e);
        }
        try {
            return threads.getHoldCount() > 1 ? new Held(Optional.empty()) : new Held(Optional.of(lockFile()));
        } catch (RegistryException e) {
            threads.unlock();
            throw e;
        }
    }

    private RandomAccessFile lockFile() throws RegistryException {
        try {
            while (true) {
                RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
                if (locked(open)) {
                    return open;
                }
            }
        } catch (IOException e) {
            throw DiskError.of("lock " + file, e);
        }
    }

    /**
     * Locks the open file. The previous holder removed the file from the directory, so a waiter may get the lock of a
     * file nobody else can see any more: it gives the file a random size and only counts when the name shows that size.
     */
    private boolean locked(RandomAccessFile open) throws IOException {
        boolean mine = false;
        try {
            if (lock(open.getChannel())) {
                int token = ThreadLocalRandom.current().nextInt(1, MAX_TOKEN);
                open.setLength(token); // a hole: needs no space, so content can be deleted on a full disk
                mine = sizeOf(file) == token;
            } else {
                mine = true;
            }
            return mine;
        } finally {
            if (!mine) {
                open.close();
            }
        }
    }

    /** False where the file system has no locks: then only the threads of this process are kept apart. */
    private boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.lock() != null;
        } catch (IOException e) {
            if (DiskError.isInterrupt(e)) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("err", RegistryException.describe(e))
                    .log("OCI layout cannot be locked against other processes");
            return false;
        }
    }

    private static long sizeOf(Path path) throws IOException {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    /** The lock while it is held. */
    final class Held implements AutoCloseable {
        private final Optional<RandomAccessFile> open;

        private Held(Optional<RandomAccessFile> open) {
            this.open = open;
        }

        @Override
        public void close() throws RegistryException {
            try {
                if (open.isPresent()) {
                    try (RandomAccessFile _ = open.get()) {
                        Files.deleteIfExists(file);
                    }
                }
            } catch (IOException e) {
                throw DiskError.of("unlock " + file, e);
            } finally {
                threads.unlock();
            }
        }
    }
}
