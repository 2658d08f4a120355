// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.Enclosure;
import io.regclient.file.FileFailure;
import io.regclient.file.LockFile;
import io.regclient.time.RecentlyUsed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The directory below which the layouts of all repositories lie: {@code <root>/<name>/index.json} and so on. Its own
 * files begin with a dot, as no repository can. One server at a time may use it, across processes. Thread-safe.
 */
final class StoreDirectory implements AutoCloseable {
    private static final int LOCK_STRIPES = 64;
    private static final int CACHED_INDEXES = 256;

    private final Path root;
    private final StoreLock lock;
    private final Staging staging;
    private final ReentrantLock[] locks = new ReentrantLock[LOCK_STRIPES];
    private final RecentlyUsed<RepositoryName, Repository.Snapshot> snapshots = new RecentlyUsed<>(CACHED_INDEXES);

    private long generation;

    private StoreDirectory(Path root, StoreLock lock, Staging staging) {
        this.root = root;
        this.lock = lock;
        this.staging = staging;
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /**
     * Opens the directory, creates it when absent and removes what a killed server left half done.
     *
     * @throws RegistryException of kind LOCAL_IO when another server uses the directory or it cannot be written
     */
    static StoreDirectory open(Path root, boolean sync) throws IOException {
        try {
            Files.createDirectories(root);
            StoreLock lock = StoreLock.take(root);
            try {
                return new StoreDirectory(root, lock, Staging.open(new Enclosure(root), sync));
            } catch (IOException e) {
                lock.close();
                throw e;
            }
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            ErrorKind kind = LockFile.isInterrupt(e) ? ErrorKind.CANCELED : ErrorKind.LOCAL_IO;
            throw RegistryException.of(kind, "open registry directory " + root + ": " + inner(root, e), e);
        }
    }

    /** The reason, with the name of the file where that is not the directory itself. */
    private static String inner(Path root, IOException e) {
        boolean named =
                e instanceof FileSystemException failure && !root.toString().equals(failure.getFile());
        return named ? ((FileSystemException) e).getFile() + ": " + FileFailure.reason(e) : FileFailure.reason(e);
    }

    /** Tells other servers, which cannot use the directory meanwhile, where this one listens. */
    void announce(URI address) {
        lock.announce(address);
    }

    Path root() {
        return root;
    }

    Staging staging() {
        return staging;
    }

    Repository repository(RepositoryName name) {
        return new Repository(this, name);
    }

    /** The lock that guards the index of a repository; several repositories may share one. */
    ReentrantLock lock(RepositoryName name) {
        return locks[Math.floorMod(name.hashCode(), LOCK_STRIPES)];
    }

    Optional<Repository.Snapshot> snapshot(RepositoryName name) {
        return snapshots.get(name);
    }

    /** A number that changes with every {@link #forget}. */
    long generation() {
        synchronized (snapshots) {
            return generation;
        }
    }

    /** Keeps an index that was read; ignored when an index has been replaced since the generation was asked for. */
    void remember(RepositoryName name, Repository.Snapshot snapshot, long readIn) {
        synchronized (snapshots) {
            if (readIn == generation) {
                snapshots.put(name, snapshot);
            }
        }
    }

    /** To be called after an index was replaced: time stamps are too coarse to tell two quick changes apart. */
    void forget(RepositoryName name) {
        synchronized (snapshots) {
            generation++;
            snapshots.remove(name);
        }
    }

    /** Names of all repositories, in byte order. */
    NavigableSet<String> repositories() throws IOException {
        NavigableSet<String> names = new TreeSet<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (directory.equals(root)) {
                    return FileVisitResult.CONTINUE;
                }
                String name = root.relativize(directory).toString().replace('\\', '/');
                if (RepositoryName.tryParse(name).isEmpty()) {
                    return FileVisitResult.SKIP_SUBTREE; // blobs, files of the server, foreign directories
                }
                if (Files.isRegularFile(directory.resolve(Repository.INDEX))) {
                    names.add(name);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                // Removed by somebody else during the walk, or not readable: no repository of ours
                return FileVisitResult.CONTINUE;
            }
        });
        return names;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
