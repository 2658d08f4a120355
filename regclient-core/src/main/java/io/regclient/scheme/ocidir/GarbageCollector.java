// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the files under {@code blobs/} that index.json does not lead to (contract OL-18, OL-19). */
final class GarbageCollector {
    /** Files younger than this may belong to another process that is adding content. */
    static final Duration YOUTH = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);

    private final LayoutDirectory layout;
    private final LayoutChanges changes;

    /**
     * Creates a collector.
     *
     * @param changes what need not be old to be removed
     */
    GarbageCollector(LayoutDirectory layout, LayoutChanges changes) {
        this.layout = layout;
        this.changes = changes;
    }

    /** Marks and sweeps; the caller holds the lock of the layout. Returns the number of removed files. */
    int collect(Instant now) throws RegistryException {
        Set<Path> wanted = reachable(layout.read().entries());
        Set<Path> given = reachable(changes.dropped());
        changes.written().forEach(digest -> given.add(layout.blob(digest)));
        Instant youngSince = now.minus(YOUTH);
        try {
            int removed = 0;
            for (Path file : files()) {
                if (!wanted.contains(file) && (given.contains(file) || !isYoung(file, youngSince))) {
                    LOG.debug("remove unreferenced {}", file);
                    removed += Files.deleteIfExists(file) ? 1 : 0;
                }
            }
            return removed;
        } catch (IOException e) {
            throw DiskError.of("collect garbage of " + layout.name(), e);
        }
    }

    private Set<Path> reachable(List<Descriptor> roots) throws RegistryException {
        Set<Path> marked = new HashSet<>();
        Deque<Descriptor> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            Descriptor next = open.removeLast();
            Optional<Digest> digest = next.digest();
            if (digest.isPresent() && marked.add(layout.blob(digest.get())) && mayBeManifest(next.mediaType())) {
                readManifest(next).ifPresent(manifest -> {
                    open.addAll(manifest.manifests());
                    manifest.config().ifPresent(open::add);
                    open.addAll(manifest.layers());
                });
            }
        }
        return marked;
    }

    private static boolean mayBeManifest(String mediaType) {
        return MediaType.isManifest(mediaType) || !MediaType.isKnownBlob(mediaType);
    }

    /** A manifest that is missing (sparse copy) or damaged keeps its own file but leads nowhere. */
    private Optional<Manifest> readManifest(Descriptor descriptor) throws RegistryException {
        try {
            return Optional.of(new ManifestFiles(layout).read(descriptor));
        } catch (RegistryException e) {
            if (e.is(ErrorKind.LOCAL_IO) || e.is(ErrorKind.CANCELED)) {
                throw e; // not knowing what it leads to is no reason to remove it
            }
            LOG.debug("garbage collection of {} does not follow: {}", layout.name(), RegistryException.describe(e));
            return Optional.empty();
        }
    }

    /** The files of all algorithms; what lies beside their directories is none of our business. */
    private List<Path> files() throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(layout.blobs())) {
            for (Path directory : list(layout.blobs())) {
                if (Files.isDirectory(directory)) {
                    list(directory).stream().filter(Files::isRegularFile).forEach(found::add);
                }
            }
        }
        return found;
    }

    private static boolean isYoung(Path file, Instant youngSince) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isAfter(youngSince);
        } catch (NoSuchFileException e) {
            return true; // renamed or removed by its writer in the meantime
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            Set<Path> found = new HashSet<>();
            files.forEach(found::add);
            return List.copyOf(found);
        }
    }
}
