// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import io.regclient.regctl.DocumentPage.Block;
import io.regclient.regctl.DocumentPage.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the documentation shows is what regctl prints. Every {@code console} block of a page is run, in the order of the
 * page and in one directory, with the registry that its first block serves; {@link ShellSession} tells how. With
 * {@code UPDATE_DOCS=1} in the environment what differs is written into the page.
 */
@Timeout(120)
class DocumentExamplesTest {
    /** Lines that every build and every run prints in its own way. */
    private static final Pattern VARYING = Pattern.compile("(?m)^v\\d+\\.\\d+\\.\\d+\\S*$");

    /** First lines of the blocks of docs/regctl.md that nothing runs, and why. */
    private static final Map<String, String> NOT_RUN = Map.of(
            "$ regctl image copy localhost:5000/sample/hello:big localhost:5001/mirror/hello:big",
            "bars need a terminal, and the middle of a copy; ProgressTest draws them",
            "source <(regctl completion bash)                                       # this shell",
            "installs scripts into the reader's shells",
            "$ source <(regctl completion bash)",
            "keys pressed in bash; LiveCompletionTest asks for the candidates",
            "% regctl tag l<TAB>localhost:5000/sample/h<TAB>",
            "keys pressed in zsh");

    @ParameterizedTest
    @ValueSource(strings = {"regctl.md", "image-mod.md"})
    @DisplayName("every example of the page prints what the page shows")
    void showsWhatIsPrinted(String name, @TempDir Path directory) throws IOException {
        DocumentPage page = DocumentPage.read(name);
        Map<Example, String> printed = new LinkedHashMap<>();
        try (ShellSession shell = new ShellSession(directory.toRealPath())) {
            for (Example example : examples(page)) {
                String text = shell.run(example.line());
                boolean same = constant(text).equals(constant(example.shown()));
                printed.put(example, same ? example.shown() : text);
            }
        }
        assertThat(printed).isNotEmpty();
        if ("1".equals(System.getenv("UPDATE_DOCS"))) {
            page.write(printed);
            return;
        }
        SoftAssertions all = new SoftAssertions();
        printed.forEach((example, text) ->
                all.assertThat(text).as("%s: %s", name, example.typed()).isEqualTo(example.shown()));
        all.assertAll();
    }

    @Test
    @DisplayName("every command has a section in docs/regctl.md, with an example that was run")
    void describesEveryCommand() throws IOException {
        DocumentPage page = DocumentPage.read("regctl.md");
        Map<String, List<Example>> sections = examples(page).stream().collect(Collectors.groupingBy(Example::section));

        assertThat(page.sections().stream().flatMap(DocumentExamplesTest::commands))
                .containsExactlyInAnyOrderElementsOf(leaves());
        for (String section : page.sections()) {
            List<Example> examples = sections.getOrDefault(section, List.of());
            assertThat(commands(section))
                    .allSatisfy(command -> assertThat(examples)
                            .extracting(Example::line)
                            .as("examples of regctl %s below its title", command)
                            .anyMatch(line -> (line + " ").contains("regctl " + command + " ")));
        }
    }

    @Test
    @DisplayName("what looks like an example and is not run is known, with the reason")
    void knowsWhatIsNotRun() throws IOException {
        assertThat(DocumentPage.read("regctl.md").blocks().stream()
                        .filter(block -> !isRun(block))
                        .map(block -> block.lines().getFirst()))
                .containsExactlyInAnyOrderElementsOf(NOT_RUN.keySet());
        assertThat(DocumentPage.read("image-mod.md").blocks()).allMatch(DocumentExamplesTest::isRun);
    }

    private static List<Example> examples(DocumentPage page) {
        return page.blocks().stream()
                .filter(DocumentExamplesTest::isRun)
                .flatMap(block -> block.examples().stream())
                .toList();
    }

    private static boolean isRun(Block block) {
        return block.language().equals("console");
    }

    private static String constant(String text) {
        return VARYING.matcher(text).replaceAll("VERSION");
    }

    /** The commands that a title names, without aliases and arguments. */
    private static Stream<String> commands(String title) {
        return Stream.of(title.replaceAll(" \\([^)]*\\)", "").split(", ", -1))
                .map(part -> part.replaceAll(" (\\[|[A-Z]{2}).*", ""));
    }

    /** All commands but groups, and but those that completion scripts call. */
    private static List<String> leaves() {
        return Regctl.PROGRAM.tree().paths().stream()
                .filter(path -> path.getLast() instanceof CommandLeaf)
                .map(path -> path.stream()
                        .skip(1)
                        .map(CommandNode::word)
                        .map(word -> word.name())
                        .collect(Collectors.joining(" ")))
                .filter(command -> !command.startsWith("__"))
                .toList();
    }
}
