// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Root file systems of container images made from programs of this machine, so that nothing is downloaded. */
public final class HostFiles {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private HostFiles() {}

    /** The files a program, or a library, is linked with; none when it is linked statically. */
    public static Set<Path> librariesOf(Path program) throws IOException {
        Set<Path> libraries = new TreeSet<>();
        Matcher library =
                LIBRARY.matcher(ExternalProgram.run("ldd", program.toString()).output());
        while (library.find()) {
            libraries.add(Path.of(library.group(1)));
        }
        return libraries;
    }

    /** Where a program of the PATH is. */
    public static Path program(String name) throws IOException {
        return Path.of(ExternalProgram.run("sh", "-c", "command -v " + name)
                .requireSuccess()
                .trim());
    }

    /** Copies files to the same places below a root directory; links become what they lead to. */
    public static void copy(Path root, Iterable<Path> files) throws IOException {
        for (Path file : files) {
            Path copy = root.resolve(Path.of("/").relativize(file));
            Files.createDirectories(copy.getParent());
            if (!Files.exists(copy)) {
                Files.copy(file, copy);
                copy.toFile().setExecutable(true, false);
            }
        }
    }
}
