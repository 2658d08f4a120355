// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A page of the documentation with its fenced blocks and the command lines that are typed in them. */
final class DocumentPage {
    private static final String FENCE = "```";
    private static final String HEADING = "### ";
    private static final String PROMPT = "$ ";

    private final Path file;
    private final List<String> lines;
    private final List<Block> blocks = new ArrayList<>();
    private final List<String> sections = new ArrayList<>();

    /**
     * A fenced block.
     *
     * @param section title of the section it is in
     * @param language what its fence says it is
     * @param lines its lines without the fences
     * @param start index of its first line in the page
     */
    record Block(String section, String language, List<String> lines, int start) {
        Block {
            lines = List.copyOf(lines);
        }

        /** The command lines behind prompts, with what is printed below them. */
        List<Example> examples() {
            List<Example> examples = new ArrayList<>();
            int i = 0;
            while (i < lines.size()) {
                int command = i;
                while (i + 1 < lines.size() && lines.get(i).matches(".*[\\\\|]$")) {
                    i++;
                }
                int output = i + 1;
                i = output;
                while (i < lines.size() && !lines.get(i).startsWith(PROMPT)) {
                    i++;
                }
                String typed = String.join("\n", lines.subList(command, output));
                String shown = String.join(
                        "",
                        lines.subList(output, i).stream()
                                .map(line -> line + "\n")
                                .toList());
                examples.add(new Example(section, typed, shown, start + output, start + i));
            }
            return examples;
        }
    }

    /**
     * A command line of a block.
     *
     * @param section title of the section it is in
     * @param typed the line, or lines, as they stand there with the prompt
     * @param shown what is printed below it
     * @param from index of the first line of what is shown
     * @param to index behind the last one
     */
    record Example(String section, String typed, String shown, int from, int to) {
        /** The command line in one line, without its prompt. */
        String line() {
            return typed.substring(PROMPT.length()).replace("\\\n", " ").replace("\n", " ");
        }
    }

    private DocumentPage(Path file, List<String> lines) {
        this.file = file;
        this.lines = List.copyOf(lines);
        String section = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(FENCE)) {
                int start = i + 1;
                i = start + lines.subList(start, lines.size()).indexOf(FENCE);
                blocks.add(new Block(section, line.substring(FENCE.length()), lines.subList(start, i), start));
            } else if (line.startsWith("#")) {
                section = line.startsWith(HEADING) ? line.substring(HEADING.length()) : "";
                sections.add(section);
            }
        }
    }

    /** Reads a page below {@code docs}. */
    static DocumentPage read(String name) throws IOException {
        Path root = Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."));
        Path file = root.resolve("docs").resolve(name);
        return new DocumentPage(file, Files.readAllLines(file));
    }

    /** The fenced blocks in the order of the page. */
    List<Block> blocks() {
        return blocks;
    }

    /** Titles of the sections about commands. */
    List<String> sections() {
        return sections.stream().filter(title -> !title.isEmpty()).toList();
    }

    /** Writes the page with other texts in the places of what examples show. */
    void write(Map<Example, String> shown) throws IOException {
        List<String> changed = new ArrayList<>();
        int next = 0;
        for (Map.Entry<Example, String> each : shown.entrySet()) {
            changed.addAll(lines.subList(next, each.getKey().from()));
            changed.addAll(each.getValue().lines().toList());
            next = each.getKey().to();
        }
        changed.addAll(lines.subList(next, lines.size()));
        Files.writeString(file, String.join("\n", changed) + "\n");
    }
}
