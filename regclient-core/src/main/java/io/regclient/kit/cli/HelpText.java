// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.kit.cli.CommandHelp.Example;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Help in the layout users of the Go tools know (contract regctl 1.6). */
public final class HelpText {
    private final StringBuilder text = new StringBuilder(1024);
    private final CommandPath path;

    private HelpText(CommandPath path) {
        this.path = path;
    }

    static String of(CommandPath path, FlagSet flags, FlagSet globals) {
        return path.node().help().description() + "\n\n" + usage(path, flags, globals);
    }

    /** The help without the description. */
    static String usage(CommandPath path, FlagSet flags, FlagSet globals) {
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

    /** {@code regctl image export image_ref [file] [flags]}. */
    public static String usageLine(CommandPath path) {
        if (!(path.node() instanceof CommandLeaf leaf)) {
            return path.words() + " [command]";
        }
        String arguments = leaf.arguments().usage();
        return path.words() + (arguments.isEmpty() ? "" : " " + arguments) + " [flags]";
    }

    /** The command line of an example, as a shell wants it. */
    public static String line(CommandPath path, Example example) {
        StringBuilder line = new StringBuilder(path.words());
        example.arguments().forEach(word -> line.append(' ').append(quoted(word)));
        return line.append(example.input().isPresent() ? " <FILE" : "").toString();
    }

    /** The flags a user should know, by their names. */
    public static List<Flag<?>> shown(FlagSet flags) {
        List<Flag<?>> shown = new ArrayList<>(flags.flags());
        shown.removeIf(Flag::isHidden);
        shown.sort(Comparator.comparing(Flag::longName));
        return List.copyOf(shown);
    }

    /** The commands of a group a user should know, by their names. */
    public static List<CommandNode> shown(CommandGroup group) {
        List<CommandNode> shown = new ArrayList<>(group.commands().get());
        shown.removeIf(node -> node.word().hidden());
        shown.sort(Comparator.comparing(node -> node.word().name()));
        return List.copyOf(shown);
    }

    /** A line for each flag that is shown, its usage in a column of its own. */
    public static String table(FlagSet flags) {
        List<String[]> rows = new ArrayList<>();
        for (Flag<?> flag : shown(flags)) {
            rows.add(new String[] {flag.label(), flag.usageWithDefault()});
        }
        return table(rows, "   ");
    }

    private void appendHead() {
        CommandNode node = path.node();
        text.append("Usage:\n  ").append(usageLine(path)).append('\n');
        if (!node.word().aliases().isEmpty()) {
            text.append("\nAliases:\n  ")
                    .append(String.join(", ", node.word().all()))
                    .append('\n');
        }
        appendExamples(node.help().examples());
        if (node instanceof CommandGroup group) {
            List<String[]> rows = new ArrayList<>();
            for (CommandNode command : shown(group)) {
                rows.add(new String[] {command.word().name(), command.help().summary()});
            }
            append("Available Commands", table(rows, " "));
        }
    }

    private void appendExamples(List<Example> examples) {
        if (examples.isEmpty()) {
            return;
        }
        text.append("\nExamples:\n");
        for (Example example : examples) {
            text.append("  # ").append(example.purpose()).append("\n  ").append(line(path, example));
            text.append('\n');
        }
    }

    /** The word as a shell wants it. */
    private static String quoted(String word) {
        return word.matches("[\\w.,:;/@=+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private void appendFlags(String title, FlagSet flags) {
        append(title, table(flags));
    }

    private void append(String title, String table) {
        if (!table.isEmpty()) {
            text.append('\n').append(title).append(":\n").append(table);
        }
    }

    private static String table(List<String[]> rows, String gap) {
        int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        StringBuilder table = new StringBuilder();
        for (String[] row : rows) {
            table.append("  ")
                    .append(row[0])
                    .append(" ".repeat(width - row[0].length()))
                    .append(gap)
                    .append(row[1])
                    .append('\n');
        }
        return table.toString();
    }
}
