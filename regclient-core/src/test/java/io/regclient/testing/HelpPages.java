// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Compares the help of every command and group of a program with the files below {@code src/test/resources/golden/help} of
 * its module, one a page, so that a change of the command line shows in a review.
 */
public final class HelpPages {
    /** With this environment variable the files are written instead of compared. */
    private static final String WRITE = "WRITE_GOLDEN";

    private static final Path FILES = Path.of("src", "test", "resources", "golden", "help");

    private HelpPages() {}

    /** A test for each page and one that no file is left over. */
    public static Stream<DynamicTest> of(Program program, Path home) throws IOException {
        Map<String, String> pages = pages(program, home);
        if (System.getenv(WRITE) != null) {
            write(pages);
        }
        String hint = "help changed; if that is meant, run the test again with " + WRITE
                + "=1 in the environment and review what changed below " + FILES;
        Stream<DynamicTest> compared = pages.entrySet().stream()
                .map(page -> DynamicTest.dynamicTest(
                        page.getKey(),
                        () -> assertThat(page.getValue()).as(hint).isEqualTo(read(page.getKey()))));
        DynamicTest complete = DynamicTest.dynamicTest(
                "every file belongs to a command",
                () -> assertThat(names())
                        .as("files without a command are left over, or are missing; " + hint)
                        .containsExactlyElementsOf(pages.keySet()));
        return Stream.concat(compared, Stream.of(complete));
    }

    private static Map<String, String> pages(Program program, Path home) {
        Map<String, String> pages = new TreeMap<>();
        for (List<CommandNode> path : program.tree().paths()) {
            List<String> words = new ArrayList<>(
                    path.stream().map(node -> node.word().name()).toList());
            String file = String.join("-", words) + ".txt";
            words.removeFirst();
            if (path.getLast() instanceof CommandLeaf leaf && leaf.arguments().verbatim()) {
                words.addFirst("help");
            } else {
                words.add("--help");
            }
            CliResult help = ProgramRunner.of(program, home).run(words.toArray(String[]::new));
            help.check().succeeds().errIsEmpty();
            pages.put(file, help.out());
        }
        return pages;
    }

    private static void write(Map<String, String> pages) throws IOException {
        Files.createDirectories(FILES);
        for (String name : names()) {
            Files.delete(FILES.resolve(name));
        }
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(FILES.resolve(page.getKey()), page.getValue());
        }
    }

    private static String read(String name) throws IOException {
        return Files.exists(FILES.resolve(name)) ? Files.readString(FILES.resolve(name)) : "";
    }

    private static List<String> names() throws IOException {
        if (!Files.isDirectory(FILES)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
