// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.Enclosure;
import io.regclient.file.RegularFile;
import io.regclient.file.SmallFile;
import io.regclient.json.Json;
import io.regclient.model.IndexEntries;
import io.regclient.model.Manifest;
import io.regclient.server.message.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One repository: a plain OCI layout that other tools may read, and change between two requests. Every change of its
 * index is read, edit, write under one lock, so parallel pushes keep all their tags (contract OL-3).
 */
final class Repository {
    static final String INDEX = "index.json";
    private static final String LAYOUT = "oci-layout";
    private static final String LAYOUT_VERSION = "1.0.0";
    private static final int MAX_LAYOUT_BYTES = 64 << 10;
    private static final byte[] LAYOUT_JSON =
            ("{\"imageLayoutVersion\":\"" + LAYOUT_VERSION + "\"}").getBytes(StandardCharsets.UTF_8);

    private final StoreDirectory store;
    private final RepositoryName name;
    private final Path directory;

    Repository(StoreDirectory store, RepositoryName name) {
        this.store = store;
        this.name = name;
        this.directory = name.under(store.root());
    }

    /**
     * An index as it was read, with what tells that the file has not been replaced since.
     *
     * @param fileKey identity of the file, null where the file system has none
     */
    record Snapshot(RepositoryIndex index, @Nullable Object fileKey, long modifiedNanos, long size) {
        boolean matches(BasicFileAttributes file) {
            return size == file.size() && modifiedNanos == nanos(file) && Objects.equals(fileKey, file.fileKey());
        }

        static Snapshot of(RepositoryIndex index, BasicFileAttributes file) {
            return new Snapshot(index, file.fileKey(), nanos(file), file.size());
        }

        private static long nanos(BasicFileAttributes file) {
            return file.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        }
    }

    RepositoryName name() {
        return name;
    }

    /** True once something has been stored in it. */
    boolean exists() {
        return Files.isRegularFile(directory.resolve(INDEX));
    }

