// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Opens files for reading that have to be files: opening a named pipe waits for a writer, perhaps for ever, and opening
 * a device may do anything. Pipes that the process was given are open already and therefore allowed.
 */
public final class RegularFile {
    private static final List<Path> HARMLESS_DEVICES = List.of(Path.of("/dev/null"), Path.of("/dev/zero"));

    /** Names of what is open, for example by {@code <(program)} of a shell. */
    private static final List<Path> OPEN_ALREADY =
            List.of(Path.of("/dev/fd"), Path.of("/dev/stdin"), Path.of("/dev/stdout"), Path.of("/proc/self/fd"));

    private static final int TYPE_BITS = 0170000;
    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    private RegularFile() {}

    /** There is something under the name, and it is no file. */
    public static final class NotAFileException extends FileSystemException {
        private static final long serialVersionUID = 1L;

        private NotAFileException(Path path, String kind) {
            super(path.toString(), null, "not a file but " + kind);
        }
    }

    /**
     * Opens a file.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     * @throws NotAFileException for anything that is no file, with what it is as the reason
     */
    public static InputStream read(Path file, LinkOption... links) throws IOException {
        require(file, links);
        return Files.newInputStream(file, links);
    }

    /** True for a file, or a link to one. */
    public static boolean isOne(Path path) {
        return Files.isRegularFile(path);
    }

    /** True for a directory, or a link to one. */
    public static boolean isDirectory(Path path) {
        return Files.isDirectory(path);
    }

    /** Opens a file at any position; fails as {@link #read} does. */
    public static SeekableByteChannel open(Path file) throws IOException {
        require(file);
        return Files.newByteChannel(file);
    }

    /** Fails unless the path names a file, or a device that is harmless: a pipe that is open already may be idle. */
    public static void requireNoPipe(Path file) throws IOException {
        require(file);
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile() && !HARMLESS_DEVICES.contains(file.toRealPath())) {
            throw new NotAFileException(file, kind(file, attributes));
        }
    }

    /** Fails unless the path names a file that can be opened without waiting. */
    public static void require(Path file, LinkOption... links) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, links);
        if (!attributes.isRegularFile() && !isHarmless(file, attributes)) {
            throw new NotAFileException(file, kind(file, attributes, links));
        }
    }

    private static boolean isHarmless(Path file, BasicFileAttributes attributes) throws IOException {
        if (!attributes.isOther()) {
            return false;
        }
        Path named = file.toAbsolutePath().normalize();
        return OPEN_ALREADY.stream().anyMatch(named::startsWith) || HARMLESS_DEVICES.contains(file.toRealPath());
    }

    /** What a path leads to that is no file, for messages. */
    static String kind(Path file, LinkOption... links) throws IOException {
        return kind(file, Files.readAttributes(file, BasicFileAttributes.class, links), links);
    }

    private static String kind(Path file, BasicFileAttributes attributes, LinkOption... links) throws IOException {
        if (attributes.isDirectory()) {
            return "a directory";
        }
        if (attributes.isRegularFile()) {
            return "a file";
        }
        if (attributes.isSymbolicLink()) {
            return "a symbolic link";
        }
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        return switch (unix ? (Integer) Files.getAttribute(file, "unix:mode", links) & TYPE_BITS : 0) {
            case PIPE -> "a named pipe";
            case SOCKET -> "a socket";
            default -> "a device";
        };
    }
}
