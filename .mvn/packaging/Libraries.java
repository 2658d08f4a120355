// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The {@code lib} directory of a program: the jars of its class path, with old classes raised to a version that can be
 * cached, and with native code only for the machine the runtime image runs on.
 */
final class Libraries {

    /** File name of zstd-jni's native code: as a file it is loaded in place instead of being unpacked to /tmp. */
    static final String ZSTD = "libzstd-jni.so";

    private static final Pattern NATIVE =
            Pattern.compile("[^/]+/[^/]+/libzstd-jni-.*\\.(so|dll|dylib)|org/sqlite/native/.*\\.(so|dll|dylib|jnilib)");

    /**
     * Signatures of archives, whose classes could not be cached, and providers of cryptography: Java would load all of Bouncy
     * Castle when it looks for one that the runtime image does not have, which is at the start.
     */
    private static final Pattern LEFT_OUT =
            Pattern.compile("META-INF/([^/]+\\.(SF|DSA|RSA|EC)|services/java\\.security\\.Provider)");

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private static final Pattern SEALED = Pattern.compile("(?im)^Sealed: *true *\\R");

    /** For entries of our own; the same inputs make the same jar. */
    private static final LocalDateTime NO_DATE = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path lib;
    private final List<String> names = new ArrayList<>();

    Libraries(Path lib) throws IOException {
        this.lib = Files.createDirectories(lib);
    }

    /** Jar names in class path order. */
    List<String> names() {
        return names;
    }

    /** Appends a jar to the class path, with the given entries in addition to its own. */
    void add(Path jar, Map<String, byte[]> additions) throws IOException {
        String name = jar.getFileName().toString();
        if (names.contains(name)) {
            throw new PackagingException("Two libraries are called " + name + ".");
        }
        names.add(name);
        Path copy = lib.resolve(name);
        try (ZipFile archive = new ZipFile(jar.toFile())) {
            OldClasses oldClasses = OldClasses.in(archive);
            boolean asItIs = additions.isEmpty()
                    && oldClasses.isEmpty()
                    && !isSealed(archive)
                    && archive.stream().noneMatch(Libraries::isLeftOut)
                    && archive.stream().noneMatch(Libraries::isNative);
            if (asItIs) {
                Files.copy(jar, copy);
            } else {
                rewrite(archive, oldClasses, additions, copy);
            }
        }
    }

    private void rewrite(ZipFile archive, OldClasses oldClasses, Map<String, byte[]> additions, Path copy)
            throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(copy))) {
            for (ZipEntry entry : archive.stream().map(ZipEntry.class::cast).toList()) {
                if (isLeftOut(entry)) {
                    continue;
                }
                if (isNative(entry)) {
                    extractForThisMachine(archive, entry);
                } else {
                    byte[] content = entry.getName().equals(MANIFEST)
                            ? unsealed(content(archive, entry))
                            : oldClasses.raise(entry.getName(), content(archive, entry));
                    write(out, entry.getName(), entry.getTimeLocal(), content);
                }
            }
            for (Map.Entry<String, byte[]> addition : new TreeMap<>(additions).entrySet()) {
                write(out, addition.getKey(), NO_DATE, addition.getValue());
            }
        }
    }

    private static void write(ZipOutputStream out, String name, LocalDateTime date, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(date);
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    private static boolean isSealed(ZipFile archive) throws IOException {
        ZipEntry manifest = archive.getEntry(MANIFEST);
        return manifest != null
                && SEALED.matcher(text(content(archive, manifest))).find();
    }

    /** A JVM does not start with a cache that holds classes of a sealed package: it finds them defined already. */
    private static byte[] unsealed(byte[] manifest) {
        return SEALED.matcher(text(manifest)).replaceAll("").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] manifest) {
        return new String(manifest, StandardCharsets.UTF_8);
    }

    private static boolean isLeftOut(ZipEntry entry) {
        return LEFT_OUT.matcher(entry.getName()).matches();
    }

    private static boolean isNative(ZipEntry entry) {
        return NATIVE.matcher(entry.getName()).matches();
    }

    /** SQLite's native code keeps its name, by which regsync looks for it. */
    private void extractForThisMachine(ZipFile archive, ZipEntry entry) throws IOException {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
        String machine = System.getProperty("os.arch");
        String intel = machine.equals("amd64") ? "x86_64" : machine;
        String name = entry.getName();
        if (name.startsWith((mac ? "darwin/" + intel : "linux/" + machine) + "/")) {
            extract(archive, entry, lib.resolve(ZSTD));
        } else if (name.startsWith("org/sqlite/native/" + (mac ? "Mac/" : "Linux/") + intel + "/")) {
            extract(archive, entry, lib.resolve(name.substring(name.lastIndexOf('/') + 1)));
        }
    }

    private static void extract(ZipFile archive, ZipEntry entry, Path file) throws IOException {
        try (InputStream in = archive.getInputStream(entry)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static byte[] content(ZipFile archive, ZipEntry entry) throws IOException {
        try (InputStream in = archive.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
