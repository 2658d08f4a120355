// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.kit.cli.CommandHelp.Example;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Help in the layout users of the Go tools know (contract regctl 1.6). */
final class HelpText {
    private final StringBuilder text = new StringBuilder(1024);
    private final CommandPath path;

    private HelpText(CommandPath path) {
        this.path = path;
    }

    static String of(CommandPath path, FlagSet flags, FlagSet globals) {
        HelpText help = new HelpText(path);
        help.appendHead();
        help.appendFlags("Flags", flags);
        help.appendFlags("Global Flags", globals);
        if (path.node() instanceof CommandGroup) {
            help.text
                    .append("\nUse \"")
                    .append(path.words())
                    .append(" [command] --help\" for more information about a command.\n");
        }
        return help.text.toString();
    }

    private void appendHead() {
        CommandNode node = path.node();
        text.append(node.help().description()).append("\n\nUsage:\n  ").append(path.words());
        if (node instanceof CommandLeaf leaf) {
            String arguments = leaf.arguments().usage();
            text.append(arguments.isEmpty() ? "" : " ").append(arguments).append(" [flags]\n");
        } else {
            text.append(" [command]\n");
        }
        if (!node.word().aliases().isEmpty()) {
            text.append("\nAliases:\n  ")
                    .append(String.join(", ", node.word().all()))
                    .append('\n');
        }
        appendExamples(node.help().examples());
        if (node instanceof CommandGroup group) {
            appendCommands(group.commands().get());
        }
    }

    private void appendExamples(List<Example> examples) {
        if (examples.isEmpty()) {
            return;
        }
        text.append("\nExamples:\n");
        for (Example example : examples) {
            text.append("  # ").append(example.purpose()).append("\n  ").append(path.words());
            example.arguments().forEach(word -> text.append(' ').append(quoted(word)));
            text.append(example.input().isPresent() ? " <FILE" : "");
            text.append('\n');
        }
    }

    /** The word as a shell wants it. */
    private static String quoted(String word) {
        return word.matches("[\\w.,:;/@=+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private void appendCommands(List<CommandNode> commands) {
        List<String[]> rows = new ArrayList<>();
        for (CommandNode command : commands) {
            if (!command.word().hidden()) {
                rows.add(new String[] {command.word().name(), command.help().summary()});
            }
        }
        rows.sort(Comparator.comparing(row -> row[0]));
        appendRows("Available Commands", rows, " ");
    }

    private void appendFlags(String title, FlagSet flags) {
        List<Flag<?>> shown = new ArrayList<>(flags.flags());
        shown.removeIf(Flag::isHidden);
        shown.sort(Comparator.comparing(Flag::longName));
        List<String[]> rows = new ArrayList<>();
        for (Flag<?> flag : shown) {
            rows.add(new String[] {flag.label(), flag.usageWithDefault()});
        }
        appendRows(title, rows, "   ");
    }

    private void appendRows(String title, List<String[]> rows, String gap) {
        if (rows.isEmpty()) {
            return;
        }
        int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        text.append('\n').append(title).append(":\n");
        for (String[] row : rows) {
            text.append("  ")
                    .append(row[0])
                    .append(" ".repeat(width - row[0].length()))
                    .append(gap)
                    .append(row[1])
                    .append('\n');
        }
    }
}
