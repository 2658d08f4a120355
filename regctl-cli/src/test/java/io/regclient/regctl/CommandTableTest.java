// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.cli.Arguments;
import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.CommandPath;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The command line is the one of the contract, and what is added to it is known (contract regctl 1.1, 2, 9, 15). */
class CommandTableTest {
    /** What the contract calls a number of 64 bits may be narrower, or have a unit. */
    private static final Set<String> NUMBERS = Set.of("int", "uint", "size");

    /** Commands by their words, each with its lines below it; the + of additions is taken away. */
    private static Map<String, Set<String>> table(List<String> lines) {
        Map<String, Set<String>> table = new TreeMap<>();
        Set<String> flags = new TreeSet<>();
        for (String line : lines) {
            String text = (line.startsWith("+") ? line.substring(1) : line).strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (text.startsWith("--")) {
                flags.add(text);
            } else {
                flags = new TreeSet<>();
                table.put(text.replaceAll("[ |]+$", ""), flags);
            }
        }
        return table;
    }

    private static List<String> lines() throws IOException {
        try (InputStream in =
                requireNonNull(CommandTableTest.class.getResourceAsStream("/contract/commands.txt"), "the table")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static Map<String, Set<String>> tree() {
        Map<String, Set<String>> tree = new TreeMap<>();
        for (List<CommandNode> nodes : Regctl.PROGRAM.tree().paths()) {
            CommandPath path = new CommandPath(nodes, List.of());
            FlagSet flags = nodes.size() == 1 ? Regctl.PROGRAM.globals().flags() : path.flags();
            Set<String> shown = new TreeSet<>();
            flags.flags().stream()
                    .filter(flag -> !flag.longName().equals("--help"))
                    .forEach(flag -> shown.add(line(flag)));
            tree.put(line(nodes), shown);
        }
        return tree;
    }

    private static String line(List<CommandNode> nodes) {
        CommandNode node = nodes.getLast();
        String words = nodes.stream()
                .skip(nodes.size() == 1 ? 0 : 1)
                .map(each -> each.word().name())
                .collect(Collectors.joining(" "));
        String arguments = node instanceof CommandLeaf leaf ? count(leaf.arguments()) : "";
        String line = words + " | " + String.join(" ", node.word().aliases()) + " | " + arguments
                + (node.word().hidden() ? " | hidden" : "");
        return line.replaceAll(" +", " ").replaceAll("[ |]+$", "");
    }

    private static String count(Arguments arguments) {
        if (arguments.most() == Integer.MAX_VALUE) {
            return "any";
        }
        return arguments.least() == arguments.most()
                ? "" + arguments.most()
                : arguments.least() + "-" + arguments.most();
    }

    private static String line(Flag<?> flag) {
        List<String> line = new ArrayList<>(List.of(flag.longName()));
        flag.letter().ifPresent(line::add);
        line.add(flag.type().replace("stringArray", "list").replaceAll("^$", "bool"));
        if (!flag.shownDefault().isEmpty()) {
            line.add("[" + flag.shownDefault() + "]");
        }
        if (flag.isHidden()) {
            line.add("hidden");
        }
        return String.join(" ", line);
    }

    @Test
    @DisplayName("15: names, aliases, numbers of arguments, flags, shorthands, types, defaults and what is hidden")
    void isTheContract() throws IOException {
        Map<String, Set<String>> expected = table(lines());
        Map<String, Set<String>> actual = tree();
        actual.replaceAll((command, flags) -> withWideNumbers(flags, expected.getOrDefault(command, Set.of())));

        assertThat(lines(actual)).containsExactlyInAnyOrderElementsOf(lines(expected));
    }

    private static List<String> lines(Map<String, Set<String>> commands) {
        List<String> lines = new ArrayList<>(commands.keySet());
        commands.forEach((command, flags) -> flags.forEach(flag -> lines.add(command + ": " + flag)));
        return lines;
    }

    /** A flag whose number the contract leaves open in type, in the words of the contract. */
    private static Set<String> withWideNumbers(Set<String> flags, Set<String> expected) {
        Set<String> wide = new TreeSet<>();
        for (String flag : flags) {
            String[] words = flag.split(" ", -1);
            String asInteger = words[0] + " int64";
            boolean open = NUMBERS.contains(words[words.length - 1]) && expected.contains(asInteger);
            wide.add(open ? asInteger : flag);
        }
        return wide;
    }

    @Test
    @DisplayName("15: what this program adds aside, 63 nodes with 241 flags, 16 of which are hidden, are all there")
    void hasEveryNodeAndFlag() throws IOException {
        List<String> contract = new ArrayList<>(lines());
        contract.removeIf(line -> line.isBlank() || line.startsWith("+") || line.startsWith("#"));
        List<String> flags =
                contract.stream().filter(line -> line.strip().startsWith("--")).toList();
        List<String> nodes = contract.stream()
                .filter(line -> !line.startsWith(" ") && !line.startsWith("__"))
                .toList();

        assertThat(nodes).hasSize(63);
        assertThat(flags).hasSize(241);
        assertThat(flags).filteredOn(flag -> flag.endsWith(" hidden")).hasSize(16);
    }

    @Test
    @DisplayName(
            "every word of a usage line tells what the argument names, or that it names nothing that can be completed")
    void completesArguments() {
        Set<String> others = Set.of("digest", "filename", "command", "word");
        for (List<CommandNode> nodes : Regctl.PROGRAM.tree().paths()) {
            if (nodes.getLast() instanceof CommandGroup) {
                continue;
            }
            Arguments arguments = ((CommandLeaf) nodes.getLast()).arguments();
            String[] words = arguments.usage().isEmpty()
                    ? new String[0]
                    : arguments.usage().split(" ", -1);
            for (int i = 0; i < words.length; i++) {
                boolean known = arguments.kind(i) != Arguments.Kind.TEXT;
                assertThat(known || others.contains(words[i].replaceAll("[\\[\\].]", "")))
                        .as("%s in %s", words[i], arguments.usage())
                        .isTrue();
            }
        }
    }
}
