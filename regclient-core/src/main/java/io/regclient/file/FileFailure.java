// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/** Words for failures of files, whose exceptions often carry nothing but the name of the file. */
public final class FileFailure {
    private FileFailure() {}

    /** What is wrong, without the name of the file. */
    public static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "file exists";
            case NotDirectoryException _ -> "not a directory";
            case FileSystemException e -> Objects.requireNonNullElse(e.getReason(), "file system error");
            default -> {
                String words = LockFile.isInterrupt(failure)
                        ? "context canceled"
                        : failure.getClass().getSimpleName();
                yield Objects.requireNonNullElse(failure.getMessage(), words);
            }
        };
    }

    /** The same, with the name of the file in front where it is known. */
    public static String located(IOException failure) {
        String file = failure instanceof FileSystemException e && e.getFile() != null ? e.getFile() + ": " : "";
        return file + reason(failure);
    }
}
