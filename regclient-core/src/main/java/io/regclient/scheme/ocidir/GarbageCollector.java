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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the files under {@code blobs/} that index.json does not lead to (contract OL-18, OL-19). */
final class GarbageCollector {
    /** Unfinished files younger than this may belong to another process that is writing them. */
    static final Duration UNFINISHED_LIFE = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);

    private final LayoutDirectory layout;
    private final Set<Path> marked = new HashSet<>();

    GarbageCollector(LayoutDirectory layout) {
        this.layout = layout;
    }

    /** Marks and sweeps; the caller holds the lock of the layout. Returns the number of removed files. */
    int collect(Instant now) throws RegistryException {
        mark(layout.read().entries());
        try {
            int removed = 0;
            if (Files.isDirectory(layout.blobs())) {
                for (Path directory : list(layout.blobs())) {
                    removed += Files.isDirectory(directory) ? sweep(directory, now.minus(UNFINISHED_LIFE)) : 0;
                }
            }
            return removed;
        } catch (IOException e) {
            throw DiskError.of("collect garbage of " + layout.name(), e);
        }
    }

    private void mark(List<Descriptor> roots) throws RegistryException {
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

    private int sweep(Path directory, Instant youngSince) throws IOException {
        int removed = 0;
        for (Path file : list(directory)) {
            if (!marked.contains(file) && Files.isRegularFile(file) && !isBeingWritten(file, youngSince)) {
                LOG.debug("remove unreferenced {}", file);
                removed += Files.deleteIfExists(file) ? 1 : 0;
            }
        }
        return removed;
    }

    private static boolean isBeingWritten(Path file, Instant youngSince) throws IOException {
        return file.toString().endsWith(AtomicFile.SUFFIX)
                && Files.getLastModifiedTime(file).toInstant().isAfter(youngSince);
    }

    private static List<Path> list(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            Set<Path> found = new HashSet<>();
            files.forEach(found::add);
            return List.copyOf(found);
        }
    }
}
