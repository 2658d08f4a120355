// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a file that may hold secrets (regctl 3.5): a new file is readable by its owner only, an existing one keeps
 * its mode and, when the system allows it, its owner. A symbolic link stays and its target is replaced.
 */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private static final Set<OpenOption> APPEND = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);

    private PrivateFile() {}

    /**
     * Writes the file; what is there is replaced in one step.
     *
     * @param file directories that are missing are made, for the owner only
     */
    public static void replace(Path file, byte[] content) throws IOException {
        createDirectory(file);
        try (AtomicFile writing = AtomicFile.replacing(file, Durability.CONTENT, mode(file, "rw-------"))) {
            writing.write(content, content.length);
            if (Files.exists(file)) {
                keepAttributes(file, writing.path());
            }
            writing.commit();
        }
    }

    /** Puts a new file, which only its owner can read, in the place of whatever file or link is there. */
    public static void renew(Path file, byte[] content) throws IOException {
        Path directory = AtomicFile.directoryOf(file);
        String prefix = file.getFileName() + ".";
        AtomicFile.removeLeftovers(directory, prefix);
        try (AtomicFile writing = AtomicFile.in(directory, prefix, Durability.CONTENT, mode(file, "rw-------"))) {
            writing.write(content, content.length);
            writing.commit(file);
        }
    }

    /**
     * Appends to a file by one write, so that several processes may do that at the same time; a new file is readable by
     * its owner only.
     *
     * @return the size of the file afterwards
     * @throws FileSystemException when something else than a file is there, also a link to one
     */
    public static long append(Path file, byte[] content) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            RegularFile.require(file, LinkOption.NOFOLLOW_LINKS); // opening a pipe would wait for its reader
        }
        try (FileChannel channel = FileChannel.open(file, APPEND, mode(file, "rw-------"))) {
            channel.write(ByteBuffer.wrap(content));
            return channel.size();
        }
    }

    /**
     * Makes a directory that only its owner can enter; one that is there becomes like that.
     *
     * @throws FileSystemException when something else has the name, also a link to a directory
     */
    public static void ownDirectory(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory, mode(directory, "rwx------"));
            return;
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "not a directory but " + RegularFile.kind(directory, LinkOption.NOFOLLOW_LINKS));
        }
        if (!isPrivate(directory)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** True when nobody but its owner has a permission, as far as the file system knows such. */
    public static boolean isPrivate(Path file) throws IOException {
        Optional<PosixFileAttributeView> view = view(file);
        return view.isEmpty() || OWNER.containsAll(view.get().readAttributes().permissions());
    }

    /**
     * Makes others, who do the same, wait until this is closed: what is read and replaced meanwhile is not lost. The
     * lock is a file beside the file (or beside what a link leads to).
     */
    public static LockFile.Held hold(Path file) throws IOException {
        createDirectory(file);
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        return LockFile.of(target.resolveSibling(target.getFileName() + ".lock"))
                .hold();
    }

    private static void createDirectory(Path file) throws IOException {
        Path directory = AtomicFile.directoryOf(file);
        if (!Files.exists(file) && !Files.isDirectory(directory)) {
            Files.createDirectories(directory, mode(directory, "rwx------"));
        }
    }

    private static FileAttribute<?>[] mode(Path path, String permissions) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static void keepAttributes(Path from, Path to) throws IOException {
        Optional<PosixFileAttributeView> source = view(from);
        Optional<PosixFileAttributeView> result = view(to);
        if (source.isEmpty() || result.isEmpty()) {
            return;
        }
        PosixFileAttributes old = source.get().readAttributes();
        if (!old.owner().equals(result.get().readAttributes().owner())
                && !old.owner().getName().equals("root")) {
            giveTo(result.get(), old);
        }
        result.get().setPermissions(old.permissions());
    }

    private static void giveTo(PosixFileAttributeView file, PosixFileAttributes old) {
        try {
            file.setGroup(old.group());
            file.setOwner(old.owner());
        } catch (IOException e) {
            return; // only root may give files away; the content still belongs to whoever changed it
        }
    }

    private static Optional<PosixFileAttributeView> view(Path path) {
        @Nullable PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        return Optional.ofNullable(view);
    }
}
