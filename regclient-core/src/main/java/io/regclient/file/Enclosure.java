// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A directory whose content somebody else may have made: no symbolic link in it leads to what is outside.
 *
 * @param root the directory, which may itself be a link
 */
public record Enclosure(Path root) {
    /**
     * The file without links.
     *
     * @param file a path below the root
     * @throws NoSuchFileException when there is none
     * @throws FileSystemException when a link on the way leads out of the root
     */
    public Path real(Path file) throws IOException {
        Path real = file.toRealPath();
        if (!real.startsWith(root.toRealPath())) {
            throw new FileSystemException(file.toString(), null, "a symbolic link leads out of " + root);
        }
        return real;
    }

    /** Makes a directory below the root, and those above it, unless it is there; fails as {@link #real} does. */
    public Path createDirectory(Path directory) throws IOException {
        for (Path path = directory; path != null && !path.equals(root); path = path.getParent()) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                real(path);
                break;
            }
        }
        return Files.createDirectories(directory);
    }
}
