// SPDX-License-Identifier: Apache-2.0

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks or applies the layout of all Java sources of the checkout: licence line, imports, palantir-java-format.
 *
 * <p>A program of its own because the formatter parses with the compiler of the JVM it runs in, and Maven may run on a
 * JDK that cannot read Java 25.
 *
 * <p>Usage: {@code java Format.java check|apply CHECKOUT}. Exit status 1 when a file differs (check) or cannot be
 * parsed.
 */
final class Format {

    private static final String LICENCE = "// SPDX-License-Identifier: Apache-2.0\n";
    private static final JavaFormatterOptions.Style STYLE = JavaFormatterOptions.Style.PALANTIR;
    private static final Formatter FORMATTER = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(STYLE).build());

    private Format() {}

    public static void main(String[] args) throws IOException {
        boolean apply = args[0].equals("apply");
        Path checkout = Path.of(args[1]);
        List<String> complaints = new ArrayList<>();
        for (Path file : sources(checkout)) {
            String found = Files.readString(file);
            try {
                String wanted = format(found);
                if (wanted.equals(found)) {
                    continue;
                }
                if (apply) {
                    Files.writeString(file, wanted);
                    System.out.println("formatted " + checkout.relativize(file));
                } else {
                    complaints.add(checkout.relativize(file) + firstDifference(found, wanted));
                }
            } catch (FormatterException e) {
                complaints.add(checkout.relativize(file) + ": " + e.getMessage());
            }
        }
        if (!complaints.isEmpty()) {
            complaints.forEach(System.err::println);
            System.err.println(complaints.size()
                    + " Java files are not formatted; \"mvn -N verify -Dformat=apply\" formats them.");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path checkout) throws IOException {
        List<Path> roots = new ArrayList<>(List.of(checkout.resolve(".mvn")));
        try (Stream<Path> modules = Files.list(checkout)) {
            modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .forEach(roots::add);
        }
        List<Path> sources = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        sources.sort(null);
        return sources;
    }

    private static String format(String source) throws FormatterException {
        String licensed = source.startsWith(LICENCE) ? source : LICENCE + source;
        String imports = ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(licensed), STYLE);
        return FORMATTER.formatSource(imports);
    }

    private static String firstDifference(String found, String wanted) {
        List<String> is = found.lines().toList();
        List<String> should = wanted.lines().toList();
        int line = 0;
        while (line < is.size() && line < should.size() && is.get(line).equals(should.get(line))) {
            line++;
        }
        String hint = line < should.size() ? should.get(line).strip() : "end of file";
        return ":" + (line + 1) + ": expected: " + hint;
    }
}
