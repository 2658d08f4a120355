// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.TarDirectory;
import io.regclient.archive.TarReader;
import io.regclient.archive.TemporaryFile;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.file.AtomicFile;
import io.regclient.file.Durability;
import io.regclient.file.Enclosure;
import io.regclient.file.FileFailure;
import io.regclient.model.Descriptor;
import io.regclient.scheme.Scheme;
import io.regclient.stream.BlobReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the layers of an artifact into a directory, under the names their titles give them (contract regctl 9.1.1). No
 * name and no symbolic link leads out of the directory, and what is there appears complete and verified.
 */
public final class ArtifactFiles {
    private static final int MAX_SHOWN = 200;

    private final Scheme scheme;
    private final Path temporary;

    /**
     * A writer.
     *
     * @param scheme where the artifact is
     * @param temporary directory for packed directories on their way
     */
    public ArtifactFiles(Scheme scheme, Path temporary) {
        this.scheme = scheme;
        this.temporary = temporary;
    }

    /**
     * Writes layers; none when two would be the same file or directory, for the later would write over the earlier.
     * Several packed directories may go into the output directory itself.
     *
     * @param directory it must exist
     * @param withoutDirectories leave out the directories of names
     * @throws RegistryException of kind INVALID_INPUT for layers of the same name, LOCAL_IO for a file that cannot be
     *     written
     */
    public void write(Artifact artifact, List<Descriptor> layers, Path directory, boolean withoutDirectories)
            throws IOException {
        Map<String, Descriptor> named = new HashMap<>();
        for (Descriptor layer : layers) {
            String name = Artifact.fileName(layer, withoutDirectories);
            Optional<Descriptor> other = Optional.ofNullable(named.put(name, layer));
            if (!name.isEmpty() && other.isPresent() && !other.get().digest().equals(layer.digest())) {
                throw RegistryException.of(
                        ErrorKind.INVALID_INPUT,
                        "layers " + shown(other.get()) + " and " + shown(layer) + " would both be written to "
                                + VisibleText.name(name, MAX_SHOWN) + ", add filters; nothing was written");
            }
        }
        for (Descriptor layer : layers) {
            write(artifact, layer, directory, withoutDirectories);
        }
    }

    private static String shown(Descriptor layer) {
        return layer.digest().map(Digest::toString).orElse("without digest") + " ("
                + VisibleText.name(Artifact.title(layer), MAX_SHOWN) + ")";
    }

    /**
     * Writes one layer: a file, or a directory that was packed.
     *
     * @param directory it must exist
     * @param withoutDirectories leave out the directories of its name
     * @throws RegistryException of kind LOCAL_IO for a file that cannot be written
     */
    private void write(Artifact artifact, Descriptor layer, Path directory, boolean withoutDirectories)
            throws IOException {
        String name = Artifact.fileName(layer, withoutDirectories);
        try {
            Path target = name.isEmpty() ? directory : directory.resolve(name);
            if (Artifact.isDirectory(layer)) {
                unpack(artifact, layer, new Enclosure(directory).createDirectory(target));
            } else {
                Path parent = target.getParent();
                new Enclosure(directory).createDirectory(parent == null ? directory : parent);
                writeFile(artifact, layer, target);
            }
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw RegistryException.of(
                    ErrorKind.LOCAL_IO,
                    "failed to write " + name + " to " + directory + ": " + FileFailure.reason(e),
                    e);
        } catch (InvalidPathException e) {
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED, "artifact has a name no file can have: " + e.getReason(), e);
        }
    }

    /** A link in the place of the file is replaced, not followed. */
    private void writeFile(Artifact artifact, Descriptor layer, Path target) throws IOException {
        Path parent = target.getParent();
        Path directory = parent == null ? Path.of("") : parent;
        try (AtomicFile file = AtomicFile.in(directory, "", Durability.NONE);
                BlobReader in = scheme.getBlob(artifact.ref(), layer)) {
            try (OutputStream out = file.stream()) {
                in.transferTo(out);
                out.flush();
                file.commit(target);
            }
        }
    }

    /** The archive is read after its digest was found right. */
    private void unpack(Artifact artifact, Descriptor layer, Path target) throws IOException {
        try (TemporaryFile archive = TemporaryFile.create(temporary)) {
            try (BlobReader in = scheme.getBlob(artifact.ref(), layer);
                    OutputStream out = archive.write()) {
                in.transferTo(out);
            }
            try (InputStream in = archive.read();
                    TarReader tar = TarReader.open(in, ArchiveLimits.DEFAULT)) {
                TarDirectory.extract(tar, target);
            }
        }
    }
}
