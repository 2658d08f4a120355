// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files that this process holds open after they were deleted, as Linux lists them. */
public final class OpenFiles {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String DELETED = " (deleted)";

    private OpenFiles() {}

    /** Files in a directory, also those that have no name any more. */
    public static List<Path> in(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> named = Files.list(directory)) {
            named.forEach(found::add);
        }
        String real = directory.toRealPath() + "/";
        List<Path> descriptors;
        try (Stream<Path> listed = Files.list(DESCRIPTORS)) {
            descriptors = listed.toList();
        }
        for (Path descriptor : descriptors) {
            // one that is closed meanwhile is no link any more
            String name = Files.isSymbolicLink(descriptor) ? target(descriptor) : "";
            if (name.startsWith(real) && name.endsWith(DELETED)) {
                found.add(Path.of(name.substring(0, name.length() - DELETED.length())));
            }
        }
        return found;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
