// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A file that appears under its name complete or not at all: it is written under another name of the same file system
 * and renamed. Closing without commit leaves nothing behind.
 */
public final class AtomicFile implements AutoCloseable {
    /** How the names of unfinished files end. */
    static final String SUFFIX = ".tmp";

    private static final int BUFFER_BYTES = 64 << 10;
    private static final String MARK = "unfinished-";
    private static final Pattern NAME = Pattern.compile("(.+\\.)?" + MARK + "[0-9a-z]{1,13}\\" + SUFFIX);
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    /** Names of the files this process is writing: it must not open them again, for that would end their locks. */
    private static final Set<String> WRITING = ConcurrentHashMap.newKeySet();

    private final Path temporary;
    private final FileChannel channel;
    private final Durability durability;
    private Optional<Path> target = Optional.empty();
    private boolean committed;

    private AtomicFile(Path temporary, FileChannel channel, Durability durability) {
        this.temporary = temporary;
        this.channel = channel;
        this.durability = durability;
    }

    /**
     * Opens a new file. It is locked while it is written, so that others can tell it from what a killed process left.
     *
     * @param directory where it is written
     * @param prefix what its name starts with
     * @param attributes of the file; without any its mode is 0666 minus umask
     */
    public static AtomicFile in(Path directory, String prefix, Durability durability, FileAttribute<?>... attributes)
            throws IOException {
        while (true) {
            String name = prefix + MARK + randomName() + SUFFIX;
            Path path = directory.resolve(name);
            boolean claimed = false;
            WRITING.add(name);
            try {
                FileChannel channel = FileChannel.open(path, NEW, attributes);
                claimed = claim(path, channel);
                if (claimed) {
                    return new AtomicFile(path, channel, durability);
                }
                channel.close();
            } finally {
                if (!claimed) {
                    WRITING.remove(name);
                }
            }
        }
    }

    /** False when somebody who removes leftovers was faster than the lock. */
    private static boolean claim(Path path, FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        } catch (ClosedChannelException e) {
            Files.deleteIfExists(path);
            throw e;
        } catch (IOException e) {
            return true; // a file system without locks, where nobody can tell what is left over
        }
    }

    /**
     * Removes unfinished files whose writers are gone, as far as that is possible.
     *
     * @param prefix what their names start with
     */
    public static void removeLeftovers(Path directory, String prefix) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                boolean unfinished =
                        name.startsWith(prefix) && NAME.matcher(name).matches() && !WRITING.contains(name);
                if (unfinished && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    removeAbandoned(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return; // whatever is there does no harm but take space
        }
    }

    private static void removeAbandoned(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException | AccessDeniedException | OverlappingFileLockException e) {
            return; // finished in the meantime, or somebody else's
        }
    }

    /**
     * Opens a new file that {@link #commit()} gives the place of another one; leftovers of that are removed. A symbolic
     * link stays and its target is replaced.
     *
     * @throws java.nio.file.FileSystemException when what is there is no file, for example a device
     */
    public static AtomicFile replacing(Path file, Durability durability, FileAttribute<?>... attributes)
            throws IOException {
        boolean exists = Files.exists(file);
        if (exists && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "not a file but " + RegularFile.kind(file));
        }
        Path target = exists ? file.toRealPath() : file.toAbsolutePath();
        String prefix = target.getFileName() + ".";
        removeLeftovers(directoryOf(target), prefix);
        AtomicFile writing = in(directoryOf(target), prefix, durability, attributes);
        writing.target = Optional.of(target);
        return writing;
    }

    /** The content as a stream, which buffers and does not commit. */
    public OutputStream stream() {
        return new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
    }

    /** Gives a file made by {@link #replacing} its place. */
    public void commit() throws IOException {
        commit(target.orElseThrow(() -> new IllegalStateException("a file without a place")));
    }

    /** Writes a small file in one go, beside its place; its content is forced to the disk. */
    public static void write(Path target, byte[] content) throws IOException {
        try (AtomicFile file = in(directoryOf(target), target.getFileName() + ".", Durability.CONTENT)) {
            file.write(content, content.length);
            file.commit(target);
        }
    }

    /** Gives a file that is complete its place, replacing what is there; both are on the same file system. */
    public static void publish(Path finished, Path target, Durability durability) throws IOException {
        if (durability != Durability.NONE) {
            force(finished, StandardOpenOption.WRITE);
        }
        rename(finished, target, durability);
    }

    /** A name nobody else uses. */
    public static String randomName() {
        return Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
    }

    /** Where the file is until it is committed. */
    Path path() {
        return temporary;
    }

    /** Appends the first bytes of a buffer. */
    public void write(byte[] buffer, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Gives the file its place, replacing what is there; nothing can be written afterwards. */
    public void commit(Path target) throws IOException {
        if (durability != Durability.NONE) {
            channel.force(true);
        }
        rename(temporary, target, durability); // before the lock ends with the channel
        committed = true;
        close();
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            if (!committed) {
                Files.deleteIfExists(temporary);
            }
        } finally {
            WRITING.remove(String.valueOf(temporary.getFileName()));
        }
    }

    /** The directory a file is in. */
    static Path directoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("no directory of " + file);
        }
        return directory;
    }

    private static void rename(Path from, Path target, Durability durability) throws IOException {
        Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
        if (durability == Durability.CONTENT_AND_NAME && canOpenDirectories(target)) {
            force(directoryOf(target), StandardOpenOption.READ);
        }
    }

    private static void force(Path path, StandardOpenOption mode) throws IOException {
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }

    /** Windows refuses to open a directory; there the rename is as durable as the file system makes it. */
    private static boolean canOpenDirectories(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
