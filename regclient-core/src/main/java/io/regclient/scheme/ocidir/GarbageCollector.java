// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.RegistryException;
import io.regclient.model.IndexEntries;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

    /** How writers of layouts end the names of files that are not complete. */
    private static final String UNFINISHED = ".tmp";

    private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);

    private final LayoutDirectory layout;
    private final LayoutChanges changes;
    private Optional<String> linked = Optional.empty();

    /**
     * Creates a collector.
     *
     * @param changes what need not be old to be removed
     */
    GarbageCollector(LayoutDirectory layout, LayoutChanges changes) {
        this.layout = layout;
        this.changes = changes;
    }

    /**
     * Marks and sweeps; the caller holds the lock of the layout.
     *
     * @param alone nobody adds content; otherwise what would be removed is made old, so that whoever is alone first
     *     removes it
     * @return why nothing was removed: it is not known what a manifest leads to
     */
    Optional<String> collect(Instant now, boolean alone) throws RegistryException {
        LayoutIndex index = layout.read();
        Reachability wanted = Reachability.from(layout, index.entries());
        Optional<String> doubt = index.unread().stream()
                .map(IndexEntries.Unread::reason)
                .findFirst()
                .or(wanted::doubt);
        if (doubt.isPresent()) {
            return doubt;
        }
        Set<Path> given =
                new HashSet<>(Reachability.from(layout, changes.dropped()).files());
        changes.written().forEach(digest -> given.add(layout.blob(digest)));
        Instant youngSince = now.minus(YOUTH);
        try {
            List<Path> unwanted = new ArrayList<>();
            for (Path file : files()) {
                if (!wanted.files().contains(file) && (given.contains(file) || !isYoung(file, youngSince))) {
                    unwanted.add(file);
                }
            }
            if (!unwanted.isEmpty() && linked.isPresent()) {
                return linked;
            }
            for (Path file : unwanted) {
                remove(file, alone, youngSince);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw DiskError.of("collect garbage of " + layout.name(), e);
        }
    }

    private static void remove(Path file, boolean alone, Instant youngSince) throws IOException {
        if (alone) {
            LOG.debug("remove unreferenced {}", file);
            Files.deleteIfExists(file);
        } else {
            giveUp(file, youngSince);
        }
    }

    /** Only owners may do so; files of others go when they are old. */
    private static void giveUp(Path file, Instant youngSince) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(youngSince));
        } catch (IOException e) {
            LOG.debug("{} stays young: {}", file, RegistryException.describe(e));
        }
    }

    /**
     * The blobs of all algorithms, and unfinished ones; files of other names are none of our business. A link among them
     * or above them is taken note of: what it leads to may be the content of another layout, or of another blob.
     */
    private List<Path> files() throws IOException {
        List<Path> found = new ArrayList<>();
        if (isDirectory(layout.blobs())) {
            for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
                Path directory = layout.blobs().resolve(algorithm.id());
                if (isDirectory(directory)) {
                    list(directory).stream()
                            .filter(file -> isOurs(file, algorithm))
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private boolean isDirectory(Path path) {
        if (Files.isSymbolicLink(path)) {
            noteLink(path + " is a symbolic link");
        }
        return Files.isDirectory(path);
    }

    private void noteLink(String what) {
        linked = linked.or(() -> Optional.of(what + ", and what it leads to may be wanted elsewhere"));
    }

    private boolean isOurs(Path file, DigestAlgorithm algorithm) {
        String name = String.valueOf(file.getFileName());
        boolean named = name.endsWith(UNFINISHED)
                || Digest.tryParse(algorithm.id() + ":" + name).isPresent();
        if (named && Files.isSymbolicLink(file)) {
            noteLink("a blob in " + file.getParent() + " is a symbolic link");
        }
        return named && Files.isRegularFile(file);
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
