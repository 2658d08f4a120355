// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import io.regclient.regbot.sandbox.vm.ScriptError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What scripts may reach of this machine. Names are judged by where they lead to: {@code ..} and symbolic links are
 * followed first.
 *
 * @param everything the operator gave scripts all files, processes and modules ({@code --allow-host})
 * @param workingDirectory where relative names begin; always allowed
 * @param directories other directories of tar files ({@code --allow-path})
 * @param configuration directory of the configuration file, whose modules {@code require} finds; empty for stdin
 */
public record HostAccess(
        boolean everything, Path workingDirectory, List<Path> directories, Optional<Path> configuration) {
    public HostAccess {
        directories = List.copyOf(directories);
    }

    /** The working directory of this process and nothing else. */
    public static HostAccess none() {
        return new HostAccess(false, Path.of(""), List.of(), Optional.empty());
    }

    public HostAccess withEverything(boolean allow) {
        return new HostAccess(allow, workingDirectory, directories, configuration);
    }

    /**
     * The file behind a name a script gave, if that is allowed; it need not exist.
     *
     * @throws NoSuchFileException when its directory does not exist
     * @throws ScriptError outside of the allowed directories, naming the flag
     */
    public Path file(String name) throws IOException {
        Path named = workingDirectory.resolve(name);
        if (everything) {
            return named;
        }
        Path file = real(name, named);
        if (isAllowed(file)) {
            return file;
        }
        throw refused(name);
    }

    private boolean isAllowed(Path file) throws IOException {
        if (file.startsWith(workingDirectory.toRealPath())) {
            return true;
        }
        for (Path directory : directories) {
            Path allowed = workingDirectory.resolve(directory);
            if (Files.exists(allowed) && file.startsWith(allowed.toRealPath())) {
                return true;
            }
        }
        return false;
    }

    /** Where the name leads to; a link that leads to nothing is refused, for the file would be made at its target. */
    private static Path real(String name, Path named) throws IOException {
        if (Files.exists(named)) {
            return named.toRealPath();
        }
        Path last = named.getFileName();
        if (last == null || last.toString().equals("..") || Files.isSymbolicLink(named)) {
            throw refused(name);
        }
        Path directory = named.toAbsolutePath().getParent();
        return directory == null ? named : directory.toRealPath().resolve(last);
    }

    private static ScriptError refused(String name) {
        return new ScriptError("Failed to open \"" + name
                + "\": outside of the working directory, and regbot was not started with --allow-path for it");
    }
}