    /**
     * The current index; empty when the repository does not exist.
     *
     * @throws RegistryException of kind PARSING_FAILED for a damaged layout or one of another version
     */
    Optional<RepositoryIndex> findIndex() throws IOException {
        Path file = directory.resolve(INDEX);
        try {
            long generation = store.generation();
            Path real = readable(file);
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            Optional<Snapshot> known = store.snapshot(name);
            if (known.isPresent() && known.get().matches(attributes)) {
                return Optional.of(known.get().index());
            }
            RepositoryIndex index = RepositoryIndex.parse(load(real, IndexEntries.MAX_FILE_BYTES), file.toString());
            checkVersion();
            store.remember(name, Snapshot.of(index, attributes), generation);
            return Optional.of(index);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void checkVersion() throws IOException {
        Path file = directory.resolve(LAYOUT);
        if (!Files.exists(file)) {
            return; // a server was killed between the two files of a new repository; the next change adds it
        }
        String version = Json.parseObject(load(readable(file), MAX_LAYOUT_BYTES), file.toString())
                .string("imageLayoutVersion");
        if (!version.equals(LAYOUT_VERSION)) {
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED, "layout " + directory + " has the unknown version \"" + version + "\"");
        }
    }

    /** Size of a blob or manifest in bytes; empty when the repository does not have it. */
    OptionalLong sizeOf(Digest digest) {
        Path file = file(digest);
        try {
            Path real = new Enclosure(store.root()).real(file);
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            return attributes.isRegularFile() ? OptionalLong.of(attributes.size()) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty(); // absent or not readable: to a client the same
        }
    }

    boolean has(Digest digest) {
        return sizeOf(digest).isPresent();
    }

    private static byte[] load(Path file, int maxBytes) throws IOException {
        return SmallFile.read(file, maxBytes).orElseThrow(() -> tooLarge(file, maxBytes));
    }

    private static RegistryException tooLarge(Path file, int maxBytes) {
        return RegistryException.of(
                ErrorKind.SIZE_LIMIT_EXCEEDED, file + " is larger than the limit of " + maxBytes + " bytes");
    }

    /** A file of the store that can be opened: no link leads out of the store to it, and it is a file. */
    private Path readable(Path file) throws IOException {
        Path real = new Enclosure(store.root()).real(file);
        RegularFile.require(real);
        return real;
    }

    private boolean remove(Digest digest) throws IOException {
        Path blobs = directory.resolve("blobs").resolve(digest.algorithm().id());
        return Files.exists(blobs)
                && Files.deleteIfExists(new Enclosure(store.root()).real(blobs).resolve(digest.hex()));
    }

    /** Where the content with this digest is or would be. */
    Path file(Digest digest) {
        return directory.resolve("blobs").resolve(digest.algorithm().id()).resolve(digest.hex());
    }

    /** Takes over a finished, verified file of the staging directory. */
    void addBlob(Path finished, Digest digest) throws IOException {
        ensureLayout();
        if (!has(digest)) {
            store.staging().publish(finished, file(digest));
        }
    }

    /** Shares a blob of another repository. */
    void mountBlob(Repository source, Digest digest) throws IOException {
        ensureLayout();
        if (!has(digest)) {
            store.staging().share(source.file(digest), file(digest));
        }
    }

    /** Removes a blob; false when there is none, also when the digest is that of a manifest. */
    boolean deleteBlob(Digest digest) throws IOException {
        boolean manifest =
                findIndex().flatMap(index -> index.findDigest(digest)).isPresent();
        return !manifest && remove(digest);
    }

    /**
     * Stores a verified manifest under its digest and the tags.
     *
     * @param condition checked against the index under the lock before anything is written
     */
    void putManifest(IndexEntry manifest, byte[] content, List<String> tags, Condition condition) throws IOException {
        ReentrantLock lock = store.lock(name);
        lock.lock();
        try {
            condition.check(findIndex().orElseGet(RepositoryIndex::empty));
            ensureLayout();
            store.staging().write(content, file(manifest.digest()));
            edit(index -> index.withManifest(manifest, tags));
        } finally {
            lock.unlock();
        }
    }

    /** What must hold for a change to happen. */
    @FunctionalInterface
    interface Condition {
        void check(RepositoryIndex index) throws Refusal;
    }

    /** Removes a tag; false when there is none. */
    boolean deleteTag(String tag) throws IOException {
        ReentrantLock lock = store.lock(name);
        lock.lock();
        try {
            if (findIndex().flatMap(index -> index.findTag(tag)).isEmpty()) {
                return false;
            }
            edit(index -> index.withoutTag(tag));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Removes a manifest with all its tags; false when there is none. */
    boolean deleteManifest(Digest digest) throws IOException {
        ReentrantLock lock = store.lock(name);
        lock.lock();
        try {
            if (findManifest(digest).isEmpty()) {
                return false;
            }
            edit(index -> index.withoutDigest(digest));
            remove(digest);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A manifest by digest. Children of an index and referrers that another tool wrote into the layout have no entry of
     * their own; such content counts as a manifest when it reads as one.
     */
    Optional<IndexEntry> findManifest(Digest digest) throws IOException {
        Optional<RepositoryIndex> index = findIndex();
        OptionalLong size = sizeOf(digest);
        if (index.isEmpty() || size.isEmpty()) {
            return Optional.empty();
        }
        Optional<IndexEntry> listed = index.get().findDigest(digest);
        boolean typed = listed.filter(e -> !e.mediaType().isEmpty()).isPresent();
        if (typed || size.getAsLong() > Manifest.MAX_PULL_BYTES) {
            return listed;
        }
        return ManifestFacts.tryParse("", Files.readAllBytes(file(digest)))
                .map(facts -> IndexEntry.of(facts.mediaType(), digest, size.getAsLong()));
    }

    /** The bytes of a manifest; empty when it is gone or too large to be one. */
    Optional<byte[]> readManifest(Digest digest) throws IOException {
        OptionalLong size = sizeOf(digest);
        if (size.isEmpty() || size.getAsLong() > Manifest.MAX_PULL_BYTES) {
            return Optional.empty();
        }
        return Optional.of(Files.readAllBytes(file(digest)));
    }

    private void edit(UnaryOperator<RepositoryIndex> change) throws IOException {
        RepositoryIndex index = change.apply(findIndex().orElseGet(RepositoryIndex::empty));
        byte[] json = index.json();
        if (json.length > IndexEntries.MAX_FILE_BYTES) {
            throw tooLarge(directory.resolve(INDEX), IndexEntries.MAX_FILE_BYTES); // nobody could read it again
        }
        store.staging().write(json, directory.resolve(INDEX));
        store.forget(name);
    }

    /** Makes the directory a layout. A damaged index is an error, never replaced (contract OL-8). */
    private void ensureLayout() throws IOException {
        Path layout = directory.resolve(LAYOUT);
        boolean indexed = findIndex().isPresent();
        if (indexed && Files.exists(layout)) {
            return;
        }
        ReentrantLock lock = store.lock(name);
        lock.lock();
        try {
            if (findIndex().isEmpty()) {
                if (Files.exists(layout)) {
                    throw RegistryException.of(ErrorKind.PARSING_FAILED, "layout " + directory + " has no index.json");
                }
                store.staging().write(RepositoryIndex.empty().json(), directory.resolve(INDEX));
            }
            store.staging().write(LAYOUT_JSON, layout);
        } finally {
            lock.unlock();
        }
    }
}
