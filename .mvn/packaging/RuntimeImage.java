// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** The Java runtime the programs ship with: a jlink image with only the modules they use. */
final class RuntimeImage {

    private static final List<String> MODULES = List.of(
            "java.base",
            // OkHttp
            "java.logging",
            // memory and processor accounting of regbot's sandbox
            "java.management",
            "jdk.management",
            // the embedded registry
            "jdk.httpserver",
            // signal handling
            "jdk.unsupported",
            // the state of regsync
            "java.sql",
            // names in certificates, which the driver of PostgreSQL compares with that of the host
            "java.naming");

    private static final List<String> OPTIONS = List.of(
            "--add-modules",
            String.join(",", MODULES),
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--compress",
            "zip-6");

    private final Path directory;

    RuntimeImage(Path directory) {
        this.directory = directory;
    }

    /** The file that holds the modules; its content identifies the image. */
    Path modules() {
        return directory.resolve("lib").resolve("modules");
    }

    /** Makes the image unless it is there already, once also when several modules are built at the same time. */
    void create() throws IOException {
        Files.createDirectories(directory.getParent());
        Path lockFile = directory.resolveSibling(directory.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            String recipe = Runtime.version() + " " + System.getProperty("java.vendor") + " " + OPTIONS + "\n";
            Path stamp = directory.resolve("recipe");
            if (Files.isRegularFile(stamp) && Files.readString(stamp).equals(recipe)) {
                return;
            }
            Package.delete(directory);
            link();
            Files.writeString(stamp, recipe);
        }
    }

    private void link() {
        ToolProvider jlink = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new PackagingException(
                        "The JDK in " + System.getProperty("java.home") + " has no jlink, which packaging needs."));
        StringWriter messages = new StringWriter();
        PrintWriter writer = new PrintWriter(messages);
        String[] arguments = Stream.concat(OPTIONS.stream(), Stream.of("--output", directory.toString()))
                .toArray(String[]::new);
        if (jlink.run(writer, writer, arguments) != 0) {
            throw new PackagingException("jlink could not make the runtime image: " + messages);
        }
    }

    void copyTo(Path copy) throws IOException {
        Files.createDirectories(copy.getParent());
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                if (!entry.equals(directory.resolve("recipe"))) {
                    Files.copy(entry, copy.resolve(directory.relativize(entry)), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
