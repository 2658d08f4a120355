// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.RegistryException;
import io.regclient.file.AtomicFile;
import io.regclient.scheme.Guard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process does with one directory: the lock of its writers and the guards that keep garbage collection away
 * (contract OL-3, OL-20). Shared by all schemes of the process, because file locks belong to the process.
 */
final class LayoutUse {
    private static final Logger LOG = LoggerFactory.getLogger(LayoutUse.class);
    private static final Map<Path, LayoutUse> USES = new ConcurrentHashMap<>();

    private final Path directory;
    private final LayoutLock lock;
    private int guards;

    @Nullable
    private InUseMarker marker;

    private LayoutUse(Path directory) {
        this.directory = directory;
        this.lock = new LayoutLock(directory);
    }

    /** The one object of a directory, however its path is spelled. */
    static LayoutUse of(Path directory) {
        return USES.computeIfAbsent(real(directory.toAbsolutePath().normalize()), LayoutUse::new);
    }

    /** The path without links; a directory that does not exist yet has the same one after it was made. */
    private static Path real(Path path) {
        Path existing = path;
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        try {
            return existing.toRealPath().resolve(existing.relativize(path));
        } catch (IOException e) {
            LOG.debug("links of {} are not resolved: {}", path, RegistryException.describe(e));
            return path;
        }
    }

    /** Takes the writers' lock; the directory must exist. Content added under a guard is announced to others. */
    LayoutLock.Held hold() throws RegistryException {
        LayoutLock.Held held = lock.hold();
        try {
            announce();
            return held;
        } catch (IOException e) {
            held.close();
            throw DiskError.of("mark " + directory + " as being written", e);
        }
    }

    /**
     * Tells other processes of a guard that is older than the directory. Who looks for content, or adds it without the
     * lock, does this first: otherwise another process might make the layout and collect what is being added.
     */
    void announceGuard() throws RegistryException {
        if (isUnannounced() && Files.isDirectory(directory)) {
            hold().close();
        }
    }

    /** The same for a layout that may not be writable: it needs no guard, and a write will say what is wrong. */
    void tryAnnounceGuard() {
        try {
            announceGuard();
        } catch (RegistryException e) {
            LOG.debug("no guard for {}: {}", directory, RegistryException.describe(e));
        }
    }

    private synchronized boolean isUnannounced() {
        return guards > 0 && marker == null;
    }

    /** Guards against garbage collection of this and other processes until closed. */
    Guard guard() {
        count(1);
        tryAnnounceGuard();
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            if (!closed.getAndSet(true)) {
                count(-1);
            }
        };
    }

    /** True while this process adds content; the caller holds the lock. */
    synchronized boolean isGuarded() {
        return guards > 0;
    }

    /** True while another process adds content; the caller holds the lock and {@link #isGuarded} is false. */
    boolean isGuardedElsewhere() throws RegistryException {
        try {
            removeLeftovers();
            return InUseMarker.heldElsewhere(directory);
        } catch (IOException e) {
            throw DiskError.of("list " + directory, e);
        }
    }

    private synchronized void announce() throws IOException {
        if (guards > 0 && marker == null) {
            removeLeftovers();
            InUseMarker.heldElsewhere(directory); // what is left of killed processes goes
            marker = InUseMarker.create(directory);
        }
    }

    /** Unfinished files of killed processes, whether or not anything else is collected. */
    private void removeLeftovers() {
        AtomicFile.removeLeftovers(directory, "");
        Path blobs = directory.resolve("blobs");
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Path files = blobs.resolve(algorithm.id());
            if (Files.isDirectory(blobs, LinkOption.NOFOLLOW_LINKS)
                    && Files.isDirectory(files, LinkOption.NOFOLLOW_LINKS)) {
                AtomicFile.removeLeftovers(files, "");
            }
        }
    }

    private synchronized void count(int change) {
        guards += change;
        InUseMarker open = marker;
        if (guards == 0 && open != null) {
            marker = null;
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("marker stays in {}: {}", directory, RegistryException.describe(e));
            }
        }
    }
}
