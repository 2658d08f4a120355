// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ExampleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/install.md: a release has the texts of all licences; this program has the most libraries of the three. */
class LibraryLicencesIT {
    private static final Path LIBRARIES = Path.of("target", "dist", "lib");

    @Test
    @DisplayName("each library of the package brings the text of its licence, or the build knows it")
    void haveTexts() throws IOException {
        Path texts = ExampleFiles.directory().resolveSibling(".mvn/release/licenses");
        List<String> sameAsOurs = Files.readAllLines(texts.resolve("same-as-LICENSE"));
        List<String> without = new ArrayList<>();
        int libraries = 0;
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                String library = jar.getFileName().toString().replaceFirst("-\\d[^/]*\\.jar$", "");
                boolean isOwn = library.startsWith("regclient-") || library.equals("regsync-cli");
                boolean isKnown = sameAsOurs.contains(library) || Files.exists(texts.resolve(library + ".txt"));
                libraries++;
                if (!isOwn && !isKnown && !bringsText(jar)) {
                    without.add(library);
                }
            }
        }
        assertThat(libraries).isGreaterThan(20);
        assertThat(without).isEmpty();
    }

    private static boolean bringsText(Path jar) throws IOException {
        try (ZipFile archive = new ZipFile(jar.toFile())) {
            return archive.stream()
                    .anyMatch(entry -> entry.getName().matches("(META-INF/([^/]+/)*)?[^/]*LICENSE[^/]*"));
        }
    }
}
