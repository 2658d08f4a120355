// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One at a time: a lock for the threads of this process and a lock on a side file for other processes (contract OL-3).
 * The side file exists only while it is held; it is never a link, so that nothing else is opened in its place.
 */
public final class LockFile {
    private static final Set<OpenOption> OPEN = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final int MAX_TOKEN = 1 << 30;
    private static final Map<Path, LockFile> KNOWN = new ConcurrentHashMap<>();

    private final ReentrantLock threads = new ReentrantLock();
    private final Path file;

    private LockFile(Path file) {
        this.file = file;
    }

    /** The one object for a side file; its directory is spelled without links. */
    public static LockFile of(Path file) {
        return KNOWN.computeIfAbsent(file.toAbsolutePath().normalize(), LockFile::new);
    }

    /**
     * Waits for the lock; the directory must exist.
     *
     * @throws InterruptedIOException or another failure that {@link #isInterrupt} knows
     */
    public Held hold() throws IOException {
        try {
            threads.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + file);
        }
        try {
            return threads.getHoldCount() > 1 ? new Held(Optional.empty(), Optional.empty()) : lockFile();
        } catch (IOException e) {
            threads.unlock();
            throw e;
        }
    }

    /** True for the failure of a thread that was interrupted. */
    public static boolean isInterrupt(IOException failure) {
        return failure instanceof ClosedByInterruptException
                || failure instanceof FileLockInterruptionException
                || failure instanceof InterruptedIOException;
    }

    private Held lockFile() throws IOException {
        while (true) {
            FileChannel open = open();
            Optional<IOException> unprotected = Optional.empty();
            boolean mine = false;
            try {
                unprotected = lock(open);
                mine = unprotected.isPresent() || isMine(open);
                if (mine) {
                    return new Held(Optional.of(open), unprotected);
                }
            } finally {
                if (!mine) {
                    open.close();
                }
            }
        }
    }

    private FileChannel open() throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                RegularFile.require(file, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                return FileChannel.open(file, OPEN); // released in the meantime
            }
        }
        return FileChannel.open(file, OPEN);
    }

    /** The failure of a file system that has no locks: then only the threads of this process are kept apart. */
    private static Optional<IOException> lock(FileChannel channel) throws IOException {
        try {
            channel.lock();
            return Optional.empty();
        } catch (IOException e) {
            if (isInterrupt(e)) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    /**
     * The previous holder removed the file from the directory, so a waiter may get the lock of a file nobody else can
     * see any more: it gives the file a random size and only counts when the name shows that size.
     */
    private boolean isMine(FileChannel open) throws IOException {
        int token = ThreadLocalRandom.current().nextInt(1, MAX_TOKEN);
        open.truncate(0);
        try (Arena arena = Arena.ofConfined()) {
            // mapping makes the file longer by a hole, which needs no space: a full disk can still be cleaned up
            open.map(FileChannel.MapMode.READ_WRITE, token - 1, 1, arena);
        }
        return sizeOf(file) == token;
    }

    private static long sizeOf(Path path) throws IOException {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    /** The lock while it is held. */
    public final class Held implements AutoCloseable {
        private final Optional<FileChannel> open;
        private final Optional<IOException> unprotected;

        private Held(Optional<FileChannel> open, Optional<IOException> unprotected) {
            this.open = open;
            this.unprotected = unprotected;
        }

        /** Why other processes are not kept out; empty when they are. */
        public Optional<IOException> unprotected() {
            return unprotected;
        }

        @Override
        public void close() throws IOException {
            try {
                if (open.isPresent()) {
                    try (FileChannel _ = open.get()) {
                        Files.deleteIfExists(file);
                    }
                }
            } finally {
                threads.unlock();
            }
        }
    }
}
