// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Reads files that are kept in memory whole and therefore have a limit. */
public final class SmallFile {
    private SmallFile() {}

    /**
     * Reads a file.
     *
     * @param maxBytes largest content that is accepted, less than {@link Integer#MAX_VALUE}
     * @return the content; empty when there is more, also in a file that does not know its size
     * @throws java.nio.file.NoSuchFileException when there is none
     * @throws java.nio.file.FileSystemException for what is no file ({@link RegularFile})
     */
    public static Optional<byte[]> read(Path file, int maxBytes) throws IOException {
        try (InputStream in = RegularFile.read(file)) {
            if (Files.size(file) > maxBytes) {
                return Optional.empty();
            }
            byte[] content = in.readNBytes(maxBytes + 1);
            return content.length > maxBytes ? Optional.empty() : Optional.of(content);
        }
    }

    /**
     * Reads the end of a file that may be long.
     *
     * @param maxBytes the most that is read
     * @throws java.nio.file.NoSuchFileException when there is none
     * @throws java.nio.file.FileSystemException for what is no file, also a link to one
     */
    public static byte[] readEnd(Path file, int maxBytes) throws IOException {
        try (InputStream in = RegularFile.read(file, LinkOption.NOFOLLOW_LINKS)) {
            in.skipNBytes(Math.max(0, Files.size(file) - maxBytes));
            return in.readNBytes(maxBytes);
        }
    }
}
