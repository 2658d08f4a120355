// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules about the main source files of all modules: what no set of classes on one class path can show. */
public final class SourceTree {
    private static final Pattern ERROR_KIND = Pattern.compile("(case\\s+)?\\bErrorKind\\.([A-Z_]+)\\b");
    private static final String PACKAGE_INFO = "package-info.java";

    private final List<Path> files;

    private SourceTree(List<Path> files) {
        this.files = files;
    }

    /** The Java files below the given directories. */
    public static SourceTree of(List<Path> roots) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> all = Files.walk(root)) {
                all.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
            }
        }
        return new SourceTree(files);
    }

    /** The main sources of every module of this repository, found from the directory of one of them. */
    public static SourceTree ofMainCode() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path repository = Files.isDirectory(here.resolve("regclient-core")) ? here : here.getParent();
        List<Path> roots = new ArrayList<>();
        try (Stream<Path> modules = Files.list(repository)) {
            modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .forEach(roots::add);
        }
        return of(roots);
    }

    /** Packages with more files than {@code most}, with their number. */
    public Map<Path, Integer> packagesAbove(int most) {
        Map<Path, Integer> packages = new TreeMap<>();
        files.forEach(file -> packages.merge(file.getParent(), 1, Integer::sum));
        packages.values().removeIf(count -> count <= most);
        return packages;
    }

    /** Simple names of top-level types that more than one package has. */
    public Set<String> ambiguousNames() {
        Set<String> seen = new TreeSet<>();
        Set<String> again = new TreeSet<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (!name.equals(PACKAGE_INFO) && !seen.add(name)) {
                again.add(name.substring(0, name.length() - ".java".length()));
            }
        }
        return again;
    }

    /** Error kinds that something throws or compares with; to have a {@code case} in a switch is not enough. */
    public Set<String> errorKindsInUse() {
        Set<String> used = new TreeSet<>();
        for (Path file : files) {
            Matcher use = ERROR_KIND.matcher(read(file));
            while (use.find()) {
                if (use.group(1) == null) {
                    used.add(use.group(2));
                }
            }
        }
        return used;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
