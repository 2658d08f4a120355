// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks whether a release has everything it promises: manual pages, completions, licences, and each library in the lists
 * of what is shipped. Run before the pages are compressed; a build that forgot one of them must not end well.
 */
final class Completeness {

    /** A page that another one names as the place to read on. */
    private static final Pattern REFERENCE = Pattern.compile("(?m)^\\.BR \"([^\"]+)\" \"\\(1\\)");

    private static final Pattern LIBRARY = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");
    private static final String MANUALS = "share/man/man1/";

    private final Path tree;
    private final List<String> missing = new ArrayList<>();

    Completeness(Path tree) {
        this.tree = tree;
    }

    /** Ends the build with the names of all that is missing. */
    void check(List<String> programs) throws IOException {
        for (String program : programs) {
            requireFile("bin/" + program);
            requireFile(MANUALS + program + ".1");
            requireFile("share/bash-completion/completions/" + program);
            requireFile("share/zsh/site-functions/_" + program);
            requireFile("share/fish/vendor_completions.d/" + program + ".fish");
        }
        checkReferences();
        for (String document : List.of("LICENSE", "NOTICE", "copyright", "THIRD-PARTY.txt", "bom.cdx.json")) {
            requireFile("share/doc/regclient/" + document);
        }
        requireFile("runtime/legal/java.base/LICENSE");
        checkLists();
        if (!missing.isEmpty()) {
            throw new ReleaseException("The release misses " + String.join(", ", missing) + ".");
        }
    }

    /** Every command has a page, since the page of the command above it names it. */
    private void checkReferences() throws IOException {
        for (Path page : entries(MANUALS)) {
            Matcher reference = REFERENCE.matcher(Files.readString(page));
            while (reference.find()) {
                requireFile(MANUALS + reference.group(1).replace("\\-", "-") + ".1");
            }
        }
    }

    private void checkLists() throws IOException {
        String licences = readIfThere("share/doc/regclient/THIRD-PARTY.txt");
        String components = readIfThere("share/doc/regclient/bom.cdx.json");
        for (Path file : entries("lib")) {
            Matcher library = LIBRARY.matcher(file.getFileName().toString());
            if (!library.matches()) {
                continue;
            }
            if (!components.contains("/" + library.group(1) + "@" + library.group(2) + "?type=jar\"")) {
                missing.add(file.getFileName() + " in bom.cdx.json");
            }
            if (!Release.isOwn(library.group(1))
                    && !licences.contains(":" + library.group(1) + ":" + library.group(2) + " ")) {
                missing.add(file.getFileName() + " in THIRD-PARTY.txt");
            }
        }
    }

    private void requireFile(String name) throws IOException {
        Path file = tree.resolve(name);
        if ((!Files.isRegularFile(file) || Files.size(file) == 0) && !missing.contains(name)) {
            missing.add(name);
        }
    }

    private String readIfThere(String name) throws IOException {
        Path file = tree.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private List<Path> entries(String name) throws IOException {
        Path directory = tree.resolve(name);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }
}
