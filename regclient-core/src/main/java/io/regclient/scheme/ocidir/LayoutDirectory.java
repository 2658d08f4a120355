// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.AtomicFile;
import io.regclient.file.Enclosure;
import io.regclient.file.RegularFile;
import io.regclient.file.SmallFile;
import io.regclient.json.Json;
import io.regclient.model.IndexEntries;
import io.regclient.ref.LayoutRef;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files of one layout (OCI image specification, "Image Layout"; contract OL-1, OL-2, OL-8).
 *
 * @param path the directory
 * @param name how messages name it, for example {@code ocidir://dir}
 * @param warnings told what is wrong and does not keep the rest from being used
 */
record LayoutDirectory(Path path, String name, LayoutWarnings warnings) {
    private static final String VERSION = "1.0.0";
    private static final byte[] VERSION_FILE =
            ("{\"imageLayoutVersion\":\"" + VERSION + "\"}").getBytes(StandardCharsets.UTF_8);
    private static final int MAX_VERSION_BYTES = 64 << 10;

    /** The directory of a reference; relative paths start from the working directory. */
    static LayoutDirectory of(Path workingDirectory, Ref ref, LayoutWarnings warnings) throws RegistryException {
        if (ref instanceof LayoutRef layout && layout.isRepoSet()) {
            return new LayoutDirectory(
                    workingDirectory.resolve(layout.path()),
                    layout.withoutVersion().toString(),
                    warnings);
        }
        throw RegistryException.of(ErrorKind.INVALID_REFERENCE, "not a reference to an OCI layout: " + ref);
    }

    /** The directory however its path is spelled, links aside. */
    Path key() {
        return path.toAbsolutePath().normalize();
    }

    Path blobs() {
        return path.resolve("blobs");
    }

    /** The file of a blob; a digest is validated by its type, so the path cannot leave the directory (OL-11). */
    Path blob(Digest digest) {
        return blobs().resolve(digest.algorithm().id()).resolve(digest.hex());
    }

    /** A file of the layout that can be opened: no link leads out of the layout to it, and it is a file. */
    Path readable(Path file) throws IOException {
        Path real = new Enclosure(path).real(file);
        RegularFile.require(real);
        return real;
    }

    /** The file of a blob under its own name, which lies in the layout and may be removed or replaced. */
    Path removable(Digest digest) throws IOException {
        Path directory = blobs().resolve(digest.algorithm().id());
        return new Enclosure(path).real(directory).resolve(digest.hex());
    }

    /** Size of a blob's file in bytes, empty when there is none. */
    OptionalLong blobSize(Digest digest) throws RegistryException {
        try {
            return OptionalLong.of(Files.size(readable(blob(digest))));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw DiskError.of("look for blob " + digest + " in " + name, e);
        }
    }

    Path versionFile() {
        return path.resolve("oci-layout");
    }

    Path indexFile() {
        return path.resolve("index.json");
    }

    /** The index of a layout that must exist. */
    LayoutIndex read() throws RegistryException {
        return parse(readBytes());
    }

    /** The index in these bytes; warns of entries that cannot be read. */
    LayoutIndex parse(byte[] indexFile) throws RegistryException {
        LayoutIndex index = LayoutIndex.parse(indexFile, "index.json of " + name);
        for (IndexEntries.Unread entry : index.unread()) {
            warnings.once(this, entry.reason(), "An entry of the OCI layout cannot be read");
        }
        return index;
    }

    /** The bytes of index.json, after the version of the layout was checked (OL-1). */
    byte[] readBytes() throws RegistryException {
        checkVersion();
        return load(indexFile(), IndexEntries.MAX_FILE_BYTES, "index.json");
    }

    /** The index, or empty when there is no layout yet; a damaged layout is an error (OL-8). */
    Optional<LayoutIndex> tryRead() throws RegistryException {
        return isComplete() ? Optional.of(read()) : Optional.empty();
    }

    /** True for a layout that can be used without the lock: the file with the version is made last. */
    boolean isComplete() {
        return Files.exists(versionFile());
    }

    /**
     * False when neither file is there; one without the other, or a wrong version, is an error (OL-8). The caller holds
     * the lock, otherwise a layout that is being made may look damaged.
     */
    boolean exists() throws RegistryException {
        boolean version = Files.exists(versionFile());
        boolean index = Files.exists(indexFile());
        if (version != index) {
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED,
                    name + " is not an OCI layout: " + (version ? indexFile() : versionFile()) + " is missing");
        }
        if (version) {
            checkVersion();
        }
        return version;
    }

    void checkVersion() throws RegistryException {
        byte[] content = load(versionFile(), MAX_VERSION_BYTES, "oci-layout");
        String version = Json.parseObject(content, "oci-layout of " + name).string("imageLayoutVersion");
        if (!version.equals(VERSION)) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED,
                    "unsupported oci-layout version, expected " + VERSION + ", received \"" + version + "\" in "
                            + name);
        }
    }

    /** Makes the two files where neither exists (OL-8); the caller holds the lock. */
    void create() throws RegistryException {
        if (exists()) {
            return;
        }
        try {
            AtomicFile.write(indexFile(), LayoutIndex.EMPTY.toBytes());
            AtomicFile.write(versionFile(), VERSION_FILE);
        } catch (IOException e) {
            RegistryException failure = DiskError.of("create OCI layout " + name, e);
            try {
                Files.deleteIfExists(indexFile()); // half a layout would be refused by every later write
            } catch (IOException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    void createDirectory() throws RegistryException {
        createDirectory(path);
    }

    /** Creates the directory blobs of a digest go to and returns it. */
    Path createBlobDirectory(String algorithm) throws RegistryException {
        return createDirectory(blobs().resolve(algorithm));
    }

    private Path createDirectory(Path directory) throws RegistryException {
        try {
            return new Enclosure(path).createDirectory(directory);
        } catch (IOException e) {
            throw DiskError.of("create directory of " + name, e);
        }
    }

    /** Replaces index.json (OL-2), unless nobody could read it again; the caller holds the lock. */
    void write(LayoutIndex index) throws RegistryException {
        byte[] content = index.toBytes();
        if (content.length > IndexEntries.MAX_FILE_BYTES) {
            throw tooLarge("index.json", IndexEntries.MAX_FILE_BYTES);
        }
        try {
            AtomicFile.write(indexFile(), content);
        } catch (IOException e) {
            throw DiskError.of("write index.json of " + name, e);
        }
    }

    private RegistryException tooLarge(String what, int maxBytes) {
        return RegistryException.of(
                ErrorKind.SIZE_LIMIT_EXCEEDED,
                what + " of " + name + " is larger than the limit of " + maxBytes + " bytes");
    }

    private byte[] load(Path file, int maxBytes, String what) throws RegistryException {
        try {
            return SmallFile.read(new Enclosure(path).real(file), maxBytes).orElseThrow(() -> tooLarge(what, maxBytes));
        } catch (NoSuchFileException e) {
            throw RegistryException.of(
                    ErrorKind.NOT_FOUND, what + " cannot be open: open " + file + ": no such file or directory", e);
        } catch (IOException e) {
            throw DiskError.of("read " + what + " of " + name, e);
        }
    }
}
