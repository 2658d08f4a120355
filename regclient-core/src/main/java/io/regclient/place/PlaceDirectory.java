// SPDX-License-Identifier: Apache-2.0
package io.regclient.place;

import io.regclient.copy.BlobPlaces;
import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.file.PrivateFile;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places of blobs in a directory of the user, one {@link PlaceFile} per registry, each read when it is needed first.
 * What cannot be read or written is as good as empty: it costs uploads and never fails a copy. Thread-safe, and any
 * number of processes may use a directory at the same time.
 */
public final class PlaceDirectory implements BlobPlaces {
    private static final Logger LOG = LoggerFactory.getLogger(PlaceDirectory.class);

    /** Longest name of a file that is the name of a registry; file systems take 255 characters. */
    private static final int MAX_NAME = 100;

    /** Files that are kept, each of at most {@link PlaceFile#MAX_BYTES}. */
    static final int MAX_FILES = 32;

    private final Path directory;
    private final Map<String, PlaceFile> files = new ConcurrentHashMap<>();
    private final boolean usable;

    /**
     * Uses a directory.
     *
     * @param cache where the user's caches are
     */
    public PlaceDirectory(Path cache) {
        Path own = cache.resolve("regclient");
        directory = own.resolve("blobs");
        usable = isUsable(own) && isUsable(directory);
        if (usable) {
            removeOldest();
        }
    }

    private static boolean isUsable(Path directory) {
        try {
            PrivateFile.ownDirectory(directory);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("places of blobs are not remembered: {}", e.toString());
            return false;
        }
    }

    /** Registries of tests come and go under ever other names: files that were not written for the longest time go. */
    private void removeOldest() {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(found::add);
            if (found.size() > MAX_FILES) {
                removeOldest(found);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("old places of blobs are not removed: {}", e.toString());
        }
    }

    private static void removeOldest(List<Path> found) throws IOException {
        List<PathAndTime> byTime = new ArrayList<>();
        for (Path path : found) {
            byTime.add(new PathAndTime(path, Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)));
        }
        byTime.sort(Comparator.comparing(PathAndTime::time));
        for (PathAndTime old : byTime.subList(0, byTime.size() - MAX_FILES)) {
            Files.deleteIfExists(old.path());
        }
    }

    private record PathAndTime(Path path, FileTime time) {}

    @Override
    public List<Ref> holders(Ref target, Digest blob) {
        List<Ref> holders = new ArrayList<>();
        if (usable && target instanceof RegistryRef known) {
            for (String repository : file(known).repositories(blob.toString())) {
                reference(known, repository).ifPresent(holders::add);
            }
        }
        return holders;
    }

    @Override
    public void found(Ref repository, Digest blob) {
        if (usable && repository instanceof RegistryRef known) {
            file(known).add(blob.toString(), known.repository());
        }
    }

    @Override
    public void missing(Ref repository, Digest blob) {
        if (usable && repository instanceof RegistryRef known) {
            file(known).remove(blob.toString(), known.repository());
        }
    }

    private PlaceFile file(RegistryRef repository) {
        return files.computeIfAbsent(
                repository.registry(), registry -> new PlaceFile(directory.resolve(fileName(registry))));
    }

    /** Whatever the file says, it must be the name of a repository. */
    private static Optional<Ref> reference(RegistryRef target, String repository) {
        try {
            Ref parsed = Ref.parse(target.registry() + "/" + repository);
            return parsed instanceof RegistryRef holder
                            && holder.sameRegistry(target)
                            && holder.repository().equals(repository)
                    ? Optional.of(holder.withoutVersion())
                    : Optional.empty();
        } catch (RegistryException e) {
            return Optional.empty();
        }
    }

    /** The registry with everything but small letters, digits, dots and dashes escaped; of a long one a digest. */
    static String fileName(String registry) {
        StringBuilder name = new StringBuilder();
        for (byte each : registry.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (each >= 'a' && each <= 'z')
                    || (each >= '0' && each <= '9')
                    || each == '-'
                    || (each == '.' && !name.isEmpty());
            if (plain) {
                name.append((char) each);
            } else {
                name.append('%')
                        .append(Integer.toHexString((each & 0xff) | 0x100).substring(1));
            }
        }
        return name.length() <= MAX_NAME
                ? name.toString()
                : Digest.sha256(registry.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
