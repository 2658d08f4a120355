// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.error.RegistryException;
import io.regclient.file.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A locked file that tells other processes: content is being added, collect no garbage now (contract OL-19, OL-20).
 * The lock ends with the process, so a marker left by a crash does not count.
 */
final class InUseMarker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InUseMarker.class);
    private static final String SUFFIX = ".in-use";

    /** The names that {@link #create} makes; any other file is none of ours, whatever its ending. */
    private static final Pattern NAME = Pattern.compile("[0-9a-z]{1,13}\\.in-use");

    private final Path file;
    private final FileChannel channel;

    private InUseMarker(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static InUseMarker create(Path directory) throws IOException {
        Path file = directory.resolve(AtomicFile.randomName() + SUFFIX);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        InUseMarker marker = new InUseMarker(file, channel);
        try {
            channel.lock();
        } catch (IOException e) {
            if (DiskError.isInterrupt(e)) {
                marker.close();
                throw e;
            }
            // a file system without locks: nobody can tell that the marker is not locked, so it counts
            LOG.debug("{} is not locked: {}", file, RegistryException.describe(e));
        }
        return marker;
    }

    /** True when another process uses the layout; markers of dead processes are removed. */
    static boolean heldElsewhere(Path directory) throws IOException {
        try (DirectoryStream<Path> markers = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            boolean held = false;
            for (Path marker : markers) {
                boolean ours =
                        NAME.matcher(String.valueOf(marker.getFileName())).matches()
                                && Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS);
                if (ours && isLocked(marker)) {
                    held = true;
                } else if (ours) {
                    Files.deleteIfExists(marker);
                }
            }
            return held;
        }
    }

    private static boolean isLocked(Path marker) {
        try (FileChannel channel = FileChannel.open(marker, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException | OverlappingFileLockException e) {
            return true; // a file of another user or a file system without locks: rather keep garbage than lose content
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
        }
    }
}
